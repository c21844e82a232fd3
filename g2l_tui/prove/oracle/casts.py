"""Casting a value to another type: what cannot be cast becomes null, and no record is lost.

Documented: `sample-choices`, `sample-cleaning` (text that is no number becomes null), `mapping-page` (String to Long).
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from decimal import Decimal

from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.records import Dictionary, Node, Null, Record, Scalar, Sequence, plain
from g2l_tui.prove.oracle.texts import fit_decimal, fit_float, from_text, to_text
from g2l_tui.prove.oracle.types import (
    BOOLEAN,
    DATE,
    FRACTIONS,
    INTEGERS,
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
)

_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - without a zone, as Spark's collected rows


def cast(node: Node, kind: Type) -> Node:
    """The node in the type, or a null of that type."""
    match node, kind:
        case Null(), _:
            return Null(kind)
        case _, ChoiceOf():
            return node
        case Record(fields), StructOf(wanted):
            return _cast_struct(fields, wanted) if wanted else node
        case Sequence(items), ArrayOf(element):
            return node if element == NULL else Sequence(tuple(cast(item, element) for item in items), element)
        case Dictionary(entries), MapOf(key, value):
            return node if value == NULL else _cast_map(entries, key, value)
        case Scalar(), Atomic() | DecimalOf():
            return _cast_scalar(node, kind)
    touch("cast-nested")
    if kind == STRING:
        return Scalar(STRING, json.dumps(plain(node), default=to_text, separators=(",", ":")))
    return Null(kind)


def _cast_struct(fields: Mapping[str, Node], wanted: tuple[tuple[str, Type], ...]) -> Node:
    return Record({name: cast(fields[name], kind) for name, kind in wanted if name in fields})


def _cast_map(entries: tuple[tuple[Node, Node], ...], key: Type, value: Type) -> Node:
    return Dictionary(tuple((cast(name, key), cast(entry, value)) for name, entry in entries), key, value)


def _cast_scalar(node: Scalar, kind: Atomic | DecimalOf) -> Node:
    if node.type == kind:
        return node
    value = _converted(node.value, kind)
    return Null(kind) if value is None else Scalar(kind, value)


def _converted(value: object, kind: Atomic | DecimalOf) -> object | None:
    if isinstance(value, str):
        return from_text(value, kind)
    if kind == STRING:
        return to_text(value)
    if isinstance(kind, DecimalOf):
        return _to_decimal(value, kind)
    if kind.name in INTEGERS:
        return _to_integer(value, INTEGERS[kind.name])
    if kind.name in FRACTIONS:
        return _to_fraction(value, kind.name)
    if kind == BOOLEAN:
        return _to_boolean(value)
    if kind in (DATE, TIMESTAMP):
        return _to_time(value, kind)
    return bytes(value) if kind.name == "binary" and isinstance(value, (bytes, bytearray)) else None


def _to_integer(value: object, bits: int) -> int | None:
    if isinstance(value, dt.date):
        touch("cast-to-time")
        return _seconds(value)
    if not isinstance(value, (int, float, Decimal)) or (
        isinstance(value, (float, Decimal)) and not math.isfinite(value)
    ):
        return None
    whole = int(value)
    if whole != value or not fits(whole, bits):
        touch("cast-number-to-integer")
    return whole if fits(whole, bits) else None


def _to_fraction(value: object, name: str) -> float | None:
    return fit_float(float(value), name) if isinstance(value, (int, float, Decimal)) else None


def _to_decimal(value: object, kind: DecimalOf) -> Decimal | None:
    if isinstance(value, float):
        value = Decimal(repr(value))
    return fit_decimal(Decimal(value), kind) if isinstance(value, (int, Decimal)) else None


def _to_boolean(value: object) -> bool | None:
    touch("cast-to-boolean")
    return bool(value) if isinstance(value, (int, float, Decimal)) else None


def _to_time(value: object, kind: Atomic) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date() if kind == DATE else value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - as above
    touch("cast-to-time")
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    try:
        moment = _EPOCH + dt.timedelta(seconds=float(value))
    except (OverflowError, ValueError):
        return None
    return moment.date() if kind == DATE else moment


def _seconds(value: dt.date) -> int:
    moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return int((moment - _EPOCH).total_seconds())
