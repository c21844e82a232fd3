"""Makes rows from hints: polite ones, and hostile ones that each break one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count, pairwise
from typing import Any

from g2l_tui.prove.samples.columns import Column, columns_of
from g2l_tui.prove.samples.conditions import failing, near, passing
from g2l_tui.prove.samples.hints import Grouping, SourceHint
from g2l_tui.prove.samples.odd import odd_values
from g2l_tui.prove.samples.ordinary import SHARED_KEYS, as_text, ordinary, stored, unmatched, value_of_kind
from g2l_tui.prove.samples.sample import Rows, Sample
from g2l_tui.prove.values import Row

POLITE_ROWS = 12
_NEAR_ROWS = 24
"""Polite rows at most that stand around bounds."""
_ALONE = 48
"""Keys of a source that one row of each other source meets: what is hostile there decides alone what becomes of it."""
_GROUPED_FROM = 900
"""The first place of rows that share what the job groups by."""
_CROWD = 4
"""Sources at most whose keys of that sort are kept apart."""


def generate(hint: SourceHint, level: Rows, crowd: int = 1, groupings: Iterable[Grouping] = ()) -> Sample:
    """Return the sample of a source, always the same for the same hint.

    `crowd` is how many sources the job has, `groupings` what it groups rows by.
    """
    maker = _Maker(hint, max(1, min(crowd, _CROWD)))
    rows = list(maker.polite())
    if level is not Rows.POLITE:
        rows += [*maker.hostile(), *(row for each in groupings for row in maker.grouped(each))]
    if level is Rows.RAGGED and hint.format == "json":
        rows += [_without(rows[place % POLITE_ROWS], name) for place, name in enumerate(maker.columns)]
    is_text = hint.format in {"csv", "text"}
    types = {name: "string" if is_text else each.type for name, each in maker.columns.items()}
    if is_text:
        rows = [{name: as_text(value) for name, value in row.items()} for row in rows]
    return Sample(hint.name, tuple(rows), types, tuple(hint.partitions), hint.format)


class _Maker:
    """Makes the rows of one source. A row has a key, which tells what it meets, and a place, which varies the rest."""

    def __init__(self, hint: SourceHint, crowd: int) -> None:
        self._source = hint.name
        self._place = hint.place % crowd
        self._crowd = crowd
        self._partitions = frozenset(hint.partitions)
        self._is_ragged = hint.format != "csv"
        self.columns = columns_of(hint)
        self._keys = [name for name, each in self.columns.items() if each.group]
        self._passing: dict[int, list[Any]] = {}

    def polite(self) -> Iterator[Row]:
        """Yield rows that pass what the job asks, and one for each value at a bound."""
        yield from (self._row(place % SHARED_KEYS + 1, place) for place in range(POLITE_ROWS))
        around = [(name, stored(each, value)) for name, each in self.columns.items() for value in near(each)]
        for place, (name, value) in enumerate(around[:_NEAR_ROWS]):
            yield {**self._row(place % SHARED_KEYS + 1, place + POLITE_ROWS), name: value}

    def hostile(self) -> Iterator[Row]:
        """Yield rows that each break one thing, among rows of the same keys and alone."""
        yield self._row(1, 0)
        yield from self._among_others()
        for place, change in enumerate(self._changes()):
            yield {**self._row(self._own_key(place % _ALONE, self._place), place), **change}
            if self._keys and self._crowd > 1:  # what a join drops, another keeps
                yield {**self._row(self._own_key(place + _ALONE, self._place), place), **change}
        if self._keys:
            for other in set(range(self._crowd)) - {self._place}:
                yield from (self._row(self._own_key(place, other), place) for place in range(_ALONE))
        yield from self._astray()

    def grouped(self, grouping: Grouping) -> Iterator[Row]:
        """Yield rows that share what they are grouped by, and two that only the last they are ranked by tells apart."""
        known = {name.lower(): name for name in self.columns}
        shared, order = (
            [known[each.lower()] for each in names if each.lower() in known]
            for names in (grouping.shared, grouping.order)
        )
        if not shared or len(shared) + len(order) == len(self.columns):
            return
        yield from self._group(shared, range(_GROUPED_FROM, _GROUPED_FROM + 4))
        if len(order) > 1:
            one, other = self._group(shared, range(_GROUPED_FROM + 4, _GROUPED_FROM + 6))
            yield from (one, {**other, **{name: one[name] for name in order[:-1]}})
        if order:
            yield from self._outranked(shared)

    def _group(self, shared: list[str], places: range) -> Iterator[Row]:
        first = self._row(self._own_key(places[0] % _ALONE, self._place), places[0])
        for place in places:
            yield {**self._row(place, place), **self._met(place), **{name: first[name] for name in shared}}

    def _outranked(self, shared: list[str]) -> Iterator[Row]:
        """A group whose first and last rows fail what the job asks: is it asked before they are ranked?"""
        rows = list(self._group(shared, range(_GROUPED_FROM + 6, _GROUPED_FROM + 10)))
        bad = {
            name: self._bad(each)
            for name, each in self.columns.items()
            if each.conditions and not each.parts and name not in shared
        }
        yield from ({**row, **bad} if number in {0, len(rows) - 1} else row for number, row in enumerate(rows))

    def _met(self, place: int) -> Row:
        """The keys of a row that rows of other sources have as well."""
        if self._crowd == 1:
            return {}
        row = self._row(place % SHARED_KEYS + 1, place)
        return {name: row[name] for name in self._keys}

    def _row(self, key: int, place: int) -> Row:
        return {name: self._value(each, key, place) for name, each in self.columns.items()}

    def _value(self, column: Column, key: int, place: int) -> Any:
        """A value that passes what the job asks of the column, as far as it is known."""
        if column.kind == "struct":
            return {name: self._value(each, key, place) for name, each in column.fields.items()}
        if column.element is not None:
            return [self._value(column.element, key, place + step) for step in range(place % 3 + 1)]
        value = ordinary(column, self._source, key, place)
        if not column.conditions or (column.group and not any(each.operator == "==" for each in column.conditions)):
            return value
        good = self._good(column)
        return good[place % len(good)]

    def _good(self, column: Column) -> list[Any]:
        if id(column) not in self._passing:
            self._passing[id(column)] = [stored(column, value) for value in passing(column, self._plain(column))]
        return self._passing[id(column)]

    def _plain(self, column: Column) -> list[Any]:
        """Some ordinary values of a column's kind."""
        if column.kind == "string":
            return [ordinary(column, self._source, place, place) for place in range(1, 4)]
        return [value_of_kind(column.kind, column.name, 3 * place, place) for place in range(1, 9)]

    def _among_others(self) -> Iterator[Row]:
        """A null and an odd value in each column, in rows whose keys other rows have as well.

        Their places are their own: of rows that differ in nothing they are put in order by, any may come first.
        """
        places = count(POLITE_ROWS + _NEAR_ROWS)
        for name, each in self.columns.items():
            if name in self._partitions:
                continue
            for _ in range(2):
                place = next(places)
                row = self._row(place % SHARED_KEYS + 1, place)
                odd = list(odd_values(each, row[name], is_ragged=self._is_ragged))
                yield {**row, name: odd[place % len(odd)] if place % 2 else None}
            if each.group:  # nulls of both sides stand beside equal other keys: do they meet?
                yield from ({**self._row(key, next(places)), name: None} for key in (1, 3))

    def _changes(self) -> Iterator[Row]:
        """What breaks a row, one thing at a time; nulls in pairs; columns that are alike; conditions that fail."""
        row = self._row(1, 0)
        free = [name for name in self.columns if name not in self._partitions]
        for name in free:
            yield from ({name: odd} for odd in odd_values(self.columns[name], row[name], is_ragged=self._is_ragged))
        for name in self._partitions & self.columns.keys():
            yield from ({name: stored(self.columns[name], value)} for value in near(self.columns[name]))
        yield from ({one: None, other: None} for one, other in pairwise(free))
        yield {name: None for name in free if name not in self._keys}
        yield from self._alike(row)
        yield from self._failures()

    def _alike(self, row: Row) -> Iterator[Row]:
        """The same value in all columns of a kind, but keys: what compares two of them is at its bound."""
        kinds: dict[tuple[str, str, str], list[str]] = {}
        for name, each in self.columns.items():
            if not (each.group or each.parts or name in self._partitions):
                kinds.setdefault((each.type, each.kind, each.pattern), []).append(name)
        yield from (dict.fromkeys(names, row[names[0]]) for names in kinds.values() if len(names) > 1)

    def _failures(self) -> Iterator[Row]:
        """Values that fail what the job asks: all of them together, and all but one."""
        tested = {name: each for name, each in self.columns.items() if each.conditions and not each.parts}
        bad = {name: self._bad(each) for name, each in tested.items()}
        yield bad
        for name in bad:
            yield {other: value for other, value in bad.items() if other != name}

    def _bad(self, column: Column) -> Any:
        return stored(column, failing(column, self._plain(column))[0])

    def _own_key(self, place: int, source: int) -> int:
        """A key of one source: its first ones are met by one row of each other source, the rest by none."""
        return SHARED_KEYS + 1 + place * self._crowd + source

    def _astray(self) -> Iterator[Row]:
        """Keys that no other source has, and keys of one row in another."""
        for key in self._keys:
            yield {**self._row(3, 2), key: unmatched(self.columns[key], self._source)}
            yield {**self._row(2, 7), key: self._row(1, 0)[key]}
        stranger = {
            name: unmatched(each, self._source)
            if each.group or (each.kind == "string" and not each.conditions)
            else self._value(each, 3, 2)
            for name, each in self.columns.items()
        }
        yield from (stranger, dict(stranger))


def _without(row: Row, name: str) -> Row:
    return {key: value for key, value in row.items() if key != name}
