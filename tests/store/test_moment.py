"""All files back to a moment: one operation, and nobody else's work is replaced unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from g2l_tui.errors import BackupError, RollbackError
from g2l_tui.model.operation import FileWrite, Operation, OperationKind
from g2l_tui.store.store import Store

Change = Callable[[Path, str, bytes | None], FileWrite]
TreeOf = Callable[[Path], dict[str, Any]]


@pytest.fixture
def three(workspace: Path, change: Change) -> list[Operation]:
    return three_operations(workspace, change)


def three_operations(workspace: Path, change: Change) -> list[Operation]:
    """Write a file twice, a new one, and one that goes."""
    store = Store.open(workspace)
    return [
        store.write(OperationKind.ACCEPT, [change(workspace, "jobs/users.py", b"1"), change(workspace, "a/b.py", b"")]),
        store.write(OperationKind.ACCEPT, [change(workspace, "jobs/users.py", b"2")]),
        store.write(OperationKind.ACCEPT, [change(workspace, "old.py", None)]),
    ]


def sources(tree: dict[str, Any]) -> dict[str, Any]:
    return {path: what for path, what in tree.items() if not path.startswith(".g2l")}


def test_everything_since_is_taken_back_as_one_operation_which_can_be_undone(
    workspace: Path, change: Change, tree_of: TreeOf
) -> None:
    store, before = Store.open(workspace), sources(tree_of(workspace))
    first = three_operations(workspace, change)[0]
    written = sources(tree_of(workspace))

    back = store.rollback_to(first.id)
    after = sources(tree_of(workspace))
    store.undo()

    assert after == before
    assert len(store.history()) == 5
    assert (back.kind, back.undoes) == (OperationKind.ROLLBACK, first.id)
    assert sources(tree_of(workspace)) == written
    assert store.verify() == ()


def test_only_what_came_after_the_moment_is_taken_back(workspace: Path, three: list[Operation]) -> None:
    Store.open(workspace).rollback_to(three[1].id)

    assert (workspace / "jobs/users.py").read_bytes() == b"1"
    assert (workspace / "old.py").exists()
    assert (workspace / "a/b.py").exists()


@pytest.mark.parametrize("when", ["after", "between"])
def test_what_somebody_else_wrote_meanwhile_is_replaced_only_by_force(
    workspace: Path, change: Change, tree_of: TreeOf, three: list[Operation], when: str
) -> None:
    store = Store.open(workspace)
    (workspace / "jobs/users.py").write_bytes(b"by hand")
    if when == "between":
        store.write(OperationKind.ACCEPT, [change(workspace, "jobs/users.py", b"3")])
    found = sources(tree_of(workspace))

    with pytest.raises(RollbackError, match=r"jobs/users\.py was changed by somebody else"):
        store.rollback_to(three[0].id)
    assert sources(tree_of(workspace)) == found

    back = store.rollback_to(three[0].id, force=True)
    assert (workspace / "jobs/users.py").read_bytes() == b"users\r\n"
    assert store.backup(back.id, "jobs/users.py") == (b"3" if when == "between" else b"by hand")


def test_a_moment_that_is_now_is_refused(workspace: Path, three: list[Operation]) -> None:
    store = Store.open(workspace)
    store.rollback_to(three[0].id)

    with pytest.raises(RollbackError, match="as they were"):
        store.rollback_to(three[0].id)


def test_an_operation_in_between_that_cannot_be_read_stops_it(
    workspace: Path, tree_of: TreeOf, three: list[Operation]
) -> None:
    (workspace / ".g2l/backups" / three[2].id / "op.json").write_text("{")
    before = sources(tree_of(workspace))

    with pytest.raises(BackupError, match="damaged"):
        Store.open(workspace).rollback_to(three[0].id)

    assert sources(tree_of(workspace)) == before
