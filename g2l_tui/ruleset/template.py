"""Templates: the Databricks side of a rule, an expression with `$holes`.

`$name` stands for an expression, `$*name` in a call for a list of arguments, and `.$name` for a chain of
calls. A template is parsed once, when its rule is loaded; what is kept is its text in pieces and,
for each hole, how tightly the place binds, so that filling one is joining strings.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TypeAlias

from g2l_tui.ruleset.binds import Binds, written_binds

_HOLE = re.compile(r"\$(\*?)([A-Za-z_]\w*)")
_MARK = re.compile(r"(\.|\*)?__hole_([A-Za-z_]\w*)__(?!\w)")

LONGEST = 2_000
"""Characters of the longest template: an expression that nests too deeply can end the process that parses it."""

DEEPEST = 100
"""Levels of the deepest template, for the same reason."""


class Place(IntEnum):
    """Where a hole stands: what it must bind more tightly than, or that it is no expression at all."""

    ALONE = Binds.LAMBDA
    CHOICE = Binds.BOOLEAN
    OPERAND = Binds.COMPARISON + 1
    TERM = Binds.ARITHMETIC + 1
    RECEIVER = Binds.ATOM
    ARGUMENTS = 100
    CALLS = 101


@dataclass(frozen=True, slots=True)
class Text:
    """An expression to fill a hole with, and how tightly it binds."""

    code: str
    binds: Binds = Binds.ATOM

    def at(self, place: Place) -> str:
        """Return the code as it must stand at `place`, in parentheses where it would fall apart."""
        return self.code if self.binds >= place else f"({self.code})"


Filling: TypeAlias = "Text | tuple[Text, ...]"


@dataclass(frozen=True)
class Template:
    """An expression with holes. `names` are the plain names in it: session helpers, modules, functions."""

    source: str
    pieces: tuple[str | tuple[str, Place], ...]
    names: frozenset[str]
    binds: Binds

    @cached_property
    def holes(self) -> frozenset[str]:
        """The names of its holes."""
        return frozenset(piece[0] for piece in self.pieces if isinstance(piece, tuple))

    @cached_property
    def opening(self) -> str | None:
        """The hole that the template begins with, when it is a receiver: the author's line break is kept."""
        match self.pieces:
            case ((str(name), Place.RECEIVER), str(text), *_) if text.startswith("."):
                return name
            case ((str(name), Place.RECEIVER), (_, Place.CALLS), *_):
                return name
            case _:
                return None

    def fill(self, fillings: Mapping[str, Filling]) -> Text:
        """Return the template with its holes filled. Raises KeyError for a hole without a filling."""
        parts: list[str] = []
        for piece in self.pieces:
            if isinstance(piece, str):
                parts.append(piece)
            else:
                parts.append(_filled(piece[1], fillings[piece[0]]))
        if self.source.startswith("$") and len(self.pieces) == 1 and not isinstance(self.pieces[0], str):
            only = fillings[self.pieces[0][0]]
            return only if isinstance(only, Text) else Text("".join(parts))
        return Text(_without_empty_splices("".join(parts)), self.binds)


def parse_template(source: str) -> Template:
    """Compile a template. Raises ValueError when it is not one Python expression."""
    marked = _HOLE.sub(lambda hole: f"{hole[1]}__hole_{hole[2]}__", source.strip())
    tree = _parsed(marked, source.strip())
    places = _places(tree)
    pieces: list[str | tuple[str, Place]] = []
    position = 0
    for mark in _MARK.finditer(marked):
        lead = mark[1] or ""
        if mark[2] not in places:
            raise ValueError(f"`{source.strip()}` has the hole `${mark[2]}` inside a text")
        place = Place.CALLS if lead == "." else Place.ARGUMENTS if lead == "*" else places[mark[2]].pop(0)
        if text := marked[position : mark.start()]:
            pieces.append(text)
        pieces.append((mark[2], place))
        position = mark.end()
    if marked[position:]:
        pieces.append(marked[position:])
    names = (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and not _MARK.fullmatch(node.id))
    return Template(source.strip(), tuple(pieces), frozenset(names), written_binds(tree, marked))


def _parsed(marked: str, source: str) -> ast.expr:
    if len(source) > LONGEST:
        raise ValueError(f"`{source[:40]}…` is longer than {LONGEST:,} characters")
    try:
        tree = ast.parse(marked, mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"`{source}` is not a Python expression: {error.msg}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"`{source[:40]}…` is not a Python expression: too deep, or with a null byte") from error
    if _depth(tree) > DEEPEST:
        raise ValueError(f"`{source[:40]}…` is not a Python expression that people can read: too deep")
    return tree


def _depth(tree: ast.AST) -> int:
    level, depth = [tree], 0
    while level:
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        depth += 1
    return depth


def _places(tree: ast.expr) -> dict[str, list[Place]]:
    """For each hole, the places of its mentions as an expression, in the order of the text."""
    found: list[tuple[int, int, str, Place]] = []
    places: dict[str, list[Place]] = {}
    waiting: list[tuple[ast.AST, Place]] = [(tree, Place.ALONE)]
    for node, place in waiting:
        match node:
            case ast.Name(id=name) if hole := _MARK.fullmatch(name):
                found.append((node.lineno, node.col_offset, hole[2], place))
            case ast.Attribute(attr=name) if hole := _MARK.fullmatch(name):
                places[hole[2]] = []
        waiting += [(child, _place_of(node, child)) for child in ast.iter_child_nodes(node)]
    for *_, name, place in sorted(found):
        places.setdefault(name, []).append(place)
    return places


def _place_of(parent: ast.AST, child: ast.AST) -> Place:
    match parent:
        case ast.Attribute(value=value) | ast.Call(func=value) | ast.Subscript(value=value) if value is child:
            return Place.RECEIVER
        case ast.UnaryOp(op=ast.Not()) | ast.BoolOp() | ast.Compare():
            return Place.OPERAND
        case ast.UnaryOp() | ast.BinOp() | ast.Await():
            return Place.TERM
        case ast.IfExp(orelse=orelse) if orelse is not child:
            return Place.CHOICE
        case ast.comprehension() | ast.FormattedValue():
            return Place.CHOICE
        case _:
            return Place.ALONE


def _filled(place: Place, filling: Filling) -> str:
    if place is Place.ARGUMENTS:
        texts = filling if isinstance(filling, tuple) else (Text(f"*{filling.at(Place.OPERAND)}"),)
        return ", ".join(text.code for text in texts) or _EMPTY
    if isinstance(filling, tuple):
        raise TypeError("a list of arguments cannot fill a hole for one expression")
    return filling.code if place is Place.CALLS else filling.at(place)


_EMPTY = "\0"


def _without_empty_splices(code: str) -> str:
    return re.sub(rf",\s*{_EMPTY}|{_EMPTY},?\s*", "", code) if _EMPTY in code else code
