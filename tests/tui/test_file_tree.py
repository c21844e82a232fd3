"""The file tree: filter, what is left to decide, folders, and finding anything by its name."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.command import CommandList

from g2l_tui.ruleset.rule import Rule
from g2l_tui.tui.app import Workbench
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import ORDERS, opened, repository, screen_text

MANY = {f"jobs/{team}/{name}.py": ORDERS for team in ("north", "south") for name in ("load", "report")}


def shown(bench: Workbench) -> list[str]:
    return [node.path for node in bench.review.files._model.rows if not node.is_folder]


@pytest.fixture
def many(tmp_path: Path) -> Workspace:
    return Workspace.open(repository(tmp_path / "w", MANY))


async def test_typing_narrows_the_tree_and_enter_keeps_it(many: Workspace) -> None:
    async with opened(many) as (bench, press):
        before = bench.review.path
        bench.review.files.focus()
        await press("/", *"report", "enter")

        assert shown(bench) == ["jobs/north/report.py", "jobs/south/report.py"]
        assert "files (2 of 4)" in screen_text(bench)
        assert bench.review.path == before
        assert bench.focused is bench.review.files


async def test_escape_shows_every_file_again(many: Workspace) -> None:
    async with opened(many) as (bench, press):
        bench.review.files.focus()
        await press("/", *"report", "escape", "L")

        assert len(shown(bench)) == 4


async def test_only_files_with_something_left_are_shown_on_a_key(many: Workspace) -> None:
    async with opened(many) as (bench, press):
        await press("A")
        bench.review.files.focus()
        await press("full_stop", "L")
        left = shown(bench)
        await press("full_stop")

        assert left == ["jobs/north/report.py", "jobs/south/load.py", "jobs/south/report.py"]
        assert len(shown(bench)) == 4


async def test_folders_open_and_close_all_at_once(many: Workspace) -> None:
    async with opened(many) as (bench, press):
        bench.review.files.focus()
        await press("H")
        closed = shown(bench)
        await press("L")

        assert closed == []
        assert len(shown(bench)) == 4


async def test_the_palette_finds_changes_rules_and_lines(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("ctrl+p", *"orders.py", "space", *"toDF")
        await bench.workers.wait_for_complete()
        await press("enter")
        row = bench.review.diff.row
        assert bench.review.path == "jobs/orders.py"
        assert row is not None
        assert "toDF" in bench.review.diff.view.comparison.left[row.left]

        await press("ctrl+p", *":7")
        await bench.workers.wait_for_complete()
        await press("enter")
        assert bench.review.diff.source_line == 6

        await press("ctrl+p", *"rename-field")
        await bench.workers.wait_for_complete()
        await press("enter")
        chosen = bench.rules.rules.chosen
        assert bench.current_mode == "rules"
        assert isinstance(chosen, Rule)
        assert chosen.id == "rename-field"


async def test_the_palette_ranks_a_file_s_own_name_above_its_folders(tmp_path: Path) -> None:
    names = ("metastore_migration/src/first.py", "metastore_migration/src/second.py", "z/load_metastore.py")
    root = repository(tmp_path / "w", dict.fromkeys(names, ORDERS))
    async with opened(Workspace.open(root)) as (bench, press):
        await press("ctrl+p", *"metastore")
        await bench.workers.wait_for_complete()
        first = bench.screen.query_one(CommandList).options[0]

        assert str(first.prompt).startswith("Open z/load_metastore.py")
