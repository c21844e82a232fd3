"""An assessment as Markdown, for a pull request or a wiki. Pure; nothing from a source is taken as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from g2l_tui.report.assessment import Assessment
from g2l_tui.report.inventory import Item
from g2l_tui.report.words import (
    NAMES,
    ORDER,
    POINTS,
    SORTS,
    TASKS,
    items_of,
    lines_of,
    needs_of,
    places_of,
    summary,
    titled,
    used_by,
)
from g2l_tui.store.safe_paths import shown

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~&])")
_BREAK = "<br>"


def as_markdown(assessment: Assessment) -> str:
    """Return the report as Markdown."""
    parts = [
        f"# Readiness of {_text(assessment.root)}: {assessment.points} of 100",
        ", ".join(f"{number} {_text(noun)}" for number, noun in summary(assessment)) + ".",
        POINTS,
        *_files(assessment),
        *_work(assessment),
        *_waves(assessment),
        "## Inventory",
        NAMES,
        *(part for sort, title in SORTS.items() for part in _items(title, items_of(assessment, sort))),
    ]
    return "\n\n".join(parts) + "\n"


def _files(assessment: Assessment) -> Iterator[str]:
    yield "## Files"
    rows = []
    for file in sorted(assessment.files, key=lambda file: (file.points, file.path)):
        losses = [f"\N{MINUS SIGN}{loss.points} line {loss.line}: {_text(loss.reason)}" for loss in file.losses]
        calls = f"{file.calls_translated} of {file.calls}"
        rows.append((str(file.points), _text(file.path), file.status.value, calls, _BREAK.join(losses)))
    yield _table(("points", "file", "status", "Glue calls", "why points are missing"), rows)


def _work(assessment: Assessment) -> Iterator[str]:
    yield "## Remaining work"
    if not assessment.work:
        yield "None."
    for work in assessment.work:
        heading = (
            f"### {_text(titled(work.title))} ({work.code}, {TASKS[work.severity]}, {places_of(len(work.places))})"
        )
        yield heading
        if work.hint:
            yield f"What to do: {_text(work.hint)}."
        yield "\n".join(
            f"- {_text(place.path)}:{place.finding.line} {_text(place.finding.message)}" for place in work.places
        )


def _waves(assessment: Assessment) -> Iterator[str]:
    yield "## Waves"
    yield ORDER
    for number, wave in enumerate(assessment.waves, 1):
        yield f"### Wave {number}"
        rows = [
            (_text(step.path), _BREAK.join(f"{_text(path)}: {_text(reason)}" for path, reason in needs_of(step)))
            for step in wave
        ]
        yield _table(("file", "needs"), rows)


def _items(title: str, items: Sequence[Item]) -> Iterator[str]:
    yield f"### {title}"
    if not items:
        yield "None."
        return
    rows = []
    for item in items:
        uses = [f"{_text(path)} {lines_of(lines)} ({role})" for path, role, lines in used_by(item)]
        rows.append((_text(item.name), _text(item.target), _BREAK.join(uses)))
    yield _table(("name", "becomes", "named in"), rows)


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (heading, ["---"] * len(heading), *rows)
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _text(text: str) -> str:
    return _MARKUP.sub(r"\\\1", shown(" ".join(text.split())))
