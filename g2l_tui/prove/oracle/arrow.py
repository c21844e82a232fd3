"""Rows as an Arrow table in which what lies inside a null is null too.

Spark Connect sends rows as Arrow, whose own conversion puts zeros and empty texts into the fields of a null struct.
Spark never looks at them; Sail 0.7 does, and gives `struct.field` of a null struct as 0 or ''.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import pyarrow as pa

from g2l_tui.prove.oracle.types import ArrayOf, Atomic, ChoiceOf, DecimalOf, MapOf, StructOf, Type, label

_ATOMS = {
    "string": pa.string(),
    "boolean": pa.bool_(),
    "byte": pa.int8(),
    "short": pa.int16(),
    "int": pa.int32(),
    "long": pa.int64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", "UTC"),
    "binary": pa.binary(),
    "null": pa.null(),
}


def arrow_table(rows: Sequence[Sequence[Any]], schema: StructOf) -> pa.Table:
    """The rows, each with a value for each field of the schema, nested structs being tuples."""
    columns = [_column([row[place] for row in rows], kind) for place, (_name, kind) in enumerate(schema.fields)]
    return pa.Table.from_arrays(columns, names=[name for name, _kind in schema.fields])


def _column(values: list[Any], kind: Type) -> Any:
    match kind:
        case StructOf(fields):
            return _structs(values, fields)
        case ChoiceOf(options):
            return _structs(values, tuple((label(option), option) for option in options))
        case ArrayOf(element):
            items = [item for value in values for item in value or ()]
            return pa.ListArray.from_arrays(_offsets(values), _column(items, element))
        case MapOf(key, inner):
            pairs = [pair for value in values for pair in (value or {}).items()]
            keys, entries = [name for name, _entry in pairs], [entry for _name, entry in pairs]
            return pa.MapArray.from_arrays(_offsets(values), _column(keys, key), _column(entries, inner))
        case DecimalOf(precision, scale):
            return pa.array(values, pa.decimal128(precision, scale))
        case Atomic(name):
            return pa.array([_scalar(value) for value in values], _ATOMS[name])


def _structs(values: list[Any], fields: tuple[tuple[str, Type], ...]) -> Any:
    columns = [
        _column([None if value is None else value[place] for value in values], kind)
        for place, (_name, kind) in enumerate(fields)
    ]
    missing = pa.array([value is None for value in values], pa.bool_())
    return pa.StructArray.from_arrays(columns, names=[name for name, _kind in fields], mask=missing)


def _offsets(values: list[Any]) -> Any:
    """Where each list starts among all items; a null in place of a start makes the list null."""
    ends = list(accumulate((len(value or ()) for value in values), initial=0))
    starts = [None if value is None else end for value, end in zip(values, ends, strict=False)]
    return pa.array([*starts, ends[-1]], pa.int32())


def _scalar(value: Any) -> Any:
    """A time without a zone is one of this machine, as in rows that Spark takes and gives."""
    return value.astimezone(dt.timezone.utc) if isinstance(value, dt.datetime) else value
