from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from g2l_tui.config import Settings
from g2l_tui.engine.project import Project
from g2l_tui.model.migration import Migration, Status
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.workspace import many
from g2l_tui.workspace.many import Found, migrate_many
from g2l_tui.workspace.processes import AHEAD, LOT, Done, Ended, Task, migrate_in_processes
from g2l_tui.workspace.read import LARGEST, VanishedError
from g2l_tui.workspace.workspace import Workspace

JOB = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext
from helper import read

glueContext = GlueContext(SparkContext.getOrCreate())
read(glueContext, "orders_{number}").toDF().show()
"""
HELPER = """\
def read(glueContext, table):
    return glueContext.create_dynamic_frame.from_catalog(database="sales", table_name=table)
"""
JOBS = 3 * LOT


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with so many files that two processes share the work."""
    monkeypatch.setattr(many, "MANY", 2)
    monkeypatch.setattr(many, "_processors", lambda: 2)
    (tmp_path / "g2l.toml").write_text('[schemas]\nsales = "main.sold"\n')
    (tmp_path / "helper.py").write_text(HELPER)
    for number in range(JOBS):
        (tmp_path / f"job_{number:02}.py").write_text(JOB.format(number=number))
    return Workspace.open(tmp_path)


def test_results_are_those_of_one_process_and_in_the_order_of_the_files(workspace: Workspace) -> None:
    paths = workspace.paths()

    found = list(migrate_many(workspace, paths))

    assert [each.source.path for each in _migrations(found)] == list(paths)
    assert _timeless(found) == _timeless([workspace.migrate(path) for path in paths])


def test_files_that_are_gone_or_cannot_be_read_keep_no_other_from_being_migrated(workspace: Workspace) -> None:
    paths = workspace.paths()
    (workspace.root / paths[1]).unlink()
    (workspace.root / paths[2]).write_bytes(b"#" * (LARGEST + 1))

    found = list(migrate_many(workspace, paths))

    assert isinstance(found[1], VanishedError)
    statuses = [each.status for each in found if isinstance(each, Migration)]
    assert statuses == [Status.MIGRATED, Status.FAILED, *[Status.MIGRATED] * (len(paths) - 3)]


def test_what_is_learnt_meanwhile_holds_for_the_files_that_are_still_to_come(workspace: Workspace) -> None:
    found = migrate_many(workspace, workspace.paths())
    first = next(found)
    (workspace.root / "helper.py").write_text("def read(glueContext, table):\n    return Unknown()\n")
    workspace.forget(["helper.py"])

    rest = list(found)

    assert isinstance(first, Migration)
    assert [each.result for each in _migrations(rest)] == [workspace.migrate(path).result for path in _jobs()]
    assert b".toDF()" in _migrations(rest)[0].result


def test_processes_end_with_the_one_who_asked(workspace: Workspace) -> None:
    before = _children()
    found = migrate_many(workspace, workspace.paths())
    next(found)
    assert len(_children() - before) == 2

    assert isinstance(found, Iterator)
    found.close()  # type: ignore[attr-defined]  # as an interruption does it

    assert _children() <= before


def test_a_processor_that_is_spared_is_not_worked_on_here_instead(workspace: Workspace) -> None:
    before = _children()
    found = migrate_many(workspace, workspace.paths(), spared=1)
    next(found)

    assert len(_children() - before) == 1

    found.close()  # type: ignore[attr-defined]  # as an interruption does it


def test_a_file_that_ends_its_process_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    paths = [f"file_{number}.py" for number in range(5)]
    for path in paths:
        (tmp_path / path).write_text("a = 1\n")
    (tmp_path / paths[2]).write_text("import awsglue\n")
    deadly = replace(Settings(), disable=map(os._exit, [3]))  # type: ignore[arg-type]  # asked for files with Glue

    found = list(migrate_in_processes(Task(tmp_path, RuleSet(), deadly, Project()), paths, 2))

    assert found[2] == Ended(3)
    assert [each.migration.status for each in found if isinstance(each, Done)] == [Status.UNCHANGED] * 4


def test_each_file_that_ended_a_process_has_a_finding_that_says_so(workspace: Workspace) -> None:
    workspace.settings = replace(workspace.settings, disable=map(os._exit, [3]))  # type: ignore[arg-type]
    (workspace.root / "helper.py").unlink()
    for path in _jobs()[2:]:
        (workspace.root / path).write_text("a = 1\n")

    found = _migrations(list(migrate_many(workspace, _jobs())))
    failed, others = found[:2], found[2:]

    assert [each.result for each in failed] == [JOB.format(number=number).encode() for number in range(2)]
    assert all("exit code 3" in each.findings[0].message for each in failed)
    assert {each.status for each in others} == {Status.UNCHANGED}


def test_where_no_process_can_be_started_nothing_is_found_and_nothing_hangs(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a = 1\n")

    found = list(migrate_in_processes(Task(tmp_path, RuleSet(), Settings(), _Deadly()), ["a.py"] * 40, 2))

    assert found == [None] * 40


def test_one_slow_file_does_not_let_the_others_pile_up(tmp_path: Path) -> None:
    paths = [f"file_{number}.py" for number in range(LOT * (AHEAD + 4))]
    for path in paths:
        (tmp_path / path).write_text("a = 1\n")

    found = list(migrate_in_processes(Task(tmp_path, RuleSet(), Settings(), Project()), paths, 2))

    assert [each.migration.source.path for each in found if isinstance(each, Done)] == paths


class _Deadly(Project):
    """Ends the process that takes it in."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)


def _jobs() -> list[str]:
    return [f"job_{number:02}.py" for number in range(JOBS)]


def _migrations(found: list[Found]) -> list[Migration]:
    return [each for each in found if isinstance(each, Migration)]


def _timeless(found: list[Migration] | list[Found]) -> list[Migration]:
    return [replace(each, seconds=0.0) for each in found if isinstance(each, Migration)]


def _children() -> set[str]:
    """The processes that this one has started, and that have not ended."""
    return {name for task in Path("/proc/self/task").glob("*/children") for name in task.read_text().split()}
