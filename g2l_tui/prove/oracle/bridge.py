"""The crossing between frames and Spark DataFrames, the only place of the oracle that touches an engine.

Rows cross as plain values with an explicit schema both ways, so that the engine infers nothing. Documented:
`class-page` and `scala-page` (a choice becomes a struct with one field for each type).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.frame import Frame
from g2l_tui.prove.oracle.records import Dictionary, Node, Null, Record, node_from, plain_as
from g2l_tui.prove.oracle.records import Sequence as ArrayNode
from g2l_tui.prove.oracle.types import NULL, ArrayOf, ChoiceOf, MapOf, StructOf, Type, struct_ddl, type_from_json


def to_dataframe(frame: Frame, session: Any) -> Any:
    """The frame as a DataFrame of the session. Error records stay behind."""
    if session is None:
        raise RuntimeError("The job crosses over to a DataFrame, and no Spark session was given to the oracle.")
    schema = frame.schema
    if any(kind == NULL for _name, kind in schema.fields):
        touch("null-columns-in-dataframe")
    if not schema.fields:
        return session.range(len(frame.records)).drop("id")
    rows: list[Any] = [plain_as(record, schema) for record in frame.records]
    if _is_remote(session) and any(_has_null_struct(row, schema) for row in rows):
        from g2l_tui.prove.oracle.arrow import arrow_table  # noqa: PLC0415 - the engine's own dependency, rarely needed

        return session.createDataFrame(arrow_table(rows, schema))
    return session.createDataFrame(rows, struct_ddl(schema))


def from_dataframe(dataframe: Any, name: str = "") -> Frame:
    """The DataFrame's rows as typed records: a null keeps the type of its column."""
    schema = type_from_json(dataframe.schema.jsonValue())
    assert isinstance(schema, StructOf)  # noqa: S101 - what the schema of every DataFrame is
    if len(dict(schema.fields)) < len(schema.fields):
        touch("columns-of-one-name")
    records = tuple(_record(row, schema) for row in dataframe.collect())
    return Frame(records, name, declared=schema)


def matching(frame: Frame, predicate: str, session: Any) -> Frame:
    """The records for which a push-down predicate, which is Spark SQL as documented, holds."""
    if not predicate.strip() or not frame.records:
        return frame
    numbered = Frame(tuple(_numbered(record, number) for number, record in enumerate(frame.records)))
    kept = {row[0] for row in to_dataframe(numbered, session).where(predicate).select(_NUMBER).collect()}
    return Frame(
        tuple(record for number, record in enumerate(frame.records) if number in kept),
        frame.name,
        frame.failures,
        frame.stage_failures,
        frame.declared,
    )


_NUMBER = "_g2l_record_number"


def _is_remote(session: Any) -> bool:
    return type(session).__module__.startswith("pyspark.sql.connect")


def _has_null_struct(value: Any, kind: Type) -> bool:
    match kind, value:
        case ((StructOf() | ChoiceOf()), None):
            return True
        case StructOf(fields), tuple():
            return any(_has_null_struct(inner, field) for inner, (_name, field) in zip(value, fields, strict=True))
        case ChoiceOf(options), tuple():
            return any(_has_null_struct(inner, option) for inner, option in zip(value, options, strict=True))
        case ArrayOf(element), list():
            return any(_has_null_struct(item, element) for item in value)
        case MapOf(_, inner), dict():
            return any(_has_null_struct(entry, inner) for entry in value.values())
    return False


def _numbered(record: Record, number: int) -> Record:
    return Record({**record.fields, _NUMBER: node_from(number)})


def _record(row: Sequence[object], schema: StructOf) -> Record:
    pairs = zip(schema.fields, row, strict=True)
    return Record({name: _node(value, kind) for (name, kind), value in pairs})


def _node(value: object, kind: Type) -> Node:
    match kind, value:
        case _, None:
            return Null(kind)
        case StructOf(), tuple():
            return _record(value, kind)
        case ArrayOf(element), list():
            return ArrayNode(tuple(_node(item, element) for item in value), element)
        case MapOf(key, inner), dict():
            return Dictionary(
                tuple((_node(name, key), _node(entry, inner)) for name, entry in value.items()), key, inner
            )
    return node_from(value, kind)
