"""Values around what a job asks of a column: on both sides of each bound, and those that pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from g2l_tui.prove.samples.columns import Column, decimal_size, head_of
from g2l_tui.prove.samples.hints import Condition, Literal
from g2l_tui.prove.samples.ordinary import python_pattern

_WHOLE = frozenset({"int", "bigint", "smallint", "tinyint"})
_HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": lambda value, literal: value == literal,
    "!=": lambda value, literal: value != literal,
    "<": lambda value, literal: value < literal,
    "<=": lambda value, literal: value <= literal,
    ">": lambda value, literal: value > literal,
    ">=": lambda value, literal: value >= literal,
}
_ALTERNATIVES = frozenset({"==", "like"})
"""Of conditions with these operators one is enough: they come from lists and from branches."""


def near(column: Column) -> list[Any]:
    """Return what the column is compared with, and the next values below and above: bounds are where mistakes are."""
    return _distinct(value for condition in column.conditions for value in _near(column, condition))


def lookalikes(column: Column) -> list[str]:
    """Return texts that are nearly what a column is compared with: in other cases, within blanks or other signs."""
    if column.kind != "string":
        return []
    texts = [_bare(each) for each in column.conditions if isinstance(each.value, str)]
    return _distinct(like for text in texts[:4] if text for like in (text.swapcase(), f"x{text}x", f" {text} "))


def passing(column: Column, others: Iterable[Any]) -> list[Any]:
    """Return the values of `near` that meet all conditions; where none does, those of all values that meet most."""
    most = sum(each.operator not in _ALTERNATIVES for each in column.conditions) + any(
        each.operator in _ALTERNATIVES for each in column.conditions
    )
    return [value for value in near(column) if _score(column, value) == most] or _best(column, others, 1)


def failing(column: Column, others: Iterable[Any]) -> list[Any]:
    """Return the values of `near` and of others that meet fewest of the conditions."""
    return _best(column, others, -1)


def _best(column: Column, others: Iterable[Any], sign: int) -> list[Any]:
    values = _distinct([*near(column), *others])
    scores = [sign * _score(column, value) for value in values]
    return [value for value, score in zip(values, scores, strict=True) if score == max(scores)]


def _score(column: Column, value: Any) -> int:
    met = [(each.operator in _ALTERNATIVES, _holds(column, each, value)) for each in column.conditions]
    return sum(holds for is_alternative, holds in met if not is_alternative) + any(
        holds for is_alternative, holds in met if is_alternative
    )


def _holds(column: Column, condition: Condition, value: Any) -> bool:
    if condition.operator in {"like", "unlike"}:
        signs = {"%": ".*", "_": "."}
        pattern = "".join(signs.get(sign, re.escape(sign)) for sign in str(condition.value))
        return bool(re.fullmatch(pattern, str(value), re.DOTALL)) is (condition.operator == "like")
    literal = _as_kind(column, condition.value)
    with suppress(TypeError):
        return literal is not None and _HOLDS[condition.operator](value, literal)
    return False


def _near(column: Column, condition: Condition) -> Iterator[Any]:
    if condition.operator in {"like", "unlike"}:
        text = _bare(condition)
        yield from (text, str(condition.value).replace("%", "x").replace("_", "a"))
        return
    literal = _as_kind(column, condition.value)
    if literal is not None:
        yield literal
        yield from _neighbours(column.kind, literal)


def _bare(condition: Condition) -> str:
    text = str(condition.value)
    return text.replace("%", "").replace("_", "a") if condition.operator in {"like", "unlike"} else text


def _neighbours(kind: str, value: Any) -> Iterator[Any]:
    match value:
        case bool():
            yield not value
        case int():
            yield from (value - 1, value + 1)
        case float():
            yield from (value - 0.25, value + 0.25, value - 1, value + 1)
        case Decimal():
            step = Decimal(1).scaleb(-decimal_size(kind)[1])
            yield from (value - step, value + step)
        case datetime():
            yield from (value - timedelta(seconds=1), value + timedelta(seconds=1))
        case date():
            yield from (value - timedelta(days=1), value + timedelta(days=1))
        case str() if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            with suppress(ValueError):
                yield from (each.isoformat() for each in _neighbours("date", date.fromisoformat(value)))
        case str() if re.fullmatch(r"\d{1,9}", value):
            yield from (f"{number:0{len(value)}}" for number in (int(value) - 1, int(value) + 1) if number >= 0)


def _as_kind(column: Column, literal: Literal) -> Any:
    """A literal as a value of the column's kind; None where it is none."""
    head = head_of(column.kind)
    with suppress(ValueError, InvalidOperation):
        if head == "string":
            return literal if isinstance(literal, str) else str(literal)
        if head == "boolean":
            return literal if isinstance(literal, bool) else {"true": True, "false": False}.get(str(literal).lower())
        if isinstance(literal, bool):
            return None
        if head in _WHOLE:
            return int(literal)
        if head in {"double", "float"}:
            return float(literal)
        if head == "decimal":
            return Decimal(str(literal)).quantize(Decimal(1).scaleb(-decimal_size(column.kind)[1]))
        if head in {"date", "timestamp"} and isinstance(literal, str):
            return _as_time(column, literal)
    return None


def _as_time(column: Column, text: str) -> date:
    plain = python_pattern(column.pattern)
    try:
        found = datetime.fromisoformat(text.replace("T", " "))
    except ValueError:
        found = datetime.strptime(text, plain)  # noqa: DTZ007 - UTC
    found = found.replace(tzinfo=None)
    return found if column.kind == "timestamp" else found.date()


def _distinct(values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if not any(value == each and type(value) is type(each) for each in found):
            found.append(value)
    return found
