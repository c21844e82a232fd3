"""Glue objects that nothing refers to any more, and those that something still does."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.composing.liveness import Liveness, names_in
from g2l_tui.engine.contexts import handed_on, keep_unplanned
from g2l_tui.engine.kinds.kind import Instance, Member, Symbol
from g2l_tui.engine.passes.sessions import Session, keep_context
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.rewriting.patches import unused_patches
from g2l_tui.engine.view import View, bound_name
from g2l_tui.model.change import Edit
from g2l_tui.model.finding import Finding
from g2l_tui.model.ledger import LedgerRow, Outcome

_STILL_NEEDED = "a statement that was left as it is still needs it"
SPARK_CONTEXT = "spark-context-unused"
JOB_NAME = "job-name-unused"

_PLAIN_CONTEXT = Instance("SparkContext")
_ARGUMENTS = "awsglue.utils.getResolvedOptions"
_NOBODY_READS = "nothing reads the name of the job any more"


def settle(view: View, sessions: Sequence[Session], drafts: dict[ast.stmt, Draft]) -> None:
    """Withdraw removals of what is still read, until nothing changes; then remove contexts left unused."""
    keep_unplanned(view, sessions, drafts)
    handed = {(view.scope_of(load), load.id) for load in handed_on(view, sessions, drafts)}
    kept = [session for session in sessions if (session.scope, session.context) in handed]
    liveness = Liveness(view, drafts)
    while _keep_needed(liveness) or _keep_contexts(liveness, sessions, kept) or _keep_patches(view, drafts):
        liveness = Liveness(view, drafts)
    _fold_contexts(view, sessions, drafts)
    _remove_spark_contexts(view, drafts)
    _remove_arguments(view, drafts)


def _keep_needed(liveness: Liveness) -> bool:
    """A deleted object whose name is read elsewhere leaves None behind where it is only handed on; else it stays."""
    view = liveness.view
    for statement, draft in liveness.drafts.items():
        name = bound_name(statement)
        if not draft.unbinds or draft.refused or name is None:
            continue
        scope = view.scopes.of_statement[statement]
        if not liveness.is_live(scope, name):
            continue
        if all(_is_handed_on(view, load) for load in liveness.left(scope, name)):
            _leave_none(view, draft)
        else:
            for each in (draft, *liveness.consumers(scope, name)):
                _withdraw(each)
            message = f"`{name}` is still read, so it cannot be removed with the Glue call that it holds"
            draft.findings.append(_finding(statement, "G2L122", message))
        return True
    return False


def _keep_patches(view: View, drafts: dict[ast.stmt, Draft]) -> bool:
    """A method that was given to frames stays while something that was refused calls it."""
    for draft, _, is_rewritten in unused_patches(view, drafts):
        if not is_rewritten:
            _withdraw(draft)
            draft.findings.append(_finding(draft.statement, "G2L115", "The method is still called"))
            return True
    return False


def _is_handed_on(view: View, load: ast.Name) -> bool:
    """True where the object is returned, kept, or passed to a function of the workspace, which loses its uses too."""
    node: ast.AST = load
    while isinstance(parent := view.parents.get(node), ast.Tuple | ast.keyword):
        node = parent
    match view.parents.get(node):
        case ast.Return() | ast.Yield() | ast.Assign():
            return True
        case ast.Call(func=function) if function is not node:
            return isinstance(kind := view.kind(function), Symbol | Member) and ":" in kind.name
        case _:
            return False


def _leave_none(view: View, draft: Draft) -> None:
    match draft.statement:
        case ast.Assign(value=value):
            draft.edits = [Edit(view.module.start(value), view.module.end(value), b"None")]
    draft.deleted = draft.unbinds = False


def _keep_contexts(liveness: Liveness, sessions: Sequence[Session], kept: Collection[Session]) -> bool:
    drafts = liveness.drafts
    for session in sessions:
        draft = drafts.get(session.statement)
        if draft is None or draft.refused or not draft.edits or _is_kept(draft, session):
            continue
        is_renamed = session.name != session.context
        if (
            session in kept
            or liveness.is_needed(session.scope, session.context)
            or (is_renamed and liveness.is_live(session.scope, session.context))
        ):
            is_used = session.alias is not None or _is_written(session, drafts)
            keep_context(liveness.view, session, draft, is_used=is_used and is_renamed)
            draft.rows = [_refused(row) for row in draft.rows]
            return True
    return False


def _is_written(session: Session, drafts: Mapping[ast.stmt, Draft]) -> bool:
    """True when new code reads the session by its name."""
    return any(_writers(session, drafts))


def _writers(session: Session, drafts: Mapping[ast.stmt, Draft]) -> Iterator[Draft]:
    """The drafts whose new code reads the session by its name."""
    for statement, draft in drafts.items():
        if statement is not session.statement and not draft.refused and not draft.deleted:
            texts = (*draft.setup, *(edit.replacement.decode() for edit in draft.edits))
            if any(session.name in names_in(text) for text in texts):
                yield draft


def _fold_contexts(view: View, sessions: Sequence[Session], drafts: dict[ast.stmt, Draft]) -> None:
    """A session under the name of a context goes when nothing reads it, or is made under the name that it is given."""
    for session in (each for each in sessions if each.name == each.context and each.alias is None):
        draft = drafts.get(session.statement)
        if draft is None or draft.refused or _is_kept(draft, session):
            continue
        if Liveness(view, drafts).left(session.scope, session.context) or b"__all__" in view.module.code:
            continue
        match list(_writers(session, drafts)):
            case []:
                pass
            case [Draft(statement=ast.Assign(targets=[ast.Name()]), edits=[only], setup=[]) as renaming] if (
                only.replacement.decode() == session.name
                and view.scopes.of_statement[renaming.statement] is session.scope
                and _is_all_of_value(view, renaming.statement, only)
            ):
                made = next(edit for edit in draft.edits if edit.start >= view.module.start(session.statement.value))
                renaming.edits = [replace(only, replacement=made.replacement)]
                renaming.imports += draft.imports
            case _:
                continue
        draft.edits, draft.imports, draft.deleted = [], [], True


def _is_all_of_value(view: View, statement: ast.stmt, edit: Edit) -> bool:
    value = getattr(statement, "value", statement)
    return (edit.start, edit.end) == (view.module.start(value), view.module.end(value))


def _is_kept(draft: Draft, session: Session) -> bool:
    return all(row.outcome is Outcome.REFUSED for row in draft.rows) and bool(draft.rows) and bool(session)


def _withdraw(draft: Draft) -> None:
    draft.deleted, draft.refused, draft.edits, draft.setup = False, True, [], []
    draft.rows = [_refused(row) for row in draft.rows]


def _refused(row: LedgerRow) -> LedgerRow:
    return LedgerRow(row.line, row.call, row.argument, Outcome.REFUSED, _STILL_NEEDED)


def _remove_spark_contexts(view: View, drafts: dict[ast.stmt, Draft]) -> None:
    """`sc = SparkContext()` goes when only Glue read it, or nothing; one that is still read gets a finding."""
    liveness = Liveness(view, drafts)
    is_touched = any(draft.changes_text and not draft.refused for draft in drafts.values())
    made = {view.statement_of(node) for node, kind in view.known.items() if kind == _PLAIN_CONTEXT}
    for block in view.blocks if made else ():
        for statement in (each for each in block if each in made):
            name = bound_name(statement)
            if name is None or statement in drafts or not _is_plain_context(view, statement):
                continue
            scope = view.scopes.of_statement[statement]
            is_live = liveness.is_live(scope, name)
            goes_unread = not is_live and is_touched
            if not scope.bound_once(name) or not (goes_unread or liveness.consumers(scope, name)):
                continue
            if is_live:
                message = f"`{name}` is a SparkContext and still used; serverless and shared compute have none"
                drafts[statement] = Draft(statement, findings=[_finding(statement, "G2L121", message)])
            else:
                drafts[statement] = Draft(statement, deleted=True, rules=[SPARK_CONTEXT])


def _remove_arguments(view: View, drafts: dict[ast.stmt, Draft]) -> None:
    """Arguments go that nothing reads any more, and that nobody has to give: of Job.init only, the job's name."""
    liveness = Liveness(view, drafts)
    for statement, draft in drafts.items():
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call) if not draft.refused:
                scope = view.scopes.of_statement[statement]
            case _:
                continue
        if (
            view.facts.callees.get(call) == _ARGUMENTS
            and not any(_must_be_given(line) for line in draft.setup)
            and not (scope.is_class or view.looks_up_anything or name in scope.elsewhere)
            and scope.bound_once(name)
            and not liveness.is_live(scope, name)
        ):
            drafts[statement] = Draft(
                statement,
                deleted=True,
                rules=[JOB_NAME],
                rows=[replace(row, outcome=Outcome.DROPPED, reason=_NOBODY_READS) for row in draft.rows],
                calls=draft.calls,
            )


def _must_be_given(line: str) -> bool:
    """True for a line of a parser that asks for more than the job's name, or that raises errors of its own."""
    return ("required=" in line and '"--JOB_NAME"' not in line) or line.startswith("class ")


def _is_plain_context(view: View, statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(value=ast.Call(args=[], keywords=[]) as call):
            return view.kind(call) == _PLAIN_CONTEXT
        case _:
            return False


def _finding(statement: ast.stmt, code: str, message: str) -> Finding:
    return Finding(code, severity_of(code), statement.lineno, statement.col_offset + 1, message, hint_of(code))
