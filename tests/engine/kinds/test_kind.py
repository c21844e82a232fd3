"""What a name holds decides what its methods mean: followed through the program, or refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Becomes = Callable[[str], str]
Migrate = Callable[..., Migration]
Workspace = Callable[[dict[str, str]], dict[str, Migration]]

CASES = {
    "a frame": ("x = frame.toDF()\n", "x = frame\n"),
    "rebound to a DataFrame": (
        "x = frame.toDF()\nx = x.toDF('a', 'b')\nx = x.union(x)\n",
        "x = frame\nx = x.toDF('a', 'b')\nx = x.union(x)\n",
    ),
    "rebound to a frame": (
        "x = spark.table('t')\nx = x.union(x)\nx = frame\nx = x.union(frame)\n",
        "x = spark.table('t')\nx = x.union(x)\nx = frame\nx = x.unionByName(frame, allowMissingColumns=True)\n",
    ),
    "both branches agree": (
        "if c:\n    x = frame\nelse:\n    x = frame.coalesce(1)\ny = x.toDF()\n",
        "if c:\n    x = frame\nelse:\n    x = frame.coalesce(1)\ny = x\n",
    ),
    "a branch that leaves": (
        "def f(x: DynamicFrame):\n    if c:\n        x = 1\n        return x\n    return x.toDF()\n",
        "def f(x: DataFrame):\n    if c:\n        x = 1\n        return x\n    return x\n",
    ),
    "a dictionary of the module that a function fills": (
        "kept = {}\ndef load(n):\n    kept[n] = frame\nload('a')\nx = kept['a'].union(kept['b'])\n",
        (
            "kept = {}\ndef load(n):\n    kept[n] = frame\nload('a')\n"
            "x = kept['a'].unionByName(kept['b'], allowMissingColumns=True)\n"
        ),
    ),
    "a list that an inner function fills": (
        "def f():\n    kept = []\n    def add():\n        kept.append(frame)\n    add()\n    return kept[0].toDF()\n",
        "def f():\n    kept = []\n    def add():\n        kept.append(frame)\n    add()\n    return kept[0]\n",
    ),
    "a list of the module under a name that a function has too": (
        "kept = []\ndef f():\n    kept = []\n    kept.append(frame)\nx = kept[0].union(kept[0])\n",
        "kept = []\ndef f():\n    kept = []\n    kept.append(frame)\nx = kept[0].union(kept[0])\n",
    ),
    "two kinds, and toDF without names, which Spark does not have": (
        "x = frame\nfor n in ns:\n    x = x.toDF().drop(n)\n",
        "x = frame\nfor n in ns:\n    x = x.drop(n)\n",
    ),
    "two kinds, and what both have": (
        "x = frame if c else spark.table('t')\nx.show(5)\nx.printSchema()\ny = x.count()\n",
        "x = frame if c else spark.table('t')\nx.show(5)\nx.printSchema()\ny = x.count()\n",
    ),
    "what an object made by __new__ holds": (
        (
            "class One:\n    def __new__(cls):\n        cls.it = super().__new__(cls)\n        cls.it.gc = gc\n"
            "        cls.it.s = cls.it.gc.spark_session\n        return cls.it\n"
        ),
        (
            "class One:\n    def __new__(cls):\n        cls.it = super().__new__(cls)\n        cls.it.gc = spark\n"
            "        cls.it.s = cls.it.gc\n        return cls.it\n"
        ),
    ),
    "a return of nothing says nothing": (
        "def f(n):\n    if n:\n        return\n    return frame\nx = (f(1) or f(2)).toDF()\n",
        "def f(n):\n    if n:\n        return\n    return frame\nx = f(1) or f(2)\n",
    ),
    "None says nothing": (
        "x = None\nfor n in ns:\n    x = frame if x is None else x.union(frame)\n",
        "x = None\nfor n in ns:\n    x = frame if x is None else x.unionByName(frame, allowMissingColumns=True)\n",
    ),
    "a loop over a list": (
        "for x in [frame, frame]:\n    x.toDF().show()\n",
        "for x in [frame, frame]:\n    x.show()\n",
    ),
    "a list made in a comprehension": (
        "xs = [gc.create_dynamic_frame.from_catalog('r', n) for n in ns]\nys = [x.toDF() for x in xs]\n",
        'xs = [spark.table(f"main.r.`{n}`") for n in ns]\nys = [x for x in xs]\n',
    ),
    "an element of a list": ("xs = [frame]\ny = xs[0].toDF()\n", "xs = [frame]\ny = xs[0]\n"),
    "a tuple": ("a, b = frame, 1\nc = a.toDF()\n", "a, b = frame, 1\nc = a\n"),
    "a dict": ("d = {'a': frame}\nb = d['a'].toDF()\n", "d = {'a': frame}\nb = d['a']\n"),
    "the items of a dict": (
        "d = {'a': frame}\nfor k, v in d.items():\n    v.toDF().show()\n",
        "d = {'a': frame}\nfor k, v in d.items():\n    v.show()\n",
    ),
    "a walrus": ("if (x := frame.coalesce(1)):\n    y = x.toDF()\n", "if (x := frame.coalesce(1)):\n    y = x\n"),
    "a closure": (
        "def f():\n    return frame.toDF().count()\n",
        "def f():\n    return frame.count()\n",
    ),
    "a returned frame": (
        "def f():\n    return frame\ny = f().toDF()\n",
        "def f():\n    return frame\ny = f()\n",
    ),
    "a passed frame": (
        "def f(x, n=1):\n    return x.toDF().limit(n)\nf(frame)\n",
        "def f(x, n=1):\n    return x.limit(n)\nf(frame)\n",
    ),
    "a passed keyword": ("def f(*, x):\n    return x.toDF()\nf(x=frame)\n", "def f(*, x):\n    return x\nf(x=frame)\n"),
    "a lambda's parameter is not the outer name": (
        "g = lambda frame: frame.count()\n",
        "g = lambda frame: frame.count()\n",
    ),
    "an attribute of self": (
        "class C:\n    def __init__(self):\n        self.x = frame\n    def f(self):\n        return self.x.toDF()\n",
        "class C:\n    def __init__(self):\n        self.x = frame\n    def f(self):\n        return self.x\n",
    ),
    "a class attribute": (
        "class C:\n    x = frame\n    def f(self):\n        return self.x.toDF()\n",
        "class C:\n    x = frame\n    def f(self):\n        return self.x\n",
    ),
    "an inherited attribute": (
        "class B:\n    x = frame\nclass C(B):\n    def f(self):\n        return self.x.toDF()\n",
        "class B:\n    x = frame\nclass C(B):\n    def f(self):\n        return self.x\n",
    ),
    "a property": (
        (
            "class C:\n    @property\n    def x(self):\n        return frame\n    def f(self):\n"
            "        return self.x.toDF()\n"
        ),
        "class C:\n    @property\n    def x(self):\n        return frame\n    def f(self):\n        return self.x\n",
    ),
    "an object's method": (
        "class C:\n    def x(self):\n        return frame\ny = C().x().toDF()\n",
        "class C:\n    def x(self):\n        return frame\ny = C().x()\n",
    ),
    "a static method": (
        "class C:\n    @staticmethod\n    def f(x):\n        return x.toDF()\nC.f(frame)\n",
        "class C:\n    @staticmethod\n    def f(x):\n        return x\nC.f(frame)\n",
    ),
    "a class method": (
        "class C:\n    @classmethod\n    def f(cls, x: DynamicFrame):\n        return x.toDF()\n",
        "class C:\n    @classmethod\n    def f(cls, x: DataFrame):\n        return x\n",
    ),
    "an annotation": ("def f(x: DynamicFrame):\n    return x.toDF()\n", "def f(x: DataFrame):\n    return x\n"),
    "a quoted annotation": (
        'def f(x: "DynamicFrame"):\n    return x.toDF()\n',
        'def f(x: "DataFrame"):\n    return x\n',
    ),
    "a quoted annotation within another": (
        'def f(x: "Optional[DynamicFrame]" = None):\n    return x.toDF()\n',
        'def f(x: "Optional[DataFrame]" = None):\n    return x\n',
    ),
    "a container's annotation": (
        "def f(xs: list[DynamicFrame]):\n    return [x.toDF() for x in xs]\n",
        "def f(xs: list[DataFrame]):\n    return [x for x in xs]\n",
    ),
    "a union's annotation": (
        "def f(x: DynamicFrame | None = None):\n    return x.toDF()\n",
        "def f(x: DataFrame | None = None):\n    return x\n",
    ),
    "a function's annotation": (
        "def f(g: Callable[[DynamicFrame], int]):\n    return g\n",
        "def f(g: Callable[[DataFrame], int]):\n    return g\n",
    ),
    "an alias of a class": (
        "Frame = DynamicFrame\ndef f(x: Frame) -> list[Frame]:\n    return [x.toDF()]\n",
        "Frame = DataFrame\ndef f(x: Frame) -> list[Frame]:\n    return [x]\n",
    ),
    "an alias of several": (
        "Frame = str | DynamicFrame\ndef f(x: Frame):\n    return x\n",
        "Frame = str | DataFrame\ndef f(x: Frame):\n    return x\n",
    ),
    "a type variable": (
        "from typing import TypeVar\nT = TypeVar('T', bound=DynamicFrame)\n",
        "from typing import TypeVar\nT = TypeVar('T', bound=DataFrame)\n",
    ),
    "a cast": (
        "from typing import cast\ny = cast(DynamicFrame, make()).toDF()\n",
        "from typing import cast\ny = cast(DataFrame, make())\n",
    ),
    "an annotated variable": ("x: DynamicFrame = make()\ny = x.toDF()\n", "x: DataFrame = make()\ny = x\n"),
    "a promised result": (
        "def f() -> DynamicFrame:\n    return make()\ny = f().toDF()\n",
        "def f() -> DataFrame:\n    return make()\ny = f()\n",
    ),
    "a context manager": (
        "class C:\n    def __enter__(self):\n        return frame\nwith C() as x:\n    y = x.toDF()\n",
        "class C:\n    def __enter__(self):\n        return frame\nwith C() as x:\n    y = x\n",
    ),
    "try and except agree": (
        "try:\n    x = frame\nexcept OSError:\n    x = frame.coalesce(1)\ny = x.toDF()\n",
        "try:\n    x = frame\nexcept OSError:\n    x = frame.coalesce(1)\ny = x\n",
    ),
    "a match": (
        "match n:\n    case 1:\n        x = frame\n    case _:\n        x = frame\ny = x.toDF()\n",
        "match n:\n    case 1:\n        x = frame\n    case _:\n        x = frame\ny = x\n",
    ),
    "a conditional expression": (
        "x = frame if c else frame.coalesce(1)\ny = x.toDF()\n",
        "x = frame if c else frame.coalesce(1)\ny = x\n",
    ),
    "somebody else's toDF": ("rdd = sc.parallelize([])\nx = rdd.toDF(['a'])\n",) * 2,
    "an RDD": ("x = frame.toDF().rdd.filter(lambda r: r['x'] > 1)\n", "x = frame.rdd.filter(lambda r: r['x'] > 1)\n"),
    "a builtin filter": ("xs = list(filter(lambda r: r['x'] > 1, rows))\n",) * 2,
    "a pandas method": ("p = frame.toDF().toPandas().filter(['a'])\n", "p = frame.toPandas().filter(['a'])\n"),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES.keys())
def test_a_kind_is_followed_through(becomes: Becomes, before: str, after: str) -> None:
    assert becomes(before) == after


AMBIGUOUS = {
    "two kinds from two branches": "x = frame\nif c:\n    x = spark.table('t')\ny = x.union(z)\n",
    "a frame or what is not known, and toDF": "x = frame if c else make()\ny = x.toDF()\n",
    "two kinds, and filter": "x = frame if c else spark.table('t')\ny = x.filter(lambda r: r['a'] == 1)\n",
    "two kinds in a loop": "x = frame\nfor n in ns:\n    x = x.union(frame)\n    x = x.toDF()\n",
    "two kinds from two calls": "def f(x):\n    return x.union(x)\nf(frame)\nf(spark.table('t'))\n",
    "two kinds from two returns": "def f():\n  if c:\n    return frame\n  return spark.table('t')\nf().union(z)\n",
    "a kind that is not known": "x = make()\ny = x.toDF()\n",
    "a parameter that nobody passes": "def f(x):\n    return x.toDF()\n",
    "a frame in somebody's container": "q.put(frame)\nx = q.get().toDF()\n",
    "a class that may be another one": (
        "try:\n    from a import Frame\nexcept ImportError:\n    Frame = DynamicFrame\nx = Frame.fromDF(df, gc, 'x')\n"
    ),
    "a context of somebody's class": (
        "from theirs import Base\nclass C(Base):\n    def f(self):\n"
        "        x = self.gc.create_dynamic_frame_from_rdd(1, 'a')\n"
    ),
    "an entered class without a way in": "class C:\n    x = frame\nwith C() as c:\n    y = c.x.toDF()\n",
    "global rebinding": "def f():\n  global frame\n  frame = spark.table('t')\ndef g():\n  return frame.union(z)\n",
    "except leaves either": "x = spark.table('t')\ntry:\n    x = frame\nexcept OSError:\n    pass\nx.union(z)\n",
}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_what_is_not_sure_is_refused_and_never_guessed(behind: Migrate, name: str) -> None:
    code = AMBIGUOUS[name]

    migration = behind(code)

    assert migration.status is Status.PARTIAL
    assert {finding.code for finding in migration.findings} & {"G2L102", "G2L106", "G2L107", "G2L109"}
    refused = code.splitlines()[-1 if "loop" not in name and "calls" not in name else -2]
    assert refused.strip() in migration.result.decode()


def test_a_helper_module_is_understood_with_its_callers(migrated_workspace: Workspace) -> None:
    files = {
        "lib/readers.py": "def read(context, table):\n"
        "    return context.create_dynamic_frame.from_catalog('raw', table)\n",
        "job.py": "from awsglue.context import GlueContext\nfrom lib.readers import read\n\ngc = GlueContext()\n"
        "df = read(gc, 'orders').toDF()\n",
    }

    done = migrated_workspace(files)

    assert done["lib/readers.py"].result.decode() == (
        'def read(context, table):\n    return context.table(f"main.raw.`{table}`")\n'
    )
    assert done["job.py"].result.decode().splitlines()[-1] == "df = read(spark, 'orders')"
    assert {migration.status for migration in done.values()} == {Status.MIGRATED}


@pytest.mark.parametrize(
    ("body", "expected"),
    [("frame.toDF()", "frame"), ("frame.union(frame)", "frame.unionByName(frame, allowMissingColumns=True)")],
)
@pytest.mark.parametrize(
    "how", ["from lib import frames", "import lib.frames as frames", "import lib.frames\nframes = lib.frames"]
)
def test_a_helper_that_says_no_word_of_glue_is_understood(
    migrated_workspace: Workspace, how: str, body: str, expected: str
) -> None:
    files = {
        "lib/__init__.py": "",
        "lib/frames.py": f"def plain(frame):\n    return {body}\n",
        "job.py": f"from awsglue.context import GlueContext\n{how}\n\ngc = GlueContext()\n"
        "df = frames.plain(gc.create_dynamic_frame.from_catalog('raw', 'orders'))\n",
    }

    done = migrated_workspace(files)

    assert done["lib/frames.py"].result.decode() == f"def plain(frame):\n    return {expected}\n"


def test_a_helper_that_two_jobs_use_differently_is_refused(migrated_workspace: Workspace) -> None:
    head = "from awsglue.context import GlueContext\nfrom lib import f\n\ngc = GlueContext()\n"
    files = {
        "lib.py": "# awsglue\ndef f(x):\n    return x.union(x)\n",
        "one.py": head + "f(gc.create_dynamic_frame.from_catalog('a', 'b'))\n",
        "two.py": head + "f(gc.create_dynamic_frame.from_catalog('a', 'b').toDF())\n",
    }

    done = migrated_workspace(files)

    assert done["lib.py"].result.decode() == files["lib.py"]
    assert done["lib.py"].status is Status.REFUSED


def test_a_context_that_a_class_keeps_is_its_own_whatever_it_is_derived_from(behind: Migrate) -> None:
    code = "from abc import ABC\nfrom theirs import Mixin\nclass C(Mixin, ABC):\n    def __init__(self, context):\n"
    code += "        self.context = context\n    def f(self):\n"
    code += "        return self.context.create_dynamic_frame.from_catalog('a', 'b')\n"

    migration = behind(code)

    assert migration.status is Status.MIGRATED
    assert migration.result.decode().endswith('        return self.context.table("main.a.b")\n')


def test_what_a_job_no_longer_passes_is_forgotten(migrated_workspace: Workspace) -> None:
    head = "from awsglue.context import GlueContext\n\ngc = GlueContext()\n"
    files = {
        "lib.py": "# awsglue\ndef f(x):\n    return x.union(x)\n",
        "a_job.py": "from lib import f\nfrom z_frames import load\n\nf(load())\n",
        "z_frames.py": head + "def load():\n    return gc.create_dynamic_frame.from_catalog('a', 'b')\n",
    }

    done = migrated_workspace(files)

    assert done["lib.py"].result.decode().endswith("    return x.unionByName(x, allowMissingColumns=True)\n")


def test_a_class_of_another_module_is_understood(migrated_workspace: Workspace) -> None:
    files = {
        "base.py": "from awsglue.context import GlueContext\n\n\nclass Base:\n    def __init__(self):\n"
        "        self.gc = GlueContext()\n",
        "job.py": "from base import Base\n\n\nclass Job(Base):\n    def run(self):\n"
        "        return self.gc.create_dynamic_frame.from_catalog('a', 'b').toDF()\n",
    }

    done = migrated_workspace(files)

    assert done["job.py"].result.decode().splitlines()[-1] == '        return self.gc.table("main.a.b")'


def test_a_method_named_as_an_accessor_of_glue_is_somebody_elses(migrated: Migrate) -> None:
    code = "# awsglue\ndef rows(spark):\n    return spark.create_data_frame([{'a': 1}]).count()\n"

    migration = migrated(code)

    assert migration.status is Status.UNCHANGED
    assert migration.calls == 0


def test_what_a_class_assigns_itself_is_not_what_it_inherits(behind: Migrate) -> None:
    code = "from awsglue.job import Job\nclass Own(Job):\n    def __init__(self, bucket):\n"
    code += "        self.bucket = bucket\n    def run(self):\n        return read(self.bucket)\n"

    assert "bucket" not in " ".join(finding.message for finding in behind(code).findings)


def test_a_method_that_says_what_it_is_called_on_is_believed(behind: Migrate) -> None:
    code = "class Mixin:\n    def read(self: GlueContext, name):\n"
    code += "        return self.create_dynamic_frame.from_catalog('raw', name)\n"

    migration = behind(code)

    assert migration.calls == migration.calls_translated == 3
    assert "def read(self: SparkSession, name):\n        return self.table(" in migration.result.decode()


USED = {
    "a parameter": "def f(context):\n    session = context.spark_session\n    return context.{READ}\n",
    "an attribute": (
        "class A:\n    def __init__(self, context):\n        self.context = context\n"
        "        self.session = self.context.spark_session\n    def f(self):\n        return self.context.{READ}\n"
    ),
    "a parameter that an attribute keeps": (
        "class A:\n    def __init__(self, context):\n        self.context = context\n"
        "        self.session = context.spark_session\n    def f(self):\n        return self.context.{READ}\n"
    ),
}


@pytest.mark.parametrize("code", USED.values(), ids=USED.keys())
def test_what_is_asked_of_a_context_later_says_what_it_was_before(migrated: Migrate, code: str) -> None:
    migration = migrated(code.replace("{READ}", "create_dynamic_frame.from_catalog('a', 'b')"))

    assert migration.status is Status.MIGRATED
    assert "spark_session" not in migration.result.decode()
    assert 'context.table("main.a.b")' in migration.result.decode()


def test_the_session_of_what_is_not_known_is_refused(behind: Migrate) -> None:
    migration = behind("def f(other):\n    return other.spark_session.range(3)\n")

    assert [finding.code for finding in migration.findings] == ["G2L106"]
    assert "other.spark_session" in migration.result.decode()
