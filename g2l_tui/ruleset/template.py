"""Templates: the Databricks side of a rule, an expression with `$holes`.

`$name` stands for an expression, `$*name` in a call for a list of arguments, and `.$name` for a chain of
calls. A template is parsed by LibCST once, when its rule is loaded; what is kept is its text in pieces and,
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

import libcst as cst

from g2l_tui.ruleset.binds import Binds, binds

_HOLE = re.compile(r"\$(\*?)([A-Za-z_]\w*)")
_MARK = re.compile(r"(\.|\*)?__hole_([A-Za-z_]\w*)__(?!\w)")

LONGEST = 2_000
"""Characters of the longest template: LibCST ends the process when an expression nests too deeply."""

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

    @property
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
    names = frozenset(_names(tree))
    return Template(source.strip(), tuple(pieces), names, binds(tree))


def _parsed(marked: str, source: str) -> cst.BaseExpression:
    if len(source) > LONGEST:
        raise ValueError(f"`{source[:40]}…` is longer than {LONGEST:,} characters")
    try:
        is_deep = _depth(ast.parse(f"({marked})", mode="eval")) > DEEPEST
        tree = None if is_deep else cst.parse_expression(marked)
    except (SyntaxError, cst.ParserSyntaxError) as error:
        reason = error.message if isinstance(error, cst.ParserSyntaxError) else error.msg
        raise ValueError(f"`{source}` is not a Python expression: {reason}") from error
    except (ValueError, RecursionError, MemoryError):
        tree = None
    if tree is None:
        raise ValueError(f"`{source[:40]}…` is not a Python expression: too deep, or with a null byte")
    return tree


def _depth(tree: ast.AST) -> int:
    level, depth = [tree], 0
    while level:
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        depth += 1
    return depth


def _places(tree: cst.CSTNode) -> dict[str, list[Place]]:
    """For each hole, the places of its mentions in the order of the text."""
    places: dict[str, list[Place]] = {}

    def walk(node: cst.CSTNode, place: Place) -> None:
        if isinstance(node, cst.Name) and (hole := _MARK.fullmatch(node.value)):
            places.setdefault(hole[2], []).append(place)
            return
        for child in node.children:
            walk(child, _place_of(node, child))

    walk(tree, Place.ALONE)
    return places


def _place_of(parent: cst.CSTNode, child: cst.CSTNode) -> Place:
    match parent:
        case cst.Attribute(value=value) if value is child:
            return Place.RECEIVER
        case cst.Call(func=value) if value is child:
            return Place.RECEIVER
        case cst.Subscript(value=value) if value is child:
            return Place.RECEIVER
        case (
            cst.UnaryOperation(operator=cst.Not()) | cst.BooleanOperation() | cst.Comparison() | cst.ComparisonTarget()
        ):
            return Place.OPERAND
        case cst.UnaryOperation() | cst.BinaryOperation() | cst.Await():
            return Place.TERM
        case cst.IfExp(orelse=orelse) if orelse is not child:
            return Place.CHOICE
        case cst.CompFor() | cst.CompIf() | cst.FormattedStringExpression():
            return Place.CHOICE
        case _:
            return Place.ALONE


def _names(tree: cst.CSTNode) -> list[str]:
    found: list[str] = []

    def walk(node: cst.CSTNode) -> None:
        if isinstance(node, cst.Name) and not node.value.startswith("__hole_"):
            found.append(node.value)
        for child in node.children:
            is_label = isinstance(node, cst.Attribute) and child is node.attr
            is_keyword = isinstance(node, cst.Arg) and child is node.keyword
            if not is_label and not is_keyword:
                walk(child)

    walk(tree)
    return found


def _filled(place: Place, filling: Filling) -> str:
    if place is Place.ARGUMENTS:
        texts = filling if isinstance(filling, tuple) else (Text(f"*{filling.at(Place.OPERAND)}"),)
        return ", ".join(text.code for text in texts) or _EMPTY
    if isinstance(filling, tuple):
        raise TypeError("a list of arguments cannot fill a hole for one expression")
    return filling.code if place is Place.CALLS else filling.at(place)


_EMPTY = "\0"


def _without_empty_splices(code: str) -> str:
    return re.sub(rf",\s*{_EMPTY}|{_EMPTY},?\s*", "", code)
