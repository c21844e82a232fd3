"""A class that is derived from GlueContext keeps a session instead, where nothing needs it to be a context."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Migrate = Callable[[str], Migration]
Workspace = Callable[[dict[str, str]], dict[str, Migration]]

IMPORTS = "from awsglue.context import GlueContext\nfrom pyspark.context import SparkContext\n"
READ = "create_dynamic_frame.from_catalog(database='raw', table_name=name)"
METHOD = f"    def read(self, name):\n        return self.{READ}\n"
PLAIN = f"class Lake(GlueContext):\n{METHOD}"
REFUSED = '.create_dynamic_frame_from_options(connection_type="dynamodb", connection_options={"a": "b"})'

PROPERTY = """\
class Lake:
    @property
    def spark_session(self) -> SparkSession:
        return SparkSession.builder.getOrCreate()

"""
CHANGED = f'{PROPERTY}    def read(self, name):\n        return self.spark_session.table(f"main.raw.`{{name}}`")\n'


def result(migration: Migration) -> str:
    return migration.result.decode()


def test_a_class_that_adds_methods_gets_a_session(migrated: Migrate) -> None:
    migration = migrated(f"{IMPORTS}{PLAIN}lake = Lake(SparkContext.getOrCreate())\nx = lake.read('a').toDF()\n")

    assert result(migration) == (f"from pyspark.sql import SparkSession\n{CHANGED}lake = Lake()\nx = lake.read('a')\n")
    assert migration.status is Status.MIGRATED
    assert migration.calls == migration.calls_translated == 2


def test_what_it_makes_of_itself_stays_without_the_context(migrated: Migrate) -> None:
    code = "class Lake(GlueContext):\n    def __init__(self, context, raw):\n        super().__init__(context)\n"
    code += "        self.raw = raw\n"

    assert result(migrated(f"{IMPORTS}{code}lake = Lake(None, 'raw')\n")).endswith(
        f"{PROPERTY}    def __init__(self, context, raw):\n        self.raw = raw\nlake = Lake(None, 'raw')\n"
    )


@pytest.mark.parametrize(
    ("use", "becomes"),
    [
        ("lake.create_dynamic_frame.from_catalog('a', 'b').toDF()", 'lake.spark_session.table("main.a.b")'),
        ("lake.sql('select 1')", "lake.spark_session.sql('select 1')"),
        ("lake.spark_session.range(3)", "lake.spark_session.range(3)"),
    ],
)
def test_its_objects_are_asked_for_their_session(migrated: Migrate, use: str, becomes: str) -> None:
    assert result(migrated(f"{IMPORTS}{PLAIN}lake = Lake()\nx = {use}\n")).endswith(f"x = {becomes}\n")


def test_what_is_called_on_its_base_is_called_on_its_session(migrated: Migrate) -> None:
    code = PLAIN.replace("self.create", "super().create")

    assert CHANGED in result(migrated(IMPORTS + code))


def test_a_class_of_another_module_too(migrated_workspace: Workspace) -> None:
    lake = f"{IMPORTS}class Lake(GlueContext):\n    def __init__(self, sc):\n        super().__init__(sc)\n{METHOD}"
    files = {
        "lake.py": lake,
        "job.py": "from lake import Lake\nlake = Lake(None)\nx = lake.create_dynamic_frame.from_catalog('a', 'b')\n",
    }

    done = migrated_workspace(files)

    assert result(done["job.py"]).endswith('x = lake.spark_session.table("main.a.b")\n')
    assert done["lake.py"].status is Status.MIGRATED


STAYS = {
    "a statement that needs the context": f"{PLAIN}lake = Lake()\nx = lake{REFUSED}\n",
    "a method of Glue's own that is replaced": (
        "class Lake(GlueContext):\n    def create_dynamic_frame_from_catalog(self, *names, **others):\n"
        f"        return log(names)\n{METHOD}"
    ),
    "a second base": PLAIN.replace("(GlueContext)", "(GlueContext, Mixin)"),
    "all in one line": "class Lake(GlueContext): pass\n",
    "a promise that it is a context": f"{PLAIN}def f(context: GlueContext):\n    return context.{READ}\nf(Lake())\n",
}


@pytest.mark.parametrize("code", STAYS.values(), ids=STAYS.keys())
def test_where_it_must_be_a_context_it_stays_one_and_says_what_to_write(migrated: Migrate, code: str) -> None:
    migration = migrated(IMPORTS + code)

    assert "class Lake(GlueContext" in result(migration)
    assert migration.status is not Status.MIGRATED
    [finding] = [each for each in migration.findings if "is derived from" in each.message]
    assert "`class Lake:`" in finding.hint


def test_what_replaces_a_method_of_glue_is_not_gone_around(migrated: Migrate) -> None:
    code = STAYS["a method of Glue's own that is replaced"]

    assert "spark_session" not in result(migrated(IMPORTS + code))
