"""Paths to fields: names separated by dots, backticks around a name that has dots, `[]` behind an array.

Documented: `mapping-page`, `rename-page` (backticks), `choice-page` (`myList[].price`), `scala-page` (fields inside of
arrays can be dropped by a path that runs through them).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.records import Node, Record, Sequence

ELEMENTS = "[]"
Path = tuple[str, ...]
Change = Callable[[Node], Node | None]

_STEP = re.compile(r"(?:`(?:[^`]|``)*`|[^.`])+")


def parse_path(text: str) -> Path:
    """The steps of a path; an array's `[]` is a step of its own. A name without backticks keeps its blanks."""
    return tuple(step for chunk in _STEP.findall(text) for step in _steps(chunk))


def parse_paths(paths: str | list[str] | tuple[str, ...]) -> list[Path]:
    """One path or several (a single text is accepted wherever a list is documented: `library`)."""
    return [parse_path(path) for path in ([paths] if isinstance(paths, str) else paths)]


def lookup(record: Record, path: Path) -> Node | None:
    """The node at the path, through structs only; None when the field is missing."""
    node: Node | None = record
    for step in path:
        if not isinstance(node, Record):
            return None
        node = node.fields.get(step)
    return node


def find(record: Record, path: Path) -> Node | None:
    """The same, noting where the path would lead somewhere if case did not count."""
    node: Node | None = record
    for step in path:
        if not isinstance(node, Record):
            return None
        _note_case(node.fields, step)
        node = node.fields.get(step)
    return node


def change(record: Record, path: Path, changed: Change) -> Record:
    """The record with the nodes at the path replaced, through structs and, step by step, the elements of arrays.

    A change to None removes the field, and the struct around it when that was its last. Where the path leads nowhere,
    nothing changes.
    """
    return Record(_changed_fields(record.fields, path, changed))


def place(record: Record, path: Path, node: Node) -> Record:
    """The record with the node at the path, structs built on the way (documented: `scala-page`, nesting by dots)."""
    step, *rest = path
    if not rest:
        return Record({**record.fields, step: node})
    inner = record.fields.get(step)
    inside = inner if isinstance(inner, Record) else Record({})
    return Record({**record.fields, step: place(inside, tuple(rest), node)})


def _steps(chunk: str) -> list[str]:
    if chunk.startswith("`") and chunk.endswith("`") and len(chunk) > 1:
        return [chunk[1:-1].replace("``", "`")]
    name = chunk.rstrip("[]") if chunk.endswith(ELEMENTS) else chunk
    return [name, *[ELEMENTS] * chunk.count(ELEMENTS)] if name != chunk else [chunk]


def _changed_fields(fields: Mapping[str, Node], path: Path, changed: Change) -> dict[str, Node]:
    step, rest = path[0], path[1:]
    _note_case(fields, step)
    result: dict[str, Node] = {}
    for name, node in fields.items():
        new = _changed(node, rest, changed) if name == step else node
        if new is not None:
            result[name] = new
    return result


def _note_case(fields: Mapping[str, Node], step: str) -> None:
    if step not in fields and any(name.lower() == step.lower() for name in fields):
        touch("case-of-paths")


def _changed(node: Node, path: Path, changed: Change) -> Node | None:
    if not path:
        return changed(node)
    if isinstance(node, Sequence):
        inner = path[1:] if path[0] == ELEMENTS else path
        items = [_changed(item, inner, changed) for item in node.items]
        return Sequence(tuple(item for item in items if item is not None))
    if isinstance(node, Record):
        fields = _changed_fields(node.fields, path, changed)
        if fields or not node.fields:
            return Record(fields)
        touch("drop-last-field")
        return None
    return node
