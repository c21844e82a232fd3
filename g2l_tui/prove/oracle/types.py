"""Types of values in a DynamicFrame, and how the types of many records become one schema.

Documented (`types-page`, `class-page`): a field that holds several types over the records is a choice of them; nothing
is widened, so an int and a double make a choice too. Null adds nothing to a type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from g2l_tui.prove.oracle.doubts import touch


@dataclass(frozen=True, slots=True)
class Atomic:
    """A scalar type under Glue's name for it: `int`, `long`, `string`, `null`, …"""

    name: str


@dataclass(frozen=True, slots=True)
class DecimalOf:
    precision: int
    scale: int


@dataclass(frozen=True, slots=True)
class ArrayOf:
    element: Type


@dataclass(frozen=True, slots=True)
class MapOf:
    key: Type
    value: Type


@dataclass(frozen=True, slots=True)
class StructOf:
    """Fields in the order in which they were first seen."""

    fields: tuple[tuple[str, Type], ...]

    def field(self, name: str) -> Type | None:
        return dict(self.fields).get(name)


@dataclass(frozen=True, slots=True)
class ChoiceOf:
    """At least two types, sorted by name, as `printSchema` lists them."""

    options: tuple[Type, ...]


Type = Atomic | DecimalOf | ArrayOf | MapOf | StructOf | ChoiceOf

NULL = Atomic("null")
NO_COLUMNS = StructOf(())
STRING = Atomic("string")
BOOLEAN = Atomic("boolean")
INT = Atomic("int")
LONG = Atomic("long")
DOUBLE = Atomic("double")
DATE = Atomic("date")
TIMESTAMP = Atomic("timestamp")
BINARY = Atomic("binary")
INTEGERS = {"byte": 8, "short": 16, "int": 32, "long": 64}
"""Integer types with their bits."""
FRACTIONS = ("float", "double")

_SPELLINGS = {
    "bigint": "long",
    "integer": "int",
    "smallint": "short",
    "tinyint": "byte",
    "bool": "boolean",
    "real": "float",
    "char": "string",
    "varchar": "string",
    "void": "null",
    "timestamp_ntz": "timestamp",
    "timestampntz": "timestamp",
}
_SPARK_NAMES = {"long": "bigint", "short": "smallint", "byte": "tinyint", "null": "void"}
_ATOMS = {"string", "boolean", "date", "timestamp", "binary", "null", *INTEGERS, *FRACTIONS}


def fits(value: int, bits: int) -> bool:
    """Say whether a signed integer of that many bits can hold the value."""
    return -(1 << (bits - 1)) <= value < 1 << (bits - 1)


def label(kind: Type) -> str:
    """Glue's short name of a type, as in `cast:NAME`, `column_NAME` and the keys of `make_struct`."""
    match kind:
        case Atomic(name):
            return name
        case DecimalOf():
            return "decimal"
        case ArrayOf():
            return "array"
        case MapOf():
            return "map"
        case StructOf():
            return "struct"
    return "choice"


def merge(first: Type, second: Type) -> Type:
    """The type of a field that is of the first type in some records and of the second in others."""
    if second in (first, NULL):
        return first
    if first == NULL:
        return second
    match first, second:
        case (StructOf(), StructOf()):
            return _merged_structs(first, second)
        case (ArrayOf(one), ArrayOf(other)):
            return ArrayOf(merge(one, other))
        case (MapOf(key, value), MapOf(other_key, other_value)):
            return MapOf(merge(key, other_key), merge(value, other_value))
        case (DecimalOf(), DecimalOf()):
            return _widest(first, second)
    return _choice([*_options(first), *_options(second)])


def merge_all(kinds: Iterable[Type]) -> Type:
    merged: Type = NULL
    for kind in kinds:
        merged = merge(merged, kind)
    return merged


def parse_type(text: str) -> Type:
    """Read a type in Glue's, Hive's or Spark's spelling. Raises ValueError for anything else."""
    kind, rest = _parse(text.strip())
    if rest.strip():
        raise ValueError(f"{text!r} is not a type of Glue: {rest!r} is left over.")
    return kind


def spark_ddl(kind: Type) -> str:
    """The type in Spark's DDL. A choice is the struct that `toDF` makes of it (documented: `scala-page`)."""
    match kind:
        case Atomic(name):
            return _SPARK_NAMES.get(name, name)
        case DecimalOf(precision, scale):
            return f"decimal({precision},{scale})"
        case ArrayOf(element):
            return f"array<{spark_ddl(element)}>"
        case MapOf(key, value):
            return f"map<{spark_ddl(key)},{spark_ddl(value)}>"
        case StructOf(fields):
            return "struct<" + ",".join(f"{_quoted(name)}:{spark_ddl(field)}" for name, field in fields) + ">"
        case ChoiceOf(options):
            return "struct<" + ",".join(f"{label(option)}:{spark_ddl(option)}" for option in options) + ">"


def struct_ddl(struct: StructOf) -> str:
    """The top-level columns as Spark's `createDataFrame` reads them."""
    return ", ".join(f"{_quoted(name)} {spark_ddl(kind)}" for name, kind in struct.fields)


def type_from_json(value: object) -> Type:
    """Read what `StructType.jsonValue()` of Spark or of awsglue gives."""
    match value:
        case str(text):
            return parse_type(text)
        case {"type": "udt", "sqlType": inner}:
            return type_from_json(inner)
        case {"type": "struct", "fields": [*fields]} | {"dataType": "struct", "fields": [*fields]}:
            return StructOf(tuple((str(field["name"]), _field_type(field)) for field in fields))
        case {"type": "array", "elementType": element} | {"dataType": "array", "elementType": element}:
            return ArrayOf(type_from_json(element))
        case {"type": "map", "keyType": key, "valueType": inner}:
            return MapOf(type_from_json(key), type_from_json(inner))
        case {"dataType": "map", "valueType": inner}:
            return MapOf(STRING, type_from_json(inner))
        case {"dataType": "choice", "choices": [*choices]}:
            return _choice([type_from_json(choice) for choice in choices])
        case {"dataType": "decimal", "precision": precision, "scale": scale}:
            return DecimalOf(int(precision), int(scale))
        case {"dataType": str(name)}:
            return parse_type(name)
    raise ValueError(f"{value!r} is not a type in Spark's or Glue's JSON.")


def tree(struct: StructOf) -> str:
    """The schema as `printSchema` shows it (documented: `sample-joins`, `sample-choices`)."""
    return "\n".join(["root", *_lines(struct, "|-- ")])


def _field_type(field: Mapping[str, object]) -> Type:
    return type_from_json(field.get("container", field.get("type")))


def _merged_structs(first: StructOf, second: StructOf) -> StructOf:
    fields = dict(first.fields)
    for name, kind in second.fields:
        fields[name] = merge(fields.get(name, NULL), kind)
    return StructOf(tuple(fields.items()))


def _widest(first: DecimalOf, second: DecimalOf) -> DecimalOf:
    touch("decimals-of-several-widths")
    scale = max(first.scale, second.scale)
    whole = max(first.precision - first.scale, second.precision - second.scale)
    return DecimalOf(min(whole + scale, 38), scale)


def _options(kind: Type) -> tuple[Type, ...]:
    return kind.options if isinstance(kind, ChoiceOf) else (kind,)


def _choice(kinds: Iterable[Type]) -> Type:
    """A choice of the kinds; those of one label (two structs, two arrays) are merged, for a choice names each once."""
    by_label: dict[str, Type] = {}
    for kind in kinds:
        name = label(kind)
        by_label[name] = merge(by_label[name], kind) if name in by_label else kind
    options = tuple(by_label[name] for name in sorted(by_label))
    return options[0] if len(options) == 1 else ChoiceOf(options)


def _quoted(name: str) -> str:
    if re.fullmatch(r"[A-Za-z_]\w*", name):
        return name
    return "`" + name.replace("`", "``") + "`"


def _lines(kind: Type, prefix: str) -> list[str]:
    deeper = "|    " + prefix
    match kind:
        case StructOf(fields):
            return [line for name, field in fields for line in _named(name, field, prefix)]
        case ArrayOf(element):
            return _named("element", element, prefix)
        case MapOf(key, value):
            return [*_named("keyType", key, prefix), *_named("valueType", value, prefix)]
        case ChoiceOf(options):
            return [line for option in options for line in [prefix + label(option), *_lines(option, deeper)]]
    return []


def _named(name: str, kind: Type, prefix: str) -> list[str]:
    shown = f"decimal({kind.precision},{kind.scale})" if isinstance(kind, DecimalOf) else label(kind)
    return [f"{prefix}{name}: {shown}", *_lines(kind, "|    " + prefix)]


def _parse(text: str) -> tuple[Type, str]:
    found = re.match(r"\s*([A-Za-z_]+)\s*", text)
    if not found:
        raise ValueError(f"{text!r} is not a type of Glue.")
    name, rest = found[1].lower(), text[found.end() :]
    if name in ("decimal", "numeric"):
        return _parse_decimal(rest)
    if name in ("char", "varchar"):
        return STRING, re.sub(r"^\(\s*\d+\s*\)", "", rest)
    if name in ("array", "set", "map", "struct", "choice"):
        return _parse_nested(name, rest)
    atom = _SPELLINGS.get(name, name)
    if atom not in _ATOMS:
        raise ValueError(f"{name!r} is not a type of Glue.")
    return Atomic(atom), rest


def _parse_decimal(rest: str) -> tuple[Type, str]:
    found = re.match(r"\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)", rest)
    if not found:
        return DecimalOf(10, 2), rest  # documented default (`types-page`)
    return DecimalOf(int(found[1]), int(found[2] or 0)), rest[found.end() :]


def _parse_nested(name: str, rest: str) -> tuple[Type, str]:
    if not rest.startswith("<"):
        return _of_anything(name), rest
    parts: list[tuple[str, Type]] = []
    rest = rest[1:]
    while True:
        field, rest = _field_name(rest) if name == "struct" else ("", rest)
        kind, rest = _parse(rest)
        parts.append((field, kind))
        rest = rest.lstrip()
        if rest.startswith(","):
            rest = rest[1:]
            continue
        if not rest.startswith(">"):
            raise ValueError(f"A type of Glue is not closed before {rest!r}.")
        return _nested(name, parts), rest[1:]


def _of_anything(name: str) -> Type:
    """What `struct` or `array` alone means: whatever the value has inside."""
    if name == "struct":
        return StructOf(())
    return MapOf(STRING, NULL) if name == "map" else ArrayOf(NULL)


def _field_name(text: str) -> tuple[str, str]:
    found = re.match(r"\s*(?:`((?:[^`]|``)*)`|([^:`<>,]+?))\s*:", text)
    if not found:
        raise ValueError(f"{text!r} does not start with a field of a struct.")
    name = found[2] if found[1] is None else found[1].replace("``", "`")
    return name, text[found.end() :]


def _nested(name: str, parts: list[tuple[str, Type]]) -> Type:
    kinds = [kind for _field, kind in parts]
    match name:
        case "struct":
            return StructOf(tuple(parts))
        case "choice":
            return _choice(kinds)
        case "map":
            return MapOf(kinds[0], kinds[-1])
    return ArrayOf(kinds[0])
