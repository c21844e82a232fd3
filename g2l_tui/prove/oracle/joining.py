"""join, union and mergeDynamicFrame: two frames into one.

Documented: `join-page` and `class-page` (an equality join that keeps both sides' fields, one of two equal names with a
leading dot), `class-page` (union holds all records of both; mergeDynamicFrame's two cases).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import permutations

from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.paths import Path, find, lookup
from g2l_tui.prove.oracle.records import Node, Null, Record, Scalar, plain, type_of
from g2l_tui.prove.oracle.types import FRACTIONS, INTEGERS, DecimalOf, label

Records = tuple[Record, ...]
Key = tuple[tuple[str, object], ...]


def join(first: Sequence[Record], second: Sequence[Record], keys1: Sequence[Path], keys2: Sequence[Path]) -> Records:
    """Every pair of records whose keys are equal. Raises ValueError when the keys are not as many on both sides."""
    if len(keys1) != len(keys2):
        raise ValueError(f"A join needs as many keys on each side: {len(keys1)} and {len(keys2)} were given.")
    partners: dict[Key, list[Record]] = defaultdict(list)
    left, right = [_key(record, keys1) for record in first], [_key(record, keys2) for record in second]
    for record, key in zip(second, right, strict=True):
        if key is not None:
            partners[key].append(record)
    _note_nulls(left, right)
    _note_permutations(left, partners)
    _note_key_types(first, second, keys1, keys2)
    taken = {name for record in first for name in record.fields}
    return tuple(
        _joined(record, partner, taken)
        for record, key in zip(first, left, strict=True)
        if key is not None
        for partner in partners.get(key, [])
    )


def merge_frames(source: Sequence[Record], stage: Sequence[Record], keys: Sequence[Path]) -> Records:
    """All staged records, and those of the source whose key is not among them; duplicates stay."""
    staged = {_key(record, keys) for record in stage}
    if any(_key(record, keys) is None for record in (*source, *stage)):
        touch("merge-null-keys")
    if not staged <= {_key(record, keys) for record in source}:
        touch("merge-new-records")
    kept = (record for record in source if (key := _key(record, keys)) is None or key not in staged)
    return (*stage, *kept)


def _key(record: Record, paths: Sequence[Path]) -> Key | None:
    """What is compared of a record, or None when part of it is null or missing."""
    nodes = [find(record, path) for path in paths]
    if any(node is None or isinstance(node, Null) for node in nodes):
        return None
    return tuple(_comparable(node) for node in nodes if node is not None)


def _comparable(node: Node) -> tuple[str, object]:
    """Numbers compare as numbers; nothing else compares across types."""
    if isinstance(node, Scalar):
        number = isinstance(node.type, DecimalOf) or node.type.name in (*INTEGERS, *FRACTIONS)
        return ("number" if number else label(node.type), node.value)
    return label(type_of(node)), repr(plain(node))


def _note_nulls(left: Sequence[Key | None], right: Sequence[Key | None]) -> None:
    if None in left and None in right:
        touch("join-null-keys")


def _note_permutations(left: Sequence[Key | None], partners: Mapping[Key, object]) -> None:
    for key in left:
        if (
            key is not None
            and 1 < len(key) <= 4
            and any(other in partners for other in permutations(key) if other != key)
        ):
            touch("join-composite-keys")
            return


def _note_key_types(
    first: Sequence[Record], second: Sequence[Record], keys1: Sequence[Path], keys2: Sequence[Path]
) -> None:
    for path1, path2 in zip(keys1, keys2, strict=True):
        kinds = [
            {
                type_of(node)
                for record in records
                if (node := lookup(record, path)) is not None and not isinstance(node, Null)
            }
            for records, path in ((first, path1), (second, path2))
        ]
        if kinds[0] and kinds[1] and kinds[0] != kinds[1]:
            touch("join-key-types")


def _joined(record: Record, partner: Record, taken: set[str]) -> Record:
    fields = dict(record.fields)
    for name, node in partner.fields.items():
        if name in taken:
            touch("join-clash-side")
        fields[f".{name}" if name in taken else name] = node
    return Record(fields)
