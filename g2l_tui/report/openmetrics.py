"""Metrics as OpenMetrics text, for whatever scrapes it: one family for each figure. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from g2l_tui.report.metrics import MigrationMetrics

Labels = Mapping[str, str]
Sample = tuple[str, Labels, float]
"""The suffix of the family's name, the labels, and the value."""


def as_openmetrics(run: MigrationMetrics) -> str:
    """Return the figures of a run as OpenMetrics 1.0 text."""
    lines = [line for family in _families(run) for line in _family(*family)]
    return "\n".join([*lines, "# EOF", ""])


def _families(run: MigrationMetrics) -> Iterator[tuple[str, str, str, Iterable[Sample]]]:
    yield "files", "gauge", "Python files by status", _counted("status", run.statuses)
    yield "lines_of_code", "gauge", "Lines of the files", [("", {}, run.lines_of_code)]
    yield "glue_calls", "gauge", "Glue calls", [("", {}, run.calls)]
    yield "glue_calls_translated", "gauge", "Glue calls of which nothing is left", [("", {}, run.calls_translated)]
    yield "coverage_ratio", "gauge", "Share of Glue calls translated", [("", {}, run.coverage / 100)]
    yield "changes", "gauge", "Changes by fidelity", _counted("fidelity", run.fidelities)
    yield "rule_changes", "gauge", "Changes that a rule took part in", _counted("rule", run.rules)
    findings = sorted(run.codes.items())
    samples: list[Sample] = [("", {"severity": severity, "code": code}, count) for (severity, code), count in findings]
    yield "findings", "gauge", "Findings by severity and code", samples
    yield (
        "file_seconds",
        "summary",
        "Time that a file took",
        [("_count", {}, run.files_total), ("_sum", {}, run.seconds)],
    )
    if run.duration is not None:
        yield "run_seconds", "gauge", "Time that the run took", [("", {}, run.duration)]


def _counted(label: str, counts: Mapping[str, int]) -> list[Sample]:
    return [("", {label: name}, count) for name, count in sorted(counts.items())]


def _family(name: str, kind: str, text: str, samples: Iterable[Sample]) -> Iterator[str]:
    full = f"g2l_{name}"
    yield f"# TYPE {full} {kind}"
    if name.endswith("_seconds"):
        yield f"# UNIT {full} seconds"
    yield f"# HELP {full} {text}."
    for suffix, labels, value in samples:
        inside = ",".join(f'{label}="{_escaped(each)}"' for label, each in labels.items())
        yield f"{full}{suffix}{{{inside}}} {value!r}" if inside else f"{full}{suffix} {value!r}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
