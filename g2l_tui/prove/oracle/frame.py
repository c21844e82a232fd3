"""A frame: records, the error records kept aside, and a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.records import Node, Record, Scalar, record_from, schema_of
from g2l_tui.prove.oracle.rows import Failure
from g2l_tui.prove.oracle.types import NO_COLUMNS, STRING, StructOf, Type, merge


class ErrorThresholdError(Exception):
    """A transform met more error records than the job allows (`stageThreshold`, `totalThreshold`)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """An immutable DynamicFrame: `failures` of all stages so far, `stage_failures` how many the last one made.

    `declared` are the columns that a typed source promised, for a frame that has no record to tell. `generated` are
    columns of made-up keys: only their equality means anything.
    """

    records: tuple[Record, ...]
    name: str = ""
    failures: tuple[Failure, ...] = ()
    stage_failures: int = 0
    declared: StructOf = NO_COLUMNS
    generated: frozenset[str] = frozenset()

    @property
    def schema(self) -> StructOf:
        """The schema over all records; without records, what the source declared."""
        if self.records:
            return schema_of(self.records)
        touch("empty-frame")
        return self.declared

    def with_records(self, records: Iterable[Record], failures: Iterable[Failure] = ()) -> Frame:
        """The frame that a transform makes of this one: earlier error records come along."""
        new = tuple(failures)
        return replace(
            self,
            records=tuple(records),
            failures=(*self.failures, *new),
            stage_failures=len(new),
            declared=NO_COLUMNS,
        )

    def each(self, transform: Callable[[Record], Record]) -> Frame:
        """Each record transformed by itself; one that raises ValueError becomes an error record."""
        records: list[Record] = []
        failures: list[Failure] = []
        for record in self.records:
            try:
                records.append(transform(record))
            except ValueError as error:
                failures.append(Failure(str(error), record))
        return self.with_records(records, failures)

    def checked(self, stage_threshold: int, total_threshold: int) -> Frame:
        """This frame, unless it has as many error records as a threshold; 0 means never (documented: `class-page`).

        Raises ErrorThresholdError.
        """
        for threshold, count in ((stage_threshold, self.stage_failures), (total_threshold, len(self.failures))):
            if threshold == count > 0:
                touch("error-threshold")
            if 0 < threshold <= count:
                raise ErrorThresholdError(f"{count} error records were met, and {threshold} are the limit.")
        return self

    def errors(self) -> Frame:
        """The error records as records (`errors-page`)."""
        if self.failures:
            touch("errors-layout")
        return Frame(tuple(_error_record(failure) for failure in self.failures), self.name)


def frame_from(
    records: Iterable[Mapping[str, object]],
    types: Mapping[str, Type],
    name: str = "",
    unparsable: Iterable[str] = (),
) -> Frame:
    """A frame of plain records with the types that their source declares."""
    failures = tuple(Failure("The text could not be parsed.", None, text) for text in unparsable)
    declared = StructOf(tuple(types.items()))
    typed = tuple(record_from(record, types) for record in records)
    return Frame(typed, name, failures, len(failures), declared)


def union(first: Frame, second: Frame) -> Frame:
    """All records of both, by field name (documented: `class-page`)."""
    declared = merge(first.declared, second.declared)
    joined = first.with_records((*first.records, *second.records))
    return replace(
        joined,
        failures=(*first.failures, *second.failures),
        generated=first.generated | second.generated,
        declared=declared if isinstance(declared, StructOf) else first.declared,
    )


def _error_record(failure: Failure) -> Record:
    error: dict[str, Node] = {"msg": Scalar(STRING, failure.message)}
    if failure.record is not None:
        error["dynamicRecord"] = failure.record
    if failure.text:
        error["record"] = Scalar(STRING, failure.text)
    return Record({"error": Record(error)})
