"""The Glue that is known and accepted for now, so that a check can fail for new Glue only. Pure.

Counted is what a file has of Glue, by the names of the functions that it calls, whatever the rules make of them:
lines may move and rules may get better without anything being new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from g2l_tui.errors import ConfigurationError
from g2l_tui.model.finding import Severity
from g2l_tui.model.ledger import calls_in
from g2l_tui.model.migration import Migration
from g2l_tui.store.safe_paths import shown

SCHEMA = 1

Uses = Mapping[str, Mapping[str, int]]
"""How often each file, by its path in the workspace, uses each function of Glue."""


@dataclass(frozen=True, slots=True)
class NewUse:
    """Glue in a file beyond what the baseline has. `lines` are those of all uses, for one cannot tell which is new."""

    path: str
    name: str
    known: int
    lines: tuple[int, ...]


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    schema: int
    files: dict[str, dict[str, int]]


def uses_of(migrations: Mapping[str, Migration]) -> Uses:
    """Count the uses of Glue in the sources, by path."""
    counted = {path: Counter(name for name, _ in _uses(migration)) for path, migration in migrations.items()}
    return {path: dict(sorted(counts.items())) for path, counts in sorted(counted.items()) if counts}


def new_uses(migrations: Mapping[str, Migration], known: Uses) -> tuple[NewUse, ...]:
    """Return what is used more often than the baseline says. A file that was renamed may keep what it had."""
    moved = _moved(migrations, known)
    found: list[NewUse] = []
    for path, counts in uses_of(migrations).items():
        for name, count in counts.items():
            allowed = known.get(path, {}).get(name, 0)
            if count > allowed:
                taken = min(count - allowed, moved[name])
                moved[name] -= taken
                allowed += taken
            if count > allowed:
                lines = tuple(sorted({line for use, line in _uses(migrations[path]) if use == name}))
                found.append(NewUse(path, name, allowed, lines))
    return tuple(found)


def tightened(migrations: Mapping[str, Migration], known: Uses) -> Uses:
    """Return the baseline without what is gone. What is new does not get in, and files not looked at stay."""
    present = uses_of(migrations)
    left: dict[str, Mapping[str, int]] = {}
    for path, counts in known.items():
        if path not in migrations:
            left[path] = counts
            continue
        kept = {name: min(count, present.get(path, {}).get(name, 0)) for name, count in counts.items()}
        left[path] = {name: count for name, count in kept.items() if count}
    return {path: counts for path, counts in left.items() if counts}


def total(uses: Uses) -> int:
    """Return how many uses there are."""
    return sum(count for counts in uses.values() for count in counts.values())


def baseline_to_bytes(uses: Uses) -> bytes:
    """Return the file to be kept in version control: sorted, a line for each function, in ASCII."""
    return json.dumps({"schema": SCHEMA, "files": uses}, indent=1, sort_keys=True).encode("ascii") + b"\n"


def baseline_from_bytes(content: bytes, name: str) -> Uses:
    """Return the uses in a baseline file. Raises ConfigurationError for what is none."""
    try:
        document = msgspec.convert(json.loads(content), type=_Document)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{shown(name)} is no baseline: {shown(str(error))}.", file=name) from error
    if document.schema != SCHEMA:
        raise ConfigurationError(f"{shown(name)} was written by another version; write it anew.", file=name)
    return document.files


def _moved(migrations: Mapping[str, Migration], known: Uses) -> Counter[str]:
    """Count what the baseline has for files that hold no Glue any more, or are gone."""
    present = uses_of(migrations)
    counts: Counter[str] = Counter()
    for path in known.keys() - present.keys():
        counts.update(known[path])
    return counts


def _uses(migration: Migration) -> Iterable[tuple[str, int]]:
    """Yield a name and a line for each call of Glue, and for each error that is about no call."""
    yield from calls_in(migration.ledger).elements()
    lines = {row.line for row in migration.ledger}
    for finding in migration.findings:
        if finding.severity is Severity.ERROR and finding.line not in lines:
            yield finding.code, finding.line
