"""Compares what two runs wrote: multisets of rows, types and write options, with each difference at its column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from g2l_tui.prove.normal import is_fraction, normal, type_kind
from g2l_tui.prove.options import options_differences
from g2l_tui.prove.record import Written
from g2l_tui.prove.verdict import ColumnDifference, Comparison, Example

EXAMPLES = 5
_PAIRED_AT_MOST = 200
"""Rows that are paired with their nearest: the pairing costs the square of them."""

Unstable = Mapping[str, frozenset[str]]
"""Columns by target whose values differ between two runs of the source."""


def compare(original: Sequence[Written], migrated: Sequence[Written], unstable: Unstable) -> tuple[Comparison, ...]:
    """Pair what both sides wrote by target, and compare each pair."""
    groups = _groups(original, migrated)
    return tuple(_compared(target, left, right, unstable) for target, (left, right) in groups.items())


def unstable_columns(first: Sequence[Written], second: Sequence[Written]) -> Unstable:
    """Return the columns that two runs of the same source write differently: times of the day, random keys."""
    found = {}
    for target, (left, right) in _groups(first, second).items():
        comparison = _compared(target, left, right, {})
        found[target] = frozenset(each.column for each in comparison.columns)
    return found


@dataclass(frozen=True)
class _Table:
    """All that one side wrote to one target, with its columns in lower case."""

    rows: list[dict[str, Any]]
    types: dict[str, str]
    generated: frozenset[str]

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.types) | frozenset(name for row in self.rows for name in row)

    def is_null(self, column: str) -> bool:
        return all(row.get(column) is None for row in self.rows)


def _groups(original: Sequence[Written], migrated: Sequence[Written]) -> dict[str, tuple[list[Written], list[Written]]]:
    """Both sides' writes by target; a target with two names takes the one that both sides know it by."""
    known = {name for each in migrated for name in each.targets}
    groups: dict[str, tuple[list[Written], list[Written]]] = {}
    for each in original:
        name = next((name for name in each.targets if name in known), each.targets[0])
        groups.setdefault(name, ([], []))[0].append(each)
    for each in migrated:
        name = next((name for name in each.targets if name in groups), each.targets[0])
        groups.setdefault(name, ([], []))[1].append(each)
    return groups


def _compared(target: str, left: list[Written], right: list[Written], unstable: Unstable) -> Comparison:
    if not left or not right:
        return _one_sided(target, left, right)
    original, migrated = _table(left), _table(right)
    differences = [*options_differences(left, right)]
    exceptions: list[str] = []
    aside = unstable.get(target, frozenset()) | original.generated | migrated.generated
    missing = original.columns ^ migrated.columns
    for column in sorted(missing):
        side, other = ("original", migrated) if column in original.columns else ("migrated", original)
        holder = original if side == "original" else migrated
        if holder.is_null(column):
            exceptions.append(f"column {column}, which only the {side} job writes, is null in every row")
        elif other.rows:
            differences.append(f"column {column} is written by the {side} job only")
    shared = sorted(original.columns & migrated.columns)
    if not original.rows and not migrated.rows:
        exceptions.append("no row of the sample reached it: only how it is written was compared")
    exceptions += _set_aside(aside & frozenset(shared), original.generated | migrated.generated)
    differences += _kinds(shared, original, migrated)
    exceptions += _widths(shared, original, migrated)
    return _with_rows(target, original, migrated, frozenset(aside), (tuple(differences), tuple(exceptions)))


def _with_rows(
    target: str,
    original: _Table,
    migrated: _Table,
    aside: frozenset[str],
    found: tuple[tuple[str, ...], tuple[str, ...]],
) -> Comparison:
    differences, exceptions = found
    columns = sorted(original.columns & migrated.columns)
    left, right = _keys(original, migrated, columns, aside), _keys(migrated, original, columns, aside)
    only_left, only_right = _only(left, right), _only(right, left)
    if not only_left and not only_right:
        empty = tuple(name for name in columns if original.rows and original.is_null(name) and migrated.is_null(name))
        return Comparison(target, len(original.rows), len(migrated.rows), differences, exceptions, empty=empty)
    pairs = _paired(only_left, left, only_right, right)
    by_column = _by_column(pairs, columns, left, right, original, migrated)
    return Comparison(
        target,
        len(original.rows),
        len(migrated.rows),
        (*differences, *_sentences(original, migrated, only_left, only_right, by_column)),
        exceptions,
        by_column,
        tuple(_example(pair, original, migrated) for pair in pairs[:EXAMPLES]),
    )


def _one_sided(target: str, left: list[Written], right: list[Written]) -> Comparison:
    writer, table = ("original", _table(left)) if left else ("migrated", _table(right))
    rows = len(table.rows)
    examples = tuple(Example(row, None) if left else Example(None, row) for row in table.rows[:EXAMPLES])
    sentence = f"only the {writer} job writes to {target} ({rows} rows)"
    return Comparison(target, rows if left else 0, 0 if left else rows, (sentence,), examples=examples)


def _table(written: Sequence[Written]) -> _Table:
    rows = [{name.lower(): value for name, value in row.items()} for each in written for row in each.rows]
    types = {name.lower(): kind for each in written for name, kind in each.types.items()}
    return _Table(rows, types, frozenset(name.lower() for each in written for name in each.generated))


def _set_aside(aside: frozenset[str], generated: frozenset[str]) -> Iterable[str]:
    for column in sorted(aside):
        why = "generated keys" if column in generated else "differs between two runs of the source"
        yield f"column {column} is compared by its nulls only ({why})"


def _kinds(columns: Iterable[str], original: _Table, migrated: _Table) -> Iterable[str]:
    for column in columns:
        left, right = original.types.get(column), migrated.types.get(column)
        if left is None or right is None:
            continue
        kinds = {type_kind(left), type_kind(right)}
        if len(kinds) == 2 and kinds != {"integer", "fraction"} and not original.is_null(column):
            yield f"column {column} is {left} in the original and {right} in the migrated job"


def _widths(columns: Iterable[str], original: _Table, migrated: _Table) -> Iterable[str]:
    for column in columns:
        left, right = original.types.get(column), migrated.types.get(column)
        if left is None or right is None or left == right:
            continue
        kinds = {type_kind(left), type_kind(right)}
        if (len(kinds) == 1 and "<" not in left) or kinds == {"integer", "fraction"} or original.is_null(column):
            yield f"type of {column}: {left} and {right}"


def _keys(table: _Table, other: _Table, columns: Sequence[str], aside: frozenset[str]) -> list[tuple[Hashable, ...]]:
    """Each row as a tuple to compare by, in the order of `columns`; of those set aside only whether it is null."""
    rounded = {column: _is_rounded(column, table, other) for column in columns}
    return [
        tuple(
            (row.get(column) is None) if column in aside else normal(row.get(column), rounded=rounded[column])
            for column in columns
        )
        for row in table.rows
    ]


def _is_rounded(column: str, *tables: _Table) -> bool:
    return any(
        is_fraction(table.types.get(column, "")) or any(isinstance(row.get(column), float) for row in table.rows)
        for table in tables
    )


def _only(these: list[tuple[Hashable, ...]], those: list[tuple[Hashable, ...]]) -> list[int]:
    """Places of the rows of `these` that the multiset `those` lacks."""
    left = Counter(those)
    places = []
    for place, key in enumerate(these):
        if left[key]:
            left[key] -= 1
        else:
            places.append(place)
    return places


Pair = tuple[int | None, int | None]


def _paired(
    only_left: list[int],
    left: list[tuple[Hashable, ...]],
    only_right: list[int],
    right: list[tuple[Hashable, ...]],
) -> list[Pair]:
    """Put each row beside the one of the other side that shares most values with it."""
    free = only_right[:_PAIRED_AT_MOST]
    scored = sorted(
        (
            (sum(a == b and a is not None for a, b in zip(left[i], right[j], strict=True)), i, j)
            for i in only_left[:_PAIRED_AT_MOST]
            for j in free
        ),
        key=lambda each: (-each[0], each[1], each[2]),
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for score, i, j in scored:
        if score and i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    pairs: list[Pair] = [(i, partner.get(i)) for i in only_left]
    return sorted(pairs, key=lambda pair: pair[1] is None) + [(None, j) for j in only_right if j not in taken]


def _by_column(
    pairs: list[Pair],
    columns: Sequence[str],
    left: list[tuple[Hashable, ...]],
    right: list[tuple[Hashable, ...]],
    original: _Table,
    migrated: _Table,
) -> tuple[ColumnDifference, ...]:
    places: dict[str, list[tuple[int, int]]] = {}
    for i, j in pairs:
        if i is None or j is None:
            continue
        for place, column in enumerate(columns):
            if left[i][place] != right[j][place]:
                places.setdefault(column, []).append((i, j))
    found = (
        ColumnDifference(
            column, len(rows), original.rows[rows[0][0]].get(column), migrated.rows[rows[0][1]].get(column)
        )
        for column, rows in places.items()
    )
    return tuple(sorted(found, key=lambda each: (-each.rows, each.column)))


def _sentences(
    original: _Table,
    migrated: _Table,
    only_left: list[int],
    only_right: list[int],
    columns: tuple[ColumnDifference, ...],
) -> Iterable[str]:
    if len(original.rows) != len(migrated.rows):
        yield f"{len(original.rows)} rows in the original, {len(migrated.rows)} in the migrated job"
    if columns:
        names = ", ".join(f"{each.column} ({each.rows})" for each in columns[:8])
        yield f"values differ in {names}"
    elif len(original.rows) == len(migrated.rows):
        yield f"{len(only_left)} rows have no counterpart in the migrated job, {len(only_right)} none in the original"


def _example(pair: Pair, original: _Table, migrated: _Table) -> Example:
    left, right = pair
    return Example(None if left is None else original.rows[left], None if right is None else migrated.rows[right])
