"""One change taken out of a file that was written."""

from __future__ import annotations

from g2l_tui.tui.comparison import compare_contents
from g2l_tui.tui.put_back import Piece, piece_at
from g2l_tui.tui.rows import Row, RowKind

BEFORE = b"first = 1\nx = [\n    1,\n    2,\n]\nlast = 1\n"
NOW = b"first = 2\nx = [\n    1,\n    2]\nlast = 2\n"


def piece(now: bytes, row: Row) -> Piece | None:
    return piece_at("a.py", (BEFORE, now), compare_contents(BEFORE, now), row)


def test_only_the_lines_of_that_change_are_as_before() -> None:
    found = piece(NOW, Row(RowKind.CHANGED, 0, 0))

    assert found is not None
    assert found.content == NOW.replace(b"first = 2", b"first = 1")
    assert (found.first, found.last, found.breaks) == (1, 1, False)


def test_a_change_that_leaves_no_valid_python_is_told() -> None:
    half = b"x = (\n    1,\n)\n"
    before = b"x = [\n    1,\n]\n"
    found = piece_at("a.py", (before, half), compare_contents(before, half), Row(RowKind.CHANGED, 0, 0))

    assert found is not None
    assert found.breaks


def test_a_line_that_does_not_differ_has_nothing_to_put_back() -> None:
    assert piece(NOW, Row(RowKind.EQUAL, 1, 1)) is None
