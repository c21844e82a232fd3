"""Functions of plain Python: nothing of a kind gets into them, so nothing of a kind happens in them or comes out."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from g2l_tui.engine.awsglue import UNIQUE_MEMBERS
from g2l_tui.engine.kinds.callables import SHARED
from g2l_tui.engine.kinds.facts import Names
from g2l_tui.engine.kinds.kind import is_of_no_kind
from g2l_tui.engine.text.tree import Nodes

_TELLING = SHARED | UNIQUE_MEMBERS.keys() | {"spark_session", "sparkSession", "toDF"}
"""Members that are asked of Glue's objects: by these, something unknown may be one."""

_LOOKING = frozenset({"globals", "spark", "super"})
"""Names that stand for something of a kind though nobody binds them."""

_MORE = frozenset({
    ast.AnnAssign, ast.AsyncFunctionDef, ast.ClassDef, ast.FunctionDef, ast.Global, ast.Import, ast.ImportFrom,
    ast.Lambda, ast.Nonlocal,
})  # fmt: skip
"""What gives names a kind, or binds those of other scopes."""


def is_plain(body: Sequence[ast.stmt], nodes: Nodes, names: Names, lent: frozenset[str]) -> bool:
    """True for a function of which nothing can be asked but what it returns; `names` are as it begins.

    The names that are `lent` are those that functions bind, or add to, in the scopes around them.
    """
    if not all(map(is_of_no_kind, names.held.values())):
        return False
    mentioned: set[str] = set()
    waiting = list(body)
    for statement in waiting:
        own = nodes.own[statement]
        if not _MORE.isdisjoint(map(type, own)):
            return False
        for node in own:
            if isinstance(node, ast.Name):
                mentioned.add(node.id)
            elif isinstance(node, ast.Attribute) and node.attr in _TELLING:
                return False
        waiting += nodes.inside.get(statement, ())
    special = _LOOKING | lent
    return mentioned.isdisjoint(special) and all(is_of_no_kind(names.around(name)) for name in mentioned)
