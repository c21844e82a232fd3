"""What an expression does besides giving a value: it is lost when the argument that it stands in goes."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from g2l_tui.engine.kinds.kind import Instance, Symbol
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.text.tree import children_of
from g2l_tui.engine.view import View

_ONLY_GIVE = frozenset(
    "str int float bool len repr format dict list tuple set sorted min max abs round range zip enumerate vars".split()
)
_GIVING_METHODS = frozenset(
    "format join lower upper title strip lstrip rstrip replace split rsplit partition rpartition get keys values items "
    "copy strftime isoformat timestamp now utcnow today date time encode decode hexdigest startswith endswith".split()
)
_ACTING = frozenset({"subprocess", "shutil", "socket"})
_KNOWN = frozenset(Instance(name) for name in ("SparkContext", "SparkSession", "SparkSessionBuilder", "GlueContext"))


def lost_calls(view: View, node: ast.expr) -> Iterator[ast.Call]:
    """Yield the outermost calls in an expression that may do something of their own.

    Raises CannotRewriteError where it binds a name, or waits for something.
    """
    waiting: list[ast.AST] = [node]
    while waiting:
        at = waiting.pop()
        if isinstance(at, ast.NamedExpr | ast.Yield | ast.YieldFrom | ast.Await):
            raise CannotRewriteError(f"`{ast.unparse(at)}` does more than give a value, and the argument would go")
        if isinstance(at, ast.Call) and not _only_gives(view, at):
            yield at
            continue
        waiting += [] if isinstance(at, ast.Lambda) else children_of(at)


def _only_gives(view: View, call: ast.Call) -> bool:
    if call in view.facts.callees or view.kind(call) in _KNOWN:
        return True
    function = view.kind(call.func)
    if isinstance(function, Symbol):
        package = function.name.partition(".")[0]
        return package in sys.stdlib_module_names and package not in _ACTING
    match call.func:
        case ast.Name(id=name):
            return name in _ONLY_GIVE and function is None
        case ast.Attribute(attr=name):
            return name in _GIVING_METHODS
        case _:
            return False
