"""The values that a function on records looks for with `in`, as arguments of `isin`."""

from __future__ import annotations

import ast
from collections.abc import Callable

from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.seeing import Surroundings, only_assigned
from g2l_tui.ruleset.template import Text

RECORD = "G2L153"

_MADE = frozenset({"list", "set", "frozenset", "tuple", "sorted", "range", "dict"})
_GIVEN = frozenset({"split", "splitlines", "keys", "values"})
_COLLECTIONS = (
    ast.List, ast.Set, ast.Tuple, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip


def looked_for(site: Surroundings, node: ast.expr, held: ast.expr, plain: Callable[[ast.expr], Text]) -> str:
    """Return the values as code. `held` is what `node` surely stands for, `plain` gives the code of an expression.

    Raises CannotRewriteError for a text, in which Python looks for a part, and for values that no column has at once.
    """
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        if any(isinstance(each, ast.Constant) and each.value is None for each in node.elts):
            raise CannotRewriteError("None is one of the values looked for", code=RECORD)
        if len({type(each.value) is str for each in node.elts if isinstance(each, ast.Constant)}) > 1:
            raise CannotRewriteError("the values looked for are texts and others", code=RECORD)
        return ", ".join(plain(element).code for element in node.elts)
    text = plain(node)
    if isinstance(held, ast.Constant | ast.JoinedStr):
        raise CannotRewriteError(f"`{text.code}` is searched for a part, not for a value", code=RECORD)
    if not _is_collection(site, held):
        site.caution(RECORD, f"`{text.code}` is taken for a list or a set: in a text, Python looks for a part")
    return text.code if isinstance(held, ast.List | ast.Set) else f"list({text.code})"


def _is_collection(site: Surroundings, node: ast.expr) -> bool:
    value = (only_assigned(site, node) if isinstance(node, ast.Name) else None) or node
    match value:
        case ast.Call(func=ast.Name(id=name)):
            return name in _MADE
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in _GIVEN
        case _:
            return isinstance(value, _COLLECTIONS)
