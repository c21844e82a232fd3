"""What is known of a job's sources before anything runs: columns, types, values they are compared with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass
class ColumnHint:
    """A column. `type` is Spark's simple type as far as it is known; `parsed_as` is what a text column is
    turned into; `literals` are values that the job compares it with, `unlike` those that it must not have;
    `pattern` is the date format it is read by.
    `group` names the columns that are joined with each other. `is_choice`: the job expects mixed types.
    """  # noqa: D205

    type: str = ""
    parsed_as: str = ""
    literals: list[str | int | float | bool] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)
    pattern: str = ""
    group: str = ""
    is_choice: bool = False


@dataclass
class SourceHint:
    """A source by its Glue name (see `Sample`); `is_declared` when a catalog export or DDL says all columns."""

    name: str = ""
    columns: dict[str, ColumnHint] = field(default_factory=dict)
    format: str = ""
    partitions: list[str] = field(default_factory=list)
    is_declared: bool = False

    def column(self, name: str) -> ColumnHint:
        """Return the hint of a column, found in any case; a new one when nothing is known of it."""
        known = next((each for each in self.columns if each.lower() == name.lower()), None)
        return self.columns.setdefault(known or name, ColumnHint())


@dataclass
class Hints:
    """Sources by name. `loose` are columns that could not be told to belong to a source."""

    sources: dict[str, SourceHint] = field(default_factory=dict)
    loose: dict[str, ColumnHint] = field(default_factory=dict)

    def source(self, name: str) -> SourceHint:
        """Return the hint of a source; a new one when nothing is known of it."""
        return self.sources.setdefault(name, SourceHint(name))

    def with_type(self, source: str, column: str, kind: str) -> Hints:
        """Return hints in which a column of a source, or of any that is not known, is of a type."""
        typed = ColumnHint(kind)
        hint = self.sources.get(source) or SourceHint(source, dict(self.loose))
        grown = replace(hint, columns={**hint.columns, column: typed})
        return Hints({**self.sources, source: grown}, {**self.loose})

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
        return Hints({**self.sources, **less}, loose)

    def with_column(self, column: str, *, everywhere: bool) -> Hints:
        """Return hints in which the undeclared source with most columns, or `everywhere` each, has one more."""
        lacking = [
            hint
            for hint in self.sources.values()
            if not hint.is_declared and column.lower() not in (name.lower() for name in hint.columns)
        ]
        chosen = lacking if everywhere else sorted(lacking, key=lambda hint: -len(hint.columns))[:1]
        grown = {hint.name: replace(hint, columns={**hint.columns, column: ColumnHint()}) for hint in chosen}
        return Hints({**self.sources, **grown}, {column: ColumnHint(), **self.loose})
