"""One writer at a time, and a message that says who it is."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from g2l_tui.errors import StoreError
from g2l_tui.model.operation import FileWrite, OperationKind
from g2l_tui.store import lock
from g2l_tui.store.filesystem import Tree
from g2l_tui.store.store import Store

Change = Callable[[Path, str, bytes | None], FileWrite]


def accept(root: Path, file: FileWrite) -> None:
    Store.open(root).write(OperationKind.ACCEPT, [file])


def test_two_stores_on_one_workspace_take_turns(workspace: Path, change: Change) -> None:
    first, second = Store.open(workspace), Store.open(workspace)

    first.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"1")])
    second.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"2")])
    first.rollback(second.history()[0].id)

    assert first.history() == second.history()
    assert len(first.history()) == 3
    assert first.verify() == ()


def test_a_second_writer_is_told_who_holds_the_workspace(workspace: Path, change: Change) -> None:
    accept(workspace, change(workspace, "old.py", b"1"))
    store = Store.open(workspace, wait=0)

    with (
        lock.held(Tree(workspace), 0),
        pytest.raises(StoreError, match=rf"\(process {os.getpid()} on .*, since 20.*Nothing was changed"),
    ):
        store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"2")])

    assert (workspace / "old.py").read_bytes() == b"1"


def test_who_removes_the_lock_file_is_no_second_writer(workspace: Path, change: Change) -> None:
    accept(workspace, change(workspace, "old.py", b"1"))

    with lock.held(Tree(workspace), 0):
        (workspace / ".g2l/lock").unlink()
        with pytest.raises(StoreError, match="is writing to this workspace"):
            Store.open(workspace, wait=0).write(OperationKind.ACCEPT, [change(workspace, "old.py", b"2")])

    accept(workspace, change(workspace, "old.py", b"2"))
    assert (workspace / "old.py").read_bytes() == b"2"


def test_opening_beside_a_living_writer_leaves_its_operation_alone(workspace: Path, change: Change) -> None:
    accept(workspace, change(workspace, "old.py", b"1"))
    (workspace / ".g2l/pending/work").mkdir()

    with lock.held(Tree(workspace), 0):
        assert Store.open(workspace, wait=0).recovered == ()

    assert (workspace / ".g2l/pending/work").exists()


@pytest.mark.parametrize("note", [b"", b"[" * 900, b"\xff\0", b'{"pid": 1}', b'{"program":"\x1b[2J","pid":1}'])
def test_a_lock_that_says_rubbish_still_gives_a_sentence(note: bytes, workspace: Path, change: Change) -> None:
    accept(workspace, change(workspace, "old.py", b"1"))

    with lock.held(Tree(workspace), 0):
        (workspace / ".g2l/lock").write_bytes(note)
        with pytest.raises(StoreError, match=r"^Another program is writing") as caught:
            Store.open(workspace, wait=0).decide({})

    assert caught.value.message.isprintable()
