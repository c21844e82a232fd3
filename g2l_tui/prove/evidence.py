"""Proofs as one file to keep: Markdown, or HTML that asks for nothing from elsewhere and runs nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from importlib.resources import files

from g2l_tui.prove.report import doubt_sentence
from g2l_tui.prove.values import Row, shown
from g2l_tui.prove.verdict import Comparison, Outcome, Proof, Trust, totals
from g2l_tui.store.safe_paths import shown as safe

_ROWS = 12
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_CLASSES = {
    Outcome.EQUAL: "equal",
    Outcome.EQUAL_EXCEPT: "except",
    Outcome.DIFFERENT: "different",
    Outcome.NOT_RUN: "open",
}


def as_markdown(root: str, proofs: Mapping[str, Proof]) -> str:
    """Return the proofs as Markdown."""
    lines = [f"# Proof of {_cell(root)}", "", _summary(proofs), "", "| job | verdict | trust |", "|---|---|---|"]
    lines += [f"| {_cell(path)} | {_cell(proof.sentence)} | {proof.trust.value} |" for path, proof in proofs.items()]
    lines += ["", *(f"- {trust.value}: {trust.meaning}" for trust in Trust)]
    for path, proof in proofs.items():
        lines += [
            "",
            f"## {_cell(path)}",
            "",
            f"{_cell(proof.sentence)} ({proof.trust.value}: {proof.trust.meaning}).",
            "",
        ]
        lines += [f"- {_cell(line)}" for line in _grounds(proof)]
        for comparison in proof.comparisons:
            lines += ["", *_markdown_table(comparison)]
    return "\n".join(lines) + "\n"


def as_page(root: str, proofs: Mapping[str, Proof]) -> str:
    """Return the proofs as one HTML document. Everything that a job or a file said is escaped."""
    style = files("g2l_tui.prove").joinpath("evidence.css").read_text(encoding="utf-8")
    rows = "".join(
        f'<tr class="{_CLASSES[proof.outcome]}"><td><a href="#job-{number}">{_text(path)}</a></td>'
        f"<td>{_text(proof.sentence)}</td><td>{proof.trust.value}</td></tr>"
        for number, (path, proof) in enumerate(proofs.items(), 1)
    )
    ladder = "".join(f"<li><b>{trust.value}</b> {_text(trust.meaning)}</li>" for trust in Trust)
    jobs = "".join(_section(number, path, proof) for number, (path, proof) in enumerate(proofs.items(), 1))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark">'
        f"<title>Proof of {_text(root)}</title><style>{style}</style></head><body>"
        f"<h1>Proof of {_text(root)}</h1><p>{_text(_summary(proofs))}</p>"
        f"<table><thead><tr><th>job</th><th>verdict</th><th>trust</th></tr></thead><tbody>{rows}</tbody></table>"
        f"<ul>{ladder}</ul>{jobs}</body></html>\n"
    )


def _summary(proofs: Mapping[str, Proof]) -> str:
    numbers = totals(proofs)
    return ", ".join(f"{numbers[outcome.name.lower()]} {outcome.value}" for outcome in Outcome)


def _grounds(proof: Proof) -> Iterator[str]:
    if proof.reason:
        yield proof.reason
    for sample in proof.original.samples:
        yield f"source {sample.name}: {len(sample.rows)} rows, {sample.origin.value}"
    yield from (f"assumed: {each}" for each in proof.assumptions)
    yield from (f"undocumented in Glue: {doubt_sentence(name)}" for name in proof.doubts)
    yield from (f"not as on Spark: {each}" for each in proof.deviations)
    yield from (f"{each.path}:{each.line} {each.kind.value}: {each.call}" for each in proof.intents)
    if proof.engine:
        yield f"{proof.seconds:.1f} s on {proof.engine}"


def _section(number: int, path: str, proof: Proof) -> str:
    grounds = "".join(f"<li>{_text(line)}</li>" for line in _grounds(proof))
    compared = "".join(_comparison(each) for each in proof.comparisons)
    return (
        f'<section id="job-{number}" class="{_CLASSES[proof.outcome]}"><h2>{_text(path)}</h2>'
        f"<p>{_text(proof.sentence)} ({proof.trust.value}: {_text(proof.trust.meaning)}).</p>"
        f"<ul>{grounds}</ul>{compared}</section>"
    )


def _comparison(comparison: Comparison) -> str:
    notes = "".join(f"<li>{_text(line)}</li>" for line in _notes(comparison))
    rows = f"{comparison.original_rows} and {comparison.migrated_rows} rows"
    heading = f"<h3>{_text(comparison.target)}: {comparison.outcome.value} ({rows})</h3><ul>{notes}</ul>"
    if not comparison.examples:
        return heading
    columns = _columns(comparison)
    head = "".join(f"<th>{_text(column)}</th>" for column in columns)
    body = "".join(
        _sided("original", each.original, each.migrated, columns)
        + _sided("migrated", each.migrated, each.original, columns)
        for each in comparison.examples[:_ROWS]
    )
    return (
        f'{heading}<div class="wide"><table><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _sided(side: str, row: Row | None, other: Row | None, columns: Iterable[str]) -> str:
    cells = "".join(_marked(row, other, column) for column in columns)
    return f'<tr class="{side}"><th>{side}</th>{cells}</tr>'


def _marked(row: Row | None, other: Row | None, column: str) -> str:
    if row is None:
        return '<td class="none"></td>'
    differs = other is not None and row.get(column) != other.get(column)
    mark = ' class="differs"' if differs else ""
    return f"<td{mark}>{_text(shown(row.get(column)))}</td>"


def _markdown_table(comparison: Comparison) -> Iterator[str]:
    rows = f"{comparison.original_rows} and {comparison.migrated_rows} rows"
    yield f"### {_cell(comparison.target)}: {comparison.outcome.value} ({rows})"
    yield ""
    yield from (f"- {_cell(line)}" for line in _notes(comparison))
    if not comparison.examples:
        return
    columns = _columns(comparison)
    yield ""
    yield "| | " + " | ".join(_cell(column) for column in columns) + " |"
    yield "|---" * (len(columns) + 1) + "|"
    for each in comparison.examples[:_ROWS]:
        for side, row in (("original", each.original), ("migrated", each.migrated)):
            cells = ["—" if row is None else _cell(shown(row.get(column))) for column in columns]
            yield f"| {side} | " + " | ".join(cells) + " |"


def _notes(comparison: Comparison) -> Iterator[str]:
    yield from (f"different: {each}" for each in comparison.differences)
    yield from (f"except: {each}" for each in comparison.exceptions)


def _columns(comparison: Comparison) -> list[str]:
    """The columns of the examples, those that differ first."""
    different = [each.column for each in comparison.columns]
    every = {
        name: None for each in comparison.examples for row in (each.original, each.migrated) if row for name in row
    }
    return [*different, *(name for name in every if name not in different)]


def _text(text: str) -> str:
    return escape(safe(" ".join(text.split())))


def _cell(text: str) -> str:
    plain = safe(" ".join(text.split()))
    return "".join(f"\\{sign}" if sign in "\\`*_|<>[]#" else sign for sign in plain)
