"""relationalize: one flat table for the records, and one for each array.

Documented: `scala-page` (the friends example: join keys from 1 on, id, index, val), `class-page` and `sample-joins`
(names of tables with an underscore, columns like `contact_details.val.type`, id a long and index an int),
`relationalize-page`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.nesting import flattened
from g2l_tui.prove.oracle.records import Node, Null, Record, Scalar, schema_of
from g2l_tui.prove.oracle.records import Sequence as ArrayNode
from g2l_tui.prove.oracle.types import INT, LONG, ArrayOf, ChoiceOf, MapOf, StructOf, Type

Tables = dict[str, list[Record]]


@dataclass(slots=True)
class _Pivot:
    """Tables under construction, and the keys given out so far."""

    root: str
    tables: Tables = field(default_factory=dict)
    last_key: int = 0

    def next_key(self) -> int:
        self.last_key += 1
        return self.last_key


def relationalize(records: Sequence[Record], root: str) -> Tables:
    """Tables by name, the root first. Keys count over all arrays of the call: only their equality means anything."""
    pivot = _Pivot(root)
    schema = schema_of(records)
    _name_tables(pivot, schema, "")
    return {root: [_flat(pivot, record, schema, "") for record in records], **pivot.tables}


def _name_tables(pivot: _Pivot, kind: Type, column: str) -> None:
    """A table for every array of the schema, so that one whose arrays are all empty exists too."""
    match kind:
        case StructOf(fields):
            for name, inner in fields:
                _name_tables(pivot, inner, f"{column}.{name}" if column else name)
        case ArrayOf(element):
            if ".val" in column:
                touch("relationalize-nested-arrays")
            pivot.tables[f"{pivot.root}_{column}"] = []
            _name_tables(pivot, element, f"{column}.val")
        case ChoiceOf(options):
            if any(isinstance(option, (ArrayOf, StructOf)) for option in options):
                touch("relationalize-choices")
            for option in options:
                _name_tables(pivot, option, column)
        case MapOf():
            touch("relationalize-maps")


def _flat(pivot: _Pivot, record: Record, kind: StructOf, prefix: str) -> Record:
    """The record without structs and arrays; the elements of its arrays become rows of their tables on the way."""
    columns = flattened(record.fields, dict(kind.fields), prefix)
    elements = _elements(kind, prefix.removesuffix("."))
    return Record({name: _cell(pivot, name, node, elements) for name, node in columns.items()})


def _elements(kind: Type, column: str) -> dict[str, Type]:
    """The element type of each array that flattening brings to the top, by the name that it has there."""
    match kind:
        case StructOf(fields):
            inner = (_elements(field, f"{column}.{name}" if column else name) for name, field in fields)
        case ChoiceOf(options):
            inner = (_elements(option, column) for option in options)
        case ArrayOf(element):
            return {column: element}
        case _:
            return {}
    return {name: element for found in inner for name, element in found.items()}


def _cell(pivot: _Pivot, column: str, node: Node, elements: Mapping[str, Type]) -> Node:
    if isinstance(node, Null) and column in elements:
        return Null(LONG)
    if not isinstance(node, ArrayNode):
        return node
    if not node.items:
        touch("relationalize-empty-arrays")
    key = pivot.next_key()
    for index, item in enumerate(node.items):
        row: dict[str, Node] = {"id": Scalar(LONG, key), "index": Scalar(INT, index)}
        pivot.tables[f"{pivot.root}_{column}"].append(Record(row | _values(pivot, column, item, elements[column])))
    return Scalar(LONG, key)


def _values(pivot: _Pivot, column: str, item: Node, kind: Type) -> dict[str, Node]:
    """The columns that one element of an array makes: `column.val`, or `column.val.name` for each field of a struct."""
    if isinstance(item, Record):
        options = kind.options if isinstance(kind, ChoiceOf) else (kind,)
        struct = next((option for option in options if isinstance(option, StructOf)), StructOf(()))
        values = dict(_flat(pivot, item, struct, f"{column}.val.").fields)
    else:
        values = {f"{column}.val": _cell(pivot, f"{column}.val", item, _elements(kind, f"{column}.val"))}
    if any(isinstance(node, Null) for node in values.values()):
        touch("relationalize-staging")
    return values
