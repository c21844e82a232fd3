"""Modules that a job imports, or that import one, run on Glue too: their tables are mapped, and no more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.engine.kinds.knowledge import Asked, Knowledge
from g2l_tui.engine.outline import outline_of
from g2l_tui.engine.project import survey_outlined
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source
from g2l_tui.ruleset.ruleset import RuleSet

Migrate = Callable[[str], Migration]
Workspace = Callable[[dict[str, str]], dict[str, Migration]]

JOB = "from awsglue.context import GlueContext\nfrom tables import read\nread(GlueContext().spark_session)\n"
READ = 'def read(spark):\n    return spark.table("sales.orders")\n'
MAPPED = 'def read(spark):\n    return spark.table("main.sales.orders")\n'


def test_a_module_that_a_job_imports_reads_the_jobs_tables(migrated_workspace: Workspace) -> None:
    assert migrated_workspace({"job.py": JOB, "tables.py": READ})["tables.py"].result.decode() == MAPPED


def test_a_module_that_no_job_has_to_do_with_keeps_its_bytes(migrated_workspace: Workspace) -> None:
    done = migrated_workspace({"job.py": JOB, "tables.py": READ, "other.py": READ})["other.py"]

    assert (done.status, done.result.decode()) == (Status.UNCHANGED, READ)


@pytest.mark.parametrize("line", ["sc.stop()", 'sc.setLogLevel("ERROR")'])
def test_what_only_goes_beside_glue_stays_elsewhere(migrated_workspace: Workspace, line: str) -> None:
    helper = (
        f"from pyspark.context import SparkContext\nsc = SparkContext.getOrCreate()\n{line}\ndef read(spark): ...\n"
    )

    assert migrated_workspace({"job.py": JOB, "tables.py": helper})["tables.py"].status is Status.UNCHANGED


def test_spark_is_the_session_wherever_it_comes_from(migrated: Migrate) -> None:
    code = '# once: gc.create_dynamic_frame\ndef load(spark):\n    """Not DynamicFrame.toDF()."""\n    return '

    assert migrated(f'{code}spark.table("db.t")\n').result.decode() == f'{code}spark.table("main.db.t")\n'


def test_what_a_package_hands_on_is_known_to_those_who_import_the_package(migrated_workspace: Workspace) -> None:
    done = migrated_workspace(
        {
            "lake/reading.py": "from awsglue.context import GlueContext\ndef read(name):\n    return GlueContext()"
            '.create_dynamic_frame.from_catalog("shop", name)\n',
            "lake/__init__.py": "from .reading import read\n",
            "job.py": "from lake import read\nread('carts').union(read('old')).toDF().show()\n",
        }
    )

    assert (
        done["job.py"]
        .result.decode()
        .endswith("read('carts').unionByName(read('old'), allowMissingColumns=True).show()\n")
    )


def test_what_functions_without_a_word_of_glue_pass_on_is_known_at_the_end(migrated_workspace: Workspace) -> None:
    done = migrated_workspace(
        {
            "job.py": "from awsglue.context import GlueContext\nfrom steps import all_steps\n"
            'all_steps(GlueContext().create_dynamic_frame.from_catalog("shop", "carts"))\n',
            "steps.py": "from last import tidy\ndef all_steps(rows):\n    return tidy(rows)\n",
            "last.py": "def tidy(rows):\n    return rows.union(rows)\n",
        }
    )

    assert done["last.py"].result.decode().endswith("rows.unionByName(rows, allowMissingColumns=True)\n")


def test_a_frame_is_followed_through_any_number_of_modules(migrated_workspace: Workspace) -> None:
    last, head = 11, '"""For awsglue."""\n'
    modules = {f"step_{n:02}.py": f"{head}from step_{n + 1:02} import frame\n" for n in range(1, last)}
    tables = (
        "from awsglue.context import GlueContext\ndef frame(context: GlueContext):\n"
        '    return context.create_dynamic_frame.from_catalog(database="sales", table_name="orders")\n'
    )
    job = "from awsglue.context import GlueContext\nfrom step_01 import frame\nframe(GlueContext()).toDF().show()\n"

    done = migrated_workspace({"job.py": job, **modules, f"step_{last}.py": tables})["job.py"]

    assert ".getOrCreate()).show()" in done.result.decode()


class Read:
    """Lessons that recall nothing, and the modules that were read to be surveyed."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def recalled(self, path: str, digest: str, knowledge: Knowledge) -> None:
        """Recall nothing."""

    def keep(self, source: Source, asked: Asked, learnt: Knowledge) -> None:  # noqa: ARG002 -- as the survey calls it
        """Note which module was read."""
        self.paths.append(source.path)


def test_of_many_jobs_that_pass_the_same_to_a_helper_only_the_first_is_read_twice(ruleset: RuleSet) -> None:
    helper = (
        "from awsglue.context import GlueContext\ndef rows(c):\n"
        '    return c.create_dynamic_frame.from_catalog(database="sales", table_name="orders")\n'
        "def few(frame):\n    return frame.toDF()\n"
    )
    job = "from awsglue.context import GlueContext\nfrom helper import few, rows\nfew(rows(GlueContext())).show()\n"
    modules = {"helper.py": helper, **{f"job_{number}.py": job for number in range(6)}}
    sources = {path: Source(path, text.encode()) for path, text in modules.items()}
    lessons = Read()

    survey_outlined(map(outline_of, sources.values()), sources.get, ruleset, lessons)

    assert sorted(lessons.paths.count(path) for path in modules if path != "helper.py")[:-1] == [1] * 5


@pytest.mark.parametrize(
    "helper",
    [
        "def place(name, day):\n    return open(name + day)\n",
        "def place(name: str, day: str = '') -> list[str]:\n    return [name, day]\n",
    ],
)
def test_a_helper_that_is_passed_nothing_to_follow_is_read_once(helper: str, ruleset: RuleSet) -> None:
    job = "from awsglue.context import GlueContext\nfrom helper import place\nplace('carts', 'today')\n"
    sources = {path: Source(path, text.encode()) for path, text in {"helper.py": helper, "job.py": job}.items()}
    lessons = Read()

    survey_outlined(map(outline_of, sources.values()), sources.get, ruleset, lessons)

    assert lessons.paths == ["helper.py", "job.py"]


def test_a_module_that_derives_a_class_from_a_helpers_is_read_once(ruleset: RuleSet) -> None:
    modules = {
        "helper.py": '"""For awsglue."""\nclass Step:\n    name = ""\n',
        "job.py": "from helper import Step\nclass Load(Step): ...\nprint(Step().name)\n",
    }
    sources = {path: Source(path, text.encode()) for path, text in modules.items()}
    lessons = Read()

    survey_outlined(map(outline_of, sources.values()), sources.get, ruleset, lessons)

    assert lessons.paths == ["helper.py", "job.py"]


def test_a_module_that_is_imported_by_its_name_hears_what_it_is_given(migrated_workspace: Workspace) -> None:
    job = (
        "import importlib\nfrom awsglue.context import GlueContext\n"
        'frame = GlueContext().create_dynamic_frame.from_catalog("raw", "orders")\n'
        'importlib.import_module("showing").show(frame)\n'
    )

    done = migrated_workspace({"job.py": job, "showing.py": "def show(x):\n    return x.schema()\n"})

    assert done["showing.py"].result == b"def show(x):\n    return x.schema\n"
