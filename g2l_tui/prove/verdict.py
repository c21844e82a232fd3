"""Verdicts: what a proof came to, how far it reaches, and under which assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from g2l_tui.prove.preflight import Intent
from g2l_tui.prove.record import Record
from g2l_tui.prove.values import Row


class Outcome(str, Enum):
    """What the comparison came to, from best to worst."""

    EQUAL = "equal on sample"
    EQUAL_EXCEPT = "equal except"
    DIFFERENT = "different"
    NOT_RUN = "not run"


class Trust(str, Enum):
    """How far a verdict reaches: each rung includes those before it."""

    STATIC = "T0"
    RUNS = "T1"
    POLITE = "T2"
    HOSTILE = "T3"
    SPARK = "T4"
    REAL_GLUE = "T5"
    DATABRICKS = "T6"

    @property
    def meaning(self) -> str:
        """The rung in words."""
        return _MEANINGS[self]


_MEANINGS = {
    Trust.STATIC: "parses, names are defined; the migrated job did not run to its end",
    Trust.RUNS: "the migrated job runs on a Spark-compatible engine",
    Trust.POLITE: "same rows as the documented behaviour of Glue on ordinary sample rows",
    Trust.HOSTILE: "same, also on hostile sample rows: nulls, duplicates, unmatched keys, values at bounds, odd texts",
    Trust.SPARK: "same, with the migrated job on Apache Spark itself",
    Trust.REAL_GLUE: "same rows as a real run of Glue wrote",
    Trust.DATABRICKS: "same, with the migrated job run on Databricks",
}


@dataclass(frozen=True, slots=True)
class Example:
    """A row on one side with its nearest row on the other; None where there is none left to compare with."""

    original: Row | None
    migrated: Row | None


@dataclass(frozen=True, slots=True)
class ColumnDifference:
    """A column whose values differ in `rows` of the rows that could be put side by side."""

    column: str
    rows: int
    original: Any
    migrated: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """One target on both sides. `differences` make the verdict `different`; `exceptions` are set aside by name.

    `empty` are columns that are null in every row: that they are equal says nothing.
    """

    target: str
    original_rows: int
    migrated_rows: int
    differences: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    columns: tuple[ColumnDifference, ...] = ()
    examples: tuple[Example, ...] = ()
    empty: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """What this target alone came to."""
        if self.differences:
            return Outcome.DIFFERENT
        return Outcome.EQUAL_EXCEPT if self.exceptions else Outcome.EQUAL


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of one job. `reason` says in a sentence why it was not run, or where it stopped.

    `assumptions` are what the verdict rests on; `doubts` among them are behaviours of Glue that are not
    documented, or documented in two ways; `deviations` what the engine is known to answer otherwise than Spark.
    """

    path: str
    outcome: Outcome
    trust: Trust
    reason: str = ""
    comparisons: tuple[Comparison, ...] = ()
    assumptions: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    deviations: tuple[str, ...] = ()
    intents: tuple[Intent, ...] = ()
    engine: str = ""
    seconds: float = 0.0
    original: Record = field(default_factory=Record, repr=False)
    migrated: Record = field(default_factory=Record, repr=False)

    @property
    def sentence(self) -> str:
        """The verdict as a person reads it in one line."""
        rows = sum(each.original_rows for each in self.comparisons)
        targets = len(self.comparisons)
        compared = f"{rows} {_plural(rows, 'row')} in {targets} {_plural(targets, 'target')}"
        match self.outcome:
            case Outcome.NOT_RUN:
                return f"not run: {self.reason}"
            case Outcome.DIFFERENT:
                first = next((d for each in self.comparisons for d in each.differences), self.reason)
                return f"different: {first}"
            case Outcome.EQUAL_EXCEPT:
                excepted = dict.fromkeys(e for each in self.comparisons for e in each.exceptions)
                doubts = [f"what Glue does is undocumented ({', '.join(self.doubts)})"] if self.doubts else []
                return f"equal on sample, {compared}, except: {'; '.join([*excepted, *doubts, *self.deviations])}"
            case _:
                return f"equal on sample, {compared}"


def totals(proofs: Mapping[str, Proof]) -> dict[str, int]:
    """Count proofs by outcome."""
    return {outcome.name.lower(): sum(p.outcome is outcome for p in proofs.values()) for outcome in Outcome}


def _plural(number: int, noun: str) -> str:
    return noun if number == 1 else f"{noun}s"
