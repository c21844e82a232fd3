"""Syntax colours, found only as far down as somebody has looked. No Textual."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

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


class Highlighter:
    """The syntax of one text, by line: pieces of start, end and syntax name.

    A docstring that opens far above must colour the lines below it, so lexing begins at the top; it is kept
    suspended between calls and never goes further than asked. Until then a line is taken to be what it was in the text
    that was shown `before`: most are, and a save would flicker otherwise.
    """

    def __init__(self, lines: Sequence[str], before: Highlighter | None = None) -> None:
        self._lines = lines
        self._guesses = before.found() if before else {}
        self._tokens = self._lexed("\n".join(lines))
        self._done: list[Syntax] = []
        self._open: list[Piece] = []
        self._column = 0

    def pieces(self, line: int) -> Syntax | None:
        """Return the pieces of a line, or None while they are not known, and for the line -1 of a side without one."""
        if 0 <= line < len(self._done):
            return self._done[line]
        return self._guesses.get(self._lines[line]) if line >= 0 else None

    def found(self) -> dict[str, Syntax]:
        """Return the pieces by the text of the line, as far as they were looked for."""
        return dict(zip(self._lines, self._done, strict=False))

    def ensure(self, line: int, seconds: float) -> bool:
        """Lex up to and including `line` for at most `seconds`; True when it is known now."""
        deadline = time.perf_counter() + seconds
        while len(self._done) <= line:
            for _ in range(64):
                if not self._step():
                    return True
            if time.perf_counter() > deadline:
                return len(self._done) > line
        return True

    def _step(self) -> bool:
        token = next(self._tokens, None)
        if token is None:
            while len(self._done) < len(self._lines):
                self._close_line()
            return False
        name, text = token
        first, *rest = text.split("\n")
        self._add(first, name)
        for part in rest:
            self._close_line()
            self._add(part, name)
        return True

    def _add(self, text: str, name: str) -> None:
        if text and name:
            self._open.append((self._column, self._column + len(text), name))
        self._column += len(text)

    def _close_line(self) -> None:
        self._done.append(tuple(self._open))
        self._open = []
        self._column = 0

    @staticmethod
    def _lexed(text: str) -> Iterator[tuple[str, str]]:
        from pygments.lexers.python import PythonLexer  # noqa: PLC0415 - nothing is lexed for the first paint

        names: dict[_TokenType, str] = {}
        for _, kind, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens_unprocessed(text):
            if kind not in names:
                names[kind] = next(name for parent, name in SYNTAX if is_token_subtype(kind, parent))
            yield names[kind], value
