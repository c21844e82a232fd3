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
    """Where a finding stands, and what it says."""

    path: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work: what it is about, what to do, and every place where it has to be done."""

    code: str
    title: str
    severity: Severity
    hint: str
    places: tuple[Place, ...]


def remaining_work(migrations: Mapping[str, Migration]) -> tuple[Work, ...]:
    """Return the kinds of work, those that block first, then by how often they come up."""
    found: dict[str, list[tuple[str, Finding]]] = defaultdict(list)
    for path, migration in migrations.items():
        for finding in migration.findings:
            if finding.severity is not Severity.INFO:
                found[finding.code].append((path, finding))
    work = [_work(code, findings) for code, findings in found.items()]
    return tuple(sorted(work, key=lambda each: (list(Severity).index(each.severity), -len(each.places), each.code)))


def _work(code: str, findings: list[tuple[str, Finding]]) -> Work:
    known = CODES.get(code)
    first = findings[0][1]
    places = tuple(Place(path, finding.line, finding.message) for path, finding in findings)
    severities = {finding.severity for _, finding in findings}
    severity = min(severities, key=list(Severity).index)
    return Work(code, known.title if known else first.message, severity, known.hint if known else first.hint, places)
