"""Proofs as values for programs, and as lines for people. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from g2l_tui.prove.oracle.doubts import DOUBTS
from g2l_tui.prove.preflight import Intent
from g2l_tui.prove.record import Failure, Record
from g2l_tui.prove.samples.sample import Origin
from g2l_tui.prove.values import Row, encode, shown
from g2l_tui.prove.verdict import Comparison, Outcome, Proof, totals
from g2l_tui.store.safe_paths import shown as safe

SCHEMA = 1

Paint = Callable[[str, str], str]
"""A text and what it means, to the text as it is printed."""

_MEANINGS = {
    Outcome.EQUAL: "migrated",
    Outcome.EQUAL_EXCEPT: "migrated",
    Outcome.DIFFERENT: "error",
    Outcome.NOT_RUN: "partial",
}

_ORIGINS = {Origin.USER: "rows of yours", Origin.GENERATED: "made-up rows"}


def as_values(root: str, proofs: Mapping[str, Proof], seconds: float) -> dict[str, Any]:
    """Return proofs as plain values, as the shipped JSON Schema says."""
    return {
        "schema": SCHEMA,
        "root": root,
        "proofs": [_proof(path, proof) for path, proof in proofs.items()],
        "totals": {"files": len(proofs), **totals(proofs), "seconds": round(seconds, 3)},
    }


def intents_as_values(root: str, found: Mapping[str, tuple[Intent, ...]]) -> dict[str, Any]:
    """Return what scripts would do, for a run that was not started."""
    return {
        "schema": SCHEMA,
        "root": root,
        "planned": [{"path": path, "intents": [_intent(each) for each in every]} for path, every in found.items()],
    }


def as_lines(proofs: Mapping[str, Proof], paint: Paint) -> Iterator[str]:
    """Yield a line per job, what differs and what it rests on below it; what all rest on, and the totals."""
    compared = [proof for proof in proofs.values() if proof.comparisons]
    grounds = [set(proof.assumptions) for proof in compared]
    shared = set.intersection(*grounds) if grounds else set()
    for path, proof in proofs.items():
        verdict = paint(proof.outcome.value, _MEANINGS[proof.outcome])
        yield f"{safe(path)}: {verdict} [{proof.trust.value}: {proof.trust.meaning}]"
        if proof.reason:
            yield f"    {_one_line(proof.reason)}"
        yield from _sample_lines(proof)
        for comparison in proof.comparisons:
            yield from _comparison_lines(comparison, "until then " if proof.outcome is Outcome.NOT_RUN else "")
        for name in proof.doubts:
            yield f"    undocumented in Glue: {_one_line(doubt_sentence(name))}"
        for deviation in proof.deviations:
            yield f"    not as on Spark: {deviation}"
        if proof.comparisons:
            yield from (f"    assumed: {_one_line(each)}" for each in proof.assumptions if each not in shared)
    if shared:
        yield "What this rests on:"
        yield from (f"    {_one_line(each)}" for each in compared[0].assumptions if each in shared)
    numbers = totals(proofs)
    counts = ", ".join(f"{numbers[outcome.name.lower()]} {outcome.value}" for outcome in Outcome)
    yield f"{len(proofs)} {'job' if len(proofs) == 1 else 'jobs'}: {counts}."


def intent_lines(found: Mapping[str, tuple[Intent, ...]]) -> Iterator[str]:
    """Yield what running the jobs would do beside reading and writing rows."""
    for path, every in found.items():
        yield f"{safe(path)}: {'beside reading and writing rows' if every else 'nothing but reading and writing rows'}"
        for each in every:
            yield f"    {safe(each.path)}:{each.line} {each.kind.value}: {_one_line(each.call)}"


def doubt_sentence(name: str) -> str:
    """Return what Glue's documentation leaves open, and what the stand-in does about it."""
    doubt = DOUBTS.get(name)
    return f"{doubt.question} Here: {doubt.choice}." if doubt else name


def _sample_lines(proof: Proof) -> Iterator[str]:
    """A line that says which rows were read: the reach of any verdict."""
    samples = [f"{_one_line(each.name)} ({len(each.rows)} {_ORIGINS[each.origin]})" for each in proof.original.samples]
    if samples:
        yield f"    read: {', '.join(samples)}"


def _comparison_lines(comparison: Comparison, when: str) -> Iterator[str]:
    rows = f"{comparison.original_rows} and {comparison.migrated_rows} rows"
    yield f"    {_one_line(comparison.target)}: {when}{comparison.outcome.value} ({rows})"
    for difference in comparison.differences:
        yield f"        different: {_one_line(difference)}"
    for column in comparison.columns[:8]:
        values = _one_line(shown(column.original)), _one_line(shown(column.migrated))
        yield f"        {_one_line(column.column)}: {values[0]} became {values[1]}"
    for exception in comparison.exceptions:
        yield f"        except: {_one_line(exception)}"


def _proof(path: str, proof: Proof) -> dict[str, Any]:
    return {
        "path": path,
        "outcome": proof.outcome.value,
        "trust": proof.trust.value,
        "trust_meaning": proof.trust.meaning,
        "sentence": proof.sentence,
        "reason": proof.reason,
        "engine": proof.engine,
        "comparisons": [_comparison(each) for each in proof.comparisons],
        "assumptions": list(proof.assumptions),
        "doubts": [{"name": name, "sentence": doubt_sentence(name)} for name in proof.doubts],
        "deviations": list(proof.deviations),
        "intents": [_intent(each) for each in proof.intents],
        "original": _record(proof.original),
        "migrated": _record(proof.migrated),
        "seconds": round(proof.seconds, 3),
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "target": comparison.target,
        "outcome": comparison.outcome.value,
        "original_rows": comparison.original_rows,
        "migrated_rows": comparison.migrated_rows,
        "differences": list(comparison.differences),
        "exceptions": list(comparison.exceptions),
        "columns": [
            {
                "column": each.column,
                "rows": each.rows,
                "original": encode(each.original),
                "migrated": encode(each.migrated),
            }
            for each in comparison.columns
        ],
        "examples": [
            {"original": _row(each.original), "migrated": _row(each.migrated)} for each in comparison.examples
        ],
    }


def _record(record: Record) -> dict[str, Any]:
    return {
        "failure": _failure(record.failure),
        "writes": [
            {
                "targets": list(each.targets),
                "mode": each.mode,
                "format": each.format,
                "rows": len(each.rows),
                "types": dict(each.types),
                "partitions": list(each.partitions),
                "options": dict(each.options),
            }
            for each in record.written
        ],
        "samples": [
            {"name": each.name, "rows": len(each.rows), "types": dict(each.types), "origin": each.origin.value}
            for each in record.samples
        ],
        "effects": list(record.effects),
        "seconds": round(record.seconds, 3),
    }


def _failure(failure: Failure | None) -> dict[str, Any] | None:
    return None if failure is None else {"kind": failure.kind, "message": failure.message, "line": failure.line}


def _intent(intent: Intent) -> dict[str, Any]:
    return {"path": intent.path, "line": intent.line, "kind": intent.kind.value, "call": intent.call}


def _row(row: Row | None) -> dict[str, Any] | None:
    return None if row is None else {name: encode(value) for name, value in row.items()}


def _one_line(text: str) -> str:
    return safe(" ".join(text.split()))
