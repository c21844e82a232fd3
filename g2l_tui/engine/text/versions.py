"""The next version of a source: of what somebody saves, almost all was parsed a moment ago."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from g2l_tui.engine.text.units import Parse, Unit, ends_line, line_starts, parsed_alone, units_of

LARGEST = 256 * 1024
"""Bytes of a source whose tree is remembered: some 9,000 lines. Its tree takes 11 MB, of 80,000 nodes, through which a
look for garbage is not yet felt."""


@dataclass(frozen=True, slots=True)
class Version:
    """A source that was parsed, and its tree. No tree of it is ever changed: the next version may have parts of it."""

    path: str
    code: bytes = field(repr=False)
    tree: ast.Module = field(repr=False)

    def next_tree(self, code: bytes, parse: Parse) -> ast.Module | None:
        """Return the tree of another version, with what lies around the lines that differ taken from this one.

        None where the lines that differ do not parse by themselves: what that means, only the whole tells.
        """
        units = units_of(self.tree.body, self.code, line_starts(self.code))
        grown = len(code) - len(self.code)
        first = _same_before(units, self.code, code)
        last = _same_behind(units, self.code, code, first)
        start, end = units[first].start, units[last - 1].end
        new = code[start : end + grown]
        if last < len(units) and not (ends_line(code, end + grown) and _lines(new) == _lines(self.code[start:end])):
            last, new = len(units), code[start:]  # what follows is the same, but in other lines
        if (first == 0 and last == len(units)) or (start and not ends_line(code, start)):
            return None
        different = parsed_alone(b"\n" * (units[first].line - 1) + new, parse)
        if different is None:
            return None
        return ast.Module([*_statements(units[:first]), *different.body, *_statements(units[last:])], [])


class Latest:
    """Remembers the source that was parsed last."""

    def __init__(self) -> None:
        self._version: Version | None = None

    def tree(self, path: str, code: bytes, text: str, parse: Parse) -> ast.Module:
        """Parse a source, as little of it as is new. Raises what `parse` does, for the whole of it."""
        version = self._version
        known = version.next_tree(code, parse) if version and version.path == path else None
        tree = known or parse(text)
        if len(code) <= LARGEST:
            self._version = Version(path, code, tree)
        return tree


def _same_before(units: list[Unit], old: bytes, new: bytes) -> int:
    """Return how many units in front are the same; never the last, to which what is new behind it may belong."""
    pairs = ((old[unit.start : unit.end], new[unit.start : unit.end]) for unit in units[:-1])
    return next((number for number, (before, now) in enumerate(pairs) if before != now), len(units) - 1)


def _same_behind(units: list[Unit], old: bytes, new: bytes, first: int) -> int:
    """Return the number of the first of the units that are the same up to the end, and stand behind `first`."""
    grown = len(new) - len(old)
    for number in range(len(units) - 1, first, -1):
        start, end = units[number].start, units[number].end
        if start + grown < units[first].start or old[start:end] != new[start + grown : end + grown]:
            return number + 1
    return first + 1


def _statements(units: list[Unit]) -> Iterator[ast.stmt]:
    return (statement for unit in units for statement in unit.statements)


def _lines(text: bytes) -> int:
    return len(text.splitlines())
