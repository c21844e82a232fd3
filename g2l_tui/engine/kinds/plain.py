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
    special, seen = _LOOKING | lent, set[str]()
    waiting = list(body)
    for statement in waiting:
        for node in nodes.own[statement]:
            if isinstance(node, ast.Name):
                if node.id not in seen and (node.id in special or not is_of_no_kind(names.around(node.id))):
                    return False
                seen.add(node.id)
            elif type(node) in _MORE or (isinstance(node, ast.Attribute) and node.attr in _TELLING):
                return False
        waiting += nodes.inside.get(statement, ())
    return True
