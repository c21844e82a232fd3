"""A migration as a stack of patches, one for each rule, in an order in which every file parses after each. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from g2l_tui.engine.text.module import parse_module
from g2l_tui.errors import ParseError
from g2l_tui.model.change import Change, compose
from g2l_tui.model.diff import unified_diff
from g2l_tui.model.graph import components
from g2l_tui.model.migration import Migration
from g2l_tui.model.source import Source

_LONGEST_NAME = 60

Rules = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Patch:
    """One step of the stack: what some rules do, and the names of those rules. `diff` is for `git apply`."""

    number: int
    rules: Rules
    changes: int
    diff: bytes

    @property
    def name(self) -> str:
        """A file name that sorts by the order in which the patches are to be applied."""
        more = f"-and-{len(self.rules) - 1}-more" if len(self.rules) > 1 else ""
        first = re.sub(r"[^a-z0-9-]+", "-", self.rules[0].lower())[:_LONGEST_NAME]
        return f"{self.number:04d}-{first}{more}.patch"

    @property
    def content(self) -> bytes:
        """The patch as a file: a line about it, then the diff. `git apply` passes over what stands before."""
        changes = f"{self.changes} change{'' if self.changes == 1 else 's'}"
        return f"{', '.join(self.rules)}: {changes}\n\n".encode("utf-8", "backslashreplace") + self.diff


@dataclass(frozen=True, slots=True)
class _Unit:
    """Changes of one file that need each other, and the units that they need besides."""

    path: str
    changes: tuple[Change, ...]
    rules: Rules
    needs: frozenset[str]


@dataclass(slots=True)
class _State:
    """How far the files are: the changes that were made, and the text that they gave."""

    migrations: Mapping[str, Migration]
    made: dict[str, list[Change]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[str, bytes] = field(default_factory=dict)

    def content(self, path: str) -> bytes:
        return self.texts.get(path, self.migrations[path].source.content)


def patch_stack(migrations: Mapping[str, Migration]) -> Iterator[Patch]:
    """Yield the patches that make the migrations, by the paths that they are to name.

    Statements that need each other go together, under all their rules. A rule whose changes wait for one another
    through other rules comes more than once.
    """
    state = _State(migrations)
    waiting: list[_Unit] = []
    number = 0
    for rules, units in _batches({key: unit for path, each in migrations.items() for key, unit in _units(path, each)}):
        waiting += units
        texts = _texts(state, waiting)
        if texts is None:
            continue
        number += 1
        diff = b"".join(unified_diff(path, state.content(path), text) for path, text in sorted(texts.items()))
        every = tuple(dict.fromkeys(rule for unit in waiting for rule in unit.rules)) or rules
        yield Patch(number, every, sum(len(unit.changes) for unit in waiting), diff)
        for unit in waiting:
            state.made[unit.path] += unit.changes
        state.texts |= texts
        waiting = []


def _units(path: str, migration: Migration) -> Iterator[tuple[str, _Unit]]:
    """Yield the smallest parts of a file that can be made alone, by a name of their own."""
    changes = {change.id: change for change in migration.changes}
    needs = {name: dict.fromkeys(change.needs & changes.keys(), "") for name, change in changes.items()}
    names: dict[str, str] = {}
    for component in components(needs):
        key = f"{path}:{component[0]}"
        names |= dict.fromkeys(component, key)
        outside = {names[need] for name in component for need in needs[name]} - {key}
        made = tuple(change for change in migration.changes if change.id in component)
        rules = tuple(sorted({change.rules[-1] if change.rules else "other" for change in made}))
        yield key, _Unit(path, made, rules, frozenset(outside))


def _batches(units: Mapping[str, _Unit]) -> Iterator[tuple[Rules, list[_Unit]]]:
    """Yield units of the same rules together, what is needed first, and as much of a rule at once as can be."""
    left = dict(units)
    done: set[str] = set()
    while left:
        ready: dict[Rules, list[str]] = defaultdict(list)
        for rules, names in _by_rules(left).items():
            ready[rules] = _reachable(names, left, done)
        totals = {rules: len(names) for rules, names in _by_rules(left).items()}
        rules = max(ready, key=lambda each: (len(ready[each]) / totals[each], len(ready[each]), each))
        yield rules, [left.pop(name) for name in ready[rules]]
        done.update(ready[rules])


def _by_rules(units: Mapping[str, _Unit]) -> Mapping[Rules, list[str]]:
    found: dict[Rules, list[str]] = defaultdict(list)
    for name, unit in units.items():
        found[unit.rules].append(name)
    return found


def _reachable(names: Sequence[str], units: Mapping[str, _Unit], done: Iterable[str]) -> list[str]:
    """Return the units that can be made now, one after the other."""
    made = set(done)
    found: list[str] = []
    while more := [name for name in names if name not in made and units[name].needs <= made]:
        made.update(more)
        found += more
    return found


def _texts(state: _State, units: Iterable[_Unit]) -> dict[str, bytes] | None:
    """Return the texts after these units, None when one of them would not parse: then the next ones join."""
    added: dict[str, list[Change]] = defaultdict(list)
    for unit in units:
        added[unit.path] += unit.changes
    texts = {}
    for path, changes in added.items():
        texts[path] = compose(state.migrations[path].source.content, [*state.made[path], *changes])
        try:
            parse_module(Source(path, texts[path]))
        except ParseError:
            return None
    return texts
