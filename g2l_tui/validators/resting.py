"""What is right only after a statement of another module has been translated, and that one stays as it is."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from g2l_tui.engine.codes import severity_of
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.rests import Rests
from g2l_tui.validators.validate import with_findings

CODE = "G2L220"

RestsOf: TypeAlias = "Callable[[str], Rests]"
"""Returns what of a module rests on what, by its path; nothing of a module that is not known."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What modules rest on, and which names are `finished`: nothing that stays is behind them.

    These hold as long as `rests_of` gives the same. Without them, each of ten thousand jobs that use a library would
    be led through all of it.
    """

    rests_of: RestsOf
    finished: set[str] = field(default_factory=set)


def with_what_stays_elsewhere(migration: Migration, grounds: Grounds) -> Migration:
    """Return the migration with a finding for each name of another module that it uses and that stays as it is.

    A file that has nothing of Glue in it is unchanged all the same: there it is a warning.
    """
    if migration.status is Status.FAILED:
        return migration
    severity = Severity.WARNING if migration.status is Status.UNCHANGED else severity_of(CODE)
    return with_findings(migration, [_finding(*each, severity) for each in _open_uses(migration.rests, grounds)])


def open_names(path: str, grounds: Grounds) -> tuple[str, ...]:
    """Return the names of a module that stay as they are, or need one that does."""
    own = grounds.rests_of(path)
    names = {name for pairs in (own.stays, own.needs) for name, _ in pairs}
    return tuple(sorted(name for name in names if _reason(name, grounds)))


def _open_uses(rests: Rests, grounds: Grounds) -> Iterator[tuple[int, str, str, int]]:
    """Yield the line of a use, what is used there, the name at the bottom that stays, and its line."""
    for name, line in rests.uses:
        if reason := _reason(name, grounds):
            yield line, name, *reason


def _reason(name: str, grounds: Grounds) -> tuple[str, int] | None:
    """Return the nearest name that stays and is this one or behind it, and its line."""
    seen = {name} - grounds.finished
    waiting = deque(seen)
    while waiting:
        each = waiting.popleft()
        rests = grounds.rests_of(each.partition(":")[0])
        if line := _found(rests.stays, each):
            return each, line
        needed = _found(rests.needs, each) or ()
        fresh = [other for other in needed if other not in seen and other not in grounds.finished]
        seen.update(fresh)
        waiting += fresh
    grounds.finished.update(seen)
    return None


def _found(pairs: Sequence[tuple[str, _Value]], name: str) -> _Value | None:
    at = bisect_left(pairs, name, key=lambda pair: pair[0])
    return pairs[at][1] if at < len(pairs) and pairs[at][0] == name else None


def _finding(line: int, name: str, bottom: str, bottom_line: int, severity: Severity) -> Finding:
    path, _, inner = bottom.partition(":")
    way = _in_words(name) if name == bottom else f"{_in_words(name)} needs {_in_words(bottom)}, which"
    message = f"{way} is unfinished: line {bottom_line} there was left as it is"
    hint = f"translate line {bottom_line} of {path} first: this line is right when `{inner}` is"
    return Finding(CODE, severity, line, 1, message, hint)


def _in_words(name: str) -> str:
    path, _, inner = name.partition(":")
    return f"`{inner}` of {path}"
