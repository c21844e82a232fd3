"""A run that fails for what was guessed of the samples is tried with a better guess."""

from __future__ import annotations

from collections import Counter

import pytest

from g2l_tui.prove.record import Failure, Record
from g2l_tui.prove.repairs import repaired
from g2l_tui.prove.samples.hints import ColumnHint, Hints, SourceHint
from g2l_tui.prove.samples.sample import Sample

HINTS = Hints({"s.orders": SourceHint("s.orders", {"id": ColumnHint("int"), "stock": ColumnHint()})})
SAMPLE = Sample("s.orders", ({"id": 1, "stock": "stock cedar"},), {"id": "int", "stock": "string"})


def failed(message: str, kind: str = "AnalysisException") -> Record:
    return Record(failure=Failure(kind, message), samples=(SAMPLE,))


@pytest.mark.parametrize(
    "message",
    [
        'attribute ObjectName([Identifier("city")]) is missing from the schema',
        "A column, variable, or function parameter with name `city` cannot be resolved.",
        "No field named o.city",
    ],
)
def test_a_column_that_is_missing_is_added(message: str) -> None:
    better = repaired(HINTS, failed(message), Counter())

    assert better is not None
    assert "city" in better.sources["s.orders"].columns


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Cast error: Cannot cast string 'stock cedar' to value of Int32 type", "int"),
        ('The value \'stock cedar\' of the type "STRING" cannot be cast to "DOUBLE" because it is malformed', "double"),
    ],
)
def test_a_column_whose_words_are_no_numbers_gets_numbers(message: str, kind: str) -> None:
    better = repaired(HINTS, failed(message), Counter())

    assert better is not None
    assert better.sources["s.orders"].columns["stock"].type == kind


def test_what_does_not_help_is_not_tried_for_ever() -> None:
    tried: Counter[str] = Counter()
    message = "No field named city"

    assert [repaired(HINTS, failed(message), tried) is None for _ in range(3)] == [False, False, True]


def test_other_failures_are_no_fault_of_the_samples() -> None:
    assert repaired(HINTS, failed("luck", "ValueError"), Counter()) is None
    assert repaired(HINTS, Record(), Counter()) is None


@pytest.mark.parametrize(
    "message",
    ['ambiguous attribute: ObjectName([Identifier("id")])', "[AMBIGUOUS_REFERENCE] Reference `id` is ambiguous"],
)
def test_a_column_that_is_in_too_many_sources_is_left_to_each_in_turn(message: str) -> None:
    sources = {name: SourceHint(name, {"id": ColumnHint(), "own": ColumnHint()}) for name in ("s.a", "s.b")}
    tried: Counter[str] = Counter()

    better = [repaired(Hints(sources), failed(message), tried) for _ in range(3)]

    kept = [[name for name, source in each.sources.items() if "id" in source.columns] for each in better if each]
    assert kept == [["s.a"], ["s.b"]]
    assert better[2] is None


@pytest.mark.parametrize(
    ("message", "tame"),
    [
        ("Cast error: Cannot cast string 'unparsable' to value of Float64 type", ("s.orders.total",)),
        ("Cannot cast string '' to value of Decimal128(38, 10) type", ("s.orders.size",)),
        ("9999.00 is too large to store in a Decimal128 of precision 5", ("s.orders.total", "s.orders.size")),
    ],
)
def test_texts_that_the_engine_cannot_make_null_are_left_out(message: str, tame: tuple[str, ...]) -> None:
    columns = {name: ColumnHint("string", parsed_as="double") for name in ("total", "size")}
    sample = Sample("s.orders", ({"total": "unparsable", "size": ""},), {"total": "string", "size": "string"})
    record = Record(failure=Failure("SparkRuntimeException", message), samples=(sample,))

    better = repaired(Hints({"s.orders": SourceHint("s.orders", columns)}), record, Counter())

    assert better is not None
    assert better.tame == tame
