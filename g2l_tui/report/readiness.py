"""Readiness: how far each file is, out of 100 points, and the reason for each point that it lacks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.migration import Migration, Status

FULL = 100
DECISION = 2
"""What a warning costs: the translation is there, but a person has to agree with it."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Points that a file lacks, and why. `code` is empty for what no finding speaks of."""

    points: int
    line: int
    code: str
    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Readiness:
    """One file: its points are 100 less those of its losses. `calls` counts its Glue calls."""

    path: str
    status: Status
    points: int
    losses: tuple[Loss, ...]
    calls: int
    calls_translated: int


def readiness(path: str, migration: Migration) -> Readiness:
    """Return how far a file is.

    Glue calls share the 100 points evenly; what is left is charged to the findings that keep it, and a
    translation that has to be agreed with costs two. Only a file of which nothing could be done has none.
    """
    errors = [finding for finding in migration.findings if finding.severity is Severity.ERROR]
    warnings = [finding for finding in migration.findings if finding.severity is Severity.WARNING]
    lost = _lost_to_errors(migration, len(errors))
    losses = list(_shared(lost, errors or [_unexplained(migration)])) if lost else []
    room = FULL - lost - 1
    for warning in warnings[: max(room, 0) // DECISION]:
        losses.append(_loss(DECISION, warning))
    points = FULL - sum(loss.points for loss in losses)
    return Readiness(path, migration.status, points, tuple(losses), migration.calls, migration.calls_translated)


def points_of(files: Iterable[Readiness]) -> int:
    """Return the points of many files, each weighing as much as it has Glue calls; files without Glue weigh nothing."""
    weighed = [(file.points, max(file.calls, 1)) for file in files if file.status is not Status.UNCHANGED]
    total = sum(weight for _, weight in weighed)
    return sum(points * weight for points, weight in weighed) // total if total else FULL


def _lost_to_errors(migration: Migration, errors: int) -> int:
    if migration.status in {Status.FAILED, Status.REFUSED}:
        return FULL
    left = max(migration.calls - migration.calls_translated, errors)
    if not left:
        return 0
    return min(ceil(FULL * left / max(migration.calls, left)), FULL - 1)


def _shared(points: int, findings: Sequence[Finding]) -> Iterable[Loss]:
    share, rest = divmod(points, len(findings))
    for index, finding in enumerate(findings):
        yield _loss(share + (index < rest), finding)


def _loss(points: int, finding: Finding) -> Loss:
    return Loss(points, finding.line, finding.code, finding.message, finding.hint)


def _unexplained(migration: Migration) -> Finding:
    left = migration.calls - migration.calls_translated
    return Finding("", Severity.ERROR, 1, 1, f"{left} of {migration.calls} Glue calls are left")
