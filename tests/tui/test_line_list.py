"""The ground of every pane: what is painted when something changes."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import App, ComposeResult
from textual.strip import Strip

from g2l_tui.tui.theme import PALETTE
from g2l_tui.tui.widgets.line_list import LineList, Piece


class Numbers(LineList):
    """Numbers, and which screen lines of them were painted."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = list(range(100))
        self.painted: list[int] = []

    def count(self) -> int:
        return len(self.numbers)

    def pieces(self, index: int) -> Iterable[Piece]:
        yield str(self.numbers[index]), ""

    def render_line(self, y: int) -> Strip:
        self.painted.append(y)
        return super().render_line(y)


class Alone(App[None]):
    CSS = ".row-cursor { background: red; }"
    COMPONENT_CLASSES = PALETTE

    def compose(self) -> ComposeResult:
        yield Numbers()

    def on_mount(self) -> None:
        self.query_one(Numbers).lines_changed()


async def test_only_lines_that_look_different_are_painted_again() -> None:
    app = Alone()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        lines = app.query_one(Numbers)
        lines.painted.clear()

        lines.numbers[3], lines.numbers[50] = -3, -50
        lines.lines_changed()
        await pilot.pause()

        assert set(lines.painted) == {3}


async def test_the_cursor_paints_the_lines_that_it_leaves_and_enters() -> None:
    app = Alone()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        lines = app.query_one(Numbers)
        lines.painted.clear()

        lines.move_to(2)
        await pilot.pause()

        assert set(lines.painted) == {0, 2}


async def test_scrolling_paints_every_line() -> None:
    app = Alone()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        lines = app.query_one(Numbers)
        lines.painted.clear()

        lines.move_to(60)
        await pilot.pause()

        assert set(lines.painted) == set(range(10))
