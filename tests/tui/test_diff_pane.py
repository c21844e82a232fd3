"""The diff: wrapping, context, selecting with mouse and keys, and what is remembered of drawn rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from g2l_tui.model.change import Decision
from g2l_tui.tui.app import Workbench
from g2l_tui.tui.opening import Opening
from g2l_tui.tui.rows import RowKind
from g2l_tui.tui.widgets.diff_pane import DiffPane
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import ORDERS, opened, repository, screen_text, settle

LONG = ORDERS + "note = '" + "every word of a long line can be read " * 12 + "表格'\n"
CUSTOMERS = "jobs/customers.py"


def row_on_screen(diff: DiffPane, found: Callable[[int], bool]) -> tuple[int, int]:
    """Return the index of the first row that is found, and its line on the screen, after bringing it into view."""
    index = next(index for index in range(diff.count()) if found(index))
    diff.move_to(index)
    return index, index - diff.scroll_offset.y


async def drag(pilot: Pilot[None], diff: DiffPane, start: tuple[int, int], end: tuple[int, int]) -> None:
    await pilot.mouse_down(diff, offset=start)
    await pilot.hover(diff, offset=end)
    await pilot.mouse_up(diff, offset=end)
    await settle(pilot)


@pytest.mark.parametrize("size", [(80, 24), (160, 40)])
async def test_a_wrapped_line_is_all_on_the_screen_and_every_row_as_wide_as_the_pane(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(Workspace.open(repository(tmp_path / "w", {"job.py": LONG})), size) as (bench, press):
        diff = bench.review.diff
        await press("Z", "w", "G")
        parts = [row for row in diff.rows if row.left == len(diff.view.comparison.left) - 1]
        widths = {diff.render_line(y).cell_length for y in range(diff.size.height)}
        shown = screen_text(bench)

        assert len(parts) > 1
        assert widths == {diff.scrollable_content_region.width}
        assert "表格" in shown.replace(" ", "")
        await press("w")
        assert all(row.part == 0 for row in diff.rows)


async def test_wrapping_and_context_keep_the_line_under_the_eye(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        diff = bench.review.diff
        await press("]", "]")
        line, folds = diff.source_line, sum(row.hidden for row in diff.rows)
        await press("minus", "minus")
        fewer = sum(row.hidden for row in diff.rows)
        await press("plus", "plus", "plus", "w")
        more = sum(row.hidden for row in diff.rows)

        assert fewer > folds > more
        assert diff.source_line == line


async def test_a_drag_takes_one_side_without_numbers_and_signs(workspace: Workspace, copied: list[str]) -> None:
    bench = Workbench(Opening.done(workspace), watching=False)
    async with bench.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        diff = bench.review.diff
        await pilot.press("Z")
        await settle(pilot)
        line = next(i for i, text in enumerate(diff.view.comparison.left) if "def enrich" in text)
        _, y = row_on_screen(diff, lambda index: diff.rows[index].left == line)
        left, right = diff.code_starts()
        await drag(pilot, diff, (right + 4, y), (left, y + 1))
        await pilot.press("y")
        await settle(pilot)

        assert copied == ["enrich(df):\n"]
        await pilot.press("escape")
        assert diff.selected_text == ""


async def test_lines_are_selected_and_copied_by_keys(workspace: Workspace, copied: list[str]) -> None:
    async with opened(workspace) as (bench, press):
        diff = bench.review.diff
        await press("Z", "g", "J", "shift+down", "ctrl+c")

        assert copied == ["".join(diff.view.comparison.raw_left[:2]) + diff.view.comparison.left[2]]


async def test_a_click_on_the_sign_of_a_decision_decides(workspace: Workspace) -> None:
    bench = Workbench(Opening.done(workspace), watching=False)
    async with bench.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        diff = bench.review.diff
        name = diff.rows[diff.starts[1]].changes[0]
        _, y = row_on_screen(diff, lambda index: index == diff.starts[1])
        await pilot.click(diff, offset=(0, y))
        await settle(pilot)

        assert bench.session.decision(CUSTOMERS, name) is Decision.ACCEPTED


async def test_rows_that_are_remembered_look_as_drawn_anew(workspace: Workspace) -> None:
    async with opened(workspace, (160, 40)) as (bench, press):
        diff = bench.review.diff
        for key in ("j", "]", "a", "l", "v", "w", "Z", "x", "[", "T", "pagedown", "plus"):
            await press(key)
            remembered = [diff.render_line(y) for y in range(diff.size.height)]
            diff.redraw()

            assert [diff.render_line(y) for y in range(diff.size.height)] == remembered, key


async def test_a_pane_that_is_asked_for_its_lines_while_others_are_painted_is_painted_itself_later(
    workspace: Workspace,
) -> None:
    async with opened(workspace) as (bench, press):
        diff = bench.review.diff
        before, sides = diff.render_lines(diff.size.region), diff.view.comparison
        lines = tuple(text.replace("Orders", "Bills") for text in sides.left)
        diff.show(replace(diff.view, comparison=replace(sides, left=lines)))
        meanwhile = diff.render_lines(diff.size.region)
        await press()

        assert [strip.text for strip in meanwhile] == [strip.text for strip in before]
        assert "Bills" in diff.render_lines(diff.size.region)[0].text


async def test_a_fold_opens_by_a_click_and_the_line_stays_on_its_row(workspace: Workspace) -> None:
    bench = Workbench(Opening.done(workspace), watching=False)
    async with bench.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        diff = bench.review.diff
        index, y = row_on_screen(diff, lambda index: diff.rows[index].kind is RowKind.FOLD)
        line = diff.rows[index].left
        await pilot.click(diff, offset=(10, y))
        await settle(pilot)

        assert diff.row is not None
        assert (diff.row.kind, diff.row.left, diff.cursor_row) == (RowKind.EQUAL, line, y)
