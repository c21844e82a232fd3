"""Where a text stands that this module only reads: in another module, in a file of its own, behind a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from g2l_tui.engine.text.tree import nodes_of
from g2l_tui.engine.text.written import Letter
from g2l_tui.engine.view import View

_FILE = ".sql"
_FAR = 4
"""How many names are followed to the file that a text is read from."""


@dataclass(frozen=True)
class Elsewhere:
    """What a sentence says of a text's place, and the text itself if it is known."""

    place: str
    text: str | None = None

    def parts(self, node: ast.expr) -> list[Letter]:
        """Return the text as one that `node` stands for; its letters have no place in this module."""
        return [Letter(char, 0, 0, 0, node) for char in self.text or ""]


def elsewhere(view: View, node: ast.expr) -> Elsewhere | None:
    """Return where the text of an expression stands, if it is in no literal of this module."""
    symbol = _symbol(view, node)
    path, _, name = symbol.partition(":")
    if path and name and path != view.module.path:
        return Elsewhere(f"is `{name}` in {path}", view.knowledge.text(symbol) or view.knowledge.entry(symbol))
    if file := next((text for text in _texts(view, node, _FAR) if text.endswith(_FILE)), None):
        return Elsewhere(f"stands in `{file}`")
    match node:
        case ast.Call(func=ast.Name() | ast.Attribute(value=ast.Name()) as function):
            return Elsewhere(f"is what `{ast.unparse(function)}` gives")
        case _:
            return None


def _symbol(view: View, node: ast.expr) -> str:
    """The constant of another module that is read, or an entry of a dictionary there."""
    match node:
        case ast.Subscript(value=owner, slice=ast.Constant(value=str(key))):
            symbol = view.settled_symbol(owner)
            return f'{symbol}["{key}"]' if symbol else ""
        case _:
            return view.settled_symbol(node) or ""


def _texts(view: View, node: ast.expr, far: int) -> Iterator[str]:
    """Yield the texts in an expression, and in what the names in it are bound to."""
    for each in nodes_of(node) if far else ():
        match each:
            case ast.Constant(value=str(text)):
                yield text
            case ast.Name(id=name):
                scope = view.scope_of(each)
                for binding in scope.bindings[name] if scope else ():
                    for value in _bound(binding, name):
                        yield from _texts(view, value, far - 1)


def _bound(binding: ast.AST, name: str) -> Iterator[ast.expr]:
    match binding:
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            yield value
        case ast.With(items=items):
            for item in items:
                if isinstance(item.optional_vars, ast.Name) and item.optional_vars.id == name:
                    yield item.context_expr
