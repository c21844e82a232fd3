"""What is left to do, by kind: findings of one code are one kind of work. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from g2l_tui.engine.codes import CODES
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.migration import Migration


@dataclass(frozen=True, slots=True)
class Place:
    """A finding and the file it is in, as people know the file."""

    path: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work: what it is about, what to do, and every place where it has to be done."""

    code: str
    title: str
    severity: Severity
    hint: str
    places: tuple[Place, ...]

    @property
    def files(self) -> int:
        """How many files it is in."""
        return len({place.path for place in self.places})


def remaining_work(migrations: Mapping[str, Migration]) -> tuple[Work, ...]:
    """Return the kinds of work, those that block first, then by how often they come up."""
    found: dict[str, list[Place]] = defaultdict(list)
    for path, migration in migrations.items():
        for finding in migration.findings:
            if finding.severity is not Severity.INFO:
                found[finding.code].append(Place(path, finding))
    work = [_work(code, places) for code, places in found.items()]
    return tuple(sorted(work, key=lambda each: (list(Severity).index(each.severity), -len(each.places), each.code)))


def _work(code: str, places: list[Place]) -> Work:
    known = CODES.get(code)
    first = places[0].finding
    severity = min((place.finding.severity for place in places), key=list(Severity).index)
    title, hint = (known.title, known.hint) if known else (first.message, first.hint)
    return Work(code, title, severity, hint, tuple(places))
