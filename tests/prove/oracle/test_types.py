from __future__ import annotations

import pytest

from g2l_tui.prove.oracle.awsglue.gluetypes import (
    ArrayType,
    ChoiceType,
    DecimalType,
    Field,
    IntegerType,
    MapType,
    StringType,
    StructType,
    glue_type,
    mergeDataTypes,
)
from g2l_tui.prove.oracle.records import node_from, type_of
from g2l_tui.prove.oracle.types import (
    INT,
    NULL,
    STRING,
    ArrayOf,
    ChoiceOf,
    DecimalOf,
    StructOf,
    Type,
    merge,
    parse_type,
    spark_ddl,
    type_from_json,
)

SPELLINGS = [
    "string", "bigint", "smallint", "tinyint", "void", "decimal(38,10)", "array<struct<a:int,b:string>>",
    "map<string,array<double>>", "struct<`a.b`:int,c:struct<d:date>>",
]  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_what_spark_spells_is_read_and_spelled_again(text: str) -> None:
    assert spark_ddl(parse_type(text)) == text


@pytest.mark.parametrize(("text", "kind"), [("Long", "bigint"), ("varchar(10)", "string"), ("integer", "int")])
def test_other_spellings_are_understood(text: str, kind: str) -> None:
    assert spark_ddl(parse_type(text)) == kind


@pytest.mark.parametrize("text", ["", "money", "array<int", "struct<a>", "int, string", "decimal(x)"])
def test_what_is_no_type_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"type of Glue|field of a struct|not closed"):
        parse_type(text)


@pytest.mark.parametrize(
    ("first", "second", "merged"),
    [
        (NULL, INT, INT),
        (INT, STRING, ChoiceOf((INT, STRING))),
        (ChoiceOf((INT, STRING)), NULL, ChoiceOf((INT, STRING))),
        (ArrayOf(NULL), ArrayOf(INT), ArrayOf(INT)),
        (StructOf((("a", INT),)), StructOf((("a", STRING),)), StructOf((("a", ChoiceOf((INT, STRING))),))),
        (DecimalOf(5, 2), DecimalOf(6, 1), DecimalOf(7, 2)),
    ],
)
def test_types_of_several_records_make_one(first: Type, second: Type, merged: Type) -> None:
    assert merge(first, second) == merge(second, first) == merged


@pytest.mark.parametrize(
    ("value", "kind"),
    [(2**31 - 1, "int"), (-(2**31), "int"), (2**31, "bigint"), (-(2**63), "bigint"), (2**63, "decimal(38,0)")],
)
def test_an_integer_has_the_smallest_type_that_holds_it(value: int, kind: str) -> None:
    assert spark_ddl(type_of(node_from(value))) == kind


def test_structs_inside_a_choice_are_one_of_its_types() -> None:
    choice = merge(merge(StructOf((("a", INT),)), STRING), StructOf((("b", INT),)))

    assert choice == ChoiceOf((STRING, StructOf((("a", INT), ("b", INT)))))


def test_the_types_of_the_library_survive_their_own_json() -> None:
    struct = StructType(
        [
            Field("a", ArrayType(IntegerType())),
            Field("b", ChoiceType([IntegerType(), StringType()])),
            Field("c", MapType(DecimalType(5, 1))),
        ]
    )

    assert glue_type(type_from_json(struct.jsonValue())) == struct


def test_merging_two_types_of_the_library_makes_a_choice() -> None:
    assert mergeDataTypes(IntegerType(), StringType()) == ChoiceType([IntegerType(), StringType()])


def test_fields_of_a_schema_are_found_by_name() -> None:
    struct = StructType([Field("a", IntegerType())])

    assert (struct.hasField("a"), struct.hasField("b"), struct.getField("a").dataType.typeName()) == (
        True,
        False,
        "int",
    )
    assert [field.name for field in struct] == ["a"]
