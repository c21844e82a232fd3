"""What Glue's writers give: a frame of error records that nobody may read, as Spark's writers give None."""

from __future__ import annotations

import ast
import re

from g2l_tui.engine.rewriting.refusal import Refused
from g2l_tui.engine.text.scopes import resolve
from g2l_tui.engine.view import View
from g2l_tui.model.change import Edit
from g2l_tui.ruleset.rule import Rule

ERRORS = "G2L163"

_HANDED_ON = (
    "The function gives None, where it gave Glue's frame of error records: whoever reads that frame fails, "
    "and a test of its truth turns out the other way"
)


def unread(view: View, statement: ast.stmt, call: ast.Call, rule: Rule) -> list[Edit]:
    """Return the edit that takes the name away which a write's result has. Raises Refused where something reads it."""
    match statement:
        case ast.Expr(value=value) if value is call:
            return []
        case ast.Return(value=value) if value is call:
            return []
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is call:
            if not _is_read_after(view, statement, name):
                return _without_name(view, statement, name)
    reason = "the frame of error records that Glue's writer gives is used; Spark's writer gives None"
    raise Refused(call, reason, "G2L102", "write in a statement of its own", rule.id)


def handed_on(statement: ast.stmt, call: ast.Call, rule: Rule) -> tuple[tuple[str, str], ...]:
    """Return what a reviewer must hear of a write whose result the function returns; nothing of any other call."""
    is_handed_on = isinstance(statement, ast.Return) and statement.value is call
    return ((ERRORS, _HANDED_ON),) if is_handed_on and rule.callee.result == "None" and rule.is_of_glue else ()


def _is_read_after(view: View, statement: ast.stmt, name: str) -> bool:
    """True when something may read what the statement binds: below it, around its loop, or from another scope."""
    scope = view.scopes.of_statement[statement]
    owner = resolve(scope, name)
    loads = view.scopes.loads(owner, name) if owner else []
    if owner is not scope or _is_in_loop(view, statement):
        return bool(loads)
    end = view.module.end(statement)
    return any(view.module.start(load) >= end or view.scopes.scope_of_load(load) is not scope for load in loads)


def _is_in_loop(view: View, statement: ast.stmt) -> bool:
    node: ast.AST | None = statement
    while node is not None and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            return True
        node = view.parents.get(node)
    return False


def _without_name(view: View, statement: ast.Assign, name: str) -> list[Edit]:
    module = view.module
    start, end = module.start(statement), module.start(statement.value)
    is_plain = re.fullmatch(rf"{name}\s*=\s*", module.code[start:end].decode())
    is_public = view.knowledge.is_used_elsewhere(module.path, name) or name in view.looked_up
    return [Edit(start, end, b"")] if is_plain and not is_public else []
