"""Golden screens. After a wanted change: pytest tests/tui --update-snapshots, and look at the pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from g2l_tui.tui.app import Workbench
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import SHOWS_FEWER, opened, own_rule, repository

Golden = Callable[[Workbench, str], None]


@pytest.mark.parametrize(
    ("name", "size", "keys"),
    [
        ("review-120x40", (120, 40), ()),
        ("review-80x24", (80, 24), ()),
        ("review-why-120x40", (120, 40), ("a", "x", "i")),
        ("review-tree-80x24", (80, 24), ("t",)),
        ("error-card-80x24", (80, 24), ("}",)),
        ("write-sheet-120x40", (120, 40), ("A", "A", "W")),
        ("alike-120x40", (120, 40), ("=", "j")),
        ("alike-80x24", (80, 24), ("=",)),
        ("more-120x40", (120, 40), ("]", "m")),
        ("all-decided-80x24", (80, 24), ("S",)),
        ("help-filtered-80x24", (80, 24), ("?", "a", "c", "c")),
        ("history-empty-80x24", (80, 24), ("3",)),
        ("too-small-52x11", (52, 11), ()),
        ("report-120x40", (120, 40), ("4", "enter")),
        ("report-80x24", (80, 24), ("4",)),
        ("report-200x50", (200, 50), ("4", "enter")),
        ("review-200x50", (200, 50), ()),
        ("review-wrapped-80x24", (80, 24), ("w", "Z", "G")),
        ("review-selected-120x40", (120, 40), ("J", "J")),
        ("help-120x40", (120, 40), ("2", "?")),
        ("help-80x24", (80, 24), ("?",)),
        ("help-200x50", (200, 50), ("3", "?")),
        ("alike-200x50", (200, 50), ("=", "j")),
        ("review-why-80x24", (80, 24), ("]", "i")),
    ],
)
async def test_screen(
    workspace: Workspace, golden: Golden, name: str, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    async with opened(workspace, size) as (bench, press):
        await press(*keys)
        bench.clear_notifications()
        await press()

        golden(bench, name)


@pytest.mark.parametrize(
    ("name", "size", "keys"),
    [
        ("rules-120x40", (120, 40), ()),
        ("rules-80x24", (80, 24), ()),
        ("rules-200x50", (200, 50), ()),
        ("rules-edit-120x40", (120, 40), ("c", "#")),
        ("rules-inspect-80x24", (80, 24), ("enter",)),
    ],
)
async def test_rules(
    workspace: Workspace, root: Path, golden: Golden, name: str, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    own_rule(root, SHOWS_FEWER)
    workspace.reload_rules()
    async with opened(workspace, size) as (bench, press):
        await press("2", "/", *"shows fewer", "enter", *keys)  # of the others it depends on what is shipped

        golden(bench, name)


@pytest.mark.parametrize(
    ("name", "size", "keys"),
    [
        ("history-120x40", (120, 40), ()),
        ("history-80x24", (80, 24), ()),
        ("history-200x50", (200, 50), ()),
        ("history-moment-120x40", (120, 40), ("r", "enter", "G", "t")),
    ],
)
async def test_history_after_writing(
    workspace: Workspace, golden: Golden, name: str, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    async with opened(workspace, size) as (bench, press):
        await press("A", "W", "enter", "3", *keys)
        bench.clear_notifications()
        await press()

        golden(bench, name)


@pytest.mark.parametrize("theme", ["g2l-light", "g2l-safe-dark", "g2l-safe-light", "g2l-contrast"])
async def test_theme(workspace: Workspace, golden: Golden, theme: str) -> None:
    async with opened(workspace) as (bench, press):
        bench.theme = theme
        await press("j")

        golden(bench, f"review-{theme}")


async def test_nothing_of_glue(tmp_path: Path, golden: Golden) -> None:
    root = repository(tmp_path / "plain", {"a.py": "x = 1\n"})
    async with opened(Workspace.open(root), (80, 24)) as (bench, _):
        golden(bench, "no-glue-80x24")
