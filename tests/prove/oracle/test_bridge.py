from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from g2l_tui.prove.oracle.bridge import from_dataframe, matching, to_dataframe
from g2l_tui.prove.oracle.doubts import collect_into
from g2l_tui.prove.oracle.frame import Frame, frame_from
from g2l_tui.prove.oracle.records import plain
from g2l_tui.prove.oracle.types import ChoiceOf, StructOf, parse_type, spark_ddl, tree

ALL_TYPES = {
    "text": "string",
    "whole": "int",
    "long one": "bigint",
    "fraction": "double",
    "exact": "decimal(12,3)",
    "yes": "boolean",
    "day": "date",
    "moment": "timestamp",
    "raw": "binary",
    "list": "array<string>",
    "in.side": "struct<a:int,`b.c`:string>",
    "pairs": "map<string,int>",
}
ROW: dict[str, object] = {
    "text": "a",
    "whole": 1,
    "long one": 2,
    "fraction": 0.5,
    "exact": Decimal("1.250"),
    "yes": True,
    "day": dt.date(2024, 2, 29),
    "moment": dt.datetime(2024, 2, 29, 12, 30),  # noqa: DTZ001 - without a zone, as Spark collects it
    "raw": b"\x00",
    "list": ["x", None],
    "in.side": {"a": 1, "b.c": "d"},
    "pairs": {"k": 1},
}


def typed(*rows: dict[str, object]) -> Frame:
    return frame_from(rows, {name: parse_type(kind) for name, kind in ALL_TYPES.items()})


def test_records_of_every_type_cross_over_and_come_back(sail: Any) -> None:
    back = from_dataframe(to_dataframe(typed(ROW, dict.fromkeys(ROW)), sail))

    assert [plain(record) for record in back.records] == [ROW, dict.fromkeys(ROW)]
    assert {name: spark_ddl(kind) for name, kind in back.schema.fields} == ALL_TYPES


def test_a_null_that_comes_back_keeps_the_type_of_its_column(sail: Any) -> None:
    frame = from_dataframe(sail.createDataFrame([(None,)], "a string"))

    assert tree(frame.schema) == "root\n|-- a: string"


def test_a_choice_becomes_a_struct_with_one_field_for_each_type(sail: Any) -> None:
    dataframe = to_dataframe(frame_from([{"a": 1}, {"a": "x"}, {"a": None}], {}), sail)

    assert dataframe.schema.simpleString() == "struct<a:struct<int:int,string:string>>"
    assert [row.a and tuple(row.a) for row in dataframe.collect()] == [(1, None), (None, "x"), None]


def test_a_missing_field_is_null_on_the_other_side(sail: Any) -> None:
    dataframe = to_dataframe(frame_from([{"a": 1}, {"b": 2}], {}), sail)

    assert [tuple(row) for row in dataframe.collect()] == [(1, None), (None, 2)]


def test_a_frame_without_records_has_the_columns_its_source_declared(sail: Any) -> None:
    touched: set[str] = set()
    collect_into(touched)

    dataframe = to_dataframe(frame_from([], {"a": parse_type("int")}), sail)

    assert (dataframe.columns, dataframe.count(), touched) == (["a"], 0, {"empty-frame"})


def test_a_frame_without_records_and_columns_crosses_over_too(sail: Any) -> None:
    assert to_dataframe(frame_from([], {}), sail).columns == []


def test_a_predicate_keeps_the_records_it_holds_for_with_their_types(sail: Any) -> None:
    frame = frame_from([{"year": "2023", "a": 1}, {"year": "2024", "a": "x"}], {})

    kept = matching(frame, "year >= '2024'", sail)

    assert [plain(record) for record in kept.records] == [{"year": "2024", "a": "x"}]
    assert isinstance(frame.schema.field("a"), ChoiceOf)


def test_a_column_that_is_null_everywhere_is_void(sail: Any) -> None:
    assert to_dataframe(frame_from([{"a": None}], {}), sail).schema.simpleString() == "struct<a:void>"


def test_two_columns_of_one_name_are_in_doubt(sail: Any) -> None:
    touched: set[str] = set()
    collect_into(touched)

    from_dataframe(sail.sql("SELECT 1 AS a, 2 AS a"))

    assert touched == {"columns-of-one-name"}


def test_without_a_session_crossing_over_says_what_is_missing() -> None:
    with pytest.raises(RuntimeError, match="no Spark session"):
        to_dataframe(Frame(()), None)


NESTED = {
    "s": "struct<a:int,t:struct<u:string,d:decimal(5,2)>>",
    "l": "array<struct<a:int,m:timestamp>>",
    "p": "map<string,struct<b:boolean>>",
}
NESTED_ROWS: list[dict[str, object]] = [
    {
        "s": {"a": 1, "t": {"u": "x", "d": Decimal("1.50")}},
        "l": [{"a": 1, "m": dt.datetime(2024, 2, 29, 12, 30)}, None],  # noqa: DTZ001 - without a zone, as Spark collects it
        "p": {"k": None, "j": {"b": True}},
    },
    {"s": {"a": None, "t": None}, "l": [], "p": {}},
    {"s": None, "l": None, "p": None},
]


def test_null_structs_cross_over_and_come_back_at_any_depth(sail: Any) -> None:
    frame = frame_from(NESTED_ROWS, {name: parse_type(kind) for name, kind in NESTED.items()})

    back = from_dataframe(to_dataframe(frame, sail))

    assert [plain(record) for record in back.records] == NESTED_ROWS
    assert {name: spark_ddl(kind) for name, kind in back.schema.fields} == NESTED


def test_the_fields_of_a_null_struct_are_null(sail: Any) -> None:
    dataframe = to_dataframe(frame_from([{"s": {"a": 1, "b": "x"}}, {"s": None}], {}), sail)

    assert [tuple(row) for row in dataframe.select("s.a", "s.b").collect()] == [(1, "x"), (None, None)]


def test_structs_of_structs_keep_their_fields_in_order(sail: Any) -> None:
    frame = from_dataframe(sail.sql("SELECT named_struct('b', 1, 'a', named_struct('z', 'x', 'y', 2)) AS s"))

    kind = frame.schema.field("s")
    assert isinstance(kind, StructOf)
    assert [name for name, _kind in kind.fields] == ["b", "a"]
    assert plain(frame.records[0]) == {"s": {"b": 1, "a": {"z": "x", "y": 2}}}
