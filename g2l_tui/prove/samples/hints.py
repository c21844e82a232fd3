"""What is known of a job's sources before anything runs: columns, types, values they are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

Literal = str | int | float | bool


@dataclass(frozen=True)
class Condition:
    """What a job asks of a column: `operator` is one of `== != < <= > >= like unlike`."""

    operator: str
    value: Literal


@dataclass
class ColumnHint:
    """A column. `type` is Spark's simple type as far as it is known; `parsed_as` is what a text column is
    turned into; `conditions` are what the job compares it with; `pattern` is the date format it is read by.
    `group` names the columns that are joined with each other. `is_choice`: the job expects mixed types.
    `is_tame`: texts that cannot be parsed are left out of it. `fields` are those of a struct,
    `element` is what an array holds.
    """  # noqa: D205

    type: str = ""
    parsed_as: str = ""
    conditions: list[Condition] = field(default_factory=list)
    pattern: str = ""
    group: str = ""
    is_choice: bool = False
    is_tame: bool = False
    fields: dict[str, ColumnHint] = field(default_factory=dict)
    element: ColumnHint | None = None

    def within(self, path: Sequence[str]) -> ColumnHint:
        """Return the hint of a field by its path; new ones when nothing is known of it. Arrays are looked through."""
        if not path:
            return self
        if self.element is not None:
            return self.element.within(path)
        return named(self.fields, path[0]).within(path[1:])

    def item(self) -> ColumnHint:
        """Return the hint of what the array holds that this column is."""
        self.element = self.element or ColumnHint()
        return self.element


@dataclass
class SourceHint:
    """A source by its Glue name (see `Sample`); `is_declared` when a catalog export or DDL says all columns.

    `place` is its number among the sources of the job.
    """

    name: str = ""
    columns: dict[str, ColumnHint] = field(default_factory=dict)
    format: str = ""
    partitions: list[str] = field(default_factory=list)
    is_declared: bool = False
    place: int = 0

    def column(self, name: str) -> ColumnHint:
        """Return the hint of a column, found in any case; a new one when nothing is known of it."""
        return named(self.columns, name)


@dataclass(frozen=True)
class Grouping:
    """Names of columns that rows of one group, or of one window, share; and of those that a window is in order by."""

    shared: tuple[str, ...]
    order: tuple[str, ...] = ()


@dataclass
class Hints:
    """Sources by name. `loose` are columns that could not be told to belong to a source."""

    sources: dict[str, SourceHint] = field(default_factory=dict)
    loose: dict[str, ColumnHint] = field(default_factory=dict)
    groupings: list[Grouping] = field(default_factory=list)

    def source(self, name: str) -> SourceHint:
        """Return the hint of a source; a new one when nothing is known of it."""
        return self.sources.setdefault(name, SourceHint(name, place=len(self.sources)))

    @property
    def tame(self) -> tuple[str, ...]:
        """The columns that hold no texts which cannot be parsed."""
        return tuple(
            f"{hint.name}.{name}"
            for hint in self.sources.values()
            for name, each in hint.columns.items()
            if each.is_tame
        )

    def with_tame(self, source: str, column: str) -> Hints:
        """Return hints in which texts that cannot be parsed are left out of a column."""
        hint = self.sources.get(source) or SourceHint(source, dict(self.loose))
        tame = replace(named(hint.columns, column), is_tame=True)
        return replace(self, sources={**self.sources, source: replace(hint, columns={**hint.columns, column: tame})})

    def with_type(self, source: str, column: str, kind: str) -> Hints:
        """Return hints in which a column of a source, or of any that is not known, is of a type."""
        typed = ColumnHint(kind)
        hint = self.sources.get(source) or SourceHint(source, dict(self.loose))
        grown = replace(hint, columns={**hint.columns, column: typed})
        return replace(self, sources={**self.sources, source: grown})

    def with_column_once(self, column: str, place: int) -> Hints | None:
        """Return hints in which only one of the sources that have a column keeps it; None when there is none left."""
        name = column.lower()
        holders = [hint for hint in self.sources.values() if name in (each.lower() for each in hint.columns)]
        losers = [hint for number, hint in enumerate(holders) if number != place and not hint.is_declared]
        if place >= len(holders) or not losers:
            return None
        less = {
            hint.name: replace(hint, columns={each: of for each, of in hint.columns.items() if each.lower() != name})
            for hint in losers
        }
        loose = {each: of for each, of in self.loose.items() if each.lower() != name}
        return replace(self, sources={**self.sources, **less}, loose=loose)

    def with_column(self, column: str, *, everywhere: bool) -> Hints:
        """Return hints in which the undeclared source with most columns, or `everywhere` each, has one more."""
        lacking = [
            hint
            for hint in self.sources.values()
            if not hint.is_declared and column.lower() not in (name.lower() for name in hint.columns)
        ]
        chosen = lacking if everywhere else sorted(lacking, key=lambda hint: -len(hint.columns))[:1]
        grown = {hint.name: replace(hint, columns={**hint.columns, column: ColumnHint()}) for hint in chosen}
        return replace(self, sources={**self.sources, **grown}, loose={column: ColumnHint(), **self.loose})


def named(hints: dict[str, ColumnHint], name: str) -> ColumnHint:
    """Return the hint of a name, found in any case; a new one when there is none."""
    known = next((each for each in hints if each.lower() == name.lower()), None)
    return hints.setdefault(known or name, ColumnHint())
