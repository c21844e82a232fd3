"""Syntax colours, found only for the lines that somebody looks at. No Textual."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pygments.token import (
    Comment,
    Keyword,
    Name,
    Number,
    Operator,
    String,
    Token,
    _TokenType,
    is_token_subtype,
)

if TYPE_CHECKING:
    from pygments.lexers.python import PythonLexer

SYNTAX: tuple[tuple[_TokenType, str], ...] = (
    (Comment, "comment"),
    (String.Affix, "keyword"),
    (String.Escape, "escape"),
    (String, "string"),
    (Number, "number"),
    (Keyword, "keyword"),
    (Operator.Word, "keyword"),
    (Name.Function, "function"),
    (Name.Class, "class"),
    (Name.Decorator, "function"),
    (Name.Builtin, "builtin"),
    (Name.Exception, "builtin"),
    (Token, ""),
)

Piece = tuple[int, int, str]
Syntax = tuple[Piece, ...]

_REMEMBERED = 512
_NOT_CODE = re.compile(
    r"#[^\n]*"
    r'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*(?:"""|\Z)'
    r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*(?:'''|\Z)"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?",
    re.DOTALL,
)
"""Comments and strings: a quote in one of them opens nothing."""


class Highlighter:
    """The syntax of one text, by line: pieces of start, end and syntax name.

    How a line looks depends on the line alone, unless it is part of a string of several lines. Where such strings are
    is found in a hundredth of what colours for the whole text would take, and only down to the line that is asked for;
    what belongs to one is coloured together.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._strings = _not_code(lines)
        self._found_to = 0
        self._starts: list[int] = []
        self._ends: list[int] = []

    def pieces(self, line: int) -> Syntax:
        """Return the pieces of a line."""
        start, end = self._block_of(line)
        return _found("\n".join(self._lines[start:end]))[line - start]

    def _block_of(self, line: int) -> tuple[int, int]:
        """Return the first line, and the one behind the last, that are coloured together with a line."""
        while self._found_to < max([line + 1, *self._ends[-1:]]):  # more may begin where the last one ends
            self._find_next()
        index = bisect_right(self._starts, line) - 1
        return (self._starts[index], self._ends[index]) if index >= 0 and line < self._ends[index] else (line, line + 1)

    def _find_next(self) -> None:
        """Note the lines of one more string of several lines, together with one that begins where it ends."""
        first, last = next(self._strings, (len(self._lines), len(self._lines)))
        self._found_to = first
        if first == last:
            return
        if self._ends and first < self._ends[-1]:
            self._ends[-1] = last + 1
        else:
            self._starts.append(first)
            self._ends.append(last + 1)


def load() -> None:
    """Load what finds the colours: that takes a moment, which is not to be the one of the first line."""
    _lexer()


def _not_code(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last line of each comment and string."""
    text = "\n".join(lines)
    position = line = 0
    for match in _NOT_CODE.finditer(text):
        first = line + text.count("\n", position, match.start())
        line = first + match.group().count("\n")
        position = match.end()
        yield first, line


@lru_cache(_REMEMBERED)
def _found(text: str) -> tuple[Syntax, ...]:
    """Return the pieces of each line of a text, which both sides and every save have in common."""
    lines: list[list[Piece]] = [[]]
    column = 0
    for name, value in _lexed(text):
        for index, part in enumerate(value.split("\n")):
            if index:
                lines.append([])
                column = 0
            if part and name:
                lines[-1].append((column, column + len(part), name))
            column += len(part)
    return tuple(map(tuple, lines))


def _lexed(text: str) -> Iterator[tuple[str, str]]:
    for _, kind, value in _lexer().get_tokens_unprocessed(text):
        yield _name_of(kind), value


@cache
def _name_of(kind: _TokenType) -> str:
    return next(name for parent, name in SYNTAX if is_token_subtype(kind, parent))


@cache
def _lexer() -> PythonLexer:
    from pygments.lexers.python import PythonLexer  # noqa: PLC0415 - nothing is lexed for the first paint

    return PythonLexer(stripnl=False, ensurenl=False)
