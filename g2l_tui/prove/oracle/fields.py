"""Choosing, dropping, renaming and splitting off fields, and dropping those that are null everywhere.

Documented: `select-page`, `drop-fields-page` and `scala-page` (nested fields, also inside arrays), `rename-page` (full
paths, backticks), `split-fields-page`, `drop-nulls-page` (only the null type counts).
"""

from __future__ import annotations

from collections.abc import Sequence

from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.paths import ELEMENTS, Path, change, find, place
from g2l_tui.prove.oracle.records import Null, Record, schema_of
from g2l_tui.prove.oracle.types import NULL, ArrayOf, StructOf, Type

Records = tuple[Record, ...]


def select_fields(records: Sequence[Record], paths: Sequence[Path]) -> Records:
    """Records with only the fields at the paths; a path that leads nowhere selects nothing."""
    if any(len(path) > 1 for path in paths):
        touch("select-nested")
    return tuple(_selected(record, paths) for record in records)


def drop_fields(records: Sequence[Record], paths: Sequence[Path]) -> Records:
    return tuple(_without(record, paths) for record in records)


def rename_field(records: Sequence[Record], old: Path, new: Path) -> Records:
    """Records with the field at the new path instead; without it, unchanged."""
    return tuple(_renamed(record, old, new) for record in records)


def split_fields(records: Sequence[Record], paths: Sequence[Path]) -> tuple[Records, Records]:
    """The fields at the paths, and all others."""
    return tuple(_selected(record, paths) for record in records), drop_fields(records, paths)


def null_paths(schema: StructOf) -> list[Path]:
    """Paths of the fields whose type is null: in structs and arrays of structs, not in maps (`library`)."""
    return _null_paths(schema, ())


def drop_nulls(records: Sequence[Record]) -> Records:
    schema = schema_of(records)
    _note_typed_nulls(records, schema)
    return drop_fields(records, null_paths(schema))


def _selected(record: Record, paths: Sequence[Path]) -> Record:
    selected = Record({})
    for path in paths:
        node = find(record, path)
        if node is not None:
            selected = place(selected, path, node)
    return selected


def _without(record: Record, paths: Sequence[Path]) -> Record:
    for path in paths:
        record = change(record, path, lambda _node: None)
    return record


def _renamed(record: Record, old: Path, new: Path) -> Record:
    node = find(record, old)
    if node is None or old == new:
        return record
    if len(old) == len(new) and old[:-1] == new[:-1]:
        return _renamed_in_place(record, old, new[-1])
    return place(change(record, old, lambda _node: None), new, node)


def _renamed_in_place(record: Record, path: Path, new: str) -> Record:
    """The same, with the field at its old position. Only the order of fields differs, which no page promises."""
    step, *rest = path
    fields = record.fields
    if not rest:
        return Record(
            {new if name == step else name: node for name, node in fields.items() if name != new or name == step}
        )
    inner = fields[step]
    assert isinstance(inner, Record)  # noqa: S101 - lookup went through it
    return Record({**fields, step: _renamed_in_place(inner, tuple(rest), new)})


def _null_paths(kind: Type, path: Path) -> list[Path]:
    match kind:
        case StructOf(fields):
            return [found for name, field in fields for found in _null_paths(field, (*path, name))]
        case ArrayOf(StructOf() as element):
            return _null_paths(element, (*path, ELEMENTS))
    return [path] if kind == NULL else []


def _note_typed_nulls(records: Sequence[Record], schema: StructOf) -> None:
    for name, kind in schema.fields:
        nodes = [record.fields[name] for record in records if name in record.fields]
        if kind != NULL and all(isinstance(node, Null) for node in nodes):
            touch("null-type")
