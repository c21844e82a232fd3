"""Tests that imitate Glue: what they imitate, and ask after, is not called any more."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.kinds.callables import Callables
from g2l_tui.engine.rewriting.refusal import Refused
from g2l_tui.engine.view import View

CODE = "G2L222"

_ASKS = ("assert_", "call_args", "call_count", "called", "method_calls", "mock_", "reset_mock")
_GIVES = ("return_value", "side_effect")
_PATCHES = frozenset({"patch", "object", "multiple", "setattr", "spy", "stub"})


def asks_after(callee: str) -> bool:
    """True for what is no call of Glue's but asks an imitation of one how it was called."""
    return callee.rpartition(".")[2].startswith(_ASKS)


def told_of_imitation(view: View, refused: Refused) -> Refused:
    """Return a refusal with what a test has to do, where it is one of an imitation of Glue; any other as it is."""
    reason = _reason(view, refused.node)
    if reason is None:
        return refused
    tested = [f"`{name.partition(':')[2]}` of {name.partition(':')[0]}" for name in _tested(view, refused.node)]
    if tested:
        hint = f"let the test look at what {' and '.join(tested[:2])} makes of DataFrames, or at the calls it makes now"
    else:
        hint = "give the functions under test DataFrames, made with spark.createDataFrame, and look at those they give"
    return Refused(refused.node, reason, CODE, hint, refused.rule)


def _reason(view: View, node: ast.expr) -> str | None:
    parent = view.parents.get(node)
    called = node.func if isinstance(node, ast.Call) else None
    if isinstance(called, ast.Attribute) and called.attr.startswith(_ASKS):
        return f"`{ast.unparse(called)}` asks after a call of Glue's, and nothing makes it any more"
    if isinstance(called, ast.Attribute) and (kept := _kept(view, called)):
        return f"`{ast.unparse(called)}` is what line {kept} keeps of Glue's, and there is nothing to keep any more"
    match parent:
        case ast.Attribute(attr=name) if name.startswith((*_ASKS, *_GIVES)):
            return f"`{ast.unparse(parent)}` is about a call of Glue's, and nothing makes it any more"
        case ast.Attribute(ctx=ast.Store(), attr=name) if _is_of_glue(view, name) or _holds_glue(view, parent):
            return f"`{ast.unparse(parent)}` is given another function, and nothing calls it any more"
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in _PATCHES and node in parent.args:
            return f"`{ast.unparse(parent)}` replaces a part of Glue, and nothing looks for it any more"
        case _:
            return None


def _is_of_glue(view: View, member: str) -> bool:
    return any(rule.is_of_glue and rule.callee.member == member for rule in view.ruleset.rules)


def _holds_glue(view: View, target: ast.Attribute) -> bool:
    """True for `Reader.real = Reader.from_catalog`."""
    match view.parents.get(target):
        case ast.Assign(value=ast.Attribute(value=owner)):
            return view.kind(owner) == view.kind(target.value)
        case _:
            return False


def _kept(view: View, member: ast.Attribute) -> int | None:
    """Return the line that gives an attribute of this name to a class, as `Reader.real = Reader.from_catalog` does."""
    same, owner = view.module.nodes.members_set.get(member.attr, ()), view.kind(member.value)
    return next((at.lineno for at in same if at is not member and view.kind(at.value) == owner), None)


def _tested(view: View, node: ast.AST) -> Iterator[str]:
    """Yield the functions of other modules that the test calls."""
    while not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
        node = view.parents[node]
    callables = Callables(view.ruleset, view.knowledge)
    calls = (each for each in ast.walk(node) if isinstance(each, ast.Call))
    names = (name for call in calls for name in callables.own_symbols(view.kind(call.func)))
    own = f"{view.module.path}:"
    yield from dict.fromkeys(name for name in names if not name.startswith(own) and not name.endswith(".__init__"))
