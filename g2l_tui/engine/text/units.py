"""A source in units: whole lines with all the statements in them, each of which parses by itself.

A text of whole lines, of which each part parses by itself and ends with its line, parses as a whole, and to the same
statements.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from g2l_tui.errors import ParseError

Parse = Callable[[str], ast.Module]
"""Parses a text, or raises ParseError."""

_LINE_ENDS = (b"\n", b"\r")
_CONTINUED = (b"\\\n", b"\\\r", b"\\\r\n")


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines from the offset `start` to `end`, of which the first is the 1-based `line`, and their statements."""

    start: int
    end: int
    line: int
    statements: Sequence[ast.stmt]


def units_of(body: Sequence[ast.stmt], code: bytes, starts: Sequence[int]) -> list[Unit]:
    """Return the units of a source in turn; `starts` are its `line_starts`.

    What precedes the first statement belongs to it, and what stands between two statements to the one above.
    """
    lines = [1]
    groups: list[list[ast.stmt]] = [[]]
    for statement in body:
        line = _first_line(statement)
        if groups[-1] and _begins(statement, line, groups[-1][-1]) and ends_line(code, starts[line - 1]):
            lines.append(line)
            groups.append([])
        groups[-1].append(statement)
    offsets = [0, *(starts[line - 1] for line in lines[1:]), len(code)]
    return [Unit(*unit) for unit in zip(offsets[:-1], offsets[1:], lines, groups, strict=True)]


def parsed_alone(text: bytes, parse: Parse) -> ast.Module | None:
    """Return the tree of some lines; None where they do not parse by themselves, and only the whole tells."""
    try:
        return parse(text.decode())
    except (ParseError, UnicodeDecodeError):
        return None


def line_starts(code: bytes) -> tuple[int, ...]:
    """Return the offset at which each line begins."""
    lines = code.splitlines(keepends=True)
    return (0, *accumulate(map(len, lines if code.endswith(_LINE_ENDS) else lines[:-1])))


def ends_line(code: bytes, end: int) -> bool:
    """Say whether a line is over at an offset, and what follows does not continue it."""
    return (
        code.endswith(_LINE_ENDS, 0, end)
        and not code.endswith(_CONTINUED, 0, end)
        and code[end - 1 : end + 1] != b"\r\n"
    )


def _begins(statement: ast.stmt, line: int, before: ast.stmt) -> bool:
    return statement.col_offset == 0 and line > (before.end_lineno or 0)


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return decorators[0].lineno if decorators else statement.lineno
