"""Frames while reading a job: which column of which source a name means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from g2l_tui.prove.samples.hints import ColumnHint, Condition, SourceHint

_GLUE_TYPES = {
    "long": "bigint", "int": "int", "integer": "int", "short": "smallint", "byte": "tinyint", "bigint": "bigint",
    "string": "string", "str": "string", "char": "string", "varchar": "string", "double": "double", "float": "float",
    "boolean": "boolean", "bool": "boolean", "date": "date", "timestamp": "timestamp", "binary": "binary",
    "smallint": "smallint", "tinyint": "tinyint", "number": "double", "null": "string", "void": "string",
    "timestamp_ntz": "timestamp", "text": "string", "datetime": "timestamp",
}  # fmt: skip

_PARTS = re.compile(r"`([^`]+)`|([^.`]+)")


def spark_type(name: str) -> str:
    """Return a type of Glue, Hive, SQL or PySpark under Spark's simple name; empty for what is not known."""
    text = name.strip().lower().removesuffix("()").removesuffix("type").strip("\"'` ")
    if text.startswith(("decimal", "numeric")):
        return (
            "decimal" + text.removeprefix("decimal").removeprefix("numeric").replace(" ", "")
            if "(" in text
            else "decimal(10,2)"
        )
    if text.startswith(("array<", "struct<", "map<")):
        return text
    return _GLUE_TYPES.get(text.partition("(")[0], "")


@dataclass
class Frame:
    """`columns` are names with a known origin (None: made by the job); any other name belongs to one of `open`.

    `aliases` are frames that are part of this one by the name that qualifies their columns.
    """

    columns: dict[str, ColumnHint | None] = field(default_factory=dict)
    open: tuple[SourceHint, ...] = ()
    aliases: dict[str, Frame] = field(default_factory=dict)

    def hint(self, name: str) -> ColumnHint | None:
        """Return the hint behind a name or a path of fields, creating it in the first source that may have it."""
        if "*" in name:
            return None
        head, *rest = path_of(name)
        if rest and head.lower() in self.aliases:
            return self.aliases[head.lower()].at(rest)
        return self.at([head, *rest])

    def at(self, path: Sequence[str]) -> ColumnHint | None:
        """Return the hint behind a path of fields."""
        column = self._column(path[0])
        return column if column is None else column.within(path[1:])

    def _column(self, name: str) -> ColumnHint | None:
        if name.lower() in self.columns:
            return self.columns[name.lower()]
        holders = [source for source in self.open if any(each.lower() == name.lower() for each in source.columns)]
        holder = next(iter(holders or [source for source in self.open if not source.is_declared]), None)
        return holder.column(name) if holder is not None and name else None

    def called(self, alias: str) -> Frame:
        """Return the frame under an alias."""
        return replace(self, aliases={**self.aliases, alias.lower(): self})

    def projected(self, columns: Mapping[str, ColumnHint | None]) -> Frame:
        """Return the frame that has only these columns."""
        return Frame({name.lower(): hint for name, hint in columns.items()})

    def with_columns(self, columns: Mapping[str, ColumnHint | None]) -> Frame:
        """Return the frame with these columns beside its own."""
        return replace(self, columns={**self.columns, **{name.lower(): hint for name, hint in columns.items()}})


def joined(frames: Iterable[Frame]) -> Frame:
    """Return the frame that has the columns of all."""
    every = tuple(frames)
    columns = {name: hint for frame in reversed(every) for name, hint in frame.columns.items()}
    aliases = {name: each for frame in every for name, each in frame.aliases.items()}
    return Frame(columns, tuple({id(source): source for frame in every for source in frame.open}.values()), aliases)


def path_of(name: str) -> list[str]:
    """Return the parts of a column's name: points part fields, but within backticks."""
    return [quoted or plain for quoted, plain in _PARTS.findall(name)] or [name]


def link(left: ColumnHint | None, right: ColumnHint | None, group: str) -> None:
    """Note that two columns are joined with each other: their sample values come from one pool."""
    if left is None or right is None:
        return
    shared = left.group or right.group or group
    left.group = right.group = shared
    known = left.type or right.type
    left.type, right.type = left.type or known, right.type or known


def note_condition(hint: ColumnHint | None, operator: str, value: object) -> None:
    """Note what the job compares a column with; it tells the type as well."""
    if hint is None or not isinstance(value, str | int | float | bool):
        return
    if (condition := Condition(operator, value)) not in hint.conditions:
        hint.conditions.append(condition)
    if not hint.type:
        hint.type = (
            "boolean" if isinstance(value, bool) else {str: "string", int: "bigint", float: "double"}[type(value)]
        )


def note_type(hint: ColumnHint | None, name: str) -> None:
    """Note the type a column is used as, unless it is known already."""
    if hint is not None and not hint.type:
        hint.type = spark_type(name)


def note_parsed(hint: ColumnHint | None, name: str, pattern: str = "") -> None:
    """Note that a column is cast: when nothing else is known of it, it is text that holds such values."""
    if hint is None:
        return
    hint.type = hint.type or "string"
    hint.parsed_as = hint.parsed_as or spark_type(name)
    hint.pattern = hint.pattern or pattern
