"""Reports in the workspace's own folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from g2l_tui.errors import StoreError
from g2l_tui.store.exports import export
from g2l_tui.store.store import Store


def test_the_next_export_takes_the_place_of_the_last_one(workspace: Path) -> None:
    export(workspace, {"report.md": b"old"})
    (place,) = export(workspace, {"report.md": b"new"})

    assert place == workspace / ".g2l/report.md"
    assert place.read_bytes() == b"new"
    assert Store.open(workspace).verify() == ()


def test_where_nothing_can_be_written_a_sentence_says_so(workspace: Path) -> None:
    (workspace / ".g2l").write_text("no folder")

    with pytest.raises(StoreError):
        export(workspace, {"report.md": b"x"})
