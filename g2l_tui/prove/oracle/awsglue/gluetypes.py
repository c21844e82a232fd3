"""The types that `DynamicFrame.schema()` speaks in (documented: `types-page`)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from g2l_tui.prove.oracle.rows import DynamicRecord
from g2l_tui.prove.oracle.types import (
    ArrayOf,
    Atomic,
    ChoiceOf,
    DecimalOf,
    MapOf,
    StructOf,
    Type,
    label,
    merge,
    type_from_json,
)


class DataType:
    """A type, equal to another with the same JSON."""

    _name = ""

    def __init__(self, properties: Mapping[str, Any] | None = None) -> None:
        self.properties = dict(properties or {})

    @classmethod
    def typeName(cls) -> str:
        return cls._name

    def jsonValue(self) -> dict[str, Any]:
        return {"dataType": self.typeName(), "properties": self.properties}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DataType) and self.jsonValue() == other.jsonValue()

    def __hash__(self) -> int:
        return hash(repr(self.jsonValue()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.properties or ''})"


class AtomicType(DataType):
    pass


class BinaryType(AtomicType):
    _name = "binary"


class BooleanType(AtomicType):
    _name = "boolean"


class ByteType(AtomicType):
    _name = "byte"


class DateType(AtomicType):
    _name = "date"


class DoubleType(AtomicType):
    _name = "double"


class FloatType(AtomicType):
    _name = "float"


class IntegerType(AtomicType):
    _name = "int"


class LongType(AtomicType):
    _name = "long"


class NullType(AtomicType):
    _name = "null"


class ShortType(AtomicType):
    _name = "short"


class StringType(AtomicType):
    _name = "string"


class TimestampType(AtomicType):
    _name = "timestamp"


class TimestampNTZType(AtomicType):
    _name = "timestamp_ntz"


class UnknownType(AtomicType):
    _name = "unknown"


class DecimalType(AtomicType):
    _name = "decimal"

    def __init__(self, precision: int = 10, scale: int = 2, properties: Mapping[str, Any] | None = None) -> None:
        super().__init__(properties)
        self.precision, self.scale = precision, scale

    def jsonValue(self) -> dict[str, Any]:
        return {**super().jsonValue(), "precision": self.precision, "scale": self.scale}


class EnumType(AtomicType):
    _name = "enum"

    def __init__(self, options: Iterable[str]) -> None:
        super().__init__()
        self.options = list(options)


class ArrayType(DataType):
    _name = "array"

    def __init__(self, elementType: DataType | None = None, properties: Mapping[str, Any] | None = None) -> None:
        super().__init__(properties)
        self.elementType = elementType or UnknownType()

    def jsonValue(self) -> dict[str, Any]:
        return {**super().jsonValue(), "elementType": self.elementType.jsonValue()}


class SetType(ArrayType):
    _name = "set"


class MapType(DataType):
    _name = "map"

    def __init__(self, valueType: DataType | None = None, properties: Mapping[str, Any] | None = None) -> None:
        super().__init__(properties)
        self.valueType = valueType or UnknownType()

    def jsonValue(self) -> dict[str, Any]:
        return {**super().jsonValue(), "valueType": self.valueType.jsonValue()}


class ChoiceType(DataType):
    _name = "choice"

    def __init__(self, choices: Iterable[DataType] | None = None, properties: Mapping[str, Any] | None = None) -> None:
        super().__init__(properties)
        self.choices: dict[str, DataType] = {}
        for choice in choices or ():
            self.add(choice)

    def add(self, choice: DataType) -> None:
        if isinstance(choice, ChoiceType):
            raise TypeError("A choice cannot be nested in another choice.")
        self.choices[choice.typeName()] = choice

    def jsonValue(self) -> dict[str, Any]:
        return {**super().jsonValue(), "choices": [choice.jsonValue() for choice in self.choices.values()]}


class Field:
    def __init__(self, name: str, dataType: DataType, properties: Mapping[str, Any] | None = None) -> None:
        self.name, self.dataType, self.properties = name, dataType, dict(properties or {})

    def jsonValue(self) -> dict[str, Any]:
        return {"name": self.name, "container": self.dataType.jsonValue(), "properties": self.properties}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Field) and self.jsonValue() == other.jsonValue()

    def __hash__(self) -> int:
        return hash(repr(self.jsonValue()))

    def __repr__(self) -> str:
        return f"Field({self.name}, {self.dataType!r})"


class StructType(DataType):
    _name = "struct"

    def __init__(self, fields: Iterable[Field] | None = None, properties: Mapping[str, Any] | None = None) -> None:
        super().__init__(properties)
        self.fields = list(fields or ())

    @property
    def field_map(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    def add(self, field: Field) -> None:
        self.fields.append(field)

    def hasField(self, field: str | Field) -> bool:
        return (field.name if isinstance(field, Field) else field) in self.field_map

    def getField(self, field: str) -> Field:
        return self.field_map[field]

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def jsonValue(self) -> dict[str, Any]:
        return {**super().jsonValue(), "fields": [field.jsonValue() for field in self.fields]}


_ATOMS = {
    kind.typeName(): kind
    for kind in (
        BinaryType, BooleanType, ByteType, DateType, DoubleType, FloatType, IntegerType, LongType, NullType, ShortType,
        StringType, TimestampType,
    )
}  # fmt: skip


def mergeDataTypes(first: DataType, second: DataType) -> DataType:
    """The type of both, or a choice of them."""
    return glue_type(merge(type_from_json(first.jsonValue()), type_from_json(second.jsonValue())))


def glue_type(kind: Type) -> DataType:
    """The oracle's type as the library's."""
    match kind:
        case DecimalOf(precision, scale):
            return DecimalType(precision, scale)
        case ArrayOf(element):
            return ArrayType(glue_type(element))
        case MapOf(_, value):
            return MapType(glue_type(value))
        case StructOf():
            return glue_struct(kind)
        case ChoiceOf(options):
            return ChoiceType([glue_type(option) for option in options])
        case Atomic():
            return _ATOMS[label(kind)]()


def glue_struct(struct: StructOf) -> StructType:
    return StructType([Field(name, glue_type(kind)) for name, kind in struct.fields])


__all__ = [
    "ArrayType", "AtomicType", "BinaryType", "BooleanType", "ByteType", "ChoiceType", "DataType", "DateType",
    "DecimalType", "DoubleType", "DynamicRecord", "EnumType", "Field", "FloatType", "IntegerType", "LongType",
    "MapType", "NullType", "SetType", "ShortType", "StringType", "StructType", "TimestampNTZType", "TimestampType",
    "UnknownType", "json", "mergeDataTypes", "sys",
]  # fmt: skip
