"""A part of the changes is looked at before it may be written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from g2l_tui.errors import ValidationError
from g2l_tui.model.change import Change
from g2l_tui.model.excerpt import with_texts
from g2l_tui.model.migration import Migration
from g2l_tui.workspace.workspace import Workspace

JOB = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext())
spark = glueContext.spark_session
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")
frame = orders.toDF()
spark.sql("select 1").show()
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "g2l.toml").write_text('catalog = "main"\n')
    (tmp_path / "job.py").write_text(JOB)
    return Workspace.open(tmp_path)


@pytest.fixture
def careless(workspace: Workspace) -> Migration:
    """A migration whose changes do not know what they need."""
    migration = workspace.migrate("job.py")
    return replace(migration, changes=tuple(replace(each, needs=frozenset()) for each in migration.changes))


def at(migration: Migration, line: int) -> Change:
    return next(change for change in migration.changes if change.line <= line <= change.end_line)


def test_parts_that_stand_alone_have_no_objections(workspace: Workspace) -> None:
    migration = workspace.migrate("job.py")

    assert [workspace.objections(migration, [each]) for each in migration.changes] == [()] * len(migration.changes)
    assert workspace.objections(migration, migration.changes) == ()
    assert workspace.objections(migration, ()) == ()


def test_a_glue_call_that_stays_must_get_its_glue_object(workspace: Workspace, careless: Migration) -> None:
    (sentence,) = workspace.objections(careless, [at(careless, 6)])

    assert sentence.startswith("line 7: DynamicFrame.toDF stays")


def test_a_name_that_nothing_defines_is_an_objection(workspace: Workspace) -> None:
    migration = workspace.migrate("job.py")
    change = at(migration, 7)
    edited = with_texts(migration, {change.id: "frame = odrers\n"})

    (sentence,) = workspace.objections(edited, [at(edited, 7)])

    assert sentence == "line 7: `odrers` is used, but nothing in the result defines it"


def test_a_text_that_is_no_python_is_an_objection(workspace: Workspace) -> None:
    migration = workspace.migrate("job.py")
    edited = with_texts(migration, {at(migration, 7).id: "frame = (\n"})

    (sentence,) = workspace.objections(edited, [at(edited, 7)])

    assert "no valid Python" in sentence


def test_what_cannot_stand_alone_is_not_written(workspace: Workspace, careless: Migration) -> None:
    with pytest.raises(ValidationError, match=r"job\.py cannot be written like this: line 7"):
        workspace.accept([(careless, [at(careless, 6)])])

    assert (workspace.root / "job.py").read_text() == JOB
    assert workspace.history() == ()


def test_what_a_person_wrote_is_written(workspace: Workspace) -> None:
    migration = workspace.migrate("job.py")
    edited = with_texts(migration, {at(migration, 7).id: "frame = orders.limit(3)\n"})

    workspace.accept([(edited, edited.changes)])

    assert "frame = orders.limit(3)\n" in (workspace.root / "job.py").read_text()


HELPER = "def read(ctx):\n    return ctx.create_dynamic_frame.from_catalog('a', 'b')\n"
CALLER = "from awsglue.context import GlueContext\nfrom lib import read\n\ngc = GlueContext()\nx = read(gc).toDF()\n"


def test_a_helper_and_its_caller_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "lib.py").write_text(HELPER)
    (tmp_path / "job.py").write_text(CALLER)
    workspace = Workspace.open(tmp_path)
    helper, caller = workspace.migrate("lib.py"), workspace.migrate("job.py")

    for alone, other in ((helper, "job.py line 4"), (caller, "lib.py line 2")):
        with pytest.raises(ValidationError, match=f"{other} has to change with it, for both have to do with `read`"):
            workspace.accept([(alone, alone.changes)])
    workspace.accept([(helper, helper.changes), (caller, caller.changes)])

    assert "toDF" not in (tmp_path / "job.py").read_text()
    assert "ctx.table(" in (tmp_path / "lib.py").read_text()


def test_a_caller_hears_of_a_helper_that_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "lib.py").write_text(HELPER.replace("from_catalog('a', 'b')", "from_options('dynamodb', x)"))
    (tmp_path / "job.py").write_text(CALLER)
    workspace = Workspace.open(tmp_path)
    caller = workspace.migrate("job.py")

    left = workspace.left_behind([(caller, caller.changes)])

    assert left.torn == ()
    assert left.open == ("lib.py has statements that stay as they are, and need of `read` what it is in Glue",)
