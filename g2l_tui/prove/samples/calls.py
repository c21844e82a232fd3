"""Calls as a job writes them: their arguments, and whether they are calls of a name."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from g2l_tui.prove.samples.texts import value_of


class Arguments:
    """Arguments of a call by name or place, as far as their values are known."""

    def __init__(self, node: ast.Call, known: Mapping[str, Any]) -> None:
        self._node = node
        self._known = known

    def value(self, name: str, place: int) -> Any:
        given = next((each.value for each in self._node.keywords if each.arg == name), None)
        if given is None and len(self._node.args) > place:
            given = self._node.args[place]
        return value_of(given, self._known)

    def text(self, name: str, place: int) -> str:
        value = self.value(name, place)
        return value if isinstance(value, str) else ""


def calls_any(node: ast.expr, names: set[str]) -> bool:
    """True for a call of a function or method of one of the names, and for an item of what it gives."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in names
        case ast.Subscript(value=inner):
            return calls_any(inner, names)
        case _:
            return False
