"""The preamble: a GlueContext becomes the session, under the name the author gave the session."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.text.scopes import Scope
from g2l_tui.engine.view import View
from g2l_tui.model.change import Edit

SESSION_NAME = "spark"
_CONTEXT = "awsglue.context.GlueContext"
_SESSION_MEMBERS = ("spark_session", "sparkSession")


@dataclass(frozen=True, eq=False)
class Session:
    """A context variable that becomes a session: where it is bound, and the statement that took the session.

    `name` is what the session is called from now on.
    """

    scope: Scope
    context: str
    statement: ast.Assign
    alias: ast.Assign | None
    name: str


def plan_sessions(view: View) -> tuple[Session, ...]:
    """Find the context variables whose every use can be the session instead.

    A variable that is bound more than once, that other modules import, that is looked up by its name, or
    that is used where the session's name means something else, keeps it.
    """
    made = {view.statement_of(call) for call, callee in view.facts.callees.items() if callee == _CONTEXT}
    blocks = (block for block in view.blocks if not made.isdisjoint(block))
    found = (_session(view, block, at) for block in blocks for at, each in enumerate(block) if each in made)
    return tuple(session for session in found if session)


def by_name(sessions: Iterable[Session]) -> Mapping[tuple[Scope, str], str]:
    """Return the name of the session for each context variable."""
    return {(session.scope, session.context): session.name for session in sessions}


def _session(view: View, block: tuple[ast.stmt, ...], at: int) -> Session | None:
    statement = block[at]
    match statement:
        case ast.Assign(targets=[ast.Name(id=context)], value=ast.Call() as call) if (
            view.facts.callees.get(call) == _CONTEXT
        ):
            scope = view.scopes.of_statement[statement]
        case _:
            return None
    is_shared = scope is view.scopes.module and view.knowledge.is_used_elsewhere(view.module.path, context)
    if not scope.bound_once(context) or context in scope.elsewhere or scope.is_class or is_shared:
        return None
    if context in view.looked_up or view.looks_up_anything:
        return None
    alias = _alias(block[at + 1 :], scope, context)
    if alias is not None and not _means_the_same(view, scope, context, _target(alias)):
        return None
    if alias is not None:
        return Session(scope, context, statement, alias, _target(alias))
    name = context if SESSION_NAME in view.scopes.bindings else SESSION_NAME
    return Session(scope, context, statement, None, name)


def _means_the_same(view: View, scope: Scope, context: str, name: str) -> bool:
    """True when the session's name means the session wherever the context is used."""
    return all(view.owner_at(load, name) is scope for load in view.scopes.loads(scope, context))


def _alias(block: Iterable[ast.stmt], scope: Scope, context: str) -> ast.Assign | None:
    for statement in block:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Attribute(value=ast.Name(id=owner), attr=member)
            ) if owner == context and member in _SESSION_MEMBERS and scope.bound_once(name):
                return statement
    return None


def _target(statement: ast.Assign) -> str:
    match statement.targets:
        case [ast.Name(id=name)]:
            return name
        case _:
            raise TypeError("a session is bound to one name")


def draft_sessions(view: View, sessions: Iterable[Session], drafts: dict[ast.stmt, Draft]) -> None:
    """Bind the session where the context was bound, and drop the statement that took it from the context."""
    for session in sessions:
        draft = drafts.get(session.statement)
        if draft is None or draft.refused:
            continue
        if session.name != session.context:
            target = session.statement.targets[0]
            edit = Edit(view.module.start(target), view.module.end(target), session.name.encode())
            draft.edits = [edit, *draft.edits]
        if session.alias is not None and session.alias in drafts:
            drafts[session.alias].deleted = True
            drafts[session.alias].edits = []
            drafts[session.alias].boilerplate = True


def keep_context(view: View, session: Session, draft: Draft, *, is_used: bool) -> None:
    """Leave the context where refused statements still need it; a session that is used gets a line behind it."""
    if not is_used:
        draft.edits = []
        return
    module = view.module
    value = next(
        edit.replacement.decode() for edit in draft.edits if edit.start == module.start(session.statement.value)
    )
    line_end = module.line_bounds(session.statement.end_lineno or session.statement.lineno)[1]
    end = module.end(session.statement)
    if module.code[end:line_end].lstrip().startswith(b";"):
        draft.edits = [Edit(end, end, f"; {session.name} = {value}".encode())]
        return
    line = f"{module.indent_of(session.statement)}{session.name} = {value}{module.newline}"
    if not module.code[:line_end].endswith(b"\n"):
        line = module.newline + line.removesuffix(module.newline)
    draft.edits = [Edit(line_end, line_end, line.encode())]
