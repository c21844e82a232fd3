"""Functions that others run: a pool of threads, an event loop, a thread of its own."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from g2l_tui.engine.kinds.callables import Callables
from g2l_tui.engine.kinds.kind import Kind, Many, Symbol
from g2l_tui.engine.kinds.spread import Given, passed_by

_AT_ONCE = {"to_thread": 0, "run_sync": 0, "run_in_executor": 1, "submit": 0, "call_soon": 0, "register": 0}
"""What is given a function, in this place, and the arguments behind it."""

_PACKED = frozenset({"apply", "apply_async", "Thread", "Process", "Timer"})
"""What is given a function, a tuple of its arguments and a dictionary of those with names."""

_ONE_BY_ONE = frozenset({"map", "imap", "imap_unordered"})
_LATER = frozenset({"submit", "apply_async"})
_FUNCTION = ("target", "function", "func", "fn")
_ARGUMENTS, _NAMED = "args", ("kwargs", "kwds")


@dataclass(frozen=True, slots=True)
class Run:
    """A function of the workspace, what it is called with, and by what."""

    function: Kind
    passed: Given
    runner: str

    def gives(self, result: Kind) -> Kind:
        """Return what the runner gives: the function's result, one that comes later, or one for each element."""
        is_many = self.runner in _LATER or self.runner in _ONE_BY_ONE or self.runner == "starmap"
        return Many(result) if is_many else result


def run_elsewhere(
    callables: Callables, node: ast.Call, called: Kind, arguments: Sequence[Kind], kinds: Mapping[ast.expr, Kind]
) -> Run | None:
    """Return what a call lets another one run, where that is a function of the workspace."""
    runner = _name(node.func) if called is None or (isinstance(called, Symbol) and ":" not in called.name) else ""
    if runner in _AT_ONCE:
        place = _AT_ONCE[runner]
        passed = passed_by(node, arguments, kinds)
        run = Run(_at(passed.places, place), Given(passed.places[place + 1 :], passed.named, passed.others), runner)
    elif runner in _PACKED:
        run = _packed(node, arguments, kinds, runner)
    elif runner in _ONE_BY_ONE and all(isinstance(each, Many) for each in arguments[1:]):
        run = Run(_at(arguments, 0), Given([each.iterated for each in arguments[1:] if isinstance(each, Many)]), runner)
    elif runner == "starmap" and isinstance(rows := _at(arguments, 1), Many):
        run = Run(_at(arguments, 0), _spread(rows.element), runner)
    else:
        return None
    return run if callables.own_symbols(run.function) else None


def _packed(node: ast.Call, arguments: Sequence[Kind], kinds: Mapping[ast.expr, Kind], runner: str) -> Run:
    named = {keyword.arg: kinds.get(keyword.value) for keyword in node.keywords}
    place = int(runner == "Timer")
    function = next((named[name] for name in _FUNCTION if name in named), _at(arguments, place))
    by_name = next((named[name] for name in _NAMED if name in named), None)
    passed = _spread(named.get(_ARGUMENTS, _at(arguments, place + 1)))
    return Run(
        function, Given(passed.places, by_name.by_name if isinstance(by_name, Many) else {}, passed.others), runner
    )


def _spread(row: Kind) -> Given:
    if not isinstance(row, Many):
        return Given()
    return Given(row.items) if row.items else Given(others=row.element)


def _at(kinds: Sequence[Kind], place: int) -> Kind:
    return kinds[place] if place < len(kinds) else None


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
