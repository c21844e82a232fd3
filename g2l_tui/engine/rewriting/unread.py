"""What Glue's writers give: a frame of error records that nobody may read, as Spark's writers give None."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Mapping

from g2l_tui.engine.kinds.kind import ERROR_RECORDS, each_of
from g2l_tui.engine.passes.imports import bound_by
from g2l_tui.engine.rewriting.draft import Draft
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
    if _is_used(view, statement, call):
        reason = "the frame of error records that Glue's writer gives is used; Spark's writer gives None"
        raise Refused(call, reason, "G2L102", "write in a statement of its own", rule.id)
    return _without_name(view, statement) if isinstance(statement, ast.Assign) else []


def check_called(view: View, call: ast.Call) -> None:
    """Refuse to use what a function of the workspace gives that returns what a writer gave. Raises Refused."""
    if ERROR_RECORDS in each_of(view.kind(call)) and _is_used(view, view.statement_of(call), call):
        called = ast.unparse(call.func)
        reason = f"`{called}` returns Glue's frame of error records, and it is used; Spark's writer gives None"
        raise Refused(call, reason, "G2L102", "call it in a statement of its own")


def _is_used(view: View, statement: ast.stmt, call: ast.Call) -> bool:
    match statement:
        case ast.Expr(value=ast.ListComp(elt=value)) | ast.Expr(value=value) | ast.Return(value=value):
            return not _is_all_of(value, call)
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return not _is_all_of(value, call) or _is_read_after(view, statement, name)
        case _:
            return True


def _is_all_of(value: ast.expr | None, call: ast.Call) -> bool:
    return value is call or (isinstance(value, ast.Await) and value.value is call)


def handed_on(statement: ast.stmt, call: ast.Call, rule: Rule) -> tuple[tuple[str, str], ...]:
    """Return what a reviewer must hear of a write whose result the function returns; nothing of any other call."""
    is_handed_on = isinstance(statement, ast.Return) and statement.value is call
    return ((ERRORS, _HANDED_ON),) if is_handed_on and rule.writes else ()


def draft_annotations(view: View, drafts: Mapping[ast.stmt, Draft]) -> None:
    """Let a function be annotated with None that returns nothing but what Glue's writers gave."""
    returned: dict[ast.stmt, list[ast.Return]] = defaultdict(list)
    for node in view.module.nodes.of(ast.Return):
        returned[_function_around(view, node)].append(node)
    for function, returns in returned.items():
        draft = drafts.get(function)
        annotation = getattr(function, "returns", None)
        if draft and annotation and all(_gives_none(view, drafts, each) for each in returns):
            _annotate(view, draft, annotation)


def _function_around(view: View, node: ast.AST) -> ast.stmt:
    while not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        node = view.parents[node]
    return node


def _gives_none(view: View, drafts: Mapping[ast.stmt, Draft], node: ast.Return) -> bool:
    """True for what a writer gave that is translated, and for None itself."""
    match node.value:
        case None | ast.Constant(value=None):
            return True
        case ast.Call() | ast.Await() as value if view.kind(value) == ERROR_RECORDS:
            draft = drafts.get(node)
            return not (draft and draft.refused)
        case _:
            return False


def _annotate(view: View, draft: Draft, annotation: ast.expr) -> None:
    start, end = view.module.start(annotation), view.module.end(annotation)
    others = [edit for edit in draft.edits if (edit.start, edit.end) != (start, end)]
    if len(others) == len(draft.edits):
        return
    draft.edits = [*others, Edit(start, end, b"None")]
    code = b"\n".join(edit.replacement for edit in others).decode()
    draft.imports = [line for line in draft.imports if re.search(rf"\b{bound_by(line)}\b", code)]


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


def _without_name(view: View, statement: ast.Assign) -> list[Edit]:
    module = view.module
    name = ast.unparse(statement.targets[0])
    start, end = module.start(statement), module.start(statement.value)
    is_plain = re.fullmatch(rf"{name}\s*=\s*", module.code[start:end].decode())
    is_public = view.knowledge.is_used_elsewhere(module.path, name) or name in view.looked_up
    return [Edit(start, end, b"")] if is_plain and not is_public else []
