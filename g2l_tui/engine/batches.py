"""Streams whose schema Glue infers: who parses their records, now that `DynamicFrame.fromDF` does not.

Glue gives such a stream as one column of texts, and parses each batch when it becomes a DynamicFrame. Where a batch
function does no more with its batch, the loop over batches can parse it first: the read and the loop change together.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from g2l_tui.engine.codes import hint_of
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.ledger import Outcome

if TYPE_CHECKING:
    from g2l_tui.engine.view import View

_STREAM = "G2L144"
_LOOP = "GlueContext.forEachBatch"
_READERS = frozenset({"GlueContext.create_data_frame.from_options", "GlueContext.create_data_frame_from_options"})
_MEASURES = frozenset({"count", "isEmpty"})
_APART = "The read of the stream and its loop over batches change together, and the other one stays as it is"


def parsing_loop(view: View, read: ast.Call) -> ast.Call | None:
    """Return the loop over batches that can parse what a call reads.

    None where the schema is not inferred, where more than one loop takes the stream, or where the batch function does
    more with its batch than to count it and to make DynamicFrames of it.
    """
    statement = view.parents.get(read)
    if not isinstance(statement, ast.Assign) or not _is_inferred(view, read):
        return None
    match statement.targets:
        case [ast.Name(id=name)]:
            scope = view.scopes.of_statement[statement]
        case _:
            return None
    loads = view.scopes.loads(scope, name)
    if len(loads) != 1 or not scope.bound_once(name) or view.knowledge.is_used_elsewhere(view.module.path, name):
        return None
    loop = _taken_by(view, loads[0], _LOOP, 0, "frame")
    batch_function = given(loop, 1, "batch_function") if loop else None
    function = view.function_of(batch_function) if batch_function else None
    return loop if isinstance(function, ast.FunctionDef) and _only_makes_frames(view, function) else None


def runs_in_batches(view: View, node: ast.AST) -> bool:
    """True for what stands in a function that a loop over batches calls."""
    loops = [call for call, callee in view.facts.callees.items() if callee == _LOOP]
    functions = [view.function_of(each) for loop in loops if (each := given(loop, 1, "batch_function"))]
    while (parent := view.parents.get(node)) is not None:
        node = parent
        if node in functions:
            return True
    return False


def tie_batches(view: View, drafts: dict[ast.stmt, Draft]) -> None:
    """Let the read of a stream and the loop that parses it change together, or stay both."""
    for pair in _pairs(view):
        match [drafts[each] for each in pair if each in drafts and not drafts[each].refused]:
            case [read, loop]:
                read.tied.append(loop)
                loop.tied.append(read)
            case alone:
                drafts.update({draft.statement: _kept(view, draft) for draft in alone})


def given(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """Return what a call gives for a parameter."""
    if len(call.args) > position:
        return call.args[position]
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _pairs(view: View) -> Iterator[tuple[ast.stmt, ast.stmt]]:
    for call, callee in view.facts.callees.items():
        loop = parsing_loop(view, call) if callee in _READERS else None
        if loop:
            yield view.statement_of(call), view.statement_of(loop)


def _kept(view: View, draft: Draft) -> Draft:
    column = view.module.column_of(draft.statement)
    finding = Finding(_STREAM, Severity.ERROR, draft.statement.lineno, column, _APART, hint_of(_STREAM))
    rows = [replace(row, outcome=Outcome.REFUSED, reason=_APART) for row in draft.rows]
    return Draft(draft.statement, refused=True, boilerplate=False, rows=rows, findings=[finding], calls=draft.calls)


def _is_inferred(view: View, read: ast.Call) -> bool:
    if view.facts.callees.get(read) not in _READERS or (options := given(read, 1, "connection_options")) is None:
        return False
    match view.literal(options):
        case ast.Dict(keys=keys, values=values):
            said = {key.value: value for key, value in zip(keys, values, strict=True) if isinstance(key, ast.Constant)}
        case _:
            return False
    match said.get("inferSchema"):
        case ast.Constant(value=inferred):
            return str(inferred).lower() == "true"
        case _:
            return False


def _only_makes_frames(view: View, function: ast.FunctionDef) -> bool:
    scope = next(each for each in view.scopes.every if each.node is function)
    names = [each.arg for each in function.args.args]
    if len(names) != 2 or function.decorator_list or not scope.bound_once(names[0]):
        return False
    return all(_is_measured_or_framed(view, load) for load in view.scopes.loads(scope, names[0]))


def _is_measured_or_framed(view: View, load: ast.Name) -> bool:
    match view.parents[load]:
        case ast.Attribute(attr=member):
            return member in _MEASURES
        case _:
            return _taken_by(view, load, "DynamicFrame.fromDF", 0, "dataframe") is not None


def _taken_by(view: View, load: ast.Name, callee: str, position: int, name: str) -> ast.Call | None:
    """Return the call of `callee` that takes what is loaded for one of its parameters."""
    parent = view.parents[load]
    call = view.parents[parent] if isinstance(parent, ast.keyword) else parent
    if not isinstance(call, ast.Call) or view.facts.callees.get(call) != callee:
        return None
    return call if given(call, position, name) is load else None
