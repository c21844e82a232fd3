"""Accepted changes in the output of the configuration: the sources stay, and nothing half-right is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from g2l_tui.errors import ChangedOnDiskError, ConfigurationError, ValidationError
from g2l_tui.workspace.beside import accept_beside
from g2l_tui.workspace.workspace import Workspace

JOB = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext())
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")
frame = orders.toDF()
print(frame.count())
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "glue"
    (root / "jobs").mkdir(parents=True)
    (root / "g2l.toml").write_text('catalog = "main"\noutput = "../databricks"\n')
    (root / "jobs/orders.py").write_text(JOB)
    return root


def test_what_was_accepted_is_there_and_the_source_stays(root: Path) -> None:
    workspace = Workspace.open(root)
    migration = workspace.migrate("jobs/orders.py")

    twinned = accept_beside(workspace, [(migration, migration.changes)])
    again = accept_beside(workspace, [(migration, migration.changes)])

    assert (root.parent / "databricks/jobs/orders.py").read_bytes() == migration.result
    assert (root / "jobs/orders.py").read_text() == JOB
    assert twinned.conflicts == ()
    assert (again.operation, again.copied) == (None, 0)


def test_a_source_that_changed_since_it_was_shown_is_not_brought_there(root: Path) -> None:
    workspace = Workspace.open(root)
    migration = workspace.migrate("jobs/orders.py")
    (root / "jobs/orders.py").write_text("x = 1\n")

    with pytest.raises(ChangedOnDiskError, match=r"jobs/orders\.py changed on disk"):
        accept_beside(workspace, [(migration, migration.changes)])

    assert not (root.parent / "databricks").exists()


def test_a_part_that_cannot_stand_alone_is_not_brought_there(root: Path) -> None:
    workspace = Workspace.open(root)
    migration = workspace.migrate("jobs/orders.py")
    careless = replace(migration, changes=tuple(replace(each, needs=frozenset()) for each in migration.changes))
    read = next(change for change in careless.changes if change.line == 5)

    with pytest.raises(ValidationError, match="cannot be written like this"):
        accept_beside(workspace, [(careless, [read])])

    assert not (root.parent / "databricks").exists()


@pytest.mark.parametrize(("output", "sentence"), [("", "names no output"), ("jobs/new", "inside the sources")])
def test_without_a_place_of_its_own_nothing_is_written(root: Path, output: str, sentence: str) -> None:
    (root / "g2l.toml").write_text(f'catalog = "main"\noutput = "{output}"\n')
    workspace = Workspace.open(root)
    migration = workspace.migrate("jobs/orders.py")

    with pytest.raises(ConfigurationError, match=sentence):
        accept_beside(workspace, [(migration, migration.changes)])
