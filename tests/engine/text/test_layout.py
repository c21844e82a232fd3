"""What stands around the elements of a list stays where it is."""

from __future__ import annotations

import pytest

from g2l_tui.engine.text.layout import around_elements

LISTS = {
    "[]": [""],
    "[ ]": [" "],
    "[(1, 2), 3]": ["", ", ", ""],
    '[("é", 2),  # x (y)\r\n    3,\r\n]': ["", ",  # x (y)\n    ", ",\n"],
    "[  # first\n    (1,),\n]": ["  # first\n    ", ",\n"],
    "[(1), ((2, 3))]": ["", ", ", ""],
}


@pytest.mark.parametrize(("code", "around"), LISTS.items(), ids=LISTS)
def test_commas_line_breaks_and_comments_are_read_without_the_elements(code: str, around: list[str]) -> None:
    assert around_elements(code) == around
