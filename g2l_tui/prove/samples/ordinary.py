"""Ordinary values: what a column of its name and type usually holds."""

from __future__ import annotations

import re
import zlib
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from g2l_tui.prove.samples.columns import Column, decimal_size, head_of

SHARED_KEYS = 6
"""Keys that several ordinary rows of a source have; those from here on up belong to one row each."""
_NUMBERS = 97
"""Ordinary numbers of a column; a prime, so that each column goes through all in an order of its own."""
_DAY = date(2024, 3, 1)
_MOMENT = datetime(2024, 3, 1, 8, 30)  # noqa: DTZ001 - UTC
_JAVA_DATE = (("yyyy", "%Y"), ("MM", "%m"), ("dd", "%d"), ("HH", "%H"), ("mm", "%M"), ("ss", "%S"), ("'T'", "T"))
_WORDS = ("amber", "Birch", "cedar", "Dune", "elm", "Fjord", "grove", "Heath", "iris", "Jade", "kelp", "Lark")
_TEXTS_BY_NAME = (
    (re.compile(r"e?mail", re.IGNORECASE), "{word}.{number}@Example.org"),
    (re.compile(r"phone|mobile|fax", re.IGNORECASE), "+49 (30) 555-{number:04}"),
    (re.compile(r"zip|postal|postcode", re.IGNORECASE), "0{number:04}"),
)


def ordinary(column: Column, source: str, key: int, place: int) -> Any:
    """Return the value of a column without parts in the row of a source that has a key and a place.

    Columns that are joined share their values; others have values of their own in each source.
    """
    if column.group:
        return stored(column, value_of_kind(column.kind, column.group, _key_number(column, key), key))
    if column.kind == "string":
        return _text(column.name, source, key, place)
    of = salt(source + column.name)
    number = 3 + (place * (1 + of % 7) + of) % _NUMBERS
    return stored(column, value_of_kind(column.kind, column.name, number, place))


def unmatched(column: Column, source: str) -> Any:
    """Return a key that no other source has."""
    if column.kind == "string":
        return f"only in {source}"
    return stored(column, value_of_kind(column.kind, source, 20_000 + salt(source) % 1_000, 0))


def value_of_kind(kind: str, name: str, number: int, place: int) -> Any:
    """Return the value of a kind that a number stands for; fractions vary with the place."""
    match head_of(kind):
        case "int" | "bigint":
            return number
        case "smallint":
            return number % 30_000
        case "tinyint":
            return number % 100
        case "double" | "float":
            return number + (place % 4) * 0.25
        case "decimal":
            precision, scale = decimal_size(kind)
            whole = Decimal(number % 10 ** max(precision - scale, 1))
            return whole.quantize(Decimal(1).scaleb(-scale)) + Decimal(place % 2).scaleb(-scale)
        case "boolean":
            return place % 3 != 0
        case "date":
            return _DAY + timedelta(days=number * 11)
        case "timestamp":
            return _MOMENT + timedelta(days=number, minutes=number * 7)
        case "binary":
            return f"{name}{number}".encode()
        case "map":
            return {f"k{place % 2}": value_of_kind(kind.rpartition(",")[2][:-1].strip(), name, number, place)}
        case _:
            return f"{_WORDS[number % len(_WORDS)]}-{number}"


def stored(column: Column, value: Any) -> Any:
    """Return a value as the column holds it: texts hold numbers and dates in writing."""
    return as_text(value, column.pattern) if column.is_text else value


def as_text(value: Any, pattern: str = "") -> str | None:
    """Return a value in writing; times by the pattern that the job reads them by."""
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.strftime(python_pattern(pattern) or "%Y-%m-%d %H:%M:%S")
        case date():
            return value.strftime(python_pattern(pattern) or "%Y-%m-%d")
        case _:
            return str(value)


def python_pattern(pattern: str) -> str:
    """Return Java's date pattern as Python writes it."""
    for java, python in _JAVA_DATE:
        pattern = pattern.replace(java, python)
    return pattern


def salt(text: str) -> int:
    """Return a number for a text, always the same."""
    return zlib.crc32(text.lower().encode())


def _key_number(column: Column, key: int) -> int:
    """Numbers by which keys of different groups are told from each other; those of times stay in our century."""
    return key + salt(column.group) % 9 * (10 if column.kind in {"date", "timestamp"} else 1_000)


def _text(name: str, source: str, key: int, place: int) -> str:
    """Words that repeat among the rows of other keys, so that groups form; a row that has its key alone has its own.

    Rows of one key have other words each: where they are put in order by them, none comes first by chance.
    """
    for pattern, template in _TEXTS_BY_NAME:
        if pattern.search(name):
            return template.format(word=_WORDS[place % len(_WORDS)], number=key)
    if key > SHARED_KEYS:
        return f"{name} {_WORDS[place % len(_WORDS)]} {key}-{place}"
    return f"{name} {_WORDS[(place // SHARED_KEYS + key * (1 + salt(name) % 3) + salt(source + name)) % len(_WORDS)]}"
