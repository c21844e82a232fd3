from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from g2l_tui import Workspace
from g2l_tui.model.change import Decision
from tests.cli.conftest import JOB, run


def test_a_migration_is_undone_and_made_again(root: Path) -> None:
    job = root / "jobs" / "orders.py"
    run("migrate", ".")
    migrated = job.read_text()

    assert run("undo").stdout.startswith("jobs/orders.py\nUndone: written files of ")
    assert job.read_text() == JOB
    assert run("redo").stdout.startswith("jobs/orders.py\nRedone: written files of ")
    assert job.read_text() == migrated


def test_decisions_of_the_workbench_are_undone_too(root: Path) -> None:
    workspace = Workspace.open(root)
    workspace.decide({"jobs/orders.py": {"one": Decision.REJECTED}})

    assert "decisions of" in run("undo").stdout
    assert Workspace.open(root).decisions() == {}


@pytest.mark.parametrize("verb", ["undo", "redo"])
def test_nothing_to_take_back_is_said(verb: str, root: Path) -> None:
    result = run(verb)

    assert (result.exit_code, result.stdout) == (0, f"There is nothing to {verb}.\n")


def test_an_undo_over_newer_work_needs_force(root: Path) -> None:
    run("migrate", ".")
    (root / "jobs" / "orders.py").write_text("mine = 1\n")

    assert run("undo").exit_code == 2
    assert (root / "jobs" / "orders.py").read_text() == "mine = 1\n"
    assert run("undo", "--force").exit_code == 0
    assert (root / "jobs" / "orders.py").read_text() == JOB


def test_old_backups_go_and_those_that_are_needed_stay(root: Path) -> None:
    for _ in range(2):
        run("migrate", ".")
        run("undo")

    tried = run("prune", "--keep", "1", "--dry-run")
    assert "3 of the backups would go" in tried.stdout
    assert len(_operations()) == 4
    (root / "g2l.toml").write_text("[backup]\nkeep = 1\n")
    assert "3 of the backups removed" in run("prune").stdout

    assert len(_operations()) == 1
    assert run("verify").exit_code == 0


def test_prune_asks_what_may_go(root: Path) -> None:
    result = run("prune")

    assert result.exit_code == 2
    assert "--keep" in result.stderr


def test_the_history_names_the_newest_first(root: Path) -> None:
    run("migrate", ".")
    run("undo")

    history = json.loads(run("history", "--format", "json").stdout)

    assert [operation["kind"] for operation in history["operations"]] == ["undo", "migrate"]


def test_backups_that_are_damaged_missing_foreign_or_too_new_are_listed_and_the_others_work(root: Path) -> None:
    run("migrate", ".")
    run("undo")
    run("redo")
    run("undo")
    backups = root / ".g2l" / "backups"
    newest, missing, newer, damaged = sorted((path.name for path in backups.iterdir()), reverse=True)
    shutil.rmtree(backups / missing)
    (backups / newer / "op.json").write_text('{"format": 99}')
    (backups / damaged / "op.json").write_text("{")
    (backups / "copy of\x1b[31m backups").mkdir()

    told = json.loads(run("history", "--format", "json").stdout)
    lines = run("history").stdout.splitlines()

    problems = {each["id"]: each["problem"] for each in told["odd"]}
    assert [each["id"] for each in told["operations"]] == [newest]
    assert set(problems) == {missing, newer, damaged, "copy of\x1b[31m backups"}
    assert "newer version" in problems[newer]
    assert "is missing" in problems[missing]
    assert "damaged or foreign" in problems[damaged]
    assert len(lines) == 5
    assert all(line.isprintable() for line in lines)
    assert "damaged or foreign" in run("rollback", damaged).stderr
    assert run("rollback", newest).exit_code == 0


def test_an_operation_is_rolled_back_with_all_that_came_after_it(root: Path) -> None:
    run("migrate", ".")
    first = json.loads(run("history", "--format", "json").stdout)["operations"][0]["id"]
    run("undo")
    run("redo")

    done = run("rollback", "1", "--since")

    assert done.exit_code == 0
    assert f"Put back from {first}" in done.stdout
    assert (root / "jobs" / "orders.py").read_text() == JOB
    assert run("rollback", "1", "--since", "--path", "jobs/orders.py").exit_code == 2


def _operations() -> list[object]:
    operations: list[object] = json.loads(run("history", "--format", "json").stdout)["operations"]
    return operations
