"""Prune: old backups go, the only copy of what a person wrote never does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from g2l_tui.model.change import Decision
from g2l_tui.model.operation import FileWrite, Operation, OperationKind
from g2l_tui.store.store import Store

Change = Callable[[Path, str, bytes | None], FileWrite]
TreeOf = Callable[[Path], dict[str, Any]]
NOON = datetime(2026, 5, 1, 12, 0, tzinfo=timezone.utc)


@pytest.fixture
def accepted(workspace: Path, change: Change) -> list[Operation]:
    """Migrate one file three times, a day apart: the first backup has what a person wrote."""
    times = iter(NOON + timedelta(days=day) for day in range(3))
    store = Store.open(workspace, clock=lambda: next(times))
    return [store.write(OperationKind.ACCEPT, [change(workspace, "jobs/orders.py", b"made %d" % n)]) for n in range(3)]


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in (folder, *folder.rglob("*")))


def test_what_can_be_made_again_goes_and_what_a_person_wrote_stays(accepted: list[Operation], workspace: Path) -> None:
    pruning = Store.open(workspace).prune(keep=0)

    assert pruning.removed == (accepted[1].id, accepted[2].id)
    assert pruning.needed == (accepted[0].id,)
    assert Store.open(workspace).history() == (accepted[0],)
    assert Store.open(workspace).backup(accepted[0].id, "jobs/orders.py") == b"orders\n"
    assert Store.open(workspace).verify() == ()
    assert list((workspace / ".g2l/tmp").iterdir()) == []


def test_a_dry_run_says_what_would_be_freed_and_removes_nothing(accepted: list[Operation], workspace: Path) -> None:
    store = Store.open(workspace)
    backups = workspace / ".g2l/backups"

    pruning = store.prune(keep=0, dry_run=True)

    assert pruning.freed == size_of(backups / accepted[1].id) + size_of(backups / accepted[2].id)
    assert len(store.history()) == 3
    assert store.prune(keep=0) == pruning


@pytest.mark.parametrize(
    ("keep", "days", "removed"),
    [(1, None, 1), (2, None, 0), (None, 1, 1), (None, 30, 0), (0, 1, 1), (2, 0, 0), (None, None, 0), (-5, None, 2)],
)
def test_the_newest_and_the_young_stay(
    keep: int | None, days: int | None, removed: int, accepted: list[Operation], workspace: Path
) -> None:
    store = Store.open(workspace, clock=lambda: NOON + timedelta(days=2, hours=1))
    older_than = None if days is None else timedelta(days=days)

    assert len(store.prune(keep=keep, older_than=older_than).removed) == removed


def test_a_time_span_beyond_the_calendar_is_no_crash(accepted: list[Operation], workspace: Path) -> None:
    assert Store.open(workspace).prune(older_than=timedelta.max).removed == ()


def test_a_backup_goes_once_its_file_is_back_in_the_workspace(workspace: Path, change: Change) -> None:
    store = Store.open(workspace)
    store.write(OperationKind.ACCEPT, [change(workspace, "jobs/orders.py", b"made")])
    store.undo()

    assert len(store.prune(keep=0).removed) == 2
    assert (workspace / "jobs/orders.py").read_bytes() == b"orders\n"


def test_of_equal_copies_one_stays(workspace: Path, change: Change) -> None:
    store = Store.open(workspace)
    for _ in range(2):
        store.write(OperationKind.ACCEPT, [change(workspace, "jobs/orders.py", b"made")])
        store.undo()
    last = store.write(OperationKind.ACCEPT, [change(workspace, "jobs/orders.py", b"made")])

    assert store.prune(keep=0).needed == (last.id,)
    assert store.backup(last.id, "jobs/orders.py") == b"orders\n"


def test_a_damaged_copy_does_not_count_as_one(workspace: Path, change: Change) -> None:
    store = Store.open(workspace)
    first = store.write(OperationKind.ACCEPT, [change(workspace, "jobs/orders.py", b"made")])
    store.undo()
    second = store.write(OperationKind.ACCEPT, [change(workspace, "jobs/orders.py", b"made")])
    for copy in ("files/jobs/orders.py", "copies.tar"):
        (workspace / ".g2l/backups" / second.id / copy).write_bytes(b"rotten")

    assert first.id in store.prune(keep=0).needed


def test_hand_edits_and_saves_of_an_editor_are_what_a_person_wrote(workspace: Path, change: Change) -> None:
    store = Store.open(workspace)
    store.write(OperationKind.EDIT, [change(workspace, "old.py", b"typed in the workbench")])
    store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"made")])
    (workspace / "old.py").write_bytes(b"typed in an editor")
    store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"made again")])

    assert store.prune(keep=0).removed == ()


def test_a_damaged_or_foreign_backup_is_left_alone(accepted: list[Operation], workspace: Path) -> None:
    backups = workspace / ".g2l/backups"
    (backups / accepted[1].id / "op.json").write_bytes(b"{")
    (backups / "my own").mkdir()

    assert Store.open(workspace).prune(keep=0).removed == (accepted[2].id,)
    assert {path.name for path in backups.iterdir()} == {accepted[0].id, accepted[1].id, "my own"}


def test_what_a_removed_operation_made_can_still_be_made_again(accepted: list[Operation], workspace: Path) -> None:
    store = Store.open(workspace)
    store.prune(keep=1)

    assert store.prune(keep=0).removed == (accepted[2].id,)


def test_undo_ends_where_the_backups_end(workspace: Path, change: Change) -> None:
    store = Store.open(workspace)
    store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"1")])
    store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"2")])
    store.decide({"old.py": {"c": Decision.ACCEPTED}})
    store.prune(keep=0)

    assert store.undo() is not None
    assert store.undo() is None
    assert store.undoable() is None
    assert (workspace / "old.py").read_bytes() == b"2"


def test_numbers_go_on_after_a_prune(accepted: list[Operation], workspace: Path, change: Change) -> None:
    store = Store.open(workspace)
    store.prune(keep=0)

    assert store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"1")]).number == 5


def test_a_prune_where_nothing_was_written_leaves_no_trace(workspace: Path) -> None:
    assert Store.open(workspace).prune(keep=0).removed == ()
    assert not (workspace / ".g2l").exists()
