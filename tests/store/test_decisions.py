"""Decisions are remembered as a whole, and never thrown away because they cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from g2l_tui.errors import StoreError
from g2l_tui.model.change import Decision
from g2l_tui.store.store import Store


def test_decisions_are_remembered_whole(workspace: Path) -> None:
    decisions = {
        "jobs/orders.py": {"c1": Decision.ACCEPTED, "c2": Decision.PENDING},
        "odd\udcff\n.py": {"c3": Decision.REJECTED},
        "none.py": {},
    }

    Store.open(workspace).save_decisions(decisions)

    assert Store.open(workspace).load_decisions() == decisions


def test_damaged_decisions_are_kept_aside_and_said(workspace: Path) -> None:
    Store.open(workspace).save_decisions({"a.py": {"c": Decision.ACCEPTED}})
    (workspace / ".g2l/decisions.json").write_bytes(b'{"format": 1, "decisions": {"a.py"')

    store = Store.open(workspace)

    assert "decisions.json was damaged" in store.recovered[0]
    assert store.load_decisions() == {}
    assert (workspace / ".g2l/quarantine/decisions.json").read_bytes().endswith(b'"a.py"')


def test_decisions_of_a_newer_version_are_never_overwritten(workspace: Path) -> None:
    Store.open(workspace).save_decisions({})
    newer = b'{"format": 2, "decisions": [1]}'
    (workspace / ".g2l/decisions.json").write_bytes(newer)
    store = Store.open(workspace)

    with pytest.raises(StoreError, match="newer version"):
        store.load_decisions()
    with pytest.raises(StoreError, match="newer version"):
        store.save_decisions({})

    assert (workspace / ".g2l/decisions.json").read_bytes() == newer
    assert "newer version" in store.verify()[0]
