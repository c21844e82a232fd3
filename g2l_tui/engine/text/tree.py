"""The nodes of a syntax tree, without those that only say how a name is used: `ast.walk` gives as many again."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

_Node = TypeVar("_Node", bound=ast.AST)

TRIES: tuple[type[ast.Try], ...] = (ast.Try, getattr(ast, "TryStar", ast.Try))
"""`try` with `except`, and with `except*`, which Python has from 3.11 on: the two have the same fields."""

_FIELD = re.compile(r"(\w+)([*?]?) (\w+)")
_NO_NODES = frozenset(
    "boolop cmpop constant expr_context identifier int operator string type_ignore unaryop".split(),
)


class _Fields(dict[type[ast.AST], tuple[tuple[str, bool], ...]]):
    """For each class of nodes the fields that hold nodes, and whether they hold lists of them.

    The grammar is what each class of `ast` has as its docstring: `Call(expr func, expr* args, keyword* keywords)`.
    """

    def __missing__(self, node: type[ast.AST]) -> tuple[tuple[str, bool], ...]:
        fields = _FIELD.findall(node.__doc__ or "")
        self[node] = tuple((name, many == "*") for kind, many, name in fields if kind not in _NO_NODES)
        return self[node]


_FIELDS = _Fields()


@dataclass(frozen=True)
class Nodes:
    """Every node of a tree, statement by statement, and what each is a part of.

    `own` are the nodes of each statement, itself first, without the statements right `inside` it and what is in those.
    """

    every: Sequence[ast.AST]
    parents: Mapping[ast.AST, ast.AST]
    own: Mapping[ast.AST, Sequence[ast.AST]]
    inside: Mapping[ast.AST, Sequence[ast.stmt]]

    def of(self, kind: type[_Node]) -> Sequence[_Node]:
        """Return the nodes of one class."""
        return cast("Sequence[_Node]", self._by_class.get(kind, ()))

    def calls_of(self, members: AbstractSet[str]) -> Iterator[ast.Call]:
        """Yield the calls of what is reached by a dot and has one of these names."""
        for call in () if members.isdisjoint(self.members) else self.of(ast.Call):
            if isinstance(call.func, ast.Attribute) and call.func.attr in members:
                yield call

    def members_of(self, members: AbstractSet[str]) -> Iterator[ast.Attribute]:
        """Yield what is reached by a dot and has one of these names."""
        attributes = () if members.isdisjoint(self.members) else self.of(ast.Attribute)
        return (each for each in attributes if each.attr in members)

    def names_of(self, names: AbstractSet[str]) -> Iterator[ast.Name]:
        """Yield the mentions of these names."""
        mentions = () if names.isdisjoint(self.names) else self.of(ast.Name)
        return (each for each in mentions if each.id in names)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names in all expressions, as they are read and bound there."""
        return frozenset([name.id for name in self.of(ast.Name)])

    @cached_property
    def members(self) -> frozenset[str]:
        """The names that something is reached by with a dot."""
        return frozenset([attribute.attr for attribute in self.of(ast.Attribute)])

    @cached_property
    def members_set(self) -> Mapping[str, Sequence[ast.Attribute]]:
        """What is reached by a dot and assigned, by its name."""
        found: dict[str, list[ast.Attribute]] = defaultdict(list)
        for attribute in self.of(ast.Attribute):
            if isinstance(attribute.ctx, ast.Store):
                found[attribute.attr].append(attribute)
        return dict(found)

    @cached_property
    def _by_class(self) -> Mapping[type[ast.AST], Sequence[ast.AST]]:
        found: dict[type[ast.AST], list[ast.AST]] = defaultdict(list)
        for node in self.every:
            found[node.__class__].append(node)
        return found


def nodes_below(tree: ast.AST) -> Nodes:
    """Look through a tree once."""
    every: list[ast.AST] = []
    parents: dict[ast.AST, ast.AST] = {}
    own: dict[ast.AST, list[ast.AST]] = {}
    inside: dict[ast.AST, list[ast.stmt]] = {}
    waiting = [tree]
    while waiting:
        statement = waiting.pop()
        nodes = own[statement] = [statement]
        statements: list[ast.stmt] = []
        for node in nodes:
            for name, is_list in _FIELDS[node.__class__]:
                held = getattr(node, name)
                for child in held if is_list else (held,):
                    if child is not None:
                        parents[child] = node
                        (statements if isinstance(child, ast.stmt) else nodes).append(child)
        every += nodes
        if statements:
            inside[statement] = statements
            waiting += reversed(statements)
    return Nodes(every, parents, own, inside)


def children_of(node: ast.AST) -> list[ast.AST]:
    """Return the nodes right below, in the order of the source."""
    found: list[ast.AST] = []
    for name, is_list in _FIELDS[node.__class__]:
        held = getattr(node, name)
        if is_list:
            found += held if None not in held else [each for each in held if each is not None]
        elif held is not None:
            found.append(held)
    return found


def literal_entries(node: ast.expr | None) -> dict[str, ast.expr]:
    """Return the values of a dictionary that is written out, by those of its keys that are texts; else none."""
    if not isinstance(node, ast.Dict):
        return {}
    items = zip(node.keys, node.values, strict=True)
    return {key.value: value for key, value in items if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def nodes_of(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Return a node and all below it, level by level."""
    found = [tree]
    for node in found:
        found += children_of(node)
    return tuple(found)


def expressions_below(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the outermost expressions below a node, without those of the statements inside it."""
    for child in children_of(node):
        if isinstance(child, ast.expr):
            yield child
        elif not isinstance(child, ast.stmt):
            yield from expressions_below(child)


def dotted_name(node: ast.expr) -> str:
    """Return `a.b.c` for a name and its members; empty for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=owner, attr=name) if before := dotted_name(owner):
            return f"{before}.{name}"
        case _:
            return ""


def is_chained_to(node: ast.expr, member: str) -> bool:
    """True for a `member` of something, as `frame.write` is, and for the members and calls that are chained to it."""
    while True:
        match node:
            case ast.Attribute(attr=name) if name == member:
                return True
            case ast.Attribute(value=inner) | ast.Call(func=inner):
                node = inner
            case _:
                return False
