"""resolveChoice: what becomes of fields that hold several types over the records.

Documented: `choice-page`, `class-page`, `scala-page` (the actions, `[]`, one of specs and choice), `sample-choices` (a
worked example of each action: a cast that fails gives null, `make_cols` names columns by type, so does `make_struct`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from g2l_tui.prove.oracle.casts import cast
from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.paths import ELEMENTS, Path, change, parse_path
from g2l_tui.prove.oracle.records import Node, Null, Record, schema_of, type_of
from g2l_tui.prove.oracle.types import NULL, ArrayOf, ChoiceOf, StructOf, Type, label, parse_type

Records = tuple[Record, ...]
Resolution = Callable[[Sequence[Record], Path, ChoiceOf], Records]


def resolve_specs(records: Sequence[Record], specs: Sequence[tuple[str, str]]) -> Records:
    """Resolve one field after the other. Raises ValueError for an action that no page knows."""
    for text, action in specs:
        records = _resolve_spec(records, parse_path(text), action)
    return tuple(records)


def resolve_all(records: Sequence[Record], action: str, catalog: Mapping[str, Type] | None = None) -> Records:
    """Resolve every choice of the schema with one action; `catalog` has the types for `match_catalog`."""
    for path, choice in reversed(_choices(schema_of(records), ())):
        if action.lower() == "match_catalog":
            records = _match_catalog(records, path, catalog or {})
        else:
            records = _resolution(action)(records, path, choice)
    return tuple(records)


def _resolve_spec(records: Sequence[Record], path: Path, action: str) -> Sequence[Record]:
    kind = _type_at(schema_of(records), path)
    resolution = _resolution(action)
    if isinstance(kind, ChoiceOf):
        return resolution(records, path, kind)
    if kind is None:
        touch("choice-of-nothing")
        return records
    if action.lower().startswith("cast:"):
        touch("cast-without-choice")
        return resolution(records, path, ChoiceOf((kind,)))
    return records


def _resolution(action: str) -> Resolution:
    name, _colon, argument = action.partition(":")
    match name.strip().lower():
        case "cast":
            target = parse_type(argument)
            return lambda records, path, _choice: _changed(records, path, lambda node: cast(node, target))
        case "project":
            kept = parse_type(argument)
            return lambda records, path, choice: _project(records, path, choice, kept)
        case "make_struct":
            return _make_struct
        case "make_cols":
            return _make_columns
    raise ValueError(f"{action!r} is not an action of resolveChoice: cast:type, project:type, make_cols, make_struct.")


def _changed(records: Sequence[Record], path: Path, changed: Callable[[Node], Node | None]) -> Records:
    return tuple(change(record, path, changed) for record in records)


def _project(records: Sequence[Record], path: Path, choice: ChoiceOf, kept: Type) -> Records:
    touch("project-keeps-or-converts")
    known = next((option for option in choice.options if label(option) == label(kept)), kept)
    return _changed(records, path, lambda node: node if label(type_of(node)) == label(kept) else Null(known))


def _make_struct(records: Sequence[Record], path: Path, choice: ChoiceOf) -> Records:
    struct = StructOf(tuple((label(option), option) for option in choice.options))
    return _changed(records, path, lambda node: Null(struct) if isinstance(node, Null) else _labelled(node))


def _labelled(node: Node) -> Record:
    return Record({label(type_of(node)): node})


def _make_columns(records: Sequence[Record], path: Path, _choice: ChoiceOf) -> Records:
    *above, name = path
    if not above:
        return tuple(Record(_with_columns(record.fields, name)) for record in records)
    return _changed(
        records,
        tuple(above),
        lambda node: Record(_with_columns(node.fields, name)) if isinstance(node, Record) else node,
    )


def _with_columns(fields: Mapping[str, Node], name: str) -> dict[str, Node]:
    """The fields with NAME_TYPE in place of NAME. A null has no type, so it becomes no column."""
    result: dict[str, Node] = {}
    for field, node in fields.items():
        kind = type_of(node)
        if field != name:
            result[field] = node
        elif kind != NULL:
            result[f"{name}_{label(kind)}"] = node
    return result


def _match_catalog(records: Sequence[Record], path: Path, catalog: Mapping[str, Type]) -> Records:
    names = [step for step in path if step != ELEMENTS]
    kind: Type | None = next((kind for name, kind in catalog.items() if name.lower() == names[0].lower()), None)
    kind = kind if kind is None else _type_at(StructOf(((names[0], kind),)), path)
    if kind is None:
        return tuple(records)
    target = kind
    return _changed(records, path, lambda node: cast(node, target))


def _type_at(kind: Type | None, path: Path) -> Type | None:
    for step in path:
        if step == ELEMENTS or isinstance(kind, ArrayOf):
            kind = kind.element if isinstance(kind, ArrayOf) else None
        if step != ELEMENTS:
            kind = kind.field(step) if isinstance(kind, StructOf) else None
    return kind


def _choices(kind: Type, path: Path) -> list[tuple[Path, ChoiceOf]]:
    match kind:
        case StructOf(fields):
            return [found for name, field in fields for found in _choices(field, (*path, name))]
        case ArrayOf(element):
            return _choices(element, (*path, ELEMENTS))
        case ChoiceOf(options):
            inside = [found for option in options for found in _choices(option, path)]
            return [(path, kind), *inside]
    return []
