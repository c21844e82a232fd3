"""The nodes of a syntax tree, without those that only say how a name is used: `ast.walk` gives as many again."""

from __future__ import annotations

import ast

_WITHOUT_NODES = frozenset(
    "ctx id attr module level asname kind conversion simple is_async type_comment type_ignores".split()
)


class _Fields(dict[type[ast.AST], tuple[str, ...]]):
    """For each class of nodes its fields that may hold nodes."""

    def __missing__(self, node: type[ast.AST]) -> tuple[str, ...]:
        self[node] = tuple(name for name in node._fields if name not in _WITHOUT_NODES)
        return self[node]


_FIELDS = _Fields()


def children_of(node: ast.AST) -> list[ast.AST]:
    """Return the nodes right below, in the order of the source."""
    found: list[ast.AST] = []
    for name in _FIELDS[type(node)]:
        held = getattr(node, name, None)
        if isinstance(held, list):
            found += [each for each in held if isinstance(each, ast.AST)]
        elif isinstance(held, ast.AST):
            found.append(held)
    return found


def nodes_of(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Return a node and all below it, level by level."""
    found = [tree]
    for node in found:
        found += children_of(node)
    return tuple(found)
