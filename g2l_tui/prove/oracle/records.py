"""Records as trees of typed values, and the way between them and plain Python.

A missing field is an absent name; an explicit null is a `Null`, which remembers its type where one is known, so that a
typed column that happens to be null is not mistaken for one of null type (documented difference: `drop-nulls-page`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.texts import fit_float, from_text
from g2l_tui.prove.oracle.types import (
    BINARY,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    INTEGERS,
    LONG,
    NULL,
    STRING,
    TIMESTAMP,
    ArrayOf,
    Atomic,
    ChoiceOf,
    DecimalOf,
    MapOf,
    StructOf,
    Type,
    fits,
    label,
    merge,
    merge_all,
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value with the one type it has: its Python class does not tell an int from a long."""

    type: Atomic | DecimalOf
    value: object


@dataclass(frozen=True, slots=True)
class Null:
    type: Type = NULL


@dataclass(frozen=True, slots=True)
class Record:
    """A struct, and so also a whole record. Never changed in place."""

    fields: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Sequence:
    """An array. `element` is what is known of the elements besides their own types, so that an empty one has a type."""

    items: tuple[Node, ...]
    element: Type = NULL


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A map, which only typed sources have: JSON objects are structs."""

    entries: tuple[tuple[Node, Node], ...]
    key: Type = STRING
    value: Type = NULL


Node = Scalar | Null | Record | Sequence | Dictionary

_PYTHON_TYPES: tuple[tuple[type, Atomic], ...] = (
    (bool, BOOLEAN),
    (str, STRING),
    (float, DOUBLE),
    (bytes, BINARY),
    (bytearray, BINARY),
    (dt.datetime, TIMESTAMP),
    (dt.date, DATE),
)


def type_of(node: Node) -> Type:
    match node:
        case Scalar(kind) | Null(kind):
            return kind
        case Record(fields):
            return StructOf(tuple((name, type_of(field)) for name, field in fields.items()))
        case Sequence(items, element):
            return ArrayOf(merge_all([element, *map(type_of, items)]))
        case Dictionary(entries, key, value):
            values = merge_all([value, *(type_of(entry) for _key, entry in entries)])
            return MapOf(merge_all([key, *(type_of(name) for name, _entry in entries)]), values)


def schema_of(records: Iterable[Record]) -> StructOf:
    """The schema computed over the records: every field that any of them has (documented: `scala-page`)."""
    fields: dict[str, Type] = {}
    for record in records:
        for name, node in record.fields.items():
            kind = type_of(node)
            if name not in fields:
                fields[name] = kind
            elif fields[name] != kind:
                fields[name] = merge(fields[name], kind)
    return StructOf(tuple(fields.items()))


def node_from(value: object, declared: Type = NULL) -> Node:
    """A plain value as a typed one: of the declared type where it fits, else of the type it has by itself."""
    match value, declared:
        case None, _:
            return Null(declared)
        case Mapping(), MapOf(key, inner):
            entries = tuple((node_from(name, key), node_from(entry, inner)) for name, entry in value.items())
            return Dictionary(entries, key, inner)
        case Mapping(), _:
            fields = dict(declared.fields) if isinstance(declared, StructOf) else {}
            return Record({str(name): node_from(field, fields.get(str(name), NULL)) for name, field in value.items()})
        case ((list() | tuple() | set()), _):
            element = declared.element if isinstance(declared, ArrayOf) else NULL
            return Sequence(tuple(node_from(item, element) for item in value), element)
    return _scalar(value, declared)


def record_from(values: Mapping[str, object], declared: Mapping[str, Type]) -> Record:
    return Record({name: node_from(value, declared.get(name, NULL)) for name, value in values.items()})


def plain(node: Node) -> object:
    """The value as plain Python, as the functions of Map and Filter see it."""
    match node:
        case Scalar(_, value):
            return value
        case Null():
            return None
        case Record(fields):
            return {name: plain(field) for name, field in fields.items()}
        case Sequence(items):
            return [plain(item) for item in items]
        case Dictionary(entries):
            return {plain(name): plain(entry) for name, entry in entries}


def plain_as(node: Node | None, kind: Type) -> object:
    """The value as a row of a DataFrame with that type has it: fields by position, absent ones null."""
    if node is None or isinstance(node, Null):
        return None
    match kind, node:
        case StructOf(fields), Record(values):
            return tuple(plain_as(values.get(name), field) for name, field in fields)
        case ChoiceOf(options), _:
            return tuple(
                plain_as(node, option) if label(option) == label(type_of(node)) else None for option in options
            )
        case ArrayOf(element), Sequence(items):
            return [plain_as(item, element) for item in items]
        case MapOf(key, value), Dictionary(entries):
            return {plain_as(name, key): plain_as(entry, value) for name, entry in entries}
    return plain(node)


def _scalar(value: object, declared: Type) -> Scalar | Null:
    kind = _own_type(value)
    if declared in (NULL, kind):
        return Scalar(kind, value)
    if value == "":
        touch("csv-empty-fields")
        return Null(declared)
    fitted = _fitted(value, kind, declared)
    if fitted is None:
        touch("declared-type-differs")
        return Scalar(kind, value)
    return fitted


def _own_type(value: object) -> Atomic | DecimalOf:
    for python, kind in _PYTHON_TYPES:
        if isinstance(value, python):
            return kind
    if isinstance(value, int):
        return _integer_type(value)
    if isinstance(value, Decimal):
        return _decimal_type(value)
    raise TypeError(f"A record cannot hold a value of the Python class {type(value).__name__}.")


def _integer_type(value: int) -> Atomic | DecimalOf:
    if fits(value, INTEGERS["int"]):
        return INT
    if fits(value, INTEGERS["long"]):
        return LONG
    touch("large-integers")
    return DecimalOf(38, 0)


def _decimal_type(value: Decimal) -> Atomic | DecimalOf:
    _sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return DOUBLE
    scale = max(-exponent, 0)
    return DecimalOf(max(len(digits) + max(exponent, 0), scale, 1), scale)


def _fitted(value: object, kind: Type, declared: Type) -> Scalar | None:
    """The value in the declared type, where nothing is lost by it."""
    number = isinstance(value, int) and not isinstance(value, bool)
    match declared:
        case Atomic() | DecimalOf() if isinstance(value, str):
            parsed = from_text(value, declared)
            return None if parsed is None else Scalar(declared, parsed)
        case Atomic(name) if name in INTEGERS and isinstance(value, int) and number:
            return Scalar(declared, value) if fits(value, INTEGERS[name]) else None
        case Atomic("float" | "double") if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            return Scalar(declared, fit_float(float(value), label(declared)))
        case DecimalOf() if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            return Scalar(declared, Decimal(value))
        case Atomic("timestamp") if kind == DATE and isinstance(value, dt.date):
            return Scalar(declared, dt.datetime(value.year, value.month, value.day))  # noqa: DTZ001 - naive, as Spark's
    return None
