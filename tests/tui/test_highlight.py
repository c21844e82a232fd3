"""The colours of a line, whatever stands above it."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers.python import PythonLexer
from pygments.token import is_token_subtype

from g2l_tui.tui.highlight import SYNTAX, Highlighter, Piece, Syntax

TEXT = '''\
#!/usr/bin/env python
"""What 'quotes" and # signs
in it mean is nothing."""
import sys  # "not opened
from jobs import (
    read,
)


class Orders(ValueError):
    """More."""


@decorated
def load(path: str, *, limit=len(10)) -> str:
    r"""Backslashes: \\\\"""
    query = f"""
        SELECT {path!r}, "a"
    """; name = 'it\\'s'; other = \'\'\'"""\'\'\'
    half = "one \\
two"
    return query if name and limit > 0x1F else None
x = """never
closed
'''


def test_every_line_is_coloured_as_in_the_whole_text() -> None:
    highlighter = Highlighter(TEXT.split("\n"))

    found = [highlighter.pieces(line) for line in range(TEXT.count("\n") + 1)]

    assert found == _coloured_as_a_whole()
    assert {name for pieces in found for _, _, name in pieces} == {name for _, name in SYNTAX if name}


@given(st.lists(st.sampled_from(['"""', "'''", '"', "'", "#", "\\", "\n", "x = 1"]), max_size=40), st.randoms())
def test_the_order_in_which_lines_are_looked_at_makes_no_difference(parts: list[str], chance: Random) -> None:
    lines = "".join(parts).split("\n")
    order = [*range(len(lines))]
    chance.shuffle(order)
    in_order, shuffled = Highlighter(lines), Highlighter(lines)

    found = {line: shuffled.pieces(line) for line in order}

    assert [found[line] for line in range(len(lines))] == [in_order.pieces(line) for line in range(len(lines))]


def _coloured_as_a_whole() -> list[Syntax]:
    lines: list[list[Piece]] = [[]]
    column = 0
    for _, kind, text in PythonLexer(stripnl=False, ensurenl=False).get_tokens_unprocessed(TEXT):
        name = next(name for parent, name in SYNTAX if is_token_subtype(kind, parent))
        for part in text.splitlines(keepends=True):
            if name and part.rstrip("\n"):
                lines[-1].append((column, column + len(part.rstrip("\n")), name))
            column += len(part)
            if part.endswith("\n"):
                lines.append([])
                column = 0
    return [tuple(pieces) for pieces in lines]
