"""Decisions are remembered step by step, merged with those of others, and never thrown away."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from g2l_tui.errors import StoreError
from g2l_tui.model.change import Decision
from g2l_tui.model.operation import DecisionStep, OperationKind
from g2l_tui.store import filesystem
from g2l_tui.store.store import Store

ACCEPTED, REJECTED, PENDING = Decision.ACCEPTED, Decision.REJECTED, Decision.PENDING


@pytest.fixture
def decisions(workspace: Path) -> Path:
    return workspace / ".g2l/decisions.jsonl"


def decided(step: object) -> object:
    assert isinstance(step, DecisionStep)
    return step.decided


def test_decisions_are_remembered_across_restarts(workspace: Path) -> None:
    chosen = {"jobs/orders.py": {"c1": ACCEPTED, "c2": REJECTED}, "odd\udcff\n.py": {"c3": REJECTED}}

    Store.open(workspace).decide(chosen)

    assert Store.open(workspace).decisions() == chosen


def test_what_is_pending_again_is_forgotten(workspace: Path) -> None:
    store = Store.open(workspace)
    store.decide({"a.py": {"c1": ACCEPTED, "c2": ACCEPTED}, "b.py": {"c3": REJECTED}})
    store.decide({"a.py": {"c1": PENDING}, "b.py": {"c3": PENDING}})

    assert store.decisions() == {"a.py": {"c2": ACCEPTED}}


def test_a_step_says_what_was_decided_before_and_after(workspace: Path) -> None:
    store = Store.open(workspace)
    store.decide({"a.py": {"c1": ACCEPTED}})

    step = store.decide({"a.py": {"c1": REJECTED, "c2": PENDING, "c3": ACCEPTED}}, note="all alike")

    assert step is not None
    assert step.kind is OperationKind.DECIDE
    assert (step.number, step.note) == (2, "all alike")
    assert step.decided == {"a.py": {"c1": (ACCEPTED, REJECTED), "c3": (PENDING, ACCEPTED)}}


def test_what_is_decided_so_already_is_no_step(workspace: Path) -> None:
    store = Store.open(workspace)
    store.decide({"a.py": {"c1": ACCEPTED}})

    assert store.decide({"a.py": {"c1": ACCEPTED}, "b.py": {"c2": PENDING}, "c.py": {}}) is None
    assert decided(store.undo()) == {"a.py": {"c1": (ACCEPTED, PENDING)}}


def test_decisions_of_two_workbenches_merge(workspace: Path) -> None:
    one, other = Store.open(workspace), Store.open(workspace)

    one.decide({"a.py": {"c1": ACCEPTED}, "b.py": {"c": REJECTED}})
    other.decide({"a.py": {"c2": REJECTED}})
    one.decide({"a.py": {"c1": REJECTED}})

    assert one.decisions() == other.decisions() == {"a.py": {"c1": REJECTED, "c2": REJECTED}, "b.py": {"c": REJECTED}}


def test_a_torn_last_step_was_never_made(workspace: Path, decisions: Path) -> None:
    store = Store.open(workspace)
    store.decide({"a.py": {"c1": ACCEPTED}})
    whole = decisions.read_bytes()
    store.decide({"a.py": {"c2": ACCEPTED}})
    decisions.write_bytes(decisions.read_bytes()[:-20])

    assert Store.open(workspace).decisions() == {"a.py": {"c1": ACCEPTED}}
    assert decisions.read_bytes() == whole


def test_a_damaged_step_is_named_and_the_others_stand(workspace: Path, decisions: Path) -> None:
    store = Store.open(workspace)
    for name in ("c1", "c2", "c3"):
        store.decide({"a.py": {name: ACCEPTED}})
    lines = decisions.read_bytes().splitlines(keepends=True)
    decisions.write_bytes(lines[0] + b"rotten\n" + lines[2])

    assert store.decisions() == {"a.py": {"c1": ACCEPTED, "c3": ACCEPTED}}
    assert store.verify()[0] == "Line 2 of .g2l/decisions.jsonl is damaged."


@pytest.mark.parametrize("line", [b"[]", b'{"format":1}', b'{"id":"../x","number":1}', b"[" * 100_000, b"\xff"])
def test_a_line_that_is_no_step_is_named_and_passed_over(line: bytes, workspace: Path, decisions: Path) -> None:
    store = Store.open(workspace)
    store.decide({"a.py": {"c1": ACCEPTED}})
    decisions.write_bytes(decisions.read_bytes() + line + b"\n")

    store.decide({"a.py": {"c2": ACCEPTED}})

    assert store.decisions() == {"a.py": {"c1": ACCEPTED, "c2": ACCEPTED}}
    assert any(sentence.startswith("Line 2 of .g2l/decisions.jsonl") for sentence in store.verify())


def test_decisions_of_a_newer_version_are_never_guessed_at(workspace: Path, decisions: Path) -> None:
    store = Store.open(workspace)
    store.decide({"a.py": {"c1": ACCEPTED}})
    newer = decisions.read_bytes() + b'{"id":"20260101T000000Z-000009-decide","number":9,"format":2}\n'
    decisions.write_bytes(newer)

    for attempt in (store.decisions, store.undo, lambda: store.decide({"a.py": {"c1": REJECTED}})):
        with pytest.raises(StoreError, match="newer version"):
            attempt()

    assert decisions.read_bytes() == newer
    assert any("newer version" in sentence for sentence in store.verify())


def test_what_a_person_wrote_is_remembered_taken_back_and_made_again(workspace: Path) -> None:
    text = "name = 'gr\u00fc\u00df \udcff'\n"
    store = Store.open(workspace)
    store.decide({"a.py": {"c1": ACCEPTED}}, texts={"a.py": {"c1": text}})
    store.decide({}, texts={"a.py": {"c1": "other = 1\n"}, "b.py": {"c2": ""}})

    assert Store.open(workspace).texts() == {"a.py": {"c1": "other = 1\n"}, "b.py": {"c2": ""}}

    store.undo()
    assert store.texts() == {"a.py": {"c1": text}}
    store.undo()
    assert (store.texts(), store.decisions()) == ({}, {})
    store.redo()
    assert (store.texts(), store.decisions()) == ({"a.py": {"c1": text}}, {"a.py": {"c1": ACCEPTED}})


def test_a_text_that_is_taken_away_is_a_step(workspace: Path) -> None:
    store = Store.open(workspace)
    store.decide({}, texts={"a.py": {"c1": "x = 1\n"}})

    step = store.decide({}, texts={"a.py": {"c1": None}})

    assert step is not None
    assert step.texts == {"a.py": {"c1": ("x = 1\n", None)}}
    assert store.texts() == {}
    assert store.verify() == ()


class ReadingDisk:
    """Stands in for `os` below the store and counts the bytes that are read."""

    def __init__(self) -> None:
        self.size = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def read(self, descriptor: int, size: int) -> bytes:
        content = os.read(descriptor, size)
        self.size += len(content)
        return content


def test_a_step_after_many_reads_the_end_of_the_logs_only(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, reading, sizes = Store.open(workspace), ReadingDisk(), []
    monkeypatch.setattr(filesystem, "os", reading)

    for number in range(100):
        reading.size = 0
        store.decide({f"{number % 9}.py": {f"change {number:03}": ACCEPTED}})
        sizes.append(reading.size)

    assert sizes[-1] < 2 * sizes[9]
    assert sizes[-1] < (workspace / ".g2l/decisions.jsonl").stat().st_size


def test_logs_that_were_exchanged_under_an_open_store_are_read_anew(workspace: Path) -> None:
    store, log = Store.open(workspace), workspace / ".g2l/decisions.jsonl"
    for number in range(3):
        store.decide({"a.py": {f"c{number}": ACCEPTED}})
    lines = log.read_bytes().splitlines(keepends=True)

    for kept in ([], lines[:1], lines[:2], lines[1:], lines):
        log.write_bytes(b"".join(kept))
        decided = {f"c{lines.index(line)}": ACCEPTED for line in kept}

        assert store.decisions() == ({"a.py": decided} if kept else {})
        assert store.decisions() == Store.open(workspace).decisions()


def test_verify_trusts_nothing_that_an_open_store_remembers(workspace: Path) -> None:
    store, log = Store.open(workspace), workspace / ".g2l/decisions.jsonl"
    store.decide({"a.py": {"c1": ACCEPTED}})
    store.decide({"a.py": {"c2": ACCEPTED}})

    log.write_bytes(log.read_bytes().replace(b'"c1"', b'"c9"'))

    assert any("Line 1" in sentence for sentence in store.verify())
