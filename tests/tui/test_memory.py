"""A person goes on where they left off."""

from __future__ import annotations

from pathlib import Path

import pytest

from g2l_tui.tui.memory import Memory, recall, remember
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import opened

ORDERS = "jobs/orders.py"


async def test_file_line_layout_and_theme_are_there_again_after_a_restart(root: Path) -> None:
    async with opened(Workspace.open(root)) as (bench, press):
        await press("}", "}", ":", *"23", "enter", "v", "T")
        left = bench.review.path, bench.review.diff.source_line, bench.theme, bench.review.diff.split
        await press("q")
    async with opened(Workspace.open(root)) as (bench, _):
        found = bench.review.path, bench.review.diff.source_line, bench.theme, bench.review.diff.split

    assert left[:2] == (ORDERS, 22)
    assert found == left


def test_what_is_remembered_lies_in_folders_of_the_user_alone(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    remember(root, Memory(ORDERS, 7))

    folders = (tmp_path / "state" / "g2l-tui", tmp_path / "state" / "g2l-tui" / "places")
    assert [folder.stat().st_mode & 0o777 for folder in folders] == [0o700, 0o700]


async def test_a_file_that_is_gone_is_not_gone_back_to(root: Path) -> None:
    remember(root, Memory("jobs/gone.py", 7))
    async with opened(Workspace.open(root)) as (bench, _):
        assert bench.review.path == "jobs/customers.py"


async def test_the_theme_of_the_configuration_counts_as_long_as_nobody_chose_another(root: Path) -> None:
    (root / "g2l.toml").write_text('theme = "g2l-light"\n')
    async with opened(Workspace.open(root)) as (bench, press):
        await press("q")
    (root / "g2l.toml").write_text('theme = "g2l-contrast"\n')
    async with opened(Workspace.open(root)) as (bench, _):
        assert bench.theme == "g2l-contrast"


@pytest.mark.parametrize("damage", [b"{", b"[]", b"\xff", b'{"path": 1}'])
def test_damaged_memory_is_none(tmp_path: Path, own_state: Path, damage: bytes) -> None:
    before = set(own_state.rglob("places/*.json"))
    remember(tmp_path, Memory("a.py", 3, split=True, theme="x"))
    kept = recall(tmp_path)
    (place,) = set(own_state.rglob("places/*.json")) - before
    place.write_bytes(damage)

    assert kept == Memory("a.py", 3, split=True, theme="x")
    assert recall(tmp_path) == recall(tmp_path / "other") == Memory()
