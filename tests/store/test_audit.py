"""The audit log: who did what, sealed line by line, complete after any interruption."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from g2l_tui.model.change import Decision
from g2l_tui.model.operation import FileWrite, OperationKind
from g2l_tui.store.audit import login
from g2l_tui.store.store import Store

Change = Callable[[Path, str, bytes | None], FileWrite]


@pytest.fixture
def log(workspace: Path, change: Change) -> Path:
    """The log of a workspace with decisions, an operation, one that takes it back, and an event."""
    store = Store.open(workspace)
    store.decide({"old.py": {"4beab2543368": Decision.ACCEPTED}}, note="reads one table only")
    store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"password = 'hunter2'\n")])
    store.undo()
    store.record("validation", {"path": "old.py", "valid": True}, who="ada")
    return workspace / ".g2l/audit.jsonl"


def test_each_step_says_who_when_what_and_the_digests(log: Path, workspace: Path) -> None:
    store = Store.open(workspace)
    accepted = next(step for step in store.history() if step.kind is OperationKind.ACCEPT)

    decided, written, undone, checked = store.audit()

    assert [line["event"] for line in (decided, written, undone, checked)] == ["decide", "accept", "undo", "validation"]
    assert {line["who"] for line in (decided, written, undone)} == {login()}
    assert checked["who"] == "ada"
    assert decided["decided"] == {"old.py": {"4beab2543368": ["pending", "accepted"]}}
    assert decided["note"] == "reads one table only"
    assert written["time"] == accepted.time.isoformat()
    record = accepted.files[0]
    assert written["files"] == [{"path": "old.py", "before": record.before, "after": record.after}]
    assert undone["undoes"] == written["id"]


def test_it_holds_no_source_text(log: Path) -> None:
    assert b"hunter2" not in log.read_bytes()
    assert b"password" not in log.read_bytes()


def test_nothing_is_wrong_with_a_log_that_nobody_touched(log: Path, workspace: Path) -> None:
    assert Store.open(workspace).verify() == ()


@settings(max_examples=60)
@example(position=-1, byte=0)
@given(position=st.integers(min_value=0), byte=st.integers(0, 255))
def test_any_altered_byte_is_noticed(position: int, byte: int, altered: tuple[Path, bytes]) -> None:
    path, whole = altered
    place = position % len(whole)
    path.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])

    store = Store.open(path.parent.parent)
    problems = [sentence for sentence in (*store.recovered, *store.verify()) if "audit" in sentence]

    assert bool(problems) == (whole[place] != byte)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_removed_line_is_noticed(number: int, log: Path, workspace: Path) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:number] + lines[number + 1 :]))

    assert any("audit.jsonl" in sentence for sentence in Store.open(workspace).verify())


def test_lines_that_changed_places_are_noticed(log: Path, workspace: Path) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join([lines[1], lines[0], *lines[2:]]))

    assert any("audit.jsonl" in sentence for sentence in Store.open(workspace).verify())


def test_what_an_interruption_kept_out_is_added_and_nobody_is_named(log: Path, workspace: Path) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:2]))

    told = Store.open(workspace).audit()

    assert [line["event"] for line in told] == ["decide", "accept", "undo"]
    assert [line["who"] for line in told] == [login(), login(), None]
    assert Store.open(workspace).verify() == ()


def test_a_torn_line_is_made_whole(log: Path, workspace: Path) -> None:
    whole = log.read_bytes()
    start = whole.index(b'{"event":"validation"')
    log.write_bytes(whole[: start - 30])

    assert "audit.jsonl was torn" in Store.open(workspace).recovered[0]
    assert [json.loads(line)["event"] for line in log.read_bytes().splitlines()] == ["decide", "accept", "undo"]


def test_a_log_that_was_cut_off_and_a_journal_that_was_not_do_not_agree(log: Path, workspace: Path) -> None:
    journal = workspace / ".g2l/journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    for folder in sorted((workspace / ".g2l/backups").iterdir())[1:]:
        folder.rename(workspace / folder.name)
    journal.write_bytes(lines[0])

    assert any("is in .g2l/journal.jsonl" in sentence for sentence in Store.open(workspace).verify())


@pytest.fixture(scope="module")
def altered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A log of three events and its bytes; it is altered and looked at many times."""
    root = tmp_path_factory.mktemp("altered")
    store = Store.open(root)
    for number in range(3):
        store.record("validation", {"path": "job.py", "number": number}, who="ada")
    path = root / ".g2l/audit.jsonl"
    return path, path.read_bytes()
