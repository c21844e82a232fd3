"""What a job groups and ranks rows by: samples have rows there that share it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.prove.samples.hints import Grouping
from g2l_tui.prove.samples.texts import value_of

_BY = frozenset({"groupBy", "groupby"})


def groupings_of(tree: ast.Module) -> Iterator[Grouping]:
    """Yield what the windows and groups of a module name."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="orderBy", value=ast.Call(func=ast.Attribute(attr="partitionBy"), args=shared)),
                args=order,
            ):
                yield Grouping(_names(shared), _names(order))
            case ast.Call(func=ast.Attribute(attr=name), args=shared) if name in _BY:
                yield Grouping(_names(shared))
            case _:
                continue


def _names(nodes: list[ast.expr]) -> tuple[str, ...]:
    names = [_name(each) for node in nodes for each in (node.elts if isinstance(node, ast.List) else [node])]
    return tuple(name for name in names if name)


def _name(node: ast.expr) -> str:
    """The column that an expression is, through `col("x")` and its direction."""
    match node:
        case ast.Call(func=ast.Name() | ast.Attribute(), args=[inner]):
            return _name(inner)
        case ast.Call(func=ast.Attribute(value=inner), args=[]):
            return _name(inner)
        case ast.Subscript(slice=inner):
            return _name(inner)
        case ast.Attribute(attr=name):
            return name
        case _:
            value = value_of(node, {})
            return value if isinstance(value, str) else ""
