"""What became of many sources, as values for programs and as lines for people. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from g2l_tui.model.change import Change
from g2l_tui.model.conflict import Conflict
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.ledger import LedgerRow
from g2l_tui.model.migration import Migration, Status
from g2l_tui.store.safe_paths import shown

SCHEMA = 1
UNFINISHED = frozenset({Status.PARTIAL, Status.REFUSED, Status.FAILED})
_MOST_LINES = 12

Paint = Callable[[str, str], str]
"""A text and what it is (a status or a severity), to the text as it is printed."""


@dataclass(frozen=True, slots=True)
class Report:
    """The migrations of one run by the paths that a person knows them by, relative to `root`.

    `conflicts`, by the same paths, are those with a tree that is kept in step; None where there is none.
    """

    root: str
    migrations: Mapping[str, Migration]
    seconds: float
    conflicts: tuple[Conflict, ...] | None = None

    @property
    def needs_a_person(self) -> bool:
        """True when one of the files does, or hand edits are in the way."""
        return bool(self.conflicts) or any(map(needs_a_person, self.migrations.values()))


def needs_a_person(migration: Migration) -> bool:
    """Tell whether a file is unfinished, or has a finding that is more than good to know."""
    return migration.status in UNFINISHED or any(
        finding.severity is not Severity.INFO for finding in migration.findings
    )


def as_values(report: Report) -> dict[str, Any]:
    """Return the report as plain values, as the shipped JSON Schema says."""
    return {
        "schema": SCHEMA,
        "root": report.root,
        "files": [_file(path, migration) for path, migration in report.migrations.items()],
        "totals": totals(report),
        **({} if report.conflicts is None else {"conflicts": [_conflict(each) for each in report.conflicts]}),
    }


def totals(report: Report) -> dict[str, int | float]:
    """Count files by status, calls and findings."""
    migrations = report.migrations.values()
    by_status = Counter(migration.status for migration in migrations)
    return {
        "files": len(migrations),
        **{status.value: by_status[status] for status in Status},
        "calls": sum(migration.calls for migration in migrations),
        "calls_translated": sum(migration.calls_translated for migration in migrations),
        "findings": sum(len(migration.findings) for migration in migrations),
        "seconds": round(report.seconds, 6),
    }


def as_lines(report: Report, paint: Paint) -> Iterator[str]:
    """Yield the report for a person: a line per file, its findings below, and the totals."""
    for path, migration in report.migrations.items():
        yield _file_line(path, migration, paint)
        for finding in migration.findings:
            yield from _finding_lines(path, finding, paint)
    for conflict in report.conflicts or ():
        yield from conflict_lines(conflict)
    yield _totals_line(totals(report))


def conflict_lines(conflict: Conflict) -> Iterator[str]:
    """Yield a sentence that says where and what, and some lines to compare below it."""
    where = shown(conflict.path) if conflict.line is None else f"{shown(conflict.path)}:{conflict.line}"
    yield f"{where}: {conflict.message}"
    yield from _signed("-", conflict.mine)
    yield from _signed("+", conflict.generated)


def plain(text: str, meaning: str) -> str:  # noqa: ARG001 - a Paint that does not
    """Return `text` as it is."""
    return text


def counted(number: int, noun: str) -> str:
    """Return `1 file`, `2 files`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _file(path: str, migration: Migration) -> dict[str, Any]:
    return {
        "path": path,
        "target": path,
        "status": migration.status.value,
        "changes": [_change(change) for change in migration.changes],
        "findings": [_finding(finding) for finding in migration.findings],
        "ledger": [_row(row) for row in migration.ledger],
        "seconds": round(migration.seconds, 6),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "rules": list(change.rules),
        "line": change.line,
        "end_line": change.end_line,
        "fidelity": change.fidelity.value,
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "path": conflict.path,
        "line": conflict.line,
        "message": conflict.message,
        "mine": list(conflict.mine),
        "generated": list(conflict.generated),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "line": finding.line,
        "column": finding.column,
        "target_line": finding.target_line,
        "message": finding.message,
        "hint": finding.hint,
        "rule": finding.rule,
    }


def _row(row: LedgerRow) -> dict[str, Any]:
    return {
        "line": row.line,
        "call": row.call,
        "argument": row.argument,
        "outcome": row.outcome.value,
        "reason": row.reason,
    }


def _file_line(path: str, migration: Migration, paint: Paint) -> str:
    counts = [
        counted(len(migration.changes), "change"),
        f"{migration.calls_translated} of {counted(migration.calls, 'call')}",
        counted(len(migration.findings), "finding"),
    ]
    described = "" if migration.status is Status.UNCHANGED else f" ({', '.join(counts)})"
    return f"{shown(path)}: {paint(migration.status.value, migration.status.value)}{described}"


def _finding_lines(path: str, finding: Finding, paint: Paint) -> Iterator[str]:
    place = f"{shown(path)}:{finding.line}:{finding.column}"
    severity = paint(finding.severity.value, finding.severity.value)
    yield f"{place} {shown(finding.code)} {severity} {_one_line(finding.message)}"
    if finding.hint:
        yield f"    hint: {_one_line(finding.hint)}"


def _signed(sign: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines[:_MOST_LINES]:
        yield f"{sign} {shown(line.rstrip().expandtabs())}"
    if len(lines) > _MOST_LINES:
        yield f"{sign} … {len(lines) - _MOST_LINES} more lines"


def _one_line(text: str) -> str:
    return shown(" ".join(text.split()))


def _totals_line(numbers: Mapping[str, int | float]) -> str:
    statuses = ", ".join(f"{numbers[status.value]:,} {status.value}" for status in Status)
    return (
        f"{counted(int(numbers['files']), 'file')}: {statuses}; "
        f"{numbers['calls_translated']:,} of {counted(int(numbers['calls']), 'Glue call')} translated, "
        f"{counted(int(numbers['findings']), 'finding')}."
    )


def rows_of(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a table as aligned lines."""
    cells = [[shown(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
