"""What one run of one side did: the journal of a worker process, as values and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from g2l_tui.prove.samples.sample import Sample
from g2l_tui.prove.values import Row, decode_rows, encode_rows


@dataclass(frozen=True, slots=True)
class Written:
    """Rows that a job wrote, or would have written, to one target.

    `targets` are the names it is known by in the migration's words: `main.sales.orders`, `s3://lake/orders`,
    `jdbc:orders`. `types` are Spark's simple types. `options` hold no secrets. `generated` are columns whose
    values a run makes up. `is_state` is true where the rows are what a table held at the end, because SQL
    changed it in place.
    """

    targets: tuple[str, ...]
    mode: str
    format: str
    rows: tuple[Row, ...] = field(repr=False)
    types: Mapping[str, str]
    partitions: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    generated: tuple[str, ...] = ()
    is_state: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run ended early: the kind of error, its message, and the line of the job that was running (1-based)."""

    kind: str
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One run. `effects` are calls that had an effect outside the data (AWS, files), answered and not carried out.
    `doubts` are behaviours of Glue that the run relied on and nobody documents.
    """  # noqa: D205

    written: tuple[Written, ...] = ()
    failure: Failure | None = None
    samples: tuple[Sample, ...] = ()
    effects: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0


def record_as_json(record: Record) -> bytes:
    """Return the record as a worker writes it to its file."""
    values = {name: getattr(record, name) for name in ("failure", "effects", "doubts", "notes", "seconds")}
    return msgspec.json.encode(
        {
            **values,
            "written": [
                {**_fields(each), "rows": encode_rows(each.rows), "types": dict(each.types)} for each in record.written
            ],
            "samples": [sample.as_values() for sample in record.samples],
        }
    )


def record_from_json(text: bytes) -> Record:
    """Return the record of a worker's file. Raises ValueError when it is none."""
    try:
        values: dict[str, Any] = msgspec.json.decode(text, type=dict[str, Any])
        written = [{**each, "rows": decode_rows(each["rows"])} for each in values.pop("written")]
        samples = tuple(Sample.from_values(each) for each in values.pop("samples"))
        failure = values.pop("failure")
        return Record(
            written=tuple(msgspec.convert(_tuples(each), Written) for each in written),
            failure=failure and msgspec.convert(failure, Failure),
            samples=samples,
            effects=tuple(values["effects"]),
            doubts=tuple(values["doubts"]),
            notes=tuple(values["notes"]),
            seconds=float(values["seconds"]),
        )
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        raise ValueError(f"the worker's record cannot be read: {error}") from error


def _fields(written: Written) -> dict[str, Any]:
    return {name: getattr(written, name) for name in Written.__dataclass_fields__}


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
