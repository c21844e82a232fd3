"""What Python's `reduce`, `map` and `filter` call a function with, and what they give."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from g2l_tui.engine.kinds.kind import Kind, Many, join

FOLDS = frozenset({"functools.reduce", "reduce", "map", "filter"})


def taken(name: str, arguments: Sequence[ast.expr], kind: Callable[[ast.expr], Kind]) -> tuple[Kind, ...]:
    """Return what the function is called with first that one of these is given; nothing for any other call."""
    if name not in FOLDS or len(arguments) < 2 or any(isinstance(each, ast.Starred) for each in arguments):
        return ()
    given = [kind(each) for each in arguments[1:]]
    elements = tuple(each.iterated if isinstance(each, Many) else None for each in given)
    if not name.endswith("reduce"):
        return elements
    return (given[1] if len(given) > 1 else elements[0], elements[0])


def gives(name: str, first: Sequence[Kind], call: Callable[[Sequence[Kind]], Kind]) -> Kind:
    """Return what comes out, where `call` says what the function gives for what it is called with."""
    once = call(first)
    if not name.endswith("reduce"):
        return Many(first[0] if name == "filter" else once)
    begun, *rest = first
    folded = join(begun, once)
    return folded if folded == begun else join(folded, call([folded, *rest]))
