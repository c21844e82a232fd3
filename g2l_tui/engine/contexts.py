"""Contexts that refused statements read from parameters, attributes and names bound twice: these stay contexts.

A GlueContext reads tables and runs SQL as a session does, so the statements beside them can be translated all the same.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from g2l_tui.engine.kinds.kind import Instance, Member, Symbol
from g2l_tui.engine.passes.imports import bound_by
from g2l_tui.engine.passes.sessions import Session
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.text.scopes import Scope
from g2l_tui.engine.text.tree import nodes_of
from g2l_tui.engine.view import View, own_expressions
from g2l_tui.model.change import Edit
from g2l_tui.model.ledger import LedgerRow, Outcome

_CONTEXT = Instance("GlueContext")
_CLASS = "awsglue.context.GlueContext"
Planned: TypeAlias = "Mapping[tuple[Scope | None, str], Session]"
"""The variables that become sessions, by scope and name."""

_REASON = "a statement that was left as it is needs the context"


def handed_on(view: View, sessions: Sequence[Session], drafts: Mapping[ast.stmt, Draft]) -> frozenset[ast.Name]:
    """Return the reads of contexts at which a function is given one that a refused statement gets in such a way."""
    planned = _planned(sessions)
    if not _is_needed(view, planned, drafts):
        return frozenset()
    calls = (call for call in view.module.nodes.of(ast.Call) if _is_own(view, call.func))
    arguments = (each for call in calls for each in (*call.args, *(keyword.value for keyword in call.keywords)))
    return frozenset(
        each for each in arguments if isinstance(each, ast.Name) and (view.scope_of(each), each.id) in planned
    )


def keep_unplanned(view: View, sessions: Sequence[Session], drafts: Mapping[ast.stmt, Draft]) -> None:
    """Leave contexts as they are that a refused statement gets by another way than a variable of its own."""
    planned = _planned(sessions)
    if not _is_needed(view, planned, drafts):
        return
    for draft in drafts.values():
        if not draft.refused and draft.edits:
            makers = set(_makers(view, draft.statement, planned))
            _without(draft, [edit for edit in draft.edits if (edit.start, edit.end) in makers])


def _planned(sessions: Sequence[Session]) -> Planned:
    return {(session.scope, session.context): session for session in sessions}


def _is_needed(view: View, planned: Planned, drafts: Mapping[ast.stmt, Draft]) -> bool:
    return any(draft.refused and any(_contexts(view, draft.statement, planned)) for draft in drafts.values())


def _contexts(view: View, statement: ast.stmt, planned: Planned) -> Iterator[ast.expr]:
    """The expressions of a statement that are a context, other than the variables that become sessions."""
    for expression in own_expressions(statement):
        for node in nodes_of(expression):
            match node:
                case ast.Name(ctx=ast.Load()) | ast.Attribute(ctx=ast.Load()) if view.kind(node) == _CONTEXT:
                    yield from [] if _is_session(view, node, planned) else [node]


def _is_own(view: View, function: ast.expr) -> bool:
    kind = view.kind(function)
    return isinstance(kind, Symbol | Member) and ":" in kind.name


def _makers(view: View, statement: ast.stmt, planned: Planned) -> Iterator[tuple[int, int]]:
    """The places at which a statement makes a context, promises one, or takes the session out of one."""
    is_planned = any(session.statement is statement for session in planned.values())
    for expression in own_expressions(statement) if not is_planned else ():
        for node in nodes_of(expression):
            match node:
                case ast.Call() if view.facts.callees.get(node) == _CLASS:
                    yield _place(view, node)
                case ast.Name() | ast.Attribute() if view.kind(node) == Symbol(_CLASS):
                    yield _place(view, node)
                case ast.Constant(value=str(text)) if "GlueContext" in text:
                    yield _place(view, node)
                case ast.Attribute(value=owner, attr="spark_session") if view.kind(
                    owner
                ) == _CONTEXT and not _is_session(view, owner, planned):
                    yield _place(view, node)


def _is_session(view: View, node: ast.expr, planned: Planned) -> bool:
    return isinstance(node, ast.Name) and (view.scope_of(node), node.id) in planned


def _place(view: View, node: ast.expr) -> tuple[int, int]:
    return view.module.start(node), view.module.end(node)


def _without(draft: Draft, kept: Sequence[Edit]) -> None:
    draft.edits = [edit for edit in draft.edits if edit not in kept]
    draft.rows = [
        LedgerRow(row.line, row.call, row.argument, Outcome.REFUSED, _REASON) if kept and row.call == _CLASS else row
        for row in draft.rows
    ]
    code = "\n".join([*draft.setup, *(edit.replacement.decode() for edit in draft.edits)])
    draft.imports = [line for line in draft.imports if bound_by(line) in code]
