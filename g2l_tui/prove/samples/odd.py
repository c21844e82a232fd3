"""Odd values: what a column may hold and a migration may take otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from g2l_tui.prove.samples.columns import Column, decimal_size, head_of
from g2l_tui.prove.samples.conditions import lookalikes, near
from g2l_tui.prove.samples.ordinary import stored

_NO_NUMBERS = ("unparsable", "-5", "12.75", "9999999999999999999")
_NUMBERS = ("0", "0.125", "2.5", "-0.5")
_NO_INT = 3_000_000_000
_TIMES = frozenset({"date", "timestamp"})
_DAYS = (date(1970, 1, 1), date(2024, 1, 31), date(2024, 2, 29), date(2024, 12, 31), date(2999, 12, 31))
_MOMENTS = tuple(
    datetime.fromisoformat(text)
    for text in (
        "1970-01-01 00:00:00", "2024-01-31 00:00:00", "2024-07-04 22:30:15", "2024-12-31 23:30:00",
        "2199-12-31 23:59:59",
    )
)  # fmt: skip
"""In UTC; the third and the fourth are on another day in much of the world, one of them in summer."""


def odd_values(column: Column, value: Any, *, is_ragged: bool) -> Iterator[Any]:
    """Yield what may stand in the place of an ordinary value; `is_ragged` where files hold several types."""
    yield None
    if column.kind == "struct":
        for name, each in column.fields.items():
            yield from ({**value, name: other} for other in odd_values(each, value[name], is_ragged=is_ragged))
        return
    if column.element is not None:
        yield from _arrays(column.element, value, is_ragged=is_ragged)
        return
    yield from (stored(column, each) for each in near(column))
    yield from _texts(column, value) if column.is_text else _others(column)
    if column.is_choice and is_ragged:
        yield from ("not a number", "42") if not column.is_text else (17,)


def _texts(column: Column, value: str) -> Iterator[str]:
    if column.is_tame:
        yield from _tame_texts(column)
        return
    yield ""
    yield from lookalikes(column)
    if column.kind not in _TIMES:  # no two engines agree on blanks around a date
        yield f"  {value} "
    if column.kind == "string":
        yield from (value.swapcase(), f"{value}x", f"Ünïcode 'q' \"d\", +4.5/6_(7)-{column.name}")
        return
    yield from _NO_NUMBERS
    if column.kind == "boolean":
        yield "TRUE"
    elif column.kind in _TIMES:
        yield from _tame_texts(column)
    else:
        yield from _NUMBERS
        if column.kind == "bigint":
            yield str(_NO_INT)


def _tame_texts(column: Column) -> Iterator[str]:
    """Texts that are what the job takes them for."""
    match head_of(column.kind):
        case "date" | "timestamp":
            yield from (str(stored(column, each)) for each in (_DAYS if column.kind == "date" else _MOMENTS))
        case "int" | "bigint" | "smallint" | "tinyint":
            yield from ("0", "-5")
        case "double" | "float" | "decimal":
            yield from ("-5", "12.75", *_NUMBERS)


def _others(column: Column) -> Iterator[Any]:
    match head_of(column.kind):
        case "bigint":
            yield from (0, -7, _NO_INT)
        case "int" | "smallint" | "tinyint":
            yield from (0, -7)
        case "double" | "float":
            yield from (0.0, -2.5, 0.125, 1_234_567.875)
        case "decimal":
            precision, scale = decimal_size(column.kind)
            one = Decimal(1).scaleb(-scale)
            yield from (Decimal(0) * one, -one, Decimal(-1).quantize(one), (Decimal(10) ** precision - 1) * one)
        case "boolean":
            yield from (True, False)
        case "date":
            yield from _DAYS
        case "timestamp":
            yield from _MOMENTS
        case _:
            return


def _arrays(element: Column, value: list[Any], *, is_ragged: bool) -> Iterator[Any]:
    """Arrays of none, of one twice, and those that hold something odd beside ordinary items."""
    yield from ([], [value[0], value[0]])
    for other in odd_values(element, value[0], is_ragged=is_ragged):
        if other is not None:
            yield [value[0], other]
