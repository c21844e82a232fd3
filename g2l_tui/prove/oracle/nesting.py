"""unnest, unbox and DynamoDB's JSON: between nested values and flat ones.

Documented: `unnest-page`, `class-page`, `scala-page` (names joined by dots), `unbox-page`, `class-page` (text becomes a
struct under its own name; `unnest_ddb_json` and its example).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.formats import read_csv_line
from g2l_tui.prove.oracle.paths import Path, change, lookup
from g2l_tui.prove.oracle.records import Node, Null, Record, Scalar, node_from, schema_of
from g2l_tui.prove.oracle.records import Sequence as ArrayNode
from g2l_tui.prove.oracle.types import NULL, ArrayOf, ChoiceOf, StructOf, Type, type_from_json

Records = tuple[Record, ...]


def unnest(records: Sequence[Record]) -> Records:
    """Records without structs at the top: `a.b` for the field b of a. Arrays and maps stay."""
    schema = schema_of(records)
    if any(isinstance(kind, ArrayOf) and isinstance(kind.element, StructOf) for _name, kind in schema.fields):
        touch("unnest-arrays")
    return tuple(Record(flattened(record.fields, dict(schema.fields))) for record in records)


def flattened(fields: Mapping[str, Node], kinds: Mapping[str, Type], prefix: str = "") -> dict[str, Node]:
    """The fields of a struct and of the structs in it, named from the top. `kinds` are the types over all records."""
    result: dict[str, Node] = {}
    for name, node in fields.items():
        kind = kinds.get(name, NULL)
        if isinstance(node, Record):
            struct = _struct_in(kind)
            result.update(flattened(node.fields, dict(struct.fields), f"{prefix}{name}."))
        elif isinstance(node, Null) and isinstance(kind, StructOf):
            touch("unnest-null-struct")
        else:
            result[f"{prefix}{name}"] = node
    return result


def _struct_in(kind: Type) -> StructOf:
    options = kind.options if isinstance(kind, ChoiceOf) else (kind,)
    return next((option for option in options if isinstance(option, StructOf)), StructOf(()))


def unboxer(path: Path, text_format: str, options: Mapping[str, object]) -> Callable[[Record], Record]:
    """What parses the text at the path of one record. It raises ValueError where the text does not parse."""
    parse = {"json": _parse_json, "csv": _parse_csv}.get(text_format.lower())
    if parse is None:
        raise ValueError(f"The oracle unboxes json and csv, not {text_format!r}.")

    def unboxed(record: Record) -> Record:
        node = lookup(record, path)
        if not isinstance(node, Scalar):
            return record
        text = node.value.decode("utf-8", "replace") if isinstance(node.value, bytes) else str(node.value)
        inside = parse(text, options)
        return change(record, path, lambda _node: inside)

    return unboxed


def _parse_json(text: str, options: Mapping[str, object]) -> Node:
    declared = type_from_json(json.loads(str(options["withSchema"]))) if options.get("withSchema") else NULL
    try:
        value = json.loads(text)
    except ValueError:
        touch("unbox-unparsable")
        raise
    if '"' in text and any(isinstance(inner, str) and inner.isdigit() for inner in _leaves(value)):
        touch("unbox-quoted-numbers")
    return node_from(value, declared)


def _leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in _leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _leaves(inner)]
    return [value]


def _parse_csv(text: str, options: Mapping[str, object]) -> Node:
    touch("unbox-csv")
    return node_from({f"col{number}": field for number, field in enumerate(read_csv_line(text, options))})


def unnest_dynamodb(records: Sequence[Record]) -> Records:
    """Records with DynamoDB's type letters taken away, and the `Item` around them (documented: `class-page`)."""
    return tuple(Record({name: _simplified(node) for name, node in _item(record).items()}) for record in records)


def _item(record: Record) -> Mapping[str, Node]:
    item = record.fields.get("Item")
    return item.fields if isinstance(item, Record) and len(record.fields) == 1 else record.fields


def _simplified(node: Node) -> Node:
    """A value of DynamoDB JSON without its letter: `{"S": "x"}` is x, a number stays text."""
    if isinstance(node, ArrayNode):
        return ArrayNode(tuple(_simplified(item) for item in node.items))
    if not isinstance(node, Record):
        return node
    present = {name: inner for name, inner in node.fields.items() if not isinstance(inner, Null)}
    if len(present) == 1:
        letter, inner = next(iter(present.items()))
        if letter in ("S", "N", "B", "BOOL", "SS", "NS", "BS"):
            return inner
        if letter == "NULL":
            return Null()
        if letter in ("M", "L"):
            return _simplified_members(inner)
    return _simplified_members(node)


def _simplified_members(node: Node) -> Node:
    if isinstance(node, Record):
        return Record({name: _simplified(inner) for name, inner in node.fields.items()})
    return _simplified(node)
