"""The arguments of Glue calls by name, as the ledger has them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator

from g2l_tui.engine.kinds.callables import is_glue_callee
from g2l_tui.engine.rewriting.imitations import asks_after
from g2l_tui.engine.text.tree import nodes_of
from g2l_tui.engine.view import View
from g2l_tui.model.ledger import LedgerRow, Outcome
from g2l_tui.ruleset.ruleset import RuleSet


def dropped_with(view: View, call: ast.Call, rendered: Collection[ast.expr]) -> Iterator[tuple[str, list[LedgerRow]]]:
    """Yield the Glue calls that `call` was made on and whose text nobody needed: they go with it."""
    for inner in nodes_of(call.func):
        if isinstance(inner, ast.Call) and inner not in rendered and (callee := view.facts.callees.get(inner)):
            reason = "goes with the call that is made on it"
            names = glue_arguments(inner, callee, view.ruleset)
            yield callee, [LedgerRow(inner.lineno, callee, name, Outcome.DROPPED, reason) for name in names]


def glue_arguments(call: ast.Call, callee: str, ruleset: RuleSet) -> list[str]:
    """Return a name for each argument of a Glue call, whether a rule knows it or not; one empty for none."""
    rule = ruleset.for_call(callee)
    known = [each for each in rule.callees if each.name == callee] if rule else []
    places = [each.name for each in known[0].parameters if each.kind == "positional"] if known else []
    names = [places[at] if at < len(places) else f"argument {at + 1}" for at in range(len(call.args))]
    names += [keyword.arg or f"**{ast.unparse(keyword.value)}" for keyword in call.keywords]
    return names or [""]


def refused_with(view: View, expressions: Iterable[ast.expr], reason: str) -> tuple[list[LedgerRow], int]:
    """Return a row for each argument of the calls of a refused statement, and how many of the calls are Glue's."""
    calls = [
        (call, callee)
        for expression in expressions
        for call in ast.walk(expression)
        if isinstance(call, ast.Call) and (callee := view.facts.callees.get(call)) and not asks_after(callee)
    ]
    rows = [
        LedgerRow(call.lineno, callee, argument, Outcome.REFUSED, reason)
        for call, callee in calls
        for argument in glue_arguments(call, callee, view.ruleset)
    ]
    return rows, sum(is_glue_callee(callee) for _, callee in calls)
