"""Errors of Glue's library by their names in `except` clauses."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.text.tree import TRIES
from g2l_tui.engine.view import View

RULE = "glue-argument-error-caught"

_RAISED = "awsglue.utils.GlueArgumentError"
_RAISES = "awsglue.utils.getResolvedOptions"


def is_caught(view: View, node: ast.expr, name: str) -> bool:
    """True for the error of wrong arguments where a `try` around their parser catches it, and nobody raises another."""
    at = view.parents.get(node)
    if isinstance(at, ast.Tuple):
        at = view.parents.get(at)
    around = view.parents.get(at) if isinstance(at, ast.ExceptHandler) else None
    if name != _RAISED or not isinstance(around, TRIES) or _RAISED in view.called:
        return False
    return any(_asking(view, around))


def tie_caught(view: View, drafts: dict[ast.stmt, Draft]) -> None:
    """Let an `except` change together with the calls whose error it catches, and stay when one of them does."""
    for statement, draft in tuple(drafts.items()):
        if isinstance(statement, TRIES) and RULE in draft.rules:
            asking = [drafts.get(each) for each in _asking(view, statement)]
            if any(each is None or each.refused for each in asking):
                del drafts[statement]
                continue
            for each in asking:
                if each:
                    draft.tied.append(each)
                    each.tied.append(draft)


def _asking(view: View, around: ast.Try) -> Iterator[ast.stmt]:
    """Yield the statements below a `try` that ask for the job's arguments."""
    for statement in around.body:
        for each in ast.walk(statement):
            if isinstance(each, ast.Call) and view.facts.callees.get(each) == _RAISES:
                yield view.statement_of(each)
