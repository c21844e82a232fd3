"""What modules pass to functions, kept so that what one of them passes can be left out, or replaced, at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from g2l_tui.engine.kinds.kind import Either, Kind


class Taught:
    """The kinds of arguments by symbol of the function, by path of the module that passes them, by parameter.

    A thousand jobs that are derived from one class all ask what the others pass to its methods: that must not take
    a thousand steps each.
    """

    def __init__(self) -> None:
        self.by_function: dict[str, dict[str, Mapping[str, Kind]]] = defaultdict(dict)
        self._functions: dict[str, tuple[str, ...]] = {}
        self._turns: dict[tuple[str, str], dict[Kind, dict[str, int]]] = defaultdict(dict)
        self._turn = 0

    def replace(self, path: str, arguments: Mapping[str, Mapping[str, Kind]]) -> None:
        """Let a module pass these arguments, and nothing of what it passed before."""
        for symbol in self._functions.pop(path, ()):
            for parameter, kind in self.by_function[symbol].pop(path).items():
                turns = self._turns[symbol, parameter]
                del turns[kind][path]
                if not turns[kind]:
                    del turns[kind]
        self._turn += 1
        self._functions[path] = tuple(arguments)
        for symbol, passed in arguments.items():
            self.by_function[symbol][path] = dict(passed)
            for parameter, kind in passed.items():
                self._turns[symbol, parameter].setdefault(kind, {})[path] = self._turn

    def by_others(self, symbol: str, parameter: str, path: str) -> tuple[Kind, ...]:
        """Return what all modules but one pass for a parameter, each kind once, as they came."""
        first: dict[Kind, int] = {}
        for kind, turns in self._turns.get((symbol, parameter), {}).items():
            for other, turn in turns.items():
                if other != path:
                    first[kind] = turn
                    break
        return tuple(sorted(first, key=first.__getitem__))

    def unsure(self) -> Iterator[Either]:
        """Yield what parameters may be that may be of several kinds."""
        return (kind for turns in self._turns.values() for kind in turns if isinstance(kind, Either))
