"""Values brought into one form, so that two engines' ways to hold the same value compare as equal."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from datetime import date, datetime, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

SIGNIFICANT_DIGITS = 9
"""Floats that agree in as many digits are the same: sums depend on the order of rows."""

_WIDTHS = {
    "tinyint": "integer", "smallint": "integer", "int": "integer", "bigint": "integer", "byte": "integer",
    "short": "integer", "integer": "integer", "long": "integer",
    "float": "fraction", "double": "fraction", "decimal": "fraction",
    "string": "text", "varchar": "text", "char": "text",
    "timestamp": "timestamp", "timestamp_ntz": "timestamp",
    "void": "nothing", "null": "nothing",
}  # fmt: skip


def normal(value: Any, *, rounded: bool) -> Hashable:
    """Return a value to compare by. With `rounded`, numbers count with nine digits.

    Whole numbers, decimals and floats are compared as numbers; NaN equals NaN; a field of a struct that is null
    counts as absent; names of fields are compared in lower case.
    """
    match value:
        case None | bool() | str() | bytes():
            return value if not isinstance(value, bool) else ("boolean", value)
        case float() | int() | Decimal():
            return _number(value, rounded=rounded)
        case datetime():
            return ("timestamp", _naive(value))
        case date():
            return ("date", value)
        case Mapping():
            fields = ((str(key).lower(), normal(inner, rounded=rounded)) for key, inner in value.items())
            return ("struct", tuple(sorted((key, inner) for key, inner in fields if inner is not None)))
        case tuple() | list():
            return ("array", tuple(normal(inner, rounded=rounded) for inner in value))
        case _:
            return ("text", str(value))


def type_kind(simple_type: str) -> str:
    """Return the kind of a Spark type in which widths do not count: `integer`, `fraction`, `text`, …"""
    base = simple_type.strip().lower().partition("(")[0].partition("<")[0]
    return _WIDTHS.get(base, base)


def is_fraction(simple_type: str) -> bool:
    return simple_type.strip().lower() in {"float", "double"}


def _number(value: float | Decimal, *, rounded: bool) -> Hashable:
    if isinstance(value, float) and not math.isfinite(value):
        return ("number", repr(value))
    if isinstance(value, float) or rounded:
        value = Decimal(f"{value:.{SIGNIFICANT_DIGITS}g}")
    try:
        normalised = Decimal(value).normalize()
    except InvalidOperation:
        return ("number", str(value))
    return ("number", normalised or Decimal(0))


def _naive(value: datetime) -> datetime:
    return value if value.tzinfo is None else value.astimezone(timezone.utc).replace(tzinfo=None)
