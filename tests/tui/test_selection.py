"""What is selected on one side of a diff."""

from __future__ import annotations

from g2l_tui.tui.comparison import compare_contents
from g2l_tui.tui.selection import Selection

BOTH = compare_contents(b"first = 1\n\tsecond = 2\nthird = 3\n", b"other = 1\n")


def test_a_part_of_a_line_is_only_that_part() -> None:
    assert Selection(0, (0, 8), (0, 0)).text(BOTH) == "first = "


def test_lines_keep_their_tabs_and_line_ends() -> None:
    assert Selection(0, (0, 6), (2, 5)).text(BOTH) == "= 1\n\tsecond = 2\nthird"


def test_the_side_of_the_selection_is_the_only_one() -> None:
    selection = Selection(1, (0, 0), (0, 5))

    assert selection.text(BOTH) == "other"
    assert selection.span(0, 0, 9) is None


def test_nothing_is_selected_where_the_drag_began() -> None:
    assert Selection(0, (0, 3), (0, 3)).text(BOTH) == ""
