"""A file is not called done while what it uses of another stays in Glue, however the workspace is gone through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from g2l_tui import Glue2DatabricksSDK
from g2l_tui.model.migration import Migration, Status
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.validators.resting import CODE
from g2l_tui.workspace import many, shelves
from g2l_tui.workspace.many import migrate_many
from g2l_tui.workspace.workspace import Workspace

JOB = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext
from mid import middle
glueContext = GlueContext(SparkContext.getOrCreate())
middle(glueContext).toDF().show()
"""
MIDDLE = "from reading import read\n\n\ndef middle(context):\n    return read(context)\n"
READING = "def read(context):\n    return context.create_dynamic_frame.{source}\n"
FINE, REFUSED = 'from_catalog("sales", "orders")', 'from_options("dynamodb", {"table": "orders"})'
SDK = Glue2DatabricksSDK()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    (root / ".g2l").mkdir(parents=True)
    (root / "a_job.py").write_text(JOB)
    (root / "mid.py").write_text(MIDDLE)
    write_reading(root, REFUSED)
    return root


def write_reading(root: Path, source: str) -> None:
    (root / "reading.py").write_text(READING.format(source=source))


def state(migration: Migration) -> tuple[Status, bool]:
    return migration.status, any(finding.code == CODE for finding in migration.findings)


OPEN, DONE = (Status.PARTIAL, True), (Status.MIGRATED, False)


def one_file(root: Path) -> tuple[Status, bool]:
    return state(Workspace.open(root).migrate("a_job.py"))


def all_files(root: Path) -> tuple[Status, bool]:
    workspace = Workspace.open(root)
    found = [each for each in migrate_many(workspace, workspace.paths()) if isinstance(each, Migration)]
    return next(state(each) for each in found if each.source.path == "a_job.py")


def some_files(root: Path) -> tuple[Status, bool]:
    return next(state(each) for each in migrate_many(Workspace.open(root), ["a_job.py"]) if isinstance(each, Migration))


WAYS = {"one file": one_file, "some files": some_files, "all files": all_files}


@pytest.fixture(params=["alone", "many", "in processes"])
def sort_of_run(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files as in a small workspace, as in one of which results are kept, or as in a large one."""
    if request.param != "alone":
        monkeypatch.setattr(many, "SOME", 1)
        monkeypatch.setattr(shelves, "SOME", 1)
    if request.param == "in processes":
        monkeypatch.setattr(many, "MANY", 1)
        monkeypatch.setattr(many, "_processors", lambda: 2)


@pytest.mark.usefixtures("sort_of_run")
@pytest.mark.parametrize("look", WAYS.values(), ids=WAYS)
def test_it_is_seen_in_each_run_and_gone_when_the_other_file_is_mended(
    root: Path, look: Callable[[Path], tuple[Status, bool]]
) -> None:
    assert (look(root), look(root)) == (OPEN, OPEN)
    write_reading(root, FINE)
    assert (look(root), look(root)) == (DONE, DONE)
    write_reading(root, REFUSED)
    assert look(root) == OPEN


def test_it_is_seen_after_a_save_in_the_same_workspace(root: Path) -> None:
    workspace = Workspace.open(root)
    seen = [state(workspace.migrate("a_job.py"))]
    for source in (FINE, REFUSED):
        write_reading(root, source)
        workspace.forget(["reading.py"])
        seen.append(state(workspace.migrate("a_job.py")))

    assert seen == [OPEN, DONE, OPEN]


def test_other_rules_are_asked_what_they_leave(root: Path, ruleset: RuleSet) -> None:
    write_reading(root, FINE)
    workspace = Workspace.open(root)
    fewer = ruleset.without(["create-dynamic-frame-from-catalog"])

    by_own, by_fewer = (
        [state(each) for each in workspace.migrate_with(rules, ["a_job.py"])] for rules in (workspace.ruleset, fewer)
    )

    assert (by_own, by_fewer) == ([DONE], [(Status.REFUSED, True)])


def test_a_file_that_was_done_is_affected_when_what_it_uses_is_refused_from_now_on(root: Path, tmp_path: Path) -> None:
    write_reading(root, FINE)
    assert SDK.update_incremental(root, tmp_path / "out").success
    write_reading(root, REFUSED)

    changes = SDK.detect_changes(root, tmp_path / "out")
    again = SDK.update_incremental(root, tmp_path / "out")

    assert (changes["modified"], changes["affected"]) == (["reading.py"], ["a_job.py", "mid.py"])
    assert {each["path"]: each["status"] for each in again.metadata["files"]}["a_job.py"] == "partial"


def test_a_file_of_the_neighbours_that_is_gone_stands_in_nobodys_way(root: Path) -> None:
    workspace = Workspace.open(root)
    assert state(workspace.migrate("a_job.py")) == OPEN
    (root / "reading.py").unlink()
    workspace.forget(["reading.py"])

    assert workspace.migrate("a_job.py").status is Status.REFUSED
