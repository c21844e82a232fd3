"""Contexts become sessions, under the name the author gave the session."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Migrate = Callable[..., Migration]
Workspace = Callable[[dict[str, str]], dict[str, Migration]]

IMPORTS = "from awsglue.context import GlueContext\nfrom pyspark.context import SparkContext\n"
NEW = "from pyspark.sql import SparkSession\n"
READ = 'gc.create_dynamic_frame.from_catalog("a", "b")'

CASES = {
    "an alias": (
        f"sc = SparkContext()\ngc = GlueContext(sc)\nspark = gc.spark_session\nx = {READ}\n",
        'spark = SparkSession.builder.getOrCreate()\nx = spark.table("main.a.b")\n',
    ),
    "an alias of another name": (
        f"gc = GlueContext(SparkContext.getOrCreate())\nsession = gc.spark_session\nx = {READ}\n",
        'session = SparkSession.builder.getOrCreate()\nx = session.table("main.a.b")\n',
    ),
    "the other spelling": (
        f"gc = GlueContext(SparkContext())\nspark = gc.sparkSession\nx = {READ}\n",
        'spark = SparkSession.builder.getOrCreate()\nx = spark.table("main.a.b")\n',
    ),
    "an alias further down": (
        f"gc = GlueContext(SparkContext())\nx = {READ}\nspark = gc.spark_session\ny = spark.table('t')\n",
        "spark = SparkSession.builder.getOrCreate()\nx = spark.table(\"main.a.b\")\ny = spark.table('t')\n",
    ),
    "no alias": (
        f"gc = GlueContext(SparkContext())\nx = {READ}\n",
        'spark = SparkSession.builder.getOrCreate()\nx = spark.table("main.a.b")\n',
    ),
    "no alias, the name is taken": (
        f"spark = 1\ngc = GlueContext(SparkContext())\nx = {READ}\n",
        'spark = 1\ngc = SparkSession.builder.getOrCreate()\nx = gc.table("main.a.b")\n',
    ),
    "no alias, the name is a parameter": (
        f"gc = GlueContext(SparkContext())\ndef f(spark):\n    return {READ}\n",
        'gc = SparkSession.builder.getOrCreate()\ndef f(spark):\n    return gc.table("main.a.b")\n',
    ),
    "an alias whose name is taken somewhere": (
        f"gc = GlueContext(SparkContext())\nspark = gc.spark_session\ndef f(spark):\n    return {READ}\n",
        'gc = SparkSession.builder.getOrCreate()\nspark = gc\ndef f(spark):\n    return gc.table("main.a.b")\n',
    ),
    "bound twice": (
        f"gc = GlueContext(SparkContext())\ngc = GlueContext(SparkContext())\nx = {READ}\n",
        'gc = SparkSession.builder.getOrCreate()\ngc = SparkSession.builder.getOrCreate()\nx = gc.table("main.a.b")\n',
    ),
    "inside a function": (
        f"def main():\n    gc = GlueContext(SparkContext())\n    spark = gc.spark_session\n    return {READ}\n",
        'def main():\n    spark = SparkSession.builder.getOrCreate()\n    return spark.table("main.a.b")\n',
    ),
    "in a global statement": (
        f"gc = None\ndef init():\n    global gc\n    gc = GlueContext(SparkContext())\ndef f():\n    return {READ}\n",
        (
            "gc = None\ndef init():\n    global gc\n    gc = SparkSession.builder.getOrCreate()\n"
            'def f():\n    return gc.table("main.a.b")\n'
        ),
    ),
    "as an attribute": (
        (
            "class C:\n    def __init__(self):\n        self.gc = GlueContext(SparkContext())\n"
            "        self.spark = self.gc.spark_session\n    def f(self):\n        return self."
            f"{READ}\n"
        ),
        (
            "class C:\n    def __init__(self):\n        self.gc = SparkSession.builder.getOrCreate()\n"
            '        self.spark = self.gc\n    def f(self):\n        return self.gc.table("main.a.b")\n'
        ),
    ),
    "two functions, one name each": (
        (
            f"def f():\n    gc = GlueContext(SparkContext())\n    return {READ}\n"
            f"def g():\n    gc = GlueContext(SparkContext())\n    return {READ}\n"
        ),
        (
            'def f():\n    spark = SparkSession.builder.getOrCreate()\n    return spark.table("main.a.b")\n'
            'def g():\n    spark = SparkSession.builder.getOrCreate()\n    return spark.table("main.a.b")\n'
        ),
    ),
    "in one line": (
        f"x = GlueContext(SparkContext()).{READ.removeprefix('gc.')}\n",
        'x = SparkSession.builder.getOrCreate().table("main.a.b")\n',
    ),
    "beside another value": (
        f"gc, n = GlueContext(SparkContext()), 1\nx = {READ}\n",
        'gc, n = SparkSession.builder.getOrCreate(), 1\nx = gc.table("main.a.b")\n',
    ),
    "an annotated variable": (
        f"gc: GlueContext = GlueContext(SparkContext())\nx = {READ}\n",
        'gc: SparkSession = SparkSession.builder.getOrCreate()\nx = gc.table("main.a.b")\n',
    ),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES.keys())
def test_a_context_becomes_the_session(migrated: Migrate, before: str, after: str) -> None:
    migration = migrated(IMPORTS + before)

    assert migration.result.decode() == NEW + after
    assert migration.status is Status.MIGRATED


def test_a_session_that_was_there_before_is_used(migrated: Migrate) -> None:
    before = "from awsglue.context import GlueContext\nfrom pyspark.sql import SparkSession\n"
    before += f"spark = SparkSession.builder.config('a', 'b').getOrCreate()\ngc = GlueContext(spark)\nx = {READ}\n"

    result = migrated(before).result.decode()

    assert "config('a', 'b')" in result
    assert "GlueContext" not in result
    assert result.endswith('.table("main.a.b")\n')


def test_a_refused_statement_keeps_the_context_and_its_imports(migrated: Migrate) -> None:
    before = f"{IMPORTS}sc = SparkContext()\ngc = GlueContext(sc)\nspark = gc.spark_session\n"
    before += f"gc.purge_unheard_of('a')\nx = {READ}\n"

    migration = migrated(before)

    assert migration.status is Status.PARTIAL
    assert migration.result.decode() == (
        "from awsglue.context import GlueContext\nfrom pyspark.context import SparkContext\n"
        "from pyspark.sql import SparkSession\nsc = SparkContext()\ngc = GlueContext(sc)\n"
        "spark = SparkSession.builder.getOrCreate()\ngc.purge_unheard_of('a')\n"
        'x = spark.table("main.a.b")\n'
    )


def test_a_spark_context_that_nothing_reads_goes_with_what_is_of_glue(migrated: Migrate) -> None:
    before = "import sys\nfrom awsglue.utils import getResolvedOptions\nfrom pyspark import SparkContext\n"

    result = migrated(
        f"{before}sc = SparkContext()\nx = getResolvedOptions(sys.argv, ['day'])['day']\n"
    ).result.decode()

    assert "SparkContext" not in result
    assert "--day" in result


def test_a_spark_context_that_nothing_reads_stays_where_nothing_is_translated(migrated: Migrate) -> None:
    before = f"{IMPORTS}sc = SparkContext()\nGlueContext.purge_unheard_of('a')\n"

    assert migrated(before).result.decode() == before


@pytest.mark.parametrize("after", ["", "spark = gc.spark_session\n"])
def test_a_context_with_settings_is_refused(migrated: Migrate, after: str) -> None:
    migration = migrated(f"{IMPORTS}gc = GlueContext(SparkContext(conf=conf))\n{after}x = {READ}\n")

    assert "gc = GlueContext(SparkContext(conf=conf))\n" in migration.result.decode()
    assert "G2L120" in {finding.code for finding in migration.findings}


@pytest.mark.parametrize("context", ["SparkContext(conf=conf)", "SparkContext('local')", "SparkContext(appName='a')"])
def test_settings_of_a_named_context_are_not_lost(migrated: Migrate, context: str) -> None:
    migration = migrated(f"{IMPORTS}sc = {context}\ngc = GlueContext(sc)\nx = {READ}\n")

    assert f"sc = {context}\n" in migration.result.decode()


def test_a_context_that_other_modules_take_keeps_its_name(migrated_workspace: Workspace) -> None:
    files = {
        "shared.py": f"{IMPORTS}gc = GlueContext(SparkContext())\n",
        "job.py": f"from shared import gc\nx = {READ}\n",
    }

    done = migrated_workspace(files)

    assert done["shared.py"].result.decode() == f"{NEW}gc = SparkSession.builder.getOrCreate()\n"
    assert done["job.py"].result.decode() == 'from shared import gc\nx = gc.table("main.a.b")\n'


@pytest.mark.parametrize(
    "how",
    [
        "import shared\nx = shared.",
        "import shared as s\nx = s.",
        "from shared import *\nx = ",
    ],
)
def test_however_they_take_it(migrated_workspace: Workspace, how: str) -> None:
    files = {"shared.py": f"{IMPORTS}gc = GlueContext(SparkContext())\n", "job.py": f"{how}{READ}\n"}

    done = migrated_workspace(files)

    assert done["shared.py"].result.decode() == f"{NEW}gc = SparkSession.builder.getOrCreate()\n"
    assert done["job.py"].result.decode() == f'{how}gc.table("main.a.b")\n'


def test_a_spark_context_that_is_still_used_stays_and_is_told(migrated: Migrate) -> None:
    before = f"{IMPORTS}sc = SparkContext()\ngc = GlueContext(sc)\nx = sc.parallelize([1])\nx = {READ}\n"

    migration = migrated(before)

    assert "sc = SparkContext()\n" in migration.result.decode()
    assert "G2L121" in {finding.code for finding in migration.findings}


@pytest.mark.parametrize(
    "use",
    ["del gc", "globals()['gc'].x", "q.put(gc)", "threading.Thread(target=f, args=(gc,))", "x = [gc]", "print(gc)",
     "def g():\n    global gc\n    gc = 1", "for gc in y: pass", "class K:\n    c = gc", "lambda: gc"],
)  # fmt: skip
def test_no_use_of_a_context_is_left_without_its_variable(migrated: Migrate, use: str) -> None:
    before = f"{IMPORTS}gc = GlueContext(SparkContext())\nspark = gc.spark_session\nx = {READ}\n{use}\n"

    migration = migrated(before)

    result = migration.result.decode()
    namespace = {line.partition(" = ")[0] for line in result.splitlines() if " = " in line}
    assert "gc" not in use.replace("'gc'", "") or "gc" in namespace or "gc" not in result.replace("'gc'", "")


@pytest.mark.parametrize("use", ["globals()['gc']", "eval('gc')", "getattr(module, 'gc')"])
def test_a_use_by_name_keeps_the_variable(migrated: Migrate, use: str) -> None:
    before = f"{IMPORTS}gc = GlueContext(SparkContext())\nx = {use}\n"

    assert "\ngc = " in migrated(before).result.decode()


REFUSED_READ = 'create_dynamic_frame_from_options(connection_type="dynamodb", connection_options={"a": "b"})'
"""No rule translates it, so the statement needs a context."""

KEPT = {
    "a variable bound twice": f"gc = GlueContext()\nx = gc.{REFUSED_READ}\ngc = GlueContext()\n",
    "a parameter": f"def f(gc: GlueContext):\n    return gc.{REFUSED_READ}\n",
    "a quoted parameter": f'def f(gc: "GlueContext"):\n    return gc.{REFUSED_READ}\n',
    "an attribute": (
        "class A:\n    def __init__(self):\n        self.gc = GlueContext()\n        self.s = self.gc.spark_session\n"
        f"    def f(self):\n        return self.gc.{REFUSED_READ}\n"
    ),
    "what is handed on": (f"def f(gc: GlueContext):\n    return gc.{REFUSED_READ}\ngc = GlueContext()\nf(gc)\n"),
}


@pytest.mark.parametrize("code", KEPT.values(), ids=KEPT.keys())
def test_a_context_stays_where_a_refused_statement_gets_it_from(migrated: Migrate, code: str) -> None:
    assert migrated(f"from awsglue.context import GlueContext\n{code}").result.decode().endswith(f"\n{code}")


def test_a_context_is_handed_on_as_one_inside_what_is_translated_too(migrated: Migrate) -> None:
    code = f"def f(c):\n    return c.{REFUSED_READ}\ngc = GlueContext()\nspark = gc.spark_session\nx = f(gc).toDF()\n"

    result = migrated(IMPORTS + code).result.decode()

    assert "gc = GlueContext()\nspark = SparkSession.builder.getOrCreate()\nx = f(gc)\n" in result


def test_beside_a_context_that_stays_other_reads_are_translated(migrated: Migrate) -> None:
    code = f"def f(gc: GlueContext):\n    x = gc.{REFUSED_READ}\n    return {READ}\n"

    assert migrated(IMPORTS + code).result.decode().endswith('    return gc.table("main.a.b")\n')


def test_no_session_is_made_beside_a_context_that_nothing_would_read(migrated: Migrate) -> None:
    code = f"gc = GlueContext()\nf = DynamicFrame.fromDF(x, gc, 'f')\ngc.{REFUSED_READ}\n"

    migration = migrated(f"from awsglue.dynamicframe import DynamicFrame\n{IMPORTS}{code}")

    assert "SparkSession" not in migration.result.decode()
    assert "f = x\n" in migration.result.decode()


def test_a_session_beside_a_context_that_stays_may_share_its_line(migrated: Migrate) -> None:
    code = f"gc = GlueContext(); spark = gc.spark_session\nx = gc.{REFUSED_READ}\ny = spark.range(3)\n"

    result = migrated(IMPORTS + code).result.decode()

    assert f"\ngc = GlueContext(); spark = SparkSession.builder.getOrCreate()\nx = gc.{REFUSED_READ}\n" in result
