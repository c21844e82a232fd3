"""Transforms of Glue that a variable holds, `drop = DropFields` or `drop = DropFields()`: they go with their calls."""

from __future__ import annotations

import ast

from g2l_tui.engine.kinds.kind import Symbol
from g2l_tui.engine.view import View, bound_name
from g2l_tui.ruleset.rule import Rule

_TRANSFORMS = "awsglue.transforms."


def rule_of_held(view: View, statement: ast.stmt, node: ast.expr) -> Rule | None:
    """Return the rule for the transform that a statement only gives a name under which it is called, and no more."""
    held = node.func if isinstance(node, ast.Call) and not (node.args or node.keywords) else node
    kind, name = view.kind(held), bound_name(statement)
    if not isinstance(kind, Symbol) or not kind.name.startswith(_TRANSFORMS) or name is None:
        return None
    scope = view.scopes.of_statement[statement]
    is_public = scope is view.scopes.module and view.knowledge.is_used_elsewhere(view.module.path, name)
    if getattr(statement, "value", None) is not node or scope.is_class or not scope.bound_once(name) or is_public:
        return None
    loads = view.scopes.loads(scope, name)
    is_called = bool(loads) and all(_is_called(view, load) for load in loads) and name not in view.looked_up
    return view.ruleset.for_call(f"{kind.name}.apply") if is_called else None


def _is_called(view: View, load: ast.Name) -> bool:
    """True for `drop.apply(…)` and `drop(…)`."""
    parent = view.parents.get(load)
    function = parent if isinstance(parent, ast.Attribute) else load
    call = view.parents.get(function)
    return isinstance(call, ast.Call) and call.func is function and call in view.facts.callees
