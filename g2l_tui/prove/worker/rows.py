"""Rows as frames and files of the engine, and frames as rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from g2l_tui.prove.oracle.types import StructOf, parse_type
from g2l_tui.prove.samples.columns import decimal_size, struct_fields
from g2l_tui.prove.samples.sample import Sample
from g2l_tui.prove.values import Row

_INTEGERS = frozenset({"int", "bigint", "smallint", "tinyint"})


class DuplicateColumnError(ValueError):
    """A frame with two columns of one name, which no table or file can hold."""


def frame_of(session: Any, sample: Sample) -> Any:
    """Return a sample as a frame with its declared types; a column with other values among them is text."""
    types = {name: _typed(name, kind, sample.rows) for name, kind in sample.types.items()}
    ddl = ", ".join(f"`{name}` {kind}" for name, kind in types.items())
    rows = [tuple(_fitting(row.get(name), kind) for name, kind in types.items()) for row in sample.rows]
    if not any("struct<" in kind for kind in types.values()):
        return session.createDataFrame(rows, ddl)
    from g2l_tui.prove.oracle.arrow import arrow_table  # noqa: PLC0415 - the engine's own dependency, rarely needed

    struct = StructOf(tuple((name, parse_type(kind)) for name, kind in types.items()))
    return session.createDataFrame(arrow_table(rows, struct), ddl)


def rows_of(frame: Any) -> tuple[tuple[Row, ...], dict[str, str]]:
    """Return the rows of a frame and its types. Raises DuplicateColumnError."""
    types: dict[str, str] = {}
    for column in frame.schema.fields:
        if column.name.lower() in (name.lower() for name in types):
            raise DuplicateColumnError(f"the column {column.name} is there twice; it cannot be written")
        types[column.name] = column.dataType.simpleString()
    rows = tuple({name: _plain(row[place]) for place, name in enumerate(types)} for row in frame.collect())
    return rows, types


def write_files(sample: Sample, folder: Path) -> None:
    """Write a sample as files of its format: CSV or lines of JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"sample.{sample.format}"
    if sample.format == "csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, delimiter=sample.options.get("sep", ","))
            if sample.options.get("header", "false") == "true":
                writer.writerow(sample.types)
            writer.writerows([_text(row.get(name)) for name in sample.types] for row in sample.rows)
        return
    lines = (json.dumps({name: _json(value) for name, value in row.items()}) for row in sample.rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def inferred(rows: Iterable[Row]) -> dict[str, str]:
    """Return the types that Spark infers for lines of JSON: text where values are of several kinds."""
    seen: dict[str, list[Any]] = {}
    for row in rows:
        for name, value in row.items():
            seen.setdefault(name, []).append(value)
    return {name: _inferred([value for value in values if value is not None]) for name, values in sorted(seen.items())}


def _inferred(values: Sequence[Any]) -> str:
    if not values:
        return "string"
    if all(isinstance(value, bool) for value in values):
        return "boolean"
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return "bigint"
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return "double"
    if all(isinstance(value, list | tuple) for value in values):
        return f"array<{_inferred([inner for value in values for inner in value if inner is not None])}>"
    if all(isinstance(value, Mapping) for value in values):
        return "struct<" + ",".join(f"{name}:{kind}" for name, kind in inferred(values).items()) + ">"
    return "string"


def _typed(name: str, kind: str, rows: Sequence[Row]) -> str:
    values = [row.get(name) for row in rows if row.get(name) is not None]
    return kind or "string" if all(_fits(value, kind) for value in values) else "string"


def _fits(value: Any, kind: str) -> bool:
    base = kind.partition("(")[0].partition("<")[0]
    if base in _INTEGERS:
        return isinstance(value, int) and not isinstance(value, bool)
    if base in {"double", "float", "decimal"}:
        return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return not (base in {"date", "timestamp", "boolean", "array", "struct", "map"} and isinstance(value, str))


def _fitting(value: Any, kind: str) -> Any:
    base = kind.partition("(")[0].partition("<")[0]
    match value:
        case None:
            return None
        case Mapping() if base == "struct":
            return tuple(_fitting(value.get(name), of) for name, of in struct_fields(kind))
        case list() | tuple() if base == "array":
            return [_fitting(inner, kind[len("array<") : -1]) for inner in value]
        case _ if base == "string" and not isinstance(value, str):
            return json.dumps(_json(value)) if isinstance(value, Mapping | list | tuple) else _text(value)
        case _ if base == "decimal":
            return _decimal(value, kind)
        case _ if base in {"double", "float"}:
            return float(value)
        case datetime() if base == "date":
            return value.date()
        case _:
            return value


def _decimal(value: Any, kind: str) -> Decimal | None:
    try:
        return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimal_size(kind)[1]))
    except InvalidOperation:
        return None


def _plain(value: Any) -> Any:
    """A value of a collected row without the engine's own classes."""
    match value:
        case tuple() if hasattr(value, "__fields__"):
            return {name: _plain(inner) for name, inner in zip(value.__fields__, value, strict=True)}
        case list() | tuple():
            return tuple(_plain(inner) for inner in value)
        case dict():
            return {key: _plain(inner) for key, inner in value.items()}
        case bytearray():
            return bytes(value)
        case _:
            return value


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S")
        case _:
            return str(value)


def _json(value: Any) -> Any:
    match value:
        case Mapping():
            return {str(key): _json(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_json(inner) for inner in value]
        case Decimal():
            return float(value)
        case date() | bytes():
            return _text(value) if isinstance(value, datetime) else str(value)
        case _:
            return value
