"""Makes rows from hints: polite ones, and hostile ones that each break one thing."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from g2l_tui.prove.samples.hints import ColumnHint, SourceHint
from g2l_tui.prove.samples.sample import Rows, Sample

POLITE_ROWS = 12
_KEY = re.compile(r"(?:^|_)(?:id|key|sk|code|no|number)$|Id$|ID$")
_DAY = date(2024, 3, 1)
_JAVA_DATE = (("yyyy", "%Y"), ("MM", "%m"), ("dd", "%d"), ("HH", "%H"), ("mm", "%M"), ("ss", "%S"), ("'T'", "T"))
_TIMES = frozenset({"date", "timestamp"})
_ABOVE, _AT = 2, 6
"""Polite rows in which what is compared with a number is just above it, and it."""
_WORDS = ("amber", "Birch", "cedar", "Dune", "elm", "Fjord", "grove", "Heath")
_BY_NAME = (
    (re.compile(r"(?:^|_)(?:date|day|dt)$|^date_|_on$|Date$", re.IGNORECASE), "date"),
    (re.compile(r"time|timestamp|_at$|_ts$", re.IGNORECASE), "timestamp"),
    (re.compile(r"^(?:is|has)_", re.IGNORECASE), "boolean"),
    (re.compile(r"(?:^|_)(?:year|month|hour|age|rank|seq|num)$|count|qty|quantity|^[xyz]$", re.IGNORECASE), "int"),
    (re.compile(r"amount|price|total|rate|cost|revenue|score|latitude|longitude", re.IGNORECASE), "double"),
)


def generate(hint: SourceHint, level: Rows) -> Sample:
    """Return the sample of a source, always the same for the same hint."""
    columns = _columns(hint)
    rows = [{name: _polite(hint.name, name, each, i) for name, each in columns.items()} for i in range(POLITE_ROWS)]
    if level is not Rows.POLITE:
        rows += list(_hostile(columns, rows, hint))
    if level is Rows.RAGGED and hint.format == "json":
        rows += [_without(rows[place % POLITE_ROWS], name) for place, name in enumerate(columns)]
    is_text = hint.format in {"csv", "text"}
    types = {name: "string" if is_text else each.type for name, each in columns.items()}
    if is_text:
        rows = [{name: _as_text(value) for name, value in row.items()} for row in rows]
    return Sample(hint.name, tuple(rows), types, tuple(hint.partitions), hint.format)


def _columns(hint: SourceHint) -> dict[str, ColumnHint]:
    """The columns of a source. One of which only keys are known gets two more, under names that no other has."""
    columns = {name: _typed(name, each) for name, each in hint.columns.items()}
    if not hint.is_declared and all(_group(name, each) for name, each in columns.items()):
        stem = re.sub(r"\W+", "_", re.split(r"[./:]", hint.name)[-1]).strip("_").lower() or "source"
        columns |= {f"{stem}_text": ColumnHint("string"), f"{stem}_number": ColumnHint("int")}
    return columns


def _typed(name: str, hint: ColumnHint) -> ColumnHint:
    if hint.type:
        return hint
    guessed = next((kind for pattern, kind in _BY_NAME if pattern.search(name)), "")
    return replace(hint, type="string", parsed_as=guessed)


def _polite(source: str, name: str, hint: ColumnHint, place: int) -> Any:
    """An ordinary value. Columns that are joined share their values; others have values of their own in each source."""
    kind = hint.parsed_as or hint.type
    if hint.unlike and place % 5 == 4:
        return hint.unlike[place % len(hint.unlike)]
    if hint.literals and place % (4 if _is_word(hint) else 2) != 1:
        return _near_literal(hint, place // 2)
    group = _group(name, hint)
    if group:
        value = _value(kind, hint.group or name, place % 6 + 1 + (_salt(group) % 9) * 100, place)
    elif kind == "string":
        value = f"{name} {_WORDS[(place * (1 + _salt(name) % 3) + _salt(source + name)) % 4 + _salt(source) % 4]}"
    else:
        value = _value(kind, name, (place + 1) * 3 + _salt(source + name) % 17, place)
    return _as_text(value, hint.pattern) if hint.type == "string" else value


def _group(name: str, hint: ColumnHint) -> str:
    return hint.group or (name.lower() if _KEY.search(name) else "")


def _is_word(hint: ColumnHint) -> bool:
    """True for a column that is compared with texts: most rows hold one, so that several such tests pass together."""
    return all(isinstance(literal, str | bool) for literal in hint.literals)


def _near_literal(hint: ColumnHint, place: int) -> Any:
    """A value that the job compares with, or the next one below or above: bounds are where mistakes are."""
    literal = hint.literals[place % len(hint.literals)]
    if isinstance(literal, bool) or not isinstance(literal, int | float):
        return literal if hint.type in {"string", "boolean", ""} else _value(hint.type, "", place + 1, place)
    near = literal + (0, 1, -1, 0)[(place // len(hint.literals)) % 4]
    if hint.type == "string":
        return str(near)
    if hint.type.startswith("decimal"):
        return Decimal(str(near))
    return float(near) if hint.type in {"double", "float"} else int(near)


def _value(kind: str, name: str, number: int, place: int) -> Any:
    match kind.partition("(")[0].partition("<")[0]:
        case "int" | "bigint":
            return number
        case "smallint" | "tinyint":
            return number % 100
        case "double" | "float":
            return number + (place % 4) * 0.25
        case "decimal":
            return _decimal(kind, number, place)
        case "boolean":
            return place % 3 != 0
        case "date":
            return _DAY + timedelta(days=number * 11)
        case "timestamp":
            return datetime(2024, 3, 1, 8, 30) + timedelta(days=number, minutes=number * 7)  # noqa: DTZ001 - UTC
        case "binary":
            return f"{name}{number}".encode()
        case "array":
            inner = kind[len("array<") : -1]
            return [_value(inner, name, number + step, place + step) for step in range(place % 3 + 1)]
        case "struct":
            return {field: _value(of, field, number, place) for field, of in struct_fields(kind)}
        case "map":
            return {f"k{place % 2}": _value(kind.rpartition(",")[2][:-1], name, number, place)}
        case _:
            return f"{_WORDS[number % len(_WORDS)]}-{number}"


def struct_fields(kind: str) -> Iterator[tuple[str, str]]:
    """Yield the names and types of the fields of `struct<a:int,b:struct<c:int>>`."""
    depth, start = 0, 0
    body = kind[len("struct<") : -1]
    for place, sign in enumerate(f"{body},"):
        depth += (sign in "<(") - (sign in ">)")
        if sign == "," and depth == 0:
            name, _, of = body[start:place].partition(":")
            yield name.strip(), of.strip() or "string"
            start = place + 1


def _decimal(kind: str, number: int, place: int) -> Decimal:
    precision, scale = decimal_size(kind)
    top = Decimal(10) ** (precision - scale) - 1
    return min(Decimal(number), top).quantize(Decimal(1).scaleb(-scale)) + Decimal(place % 2).scaleb(-scale)


def decimal_size(kind: str) -> tuple[int, int]:
    """Return precision and scale of `decimal(p,s)`; Glue's default where none is given."""
    found = re.search(r"\((\d+)\s*(?:,\s*(\d+))?\)", kind)
    return (int(found[1]), int(found[2] or 0)) if found else (10, 2)


def _hostile(
    columns: Mapping[str, ColumnHint], polite: list[dict[str, Any]], hint: SourceHint
) -> Iterator[dict[str, Any]]:
    yield dict(polite[0])
    for place, (name, each) in enumerate(columns.items()):
        row, other = polite[place % len(polite)], polite[(2 * place + 3) % len(polite)]
        if _group(name, each):  # nulls of both sides stand beside equal other keys: do they meet?
            row, other = polite[_ABOVE], polite[_AT]
        if name in hint.partitions:
            continue
        yield from ({**row, name: None}, {**other, name: None})
        for value in _odd_values(name, each):
            yield {**row, name: value}
        if each.is_choice and hint.format != "csv":
            yield from ({**row, name: value} for value in (("not a number", "42") if each.type != "string" else (17,)))
    keys = [name for name, each in columns.items() if _group(name, each)]
    for key in keys:
        yield {**polite[_ABOVE], key: _unmatched(columns[key], hint.name)}
        yield {**polite[_AT], key: polite[0][key]}
    kept = {*keys, *hint.partitions}
    yield {name: value if name in kept else None for name, value in polite[_ABOVE].items()}
    stranger = {
        name: _unmatched(each, hint.name) if name in keys or _is_free_text(each) else polite[_ABOVE][name]
        for name, each in columns.items()
    }
    yield from (stranger, dict(stranger))


def _is_free_text(hint: ColumnHint) -> bool:
    return hint.type == "string" and not (hint.parsed_as or hint.literals)


def _without(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}


def _odd_values(name: str, hint: ColumnHint) -> Iterator[Any]:
    match hint.type.partition("(")[0]:
        case "string":
            yield ""
            yield from (literal.swapcase() for literal in hint.literals[:2] if isinstance(literal, str))
            if hint.parsed_as not in _TIMES:  # no two engines agree on blanks around a date
                yield f"  {_as_text(_polite(name, name, hint, 1), hint.pattern)} "
            if hint.parsed_as:
                yield from ("unparsable", "-5", "12.75", "9999999999999999999")
            else:
                yield f"Ünïcode 'q' \"d\", {name}"
        case "int" | "bigint" | "smallint" | "tinyint":
            yield from (0, -7)
        case "double" | "float":
            yield from (0.0, -2.5, 1_234_567.875)
        case "decimal":
            precision, scale = decimal_size(hint.type)
            yield from (Decimal(-1).quantize(Decimal(1).scaleb(-scale)), (Decimal(10) ** precision - 1).scaleb(-scale))
        case "date":
            yield from (date(1970, 1, 1), date(2999, 12, 31))
        case "timestamp":
            yield from (datetime(1970, 1, 1), datetime(2199, 12, 31, 23, 59, 59))  # noqa: DTZ001 - UTC
        case "array":
            yield []
        case _:
            return


def _unmatched(hint: ColumnHint, source: str) -> Any:
    """A key that no other source has."""
    if hint.type == "string" and not hint.parsed_as:
        return f"only in {source}"
    value = _value(hint.parsed_as or hint.type, source, 7_000 + _salt(source) % 1_000, 0)
    return _as_text(value, hint.pattern) if hint.type == "string" else value


def _as_text(value: Any, pattern: str = "") -> str | None:
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.strftime(_python_pattern(pattern) or "%Y-%m-%d %H:%M:%S")
        case date():
            return value.strftime(_python_pattern(pattern) or "%Y-%m-%d")
        case _:
            return str(value)


def _python_pattern(pattern: str) -> str:
    for java, python in _JAVA_DATE:
        pattern = pattern.replace(java, python)
    return pattern


def _salt(text: str) -> int:
    return zlib.crc32(text.lower().encode())
