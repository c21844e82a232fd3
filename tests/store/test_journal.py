"""The journal: append-only, repaired at its end, completed from the backups."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from g2l_tui.model.operation import FileWrite, Operation, OperationKind
from g2l_tui.store.store import Store

Change = Callable[[Path, str, bytes | None], FileWrite]


@pytest.fixture
def written(workspace: Path, change: Change) -> list[Operation]:
    store = Store.open(workspace)
    return [store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"secret %d" % n)]) for n in range(3)]


@pytest.fixture
def journal(workspace: Path) -> Path:
    return workspace / ".g2l/journal.jsonl"


def test_a_line_says_what_was_done_and_holds_no_source(
    written: list[Operation], journal: Path, workspace: Path
) -> None:
    first = Store.open(workspace).journal()[0]

    assert first["id"] == written[0].id
    assert first["kind"] == "accept"
    assert first["files"] == [
        {"path": "old.py", "before": written[0].files[0].before, "after": written[0].files[0].after}
    ]
    assert b"secret" not in journal.read_bytes()


@pytest.mark.parametrize("cut", [1, 2, 40, 250])
def test_a_torn_last_line_is_repaired(cut: int, written: list[Operation], journal: Path, workspace: Path) -> None:
    whole = journal.read_bytes()
    journal.write_bytes(whole[:-cut])

    Store.open(workspace)

    assert journal.read_bytes() == whole


def test_zeros_that_a_power_loss_left_are_cut_off(written: list[Operation], journal: Path, workspace: Path) -> None:
    whole = journal.read_bytes()
    journal.write_bytes(whole + b"\0" * 100)

    Store.open(workspace)

    assert journal.read_bytes() == whole


def test_a_removed_journal_is_made_again_from_the_backups(
    written: list[Operation], journal: Path, workspace: Path
) -> None:
    whole = journal.read_bytes()
    journal.unlink()

    store = Store.open(workspace)

    assert journal.read_bytes() == whole
    assert store.recovered == ()


def test_a_damaged_line_is_left_out_and_named(written: list[Operation], journal: Path, workspace: Path) -> None:
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(lines[0] + b"\xff{rubbish\n" + b"[1]\n" + b"".join(lines[1:]))

    store = Store.open(workspace)

    assert [line["number"] for line in store.journal()] == [1, 2, 3]
    assert store.verify() == (
        *(f"Line {number} of .g2l/journal.jsonl is damaged." for number in (2, 3)),
        "Line 4 of .g2l/journal.jsonl was altered, or lines before it were altered or removed.",
    )


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_altered_line_is_named(number: int, written: list[Operation], journal: Path, workspace: Path) -> None:
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[number - 1] = lines[number - 1].replace(b'"kind":"accept"', b'"kind":"edit"')
    journal.write_bytes(b"".join(lines))

    sentence = f"Line {number} of .g2l/journal.jsonl was altered, or lines before it were altered or removed."
    assert sentence in Store.open(workspace).verify()


def test_a_removed_line_is_noticed_at_the_next(written: list[Operation], journal: Path, workspace: Path) -> None:
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(lines[0] + lines[2])

    assert any("Line 2" in sentence and "removed" in sentence for sentence in Store.open(workspace).verify())


def test_a_backup_that_somebody_removed_is_named(written: list[Operation], workspace: Path) -> None:
    shutil.rmtree(workspace / ".g2l/backups" / written[1].id)

    store = Store.open(workspace)

    assert [operation.number for operation in store.history()] == [3, 1]
    assert f"The backup of the operation {written[1].id} is missing" in store.verify()[0]


def test_verify_names_damaged_missing_and_foreign_things(written: list[Operation], workspace: Path) -> None:
    folders = [workspace / ".g2l/backups" / operation.id for operation in written]
    (folders[0] / "files/old.py").write_bytes(b"rotten")
    (folders[1] / "files/old.py").unlink()
    (folders[2] / "files/more.py").write_bytes(b"")
    (workspace / ".g2l/backups/my own").mkdir()

    sentences = Store.open(workspace).verify()

    assert len(sentences) == 4
    assert [
        word for sentence in sentences for word in ("damaged", "cannot be read", "foreign") if word in sentence
    ] == [
        "damaged",
        "cannot be read",
        "foreign",
        "foreign",
    ]
    assert len(Store.open(workspace).history()) == 3
