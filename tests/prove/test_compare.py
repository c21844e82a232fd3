from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from g2l_tui.prove.compare import compare, unstable_columns
from g2l_tui.prove.record import Written
from g2l_tui.prove.verdict import Comparison, Outcome


def written(*rows: Mapping[str, Any], types: Mapping[str, str] | None = None, **more: Any) -> Written:
    given = {"targets": ("main.s.t",), "mode": "append", "format": "delta", "types": types or {}, **more}
    return Written(rows=rows, **given)


def compared(left: Sequence[Written], right: Sequence[Written]) -> Comparison:
    [comparison] = compare(left, right, {})
    return comparison


def test_the_order_of_rows_and_columns_does_not_count() -> None:
    left = written({"a": 1, "b": "x"}, {"a": 2, "b": "y"})
    right = written({"b": "y", "a": 2}, {"b": "x", "a": 1})

    assert compared([left], [right]).outcome is Outcome.EQUAL


def test_the_number_of_equal_rows_does() -> None:
    comparison = compared([written({"a": 1}, {"a": 1})], [written({"a": 1})])

    assert comparison.differences == ("2 rows in the original, 1 in the migrated job",)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, Decimal("1.00")),
        (0.1 + 0.2, 0.3),
        (float("nan"), float("nan")),
        (datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2024-01-01T01:00:00+01:00")),
        ({"a": 1, "b": None}, {"A": 1}),
    ],
)
def test_one_value_in_two_forms_is_equal(left: object, right: object) -> None:
    assert compared([written({"v": left})], [written({"v": right})]).outcome is Outcome.EQUAL


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (None, ""),
        ("1", 1),
        (True, 1),
        (1, 2),
        (date(2024, 1, 1), datetime.fromisoformat("2024-01-01")),
        ([1, 2], [2, 1]),
    ],
)
def test_values_that_are_not_the_same_are_different(left: object, right: object) -> None:
    assert compared([written({"v": left})], [written({"v": right})]).outcome is Outcome.DIFFERENT


def test_a_difference_names_its_column_and_shows_both_rows() -> None:
    left = written({"id": 1, "city": "Kiel"}, {"id": 2, "city": "Bonn"})
    right = written({"id": 1, "city": "Kiel"}, {"id": 2, "city": None})

    comparison = compared([left], [right])

    assert [(each.column, each.rows, each.original, each.migrated) for each in comparison.columns] == [
        ("city", 1, "Bonn", None)
    ]
    assert comparison.examples[0].original == {"id": 2, "city": "Bonn"}
    assert comparison.examples[0].migrated == {"id": 2, "city": None}


def test_a_column_that_is_null_everywhere_may_be_absent_on_the_other_side() -> None:
    comparison = compared([written({"a": 1})], [written({"a": 1, "b": None}, types={"a": "int", "b": "string"})])

    assert comparison.outcome is Outcome.EQUAL_EXCEPT
    assert "column b" in comparison.exceptions[0]


def test_widths_of_numbers_are_an_exception_and_kinds_a_difference() -> None:
    narrow, wide, text = ({"a": kind} for kind in ("int", "bigint", "string"))
    rows = {"a": 1}

    assert compared([written(rows, types=narrow)], [written(rows, types=wide)]).outcome is Outcome.EQUAL_EXCEPT
    assert compared([written(rows, types=narrow)], [written(rows, types=text)]).outcome is Outcome.DIFFERENT


def test_the_mode_counts() -> None:
    comparison = compared([written({"a": 1})], [written({"a": 1}, mode="overwrite")])

    assert comparison.differences == ("mode is append in the original and overwrite in the migrated job",)


def test_a_target_that_only_one_side_writes_is_different() -> None:
    left, right = compare([written({"a": 1})], [written({"a": 1}, targets=("main.s.other",))], {})

    assert (left.outcome, right.outcome) == (Outcome.DIFFERENT, Outcome.DIFFERENT)


def test_a_target_with_two_names_is_known_by_either() -> None:
    left = written({"a": 1}, targets=("main.s.t", "s3://lake/t"))

    assert compared([left], [written({"a": 1}, targets=("s3://lake/t",))]).outcome is Outcome.EQUAL


def test_generated_keys_are_compared_by_their_nulls() -> None:
    left = written({"id": 1, "a": "x"}, generated=("id",))

    assert compared([left], [written({"id": 77, "a": "x"})]).outcome is Outcome.EQUAL_EXCEPT
    assert compared([left], [written({"id": None, "a": "x"})]).outcome is Outcome.DIFFERENT


def test_what_differs_between_two_runs_of_the_source_is_set_aside() -> None:
    first, second = written({"a": 1, "at": 5}), written({"a": 1, "at": 6})
    unstable = unstable_columns([first], [second])

    [comparison] = compare([first], [written({"a": 1, "at": 9})], unstable)

    assert unstable == {"main.s.t": frozenset({"at"})}
    assert comparison.outcome is Outcome.EQUAL_EXCEPT


def test_a_target_that_no_row_reached_is_not_simply_equal() -> None:
    comparison = compared([written(types={"a": "int"})], [written(types={"a": "int"})])

    assert comparison.outcome is Outcome.EQUAL_EXCEPT
    assert comparison.exceptions == ("no row of the sample reached it: only how it is written was compared",)


def test_columns_that_are_null_in_every_row_are_named() -> None:
    rows = ({"a": 1, "b": None}, {"a": 2, "b": None})

    assert compared([written(*rows)], [written(*rows)]).empty == ("b",)


def test_glue_and_spark_have_two_words_for_no_quotes() -> None:
    left = written({"a": 1}, format="csv", options={"quoteChar": -1, "writeHeader": "true"})
    right = written({"a": 1}, format="csv", options={"quote": "", "header": "true"})

    assert compared([left], [right]).outcome is Outcome.EQUAL
