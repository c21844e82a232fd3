"""A sheet can be read and answered whatever else is told meanwhile."""

from __future__ import annotations

import pytest
from textual.widgets._toast import Toast

from g2l_tui.tui.app import Workbench
from g2l_tui.tui.opening import Opening
from g2l_tui.tui.screens.sheets import Sheet
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import settle


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_message_stands_beside_the_sheet_that_follows_it(workspace: Workspace, size: tuple[int, int]) -> None:
    bench = Workbench(Opening.done(workspace), watching=False)
    async with bench.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        for key in ("A", "W", "enter", "u"):
            await pilot.press(key)
            await settle(pilot)
        messages = list(bench.screen.query(Toast))

        assert isinstance(bench.screen, Sheet)
        assert messages
        assert not any(message.region.overlaps(bench.screen.query_one("#sheet").region) for message in messages)
