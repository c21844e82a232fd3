"""What an expression surely says as text: names and paths, with what is known only when the job runs in braces."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from g2l_tui.engine.text.tree import nodes_of

_UNKNOWN = "{…}"


class Texts:
    """The texts of one module. A name counts as its text where the module binds it once, to a text."""

    def __init__(self, tree: ast.Module) -> None:
        nodes = nodes_of(tree)
        bound = Counter(_bound_names(nodes))
        self._values: Mapping[str, ast.expr] = {
            target.id: node.value
            for node in nodes
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name) and bound[target.id] == 1
        }

    def of(self, node: ast.expr, depth: int = 0) -> str | None:
        """Return the text of an expression; None for what is no text at all, or unknown throughout."""
        found = self._of(node, depth)
        return None if found is None or found == _UNKNOWN else found

    def value(self, node: ast.expr) -> ast.expr:
        """Return the expression that a name is bound to once and for all, or the node itself."""
        return self._values.get(node.id, node) if isinstance(node, ast.Name) else node

    def _of(self, node: ast.expr, depth: int) -> str | None:
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.Constant():
                return None
            case ast.JoinedStr(values=values):
                return "".join(self._part(value, depth) for value in values)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._part(left, depth) + self._part(right, depth)
            case ast.Name(id=name) if name in self._values and depth < 8:
                return self._of(self._values[name], depth + 1)
            case ast.Name() | ast.Attribute() | ast.Subscript():
                return f"{{{_place(node)}}}"
            case _:
                return None

    def _part(self, node: ast.expr, depth: int) -> str:
        value = node.value if isinstance(node, ast.FormattedValue) else node
        return self._of(value, depth) or _UNKNOWN


def is_known(text: str) -> bool:
    """True for a text of which no part is left to the job's run."""
    return "{" not in text


def _place(node: ast.expr) -> str:
    """A name, `a.b` or `a.key`; never a text that is written elsewhere in the source: it may be a secret."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{_place(value)}.{name}"
        case ast.Subscript(value=value, slice=ast.Constant(value=str(key))) if key.isidentifier():
            return f"{_place(value)}.{key}"
        case _:
            return "…"


def _bound_names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
