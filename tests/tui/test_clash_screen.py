"""Hand edits in the output tree that are in the way: seen in the tree and the findings, compared, settled."""

from __future__ import annotations

from pathlib import Path

import pytest

from g2l_tui.tui.file_state import FileState
from g2l_tui.tui.screens.clash import ClashScreen
from g2l_tui.tui.screens.sheets import Sheet
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import opened, screen_text

ORDERS = "jobs/orders.py"


@pytest.fixture
def output(root: Path) -> Path:
    """An output with the accepted orders in it, which a person edited in a line whose source changed then."""
    (root / "g2l.toml").write_text('catalog = "main"\noutput = "../databricks"\n')
    return root.parent / "databricks"


async def written(root: Path) -> None:
    async with opened(Workspace.open(root)) as (_, press):
        await press("}", "}", "A", "W", "enter")


def edit_both(root: Path, output: Path) -> None:
    there = output / ORDERS
    there.write_text(there.read_text().replace("enriched.show()", "enriched.show(5)"))
    source = root / ORDERS
    source.write_text(source.read_text().replace("enriched.show()", "enriched.show(99)"))


async def test_a_clash_is_seen_after_a_restart_and_ends_for_the_hand_edits(root: Path, output: Path) -> None:
    await written(root)
    edit_both(root, output)
    async with opened(Workspace.open(root)) as (bench, press):
        state = bench.session.state(ORDERS)
        bench.review.open_file(ORDERS)
        await press()
        seen = screen_text(bench)
        await press("o")
        compared = screen_text(bench)
        await press("x")

        assert state is FileState.CLASHING
        assert "≠ orders.py" in seen
        assert "edited by hand, and changed in the source" in seen
        assert "enriched.show(5)" in compared
        assert "enriched.show(99)" in compared
        assert bench.session.state(ORDERS) is FileState.WRITTEN
        assert "enriched.show(5)" in (output / ORDERS).read_text()


async def test_what_is_generated_takes_their_place_only_after_a_sheet(root: Path, output: Path) -> None:
    await written(root)
    edit_both(root, output)
    async with opened(Workspace.open(root)) as (bench, press):
        await press("W")
        sheet = screen_text(bench)
        await press("escape", "o", "a")
        asked, untouched = isinstance(bench.screen, Sheet), (output / ORDERS).read_text()
        await press("escape")
        back = isinstance(bench.screen, ClashScreen)
        await press("a", "enter")

        assert "In 1 file of them hand edits are in the way" in sheet
        assert asked
        assert back
        assert "enriched.show(5)" in untouched
        assert "enriched.show(99)" in (output / ORDERS).read_text()
        assert not bench.session.clashes


@pytest.mark.usefixtures("output")
async def test_what_is_in_step_with_the_output_is_written_also_after_a_restart(root: Path) -> None:
    await written(root)
    async with opened(Workspace.open(root)) as (bench, press):
        await press("o")

        assert bench.session.state(ORDERS) is FileState.WRITTEN
        assert bench.session.to_write() == ()
        assert bench.review.said.startswith("no hand edits")
