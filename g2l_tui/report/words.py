"""The words that the report says in Markdown and in HTML alike. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from g2l_tui.model.finding import Severity
from g2l_tui.model.migration import Status
from g2l_tui.report.assessment import Assessment
from g2l_tui.report.inventory import Item, Sort
from g2l_tui.report.waves import Step
from g2l_tui.workspace.report import counted

POINTS = (
    "Points are out of 100. A file's Glue calls share them evenly; what could not be translated is charged to the "
    "finding that keeps it, and a translation that somebody has to agree with costs two."
)
ORDER = "What a file needs moves in an earlier wave; files that need each other in a circle move together."
NAMES = "Names only. What is known only when a job runs stands in braces."
TASKS = {Severity.ERROR: "translate by hand", Severity.WARNING: "agree or change", Severity.INFO: "good to know"}
SORTS = {
    Sort.TABLE: "Tables",
    Sort.PATH: "Paths",
    Sort.CONNECTION: "Connections",
    Sort.SECRET: "Secrets",
    Sort.ARGUMENT: "Job arguments",
}


def summary(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """Return the figures at the top: a number, and what it counts."""
    statuses = Counter(file.status for file in assessment.files)
    calls = sum(file.calls for file in assessment.files)
    translated = sum(file.calls_translated for file in assessment.files)
    return (
        (f"{len(assessment.files):,}", "Python files"),
        *((f"{statuses[status]:,}", status.value) for status in Status if statuses[status]),
        (f"{translated:,} of {calls:,}", "Glue calls translated"),
    )


def items_of(assessment: Assessment, sort: Sort) -> tuple[Item, ...]:
    """Return the things of one sort."""
    return tuple(item for item in assessment.items if item.sort is sort)


def needs_of(step: Step) -> Iterator[tuple[str, str]]:
    """Yield each file that must move before, or with, this one, and why."""
    for path, reason in step.needs:
        yield path, f"{reason} (moves together)" if path in step.circle else reason


def used_by(item: Item) -> Iterator[tuple[str, str, Sequence[int]]]:
    """Yield for each file and role the lines that name a thing."""
    places: dict[tuple[str, str], list[int]] = {}
    for use in item.uses:
        places.setdefault((use.path, use.role.value), []).append(use.line)
    for (path, role), lines in places.items():
        yield path, role, lines


def lines_of(numbers: Sequence[int]) -> str:
    """Return `line 3`, or `lines 3, 9`."""
    return f"line{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers))}"


def titled(text: str) -> str:
    """Return a text as a heading begins: with a capital."""
    return text[:1].upper() + text[1:]


def places_of(number: int) -> str:
    """Return `1 place`, `2 places`."""
    return counted(number, "place")
