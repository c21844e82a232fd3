"""Undo and redo: every step, in order, across restarts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from g2l_tui.errors import RollbackError
from g2l_tui.model.change import Decision
from g2l_tui.model.operation import DecisionStep, FileWrite, Operation, OperationKind
from g2l_tui.store.store import Store

Change = Callable[[Path, str, bytes | None], FileWrite]
TreeOf = Callable[[Path], dict[str, Any]]

ACCEPTED, REJECTED, PENDING = Decision.ACCEPTED, Decision.REJECTED, Decision.PENDING


@pytest.fixture
def states(workspace: Path, change: Change, tree_of: TreeOf) -> list[Any]:
    """Make five steps of every kind, and give what was to be seen before the first and after each."""
    seen: list[Any] = [(tree_of(workspace), {})]

    def look(store: Store) -> None:
        seen.append((tree_of(workspace), dict(store.decisions())))

    store = Store.open(workspace)
    store.decide({"old.py": {"c1": ACCEPTED}, "jobs/orders.py": {"c2": ACCEPTED}})
    look(store)
    first = store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"1"), change(workspace, "n/m.py", b"2")])
    look(store)
    store.decide({"old.py": {"c1": REJECTED}})
    look(store)
    store.write(OperationKind.EDIT, [change(workspace, "jobs/users.py", b"by hand")])
    look(store)
    store.rollback(first.id)
    look(store)
    return seen


def now(workspace: Path, tree_of: TreeOf) -> Any:
    return tree_of(workspace), dict(Store.open(workspace).decisions())


def test_every_step_is_undone_and_redone_across_restarts(states: list[Any], workspace: Path, tree_of: TreeOf) -> None:
    for _ in range(2):
        for state in reversed(states[:-1]):
            assert Store.open(workspace).undo() is not None
            assert now(workspace, tree_of) == state
        assert Store.open(workspace).undo() is None
        for state in states[1:]:
            assert Store.open(workspace).redo() is not None
            assert now(workspace, tree_of) == state
        assert Store.open(workspace).redo() is None

    assert Store.open(workspace).verify() == ()


def test_undo_says_what_it_did(workspace: Path, change: Change) -> None:
    store = Store.open(workspace)
    written = store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"1")])
    decided = store.decide({"old.py": {"c1": ACCEPTED}})
    assert decided is not None
    assert store.undoable() == decided

    first, second = store.undo(), store.undo()

    assert isinstance(first, DecisionStep)
    assert (first.kind, first.undoes) == (OperationKind.UNDO, decided.id)
    assert first.decided == {"old.py": {"c1": (ACCEPTED, PENDING)}}
    assert isinstance(second, Operation)
    assert (second.kind, second.undoes) == (OperationKind.UNDO, written.id)
    assert store.undoable() is None
    assert store.redoable() == second


def test_a_new_step_cuts_off_what_could_be_redone(workspace: Path, change: Change) -> None:
    store = Store.open(workspace)
    store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"1")])
    store.undo()

    store.decide({"a.py": {"c": ACCEPTED}})

    assert store.redo() is None
    assert (workspace / "old.py").read_bytes() == b""


def test_an_undo_never_goes_over_a_later_save(workspace: Path, change: Change) -> None:
    store = Store.open(workspace)
    store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"1"), change(workspace, "jobs/users.py", b"2")])
    (workspace / "old.py").write_bytes(b"saved since")

    with pytest.raises(RollbackError, match=r"old\.py is no longer what"):
        store.undo()

    assert (workspace / "old.py").read_bytes() == b"saved since"
    assert (workspace / "jobs/users.py").read_bytes() == b"2"


def test_a_forced_undo_keeps_the_later_save_for_redo(workspace: Path, change: Change) -> None:
    store = Store.open(workspace)
    store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"1")])
    (workspace / "old.py").write_bytes(b"saved since")

    store.undo(force=True)
    undone = (workspace / "old.py").read_bytes()
    store.redo()

    assert undone == b""
    assert (workspace / "old.py").read_bytes() == b"saved since"


def test_files_that_somebody_put_back_already_do_not_stand_in_the_way(workspace: Path, change: Change) -> None:
    store = Store.open(workspace)
    store.decide({"old.py": {"c": ACCEPTED}})
    store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"1"), change(workspace, "made.py", b"2")])
    (workspace / "old.py").write_bytes(b"")
    (workspace / "made.py").unlink()

    assert store.undo() is not None
    assert store.undo() is not None

    assert store.decisions() == {}
    assert len(store.history()) == 1


def test_undo_in_a_workspace_that_was_never_written_does_nothing(workspace: Path) -> None:
    assert Store.open(workspace).undo() is None
    assert Store.open(workspace).undoable() is None
    assert Store.open(workspace).redo() is None
    assert not (workspace / ".g2l").exists()
