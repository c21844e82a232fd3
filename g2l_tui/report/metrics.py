"""Figures of migrations, gathered while they are made: durations, counts, coverage, the use of each rule."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from g2l_tui.errors import MigrationError
from g2l_tui.model.finding import Severity
from g2l_tui.model.ledger import Outcome
from g2l_tui.model.migration import Migration, Status

_FRAMES = ("create_dynamic_frame", "create_data_frame", "create_sample_dynamic_frame")


@dataclass
class MigrationMetrics:
    """The figures of one run. Times are seconds since the epoch, durations seconds; they grow while it runs.

    `transforms_applied` counts changes, `dynamic_frames_converted` and `catalog_refs_converted` translated
    calls that make a frame and that name a table of the catalog. `rules`, `codes`, `fidelities` and `statuses`
    count changes by rule, findings by severity and code, changes by fidelity, and files by status.
    """

    migration_id: str
    start_time: float
    end_time: float | None = None
    duration: float | None = None
    files_total: int = 0
    files_succeeded: int = 0
    files_failed: int = 0
    files_skipped: int = 0
    lines_of_code: int = 0
    calls: int = 0
    calls_translated: int = 0
    dynamic_frames_converted: int = 0
    catalog_refs_converted: int = 0
    transforms_applied: int = 0
    seconds: float = 0.0
    rules: Counter[str] = field(default_factory=Counter)
    codes: Counter[tuple[str, str]] = field(default_factory=Counter)
    fidelities: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def success_rate(self) -> float:
        """The share of files that did not fail, in percent; 100 when there were none."""
        return 100.0 * (self.files_total - self.files_failed) / self.files_total if self.files_total else 100.0

    @property
    def coverage(self) -> float:
        """The share of Glue calls that were translated, in percent; 100 when there were none."""
        return 100.0 * self.calls_translated / self.calls if self.calls else 100.0

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain JSON values."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        values["codes"] = {code: count for (_, code), count in sorted(self.codes.items())}
        for name in ("rules", "fidelities", "statuses"):
            values[name] = dict(sorted(values[name].items()))
        return {**values, "success_rate": self.success_rate, "coverage": self.coverage}

    def add(self, migration: Migration) -> None:
        """Count one file."""
        self.files_total += 1
        self.files_failed += migration.status is Status.FAILED
        self.files_skipped += migration.status is Status.UNCHANGED
        self.files_succeeded += migration.status not in {Status.FAILED, Status.UNCHANGED}
        self.statuses[migration.status.value] += 1
        self.lines_of_code += len(migration.source.content.splitlines())
        self.calls += migration.calls
        self.calls_translated += migration.calls_translated
        self.seconds += migration.seconds
        self.transforms_applied += len(migration.changes)
        self.rules.update(rule for change in migration.changes for rule in change.rules)
        self.fidelities.update(change.fidelity.value for change in migration.changes)
        self.codes.update((finding.severity.value, finding.code) for finding in migration.findings)
        translated = _translated(migration)
        self.dynamic_frames_converted += sum(any(word in call for word in _FRAMES) for _, call in translated)
        self.catalog_refs_converted += sum(call.endswith("from_catalog") for _, call in translated)
        for finding in migration.findings:
            sentence = f"{migration.source.path}:{finding.line}: {finding.message}"
            if finding.severity is not Severity.INFO:
                (self.errors if finding.severity is Severity.ERROR else self.warnings).append(sentence)


class MetricsCollector:
    """The metrics of several runs, by the id that each was started with. `clock` gives seconds since the epoch."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._runs: dict[str, MigrationMetrics] = {}

    def start_migration(self, migration_id: str) -> MigrationMetrics:
        """Begin a run; an id that was used before begins anew."""
        self._runs[migration_id] = MigrationMetrics(migration_id, self._clock())
        return self._runs[migration_id]

    def end_migration(self, migration_id: str) -> MigrationMetrics:
        """Note that a run is over. Raises MigrationError for one that was never started, as all that follow."""
        run = self.get_metrics(migration_id)
        run.end_time = self._clock()
        run.duration = max(run.end_time - run.start_time, 0.0)
        return run

    def record_file(self, migration_id: str, migration: Migration) -> None:
        """Count a file with all that its migration says."""
        self.get_metrics(migration_id).add(migration)

    def record_file_success(self, migration_id: str) -> None:
        """Count a file of which nothing but its success is known."""
        run = self.get_metrics(migration_id)
        run.files_total += 1
        run.files_succeeded += 1

    def record_file_failure(self, migration_id: str, error: str) -> None:
        """Count a file that failed, with the reason."""
        run = self.get_metrics(migration_id)
        run.files_total += 1
        run.files_failed += 1
        run.errors.append(error)

    def add_warning(self, migration_id: str, warning: str) -> None:
        """Keep a warning with the run."""
        self.get_metrics(migration_id).warnings.append(warning)

    def get_metrics(self, migration_id: str) -> MigrationMetrics:
        """Return the metrics of a run."""
        run = self._runs.get(migration_id)
        if run is None:
            raise MigrationError(f"No migration {migration_id!r} was started; call start_migration first.")
        return run

    def get_summary(self) -> dict[str, Any]:
        """Return all runs as plain JSON values, in the order in which they were started."""
        return {"total_migrations": len(self._runs), "migrations": [run.to_dict() for run in self._runs.values()]}


def _translated(migration: Migration) -> set[tuple[int, str]]:
    calls = {(row.line, row.call) for row in migration.ledger}
    return calls - {(row.line, row.call) for row in migration.ledger if row.outcome is Outcome.REFUSED}
