"""Sinks: the statements that prepare one are gathered into the call that writes."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from g2l_tui.engine.codes import hint_of
from g2l_tui.engine.rewriting.binding import Argument, bind
from g2l_tui.engine.rewriting.calls import CallRewrite, Rewritten
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.rewriting.rewriter import Rewriter
from g2l_tui.engine.text.layout import broken
from g2l_tui.engine.text.scopes import Scope
from g2l_tui.engine.view import View
from g2l_tui.model.change import Edit
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.ledger import LedgerRow
from g2l_tui.ruleset.rule import Rule

GATHER = "G2L143"


def draft_sinks(view: View, rewriter: Rewriter, drafts: dict[ast.stmt, Draft]) -> None:
    """Replace the drafts of statements that together make one write by those of the write.

    Where they do not stand together, the drafts stay what they are: refusals, by the rules of each call.
    """
    rules = view.ruleset.gathering
    openings = {rule.gather[0].name for rule in rules.values()}
    made = {call for call, callee in view.facts.callees.items() if callee in openings}
    for block in view.blocks if made else ():
        for statement in (each for each in block if _holds_one(each, made)):
            try:
                found = _gathered(view, rewriter, block, statement, rules)
            except CannotRewriteError as error:
                _explain(view, drafts, block, statement, error)
                continue
            drafts.update(found)


def _holds_one(statement: ast.stmt, made: set[ast.Call]) -> bool:
    match statement:
        case ast.Assign(targets=[ast.Name()], value=value):
            return value in made
        case _:
            return False


def _gathered(
    view: View, rewriter: Rewriter, block: tuple[ast.stmt, ...], opening: ast.stmt, rules: Mapping[str, Rule]
) -> dict[ast.stmt, Draft]:
    steps = list(_steps(view, block, opening))
    writes = [(statement, call) for statement, call in steps if view.facts.callees[call] in rules]
    if len(writes) != 1 or writes[0][0] is not steps[-1][0]:
        raise CannotRewriteError("the sink is not written exactly once, after it was prepared", code=GATHER)
    writing, write = writes[0]
    rule = rules[view.facts.callees[write]]
    given, owners = _arguments(view, rewriter, steps[:-1], rule)
    _check_unchanged(view, given, opening, writing)
    done = CallRewrite(rewriter, write, view.facts.callees[write], rule).run(given)
    rows = [_row_of(row, owners, view) for row in done.rows]
    found = {statement: _removal(statement, rule) for statement, _ in steps[:-1]}
    found[writing] = _written(view, writing, write, rule, replace(done, rows=rows))
    return found


def _row_of(row: LedgerRow, owners: dict[str, ast.Call], view: View) -> LedgerRow:
    """The row of an argument belongs to the call at which it was given."""
    owner = owners.get(row.argument)
    return replace(row, line=owner.lineno, call=view.facts.callees[owner]) if owner else row


def _steps(view: View, block: tuple[ast.stmt, ...], opening: ast.stmt) -> Iterator[tuple[ast.stmt, ast.Call]]:
    """The statement that makes the sink and those that use it: calls in its block, or in a `try` or `with` there."""
    match opening:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as first):
            yield opening, first
        case _:
            return
    scope: Scope = view.scopes.of_statement[opening]
    if not scope.bound_once(name):
        raise CannotRewriteError(f"`{name}` is bound more than once", code=GATHER)
    loads = view.scopes.loads(scope, name)
    for statement in _run_once(block[block.index(opening) + 1 :]):
        match statement:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name() as receiver)) as call) if (
                receiver in loads
            ):
                loads = [load for load in loads if load is not receiver]
                yield statement, call
    if loads:
        raise CannotRewriteError(f"`{name}` is used in line {loads[0].lineno} as well", code=GATHER)


def _run_once(block: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a block, and of each `try` and `with` in it: what they hold runs as often as they do."""
    for statement in block:
        yield statement
        if isinstance(statement, ast.Try | ast.With):
            yield from _run_once(statement.body)


def _arguments(
    view: View, rewriter: Rewriter, steps: list[tuple[ast.stmt, ast.Call]], rule: Rule
) -> tuple[dict[str, tuple[Argument, ...]], dict[str, ast.Call]]:
    callees = {callee.name: callee for callee in rule.gather}
    given: dict[str, tuple[Argument, ...]] = {}
    owners: dict[str, ast.Call] = {}
    for _, call in steps:
        callee = callees.get(view.facts.callees[call])
        if callee is None:
            raise CannotRewriteError(f"{view.facts.callees[call]} has no counterpart", code=GATHER)
        bound = bind(call, callee, rewriter.text, lambda _: None)
        if twice := given.keys() & bound.keys():
            raise CannotRewriteError(f"`{min(twice)}` is given twice", code=GATHER)
        given |= bound
        owners |= dict.fromkeys(bound, call)
    return given, owners


def _check_unchanged(view: View, given: dict[str, tuple[Argument, ...]], opening: ast.stmt, writing: ast.stmt) -> None:
    """The arguments are now read where the sink is written: nothing may have bound their names in between."""
    for arguments in given.values():
        for node in ast.walk(arguments[0].node):
            if not isinstance(node, ast.Name):
                continue
            scope = view.scope_of(node)
            for binding in scope.bindings[node.id] if scope else ():
                if opening.lineno < getattr(binding, "lineno", 0) < writing.lineno:
                    raise CannotRewriteError(f"`{node.id}` changes before the sink is written", code=GATHER)
            for load in view.scopes.loads(scope, node.id) if scope else view.scopes.free.get(node.id, ()):
                between = opening.lineno < load.lineno < writing.lineno
                if between and not isinstance(view.literal(node), ast.Constant) and view.may_be_changed_at(load):
                    raise CannotRewriteError(f"`{node.id}` may change before the sink is written", code=GATHER)


def _removal(statement: ast.stmt, rule: Rule) -> Draft:
    draft = Draft(statement, deleted=True, boilerplate=False, rules=[rule.id], calls=1)
    draft.weaken(rule.fidelity)
    return draft


def _written(view: View, statement: ast.stmt, call: ast.Call, rule: Rule, done: Rewritten) -> Draft:
    code = broken(done.text.code, view.module.indent_of(statement), statement.col_offset)
    edit = Edit(view.module.start(call), view.module.end(call), code.encode())
    draft = Draft(statement, [edit], done.setup, boilerplate=False, rules=[rule.id], rows=done.rows, calls=1)
    draft.weaken(done.fidelity)
    draft.assume(done.assumes)
    draft.imports = [*rule.imports, *done.constants]
    draft.findings = [
        Finding(code, Severity.WARNING, call.lineno, view.module.column_of(call), sentence, hint_of(code), rule.id)
        for code, sentence in done.cautions
    ]
    return draft


def _explain(
    view: View,
    drafts: dict[ast.stmt, Draft],
    block: tuple[ast.stmt, ...],
    opening: ast.stmt,
    error: CannotRewriteError,
) -> None:
    """One finding, where the sink is made, says why; the statements that use it stay without one of their own."""
    draft = drafts.get(opening)
    if draft is None or not draft.findings:
        return
    message = f"{error.reason[:1].upper()}{error.reason[1:]}"
    code = error.code or GATHER
    draft.findings = [replace(draft.findings[0], message=message, code=code, hint=error.hint or hint_of(code))]
    for statement in _run_once(block):
        if statement is not opening and statement in drafts and _uses(view, statement, opening):
            drafts[statement].findings = []


def _uses(view: View, statement: ast.stmt, opening: ast.stmt) -> bool:
    match opening, statement:
        case (
            ast.Assign(targets=[ast.Name(id=name)]),
            ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner) as receiver))),
        ):
            return owner == name and view.scope_of(receiver) is view.scopes.of_statement[opening]
        case _:
            return False
