from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from g2l_tui.prove.oracle.casts import cast
from g2l_tui.prove.oracle.doubts import collect_into
from g2l_tui.prove.oracle.records import node_from, plain, type_of
from g2l_tui.prove.oracle.types import parse_type

CERTAIN = [
    ("12", "int", 12),
    ("-7", "bigint", -7),
    ("abc", "int", None),
    ("", "double", None),
    ("1.5", "double", 1.5),
    ("1.25", "decimal(10,2)", Decimal("1.25")),
    ("x", "decimal(10,2)", None),
    ("true", "boolean", True),
    ("2024-02-29", "date", dt.date(2024, 2, 29)),
    ("2023-02-29", "date", None),
    ("2024-02-29 12:30:00", "timestamp", dt.datetime(2024, 2, 29, 12, 30)),  # noqa: DTZ001 - Spark's have no zone
    (12, "string", "12"),
    (1.5, "string", "1.5"),
    (True, "string", "true"),
    (Decimal("1.50"), "string", "1.50"),
    (dt.date(2024, 2, 29), "string", "2024-02-29"),
    (3, "double", 3.0),
    (3, "decimal(10,2)", Decimal("3.00")),
    ([1, 2], "array<string>", ["1", "2"]),
    ({"a": 1, "b": 2}, "struct<a:string>", {"a": "1"}),
    (None, "int", None),
]
DOUBTFUL = [
    (" 12 ", "int", 12, "cast-text-to-integer"),
    ("12.5", "int", None, "cast-text-to-integer"),
    (2.9, "int", 2, "cast-number-to-integer"),
    (300, "tinyint", None, "cast-number-to-integer"),
    ("yes", "boolean", None, "cast-to-boolean"),
    ("1.256", "decimal(10,2)", Decimal("1.26"), "cast-to-decimal"),
    ("12345", "decimal(4,2)", None, "cast-to-decimal"),
    ("29/02/2024", "date", None, "cast-to-time"),
    (0, "timestamp", dt.datetime(1970, 1, 1), "cast-to-time"),  # noqa: DTZ001 - Spark's have no zone
    (1e10, "string", "1.0E10", "cast-number-to-text"),
    ({"a": 1}, "string", '{"a":1}', "cast-nested"),
    ({"a": 1}, "int", None, "cast-nested"),
]


@pytest.mark.parametrize(("value", "kind", "expected"), CERTAIN)
def test_what_is_beyond_doubt_touches_none(value: object, kind: str, expected: object) -> None:
    touched = collected()

    assert (plain(cast(node_from(value), parse_type(kind))), touched) == (expected, set())


@pytest.mark.parametrize(("value", "kind", "expected", "doubt"), DOUBTFUL)
def test_what_no_page_settles_is_marked(value: object, kind: str, expected: object, doubt: str) -> None:
    touched = collected()

    assert (plain(cast(node_from(value), parse_type(kind))), touched) == (expected, {doubt})


@pytest.mark.parametrize("kind", ["int", "double", "date", "decimal(5,1)", "array<int>"])
def test_a_value_that_cannot_be_cast_is_a_null_of_the_target_type(kind: str) -> None:
    assert type_of(cast(node_from("no"), parse_type(kind))) == parse_type(kind)


def collected() -> set[str]:
    touched: set[str] = set()
    collect_into(touched)
    return touched
