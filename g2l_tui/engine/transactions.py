"""A transaction around one write: Delta commits that write whole or not at all, so that its start and its end go.

One that several writes share has no counterpart, and neither has one that is taken back after a write has succeeded.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import pairwise

from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.view import View
from g2l_tui.model.change import Fidelity
from g2l_tui.model.ledger import LedgerRow, Outcome

TRANSACTION = "G2L182"

COMMITTED = "Delta commits the one write of the transaction whole or not at all"

_STARTS = frozenset({"GlueContext.start_transaction", "GlueContext.begin_transaction"})
_COMMIT = "GlueContext.commit_transaction"
_CANCELS = frozenset({"GlueContext.cancel_transaction", "GlueContext.abort_transaction"})
_RUN_APART = (ast.For, ast.AsyncFor, ast.While, ast.FunctionDef, ast.AsyncFunctionDef)
_ASSUMED = "No other program writes in the same transaction."


@dataclass(frozen=True, slots=True)
class Transaction:
    """The statements of a transaction around one write: where it starts, and where it ends."""

    start: ast.stmt
    ends: tuple[ast.stmt, ...]


def transaction_of(view: View, name: ast.Name) -> Transaction | None:
    """Return the transaction that a variable names; None unless it is around one write and nothing else."""
    start, uses = _start(view, name), _uses(view, name)
    sinks = [statement for callee, statement in uses if callee == "GlueContext.getSink"]
    commits = [statement for callee, statement in uses if callee == _COMMIT]
    cancels = [statement for callee, statement in uses if callee in _CANCELS]
    if start is None or (len(sinks), len(commits), len(uses)) != (1, 1, 2 + len(cancels)):
        return None
    write = _before(view, commits[0])
    if write is None or not _writes(view, sinks[0], write) or _around(view, start) != _around(view, sinks[0]):
        return None
    is_caught = all(_is_taken_back(view, cancel, write) for cancel in cancels)
    return Transaction(start, (*commits, *cancels)) if is_caught else None


def draft_transactions(view: View, drafts: dict[ast.stmt, Draft]) -> None:
    """Take a transaction away whose only write has become one of its own."""
    for call, callee in view.facts.callees.items():
        match view.parents.get(call) if callee == "GlueContext.getSink" else None:
            case ast.Assign() as sink if (name := _given(call)) and (found := transaction_of(view, name)):
                if (write := drafts.get(sink)) and write.deleted:
                    _remove(view, found, write, drafts)


def _given(call: ast.Call) -> ast.Name | None:
    values = [each.value for each in call.keywords if each.arg == "transactionId"]
    return values[0] if values and isinstance(values[0], ast.Name) else None


def _start(view: View, name: ast.Name) -> ast.stmt | None:
    scope = view.scope_of(name)
    match scope.bindings[name.id] if scope else ():
        case [ast.Assign(targets=[ast.Name()], value=ast.Call() as call) as statement]:
            return statement if view.facts.callees.get(call) in _STARTS else None
        case _:
            return None


def _uses(view: View, name: ast.Name) -> list[tuple[str, ast.stmt]]:
    """What is called with the variable, and the statement: none where it is used in another way."""
    scope = view.scope_of(name)
    loads = view.scopes.loads(scope, name.id) if scope else []
    return [(_callee(view, load), view.statement_of(load)) for load in loads]


def _callee(view: View, load: ast.Name) -> str:
    parent = view.parents.get(load)
    call = view.parents.get(parent) if isinstance(parent, ast.keyword) else parent
    is_statement = isinstance(call, ast.Call) and isinstance(view.parents.get(call), ast.Expr | ast.Assign)
    return view.facts.callees.get(call, "") if isinstance(call, ast.Call) and is_statement else ""


def _before(view: View, statement: ast.stmt) -> ast.stmt | None:
    """The statement right before another one in the same block."""
    return next((first for block in view.blocks for first, second in pairwise(block) if second is statement), None)


def _writes(view: View, sink: ast.stmt, write: ast.stmt) -> bool:
    match sink, write:
        case (
            ast.Assign(targets=[ast.Name(id=name)]),
            ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner) as receiver, attr=member))),
        ):
            is_same = owner == name and view.scope_of(receiver) is view.scopes.of_statement[sink]
            return is_same and member in ("write", "writeFrame", "writeDataFrame")
        case _:
            return False


def _around(view: View, statement: ast.stmt) -> list[ast.AST]:
    """The loops and functions that a statement stands in: one that runs as often stands in the same."""
    found: list[ast.AST] = []
    node = view.parents.get(statement)
    while node is not None:
        found += [node] if isinstance(node, _RUN_APART) else []
        node = view.parents.get(node)
    return found


def _is_taken_back(view: View, cancel: ast.stmt, write: ast.stmt) -> bool:
    """True for what is only done when the write or its commit has failed."""
    handler = view.parents.get(cancel)
    attempt = view.parents.get(handler) if isinstance(handler, ast.ExceptHandler) else None
    return isinstance(attempt, ast.Try) and attempt.body[:1] == [write] and len(attempt.body) == 2


def _remove(view: View, found: Transaction, write: Draft, drafts: dict[ast.stmt, Draft]) -> None:
    for statement in (found.start, *found.ends):
        draft = _removal(view, statement, drafts[statement].rows)
        draft.unbinds = statement is found.start
        draft.tied.append(write)
        write.tied.append(draft)
        drafts[statement] = draft


def _removal(view: View, statement: ast.stmt, rows: list[LedgerRow]) -> Draft:
    rule = view.ruleset.for_call(rows[0].call)
    told = [LedgerRow(row.line, row.call, row.argument, Outcome.DROPPED, COMMITTED) for row in rows]
    draft = Draft(statement, deleted=True, boilerplate=False, rules=[rule.id] if rule else [], rows=told, calls=1)
    draft.weaken(Fidelity.EQUIVALENT)
    draft.assume((_ASSUMED,))
    return draft
