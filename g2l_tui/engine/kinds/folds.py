"""What Python's `reduce`, `map` and `filter` call a function with, and what they give."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from g2l_tui.engine.kinds.kind import Kind, Many, join

FOLDS = frozenset({"functools.reduce", "reduce", "map", "filter"})


def taken(name: str, given: Sequence[Kind]) -> tuple[Kind, ...]:
    """Return what the function is called with first, for the kinds of the arguments that follow it."""
    elements = tuple(each.iterated if isinstance(each, Many) else None for each in given)
    if not name.endswith("reduce"):
        return elements
    return (given[1] if len(given) > 1 else elements[0], elements[0]) if elements else ()


def gives(name: str, first: Sequence[Kind], call: Callable[[Sequence[Kind]], Kind]) -> Kind:
    """Return what comes out, where `call` says what the function gives for what it is called with."""
    once = call(first)
    if not name.endswith("reduce"):
        return Many(first[0] if name == "filter" else once)
    begun, *rest = first
    folded = join(begun, once)
    return folded if folded == begun else join(folded, call([folded, *rest]))
