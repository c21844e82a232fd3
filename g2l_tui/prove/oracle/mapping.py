"""ApplyMapping: only what is mapped remains, renamed, cast, nested and unnested by dots.

Documented: `mapping-page` (four names, backticks, only the mapped fields are returned), `scala-page` (nesting and
unnesting by dots, no mapping from below arrays, case), `class-page` (values are cast).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from g2l_tui.prove.oracle.casts import cast
from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.paths import Path, lookup, parse_path, place
from g2l_tui.prove.oracle.records import Node, Null, Record, type_of
from g2l_tui.prove.oracle.records import Sequence as ArrayNode
from g2l_tui.prove.oracle.types import INTEGERS, NULL, Type, label, parse_type


@dataclass(frozen=True, slots=True)
class Mapping:
    """`to` is None when the value keeps its type."""

    source: Path
    of: Type | None
    target: Path
    to: Type | None


def parse_mappings(mappings: object) -> tuple[Mapping, ...]:
    """Read a job's tuples. Raises TypeError for what is no tuple, as the library does, ValueError for odd lengths."""
    if isinstance(mappings, tuple) and mappings and isinstance(mappings[0], str):
        mappings = [mappings]
    if not isinstance(mappings, (list, tuple)):
        raise TypeError("The mappings of ApplyMapping are a list of tuples.")
    parsed = tuple(_parse_mapping(mapping) for mapping in mappings)
    _note_conflicts(parsed)
    return parsed


def apply_mapping(
    records: Sequence[Record], mappings: Sequence[Mapping], *, case_sensitive: bool = False
) -> tuple[Record, ...]:
    seen: set[Path] = set()
    mapped = tuple(_mapped(record, mappings, seen, case_sensitive=case_sensitive) for record in records)
    if records and any(mapping.source not in seen for mapping in mappings):
        touch("mapping-missing-column")
    return mapped


def _parse_mapping(mapping: object) -> Mapping:
    if not isinstance(mapping, tuple):
        raise TypeError(f"A mapping is a tuple, not {mapping!r}.")
    if len(mapping) != 4:
        touch("mapping-short-tuples")
    match mapping:
        case (str(source), str(of), str(target), str(to)):
            return Mapping(parse_path(source), parse_type(of), parse_path(target), parse_type(to))
        case (str(source), str(target)):
            return Mapping(parse_path(source), None, parse_path(target), None)
        case (str(source), str(target), str(to)):
            return Mapping(parse_path(source), None, parse_path(target), parse_type(to))
    raise ValueError(f"{mapping!r} is not (source, source type, target, target type).")


def _note_conflicts(mappings: Iterable[Mapping]) -> None:
    targets: list[Path] = []
    for mapping in mappings:
        for other in targets:
            shared = min(len(other), len(mapping.target))
            if other[:shared] == mapping.target[:shared]:
                touch("mapping-conflict")
        targets.append(mapping.target)


def _mapped(record: Record, mappings: Sequence[Mapping], seen: set[Path], *, case_sensitive: bool) -> Record:
    target = Record({})
    for mapping in mappings:
        node = _found(record, mapping.source, case_sensitive=case_sensitive)
        if node is None and isinstance(lookup(record, mapping.source[:1]), Null):
            touch("mapping-null-struct")
        if node is not None:
            seen.add(mapping.source)
            target = place(target, mapping.target, _converted(node, mapping))
    return target


def _found(record: Record, path: Path, *, case_sensitive: bool) -> Node | None:
    node = lookup(record, path)
    if node is None and not case_sensitive:
        node = _found_in_any_case(record, path)
    return node


def _found_in_any_case(record: Record, path: Path) -> Node | None:
    node: Node = record
    for step in path:
        if isinstance(node, ArrayNode):
            touch("mapping-under-array")
        if not isinstance(node, Record):
            return None
        name = next((name for name in node.fields if name.lower() == step.lower()), None)
        if name is None:
            return None
        node = node.fields[name]
    return node


def _converted(node: Node, mapping: Mapping) -> Node:
    actual = type_of(node)
    if mapping.of is not None and NULL not in (actual, mapping.of) and _family(actual) != _family(mapping.of):
        touch("mapping-source-type")
    if mapping.to is None:
        return node
    return Null(mapping.to) if isinstance(node, Null) else cast(node, mapping.to)


def _family(kind: Type) -> str:
    name = label(kind)
    return "integer" if name in INTEGERS else name
