"""Turns the runs of a job into its verdict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from g2l_tui.prove.compare import compare, unstable_columns
from g2l_tui.prove.deviations import deviations_of
from g2l_tui.prove.record import Failure, Record, Written
from g2l_tui.prove.request import SAIL, SPARK, SPARK_CONNECT, SPARKS
from g2l_tui.prove.samples.sample import Origin, Rows
from g2l_tui.prove.verdict import Comparison, Outcome, Proof, Trust

_ENGINE_GAP = re.compile(
    r"not (?:yet )?(?:supported|implemented)|unsupported|unimplemented|no data source found|JVM_ATTRIBUTE|"
    r"NOT_IMPLEMENTED|EngineGap|needs classic Spark|has no end; a proof|Internal error|todo:|function not found|"
    r"unknown function|UNSUPPORTED_",
    re.IGNORECASE,
)
NO_END = frozenset({"Timeout", "WorkerLost"})
_DATABRICKS = re.compile(r"sc://[^/:;]*databricks\.(?:com|net)\b")
_CLIENT_GAP = re.compile(r"uint64 is not supported")


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of one job on one set of rows; `again` is a second run of the original, `milder` the runs on
    milder rows, where these were not the same. `tame` are columns that hold no texts which cannot be parsed;
    `refused` is how the original failed on harder rows.
    """  # noqa: D205

    original: Record
    migrated: Record
    again: Record | None
    rows: Rows
    engine: str
    code: bytes
    is_partial: bool
    tame: tuple[str, ...] = ()
    refused: Failure | None = None
    milder: Runs | None = None

    def comparisons(self, expected: Sequence[Written] = ()) -> tuple[Comparison, ...]:
        """Compare what both sides wrote, or what was expected with what the migrated side wrote."""
        unstable = unstable_columns(self.original.written, self.again.written) if self.again else {}
        found = compare(expected or self.original.written, self.migrated.written, unstable)
        if expected or "csv-empty-fields" not in self.original.doubts or not any(each.differences for each in found):
            return found
        without = compare(_without_blanks(self.original.written), _without_blanks(self.migrated.written), unstable)
        return tuple(
            each if each.differences == same.differences else replace(same, exceptions=(*same.exceptions, _BLANKS))
            for each, same in zip(found, without, strict=True)
        )

    @property
    def is_same(self) -> bool:
        """True when both sides ran to their end and wrote the same."""
        if self.original.failure or self.migrated.failure:
            return False
        return not any(each.differences for each in self.comparisons())


def _without_blanks(written: Sequence[Written]) -> tuple[Written, ...]:
    return tuple(
        replace(each, rows=tuple({name: None if value == "" else value for name, value in row.items()}
                                 for row in each.rows))
        for each in written
    )  # fmt: skip


def is_engine_gap(failure: Failure) -> bool:
    """True when the engine of the proof lacks something; that says nothing of the job."""
    return bool(_ENGINE_GAP.search(f"{failure.kind} {failure.message}") or _CLIENT_GAP.search(failure.message))


def is_databricks(engine: str) -> bool:
    """True for an address of which it is known that Databricks answers there."""
    return bool(_DATABRICKS.match(engine))


def judged(path: str, runs: Runs, expected: Sequence[Written] = ()) -> Proof:
    """Return the verdict of the runs, with everything that it rests on."""
    outcome, reason, comparisons = _outcome(runs, expected)
    doubts = runs.original.doubts
    deviations = _deviations(runs)
    if outcome is Outcome.EQUAL and (deviations or (doubts and not expected)):
        outcome = Outcome.EQUAL_EXCEPT
    return Proof(
        path,
        outcome,
        _trust(runs, outcome, expected),
        reason,
        comparisons,
        tuple(dict.fromkeys((*_assumptions(runs, expected), *_unseen(comparisons)))),
        doubts,
        deviations,
        original=runs.original,
        migrated=runs.migrated,
    )


def _outcome(runs: Runs, expected: Sequence[Written]) -> tuple[Outcome, str, tuple[Comparison, ...]]:
    original, migrated = runs.original.failure, runs.migrated.failure
    if original and not expected:
        return Outcome.NOT_RUN, f"the original does not run to its end: {_told(original)}", ()
    if migrated and migrated.kind in NO_END:
        return Outcome.NOT_RUN, f"the migrated job does not come to an end here: {_told(migrated)}", ()
    if migrated and migrated.kind == "RefusedError":
        return Outcome.NOT_RUN, f"the migrated job does what a proof does not let it do: {_told(migrated)}", ()
    if migrated and is_engine_gap(migrated):
        return Outcome.NOT_RUN, f"the engine {runs.engine} lacks what the migrated job needs: {_told(migrated)}", ()
    if migrated and runs.is_partial:
        return _up_to_there(runs, migrated)
    if migrated:
        return Outcome.DIFFERENT, f"the migrated job fails where the original does not: {_told(migrated)}", ()
    comparisons = runs.comparisons(expected)
    if any(each.differences for each in comparisons) and not expected:
        comparisons = _without_ragged(runs) or comparisons
    if any(each.differences for each in comparisons):
        return Outcome.DIFFERENT, _where(runs), comparisons
    if not comparisons:
        return Outcome.NOT_RUN, "neither side wrote anything that could be compared", ()
    if not any(each.original_rows for each in comparisons):
        return Outcome.NOT_RUN, "no row of the sample reached a target, so nothing was compared", comparisons
    is_exact = all(each.outcome is Outcome.EQUAL for each in comparisons)
    return Outcome.EQUAL if is_exact else Outcome.EQUAL_EXCEPT, "", comparisons


def _up_to_there(runs: Runs, failure: Failure) -> tuple[Outcome, str, tuple[Comparison, ...]]:
    """The verdict of a migration that is not finished: of what it wrote before it came to what is left of Glue."""
    reached = {target for written in runs.migrated.written for target in written.targets}
    written = tuple(each for each in runs.original.written if reached & set(each.targets))
    comparisons = replace(runs, original=replace(runs.original, written=written), again=None).comparisons()
    if any(each.differences for each in comparisons):
        return Outcome.DIFFERENT, "in what is written before the migration stops being complete", comparisons
    reason = f"the migration is partial, and what is left of Glue does not run with the rest: {_told(failure)}"
    return Outcome.NOT_RUN, reason, comparisons


def _where(runs: Runs) -> str:
    if runs.milder is None:
        return ""
    if runs.milder.is_same:
        return f"on {runs.rows.value} rows only; {runs.milder.rows.value} ones come out the same"
    return _where(runs.milder) or "on polite rows as well"


def _without_ragged(runs: Runs) -> tuple[Comparison, ...] | None:
    """The comparisons of the milder rows, when only records in which a field is missing come out differently."""
    if (
        runs.rows is not Rows.RAGGED
        or runs.milder is None
        or runs.milder.rows is not Rows.HOSTILE
        or not runs.milder.is_same
        or runs.migrated.failure
    ):
        return None
    ragged = {each.target: each.differences for each in runs.comparisons()}
    return tuple(
        replace(each, exceptions=(*each.exceptions, *(f"{_MISSING}: {how}" for how in ragged.get(each.target, ()))))
        for each in runs.milder.comparisons()
    )


_BLANKS = "empty fields of CSV, which Spark reads as null"
_MISSING = "records in which a field is missing, not null"


def _trust(runs: Runs, outcome: Outcome, expected: Sequence[Written]) -> Trust:
    if outcome is Outcome.NOT_RUN:
        return Trust.RUNS if runs.migrated.failure is None else Trust.STATIC
    if outcome is Outcome.DIFFERENT:
        return _trust_of_same(runs)
    if is_databricks(runs.engine):
        return Trust.DATABRICKS
    if expected:
        return Trust.REAL_GLUE
    if runs.rows is Rows.POLITE or not _has_made_up(runs):
        return Trust.POLITE
    return Trust.SPARK if runs.engine in SPARKS else Trust.HOSTILE


def _trust_of_same(runs: Runs) -> Trust:
    """The rung up to which runs that differ are still the same."""
    milder = runs.milder
    while milder is not None:
        if milder.is_same:
            return Trust.POLITE if milder.rows is Rows.POLITE else Trust.HOSTILE
        milder = milder.milder
    return Trust.RUNS


def _assumptions(runs: Runs, expected: Sequence[Written]) -> Iterator[str]:
    if not expected:
        yield "the original ran on a stand-in for awsglue that is written from its documentation, not on Glue"
    if not is_databricks(runs.engine):
        yield f"the migrated job ran on {_engine_name(runs.engine)}, not on Databricks"
    yield "order of rows and of columns, file names and layout, compression and performance are not compared"
    if _has_made_up(runs):
        yield "rows of the sources were made up from what the code and the repository say of them"
    if runs.rows is Rows.POLITE:
        why = f" ({_told(runs.refused)})" if runs.refused else ""
        yield f"on hostile rows the original itself fails{why}, so that only ordinary rows were compared"
    if runs.tame and runs.rows is not Rows.POLITE:
        left_out = ", ".join(runs.tame)
        yield f"texts that cannot be parsed were left out of {left_out}: the engine does not take what Glue makes null"
    if runs.is_partial:
        yield "what is left of Glue in the migrated job ran on the same stand-in as the original"
    if runs.original.effects or runs.migrated.effects:
        yield "calls of AWS and changes of stored files were answered and not carried out"
        if sorted(runs.original.effects) != sorted(runs.migrated.effects):
            yield "the two sides make other such calls: " + _other(runs.original.effects, runs.migrated.effects)
    yield from runs.original.notes
    yield from runs.migrated.notes


def _unseen(comparisons: Sequence[Comparison]) -> Iterator[str]:
    for each in comparisons:
        if each.empty:
            yield f"in {each.target}, nothing is known of {', '.join(each.empty)}: null in every row that was compared"


def _deviations(runs: Runs) -> tuple[str, ...]:
    return deviations_of(runs.code, (runs.original, runs.migrated)) if runs.engine == SAIL else ()


def _has_made_up(runs: Runs) -> bool:
    """True when a source had generated rows: only those are hostile on purpose."""
    return any(sample.origin is Origin.GENERATED for sample in runs.original.samples)


def _engine_name(engine: str) -> str:
    return {SAIL: "Sail", SPARK: "Apache Spark", SPARK_CONNECT: "Apache Spark Connect"}.get(engine, engine)


def _other(left: Sequence[str], right: Sequence[str]) -> str:
    only = [f"original {each}" for each in left if each not in right]
    only += [f"migrated {each}" for each in right if each not in left]
    return "; ".join(only[:6]) or "in other numbers"


def _told(failure: Failure) -> str:
    at = f" (line {failure.line})" if failure.line else ""
    return f"{failure.kind}: {failure.message[:240]}{at}"
