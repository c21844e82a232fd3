"""Long lines as several rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from g2l_tui.tui.comparison import compare_contents
from g2l_tui.tui.rows import RowOptions, rows_of
from g2l_tui.tui.wrapping import breaks, index_at, wrapped


@given(st.text(alphabet="ab 表é", max_size=60), st.integers(2, 20))
def test_pieces_of_a_line_are_all_of_it_and_none_is_too_wide(text: str, width: int) -> None:
    starts = breaks(text, width)
    ends = [*starts[1:], cell_len(text)]
    pieces = [text[index_at(text, start) : index_at(text, end)] for start, end in zip(starts, ends, strict=True)]

    assert "".join(pieces) == text
    assert all(cell_len(piece) <= width for piece in pieces)


def test_a_row_is_repeated_as_often_as_its_longer_side_needs() -> None:
    comparison = compare_contents(b"a = 1\n", b"a = 1" + b"0" * 40 + b"\n")
    rows = rows_of(comparison, RowOptions())

    assert [row.part for row in wrapped(rows, comparison, 20)] == [0, 1, 2]
    assert wrapped(rows, comparison, 200) == rows


def test_folds_are_never_wrapped() -> None:
    before = b"x = 1\n" * 30
    comparison = compare_contents(before, before + b"y\n")
    rows = rows_of(comparison, RowOptions())

    assert wrapped(rows, comparison, 5) == rows
