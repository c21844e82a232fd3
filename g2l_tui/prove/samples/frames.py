"""Frames while reading a job: which column of which source a name means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from g2l_tui.prove.samples.hints import ColumnHint, SourceHint

_GLUE_TYPES = {
    "long": "bigint", "int": "int", "integer": "int", "short": "smallint", "byte": "tinyint", "bigint": "bigint",
    "string": "string", "str": "string", "char": "string", "varchar": "string", "double": "double", "float": "float",
    "boolean": "boolean", "bool": "boolean", "date": "date", "timestamp": "timestamp", "binary": "binary",
    "smallint": "smallint", "tinyint": "tinyint", "number": "double", "null": "string", "void": "string",
    "timestamp_ntz": "timestamp", "text": "string", "datetime": "timestamp",
}  # fmt: skip


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
    """`columns` are names with a known origin (None: made by the job); any other name belongs to one of `open`."""

    columns: dict[str, ColumnHint | None] = field(default_factory=dict)
    open: tuple[SourceHint, ...] = ()

    def hint(self, name: str) -> ColumnHint | None:
        """Return the hint behind a name, creating it in the first source that may have it."""
        plain = name.strip("`").lower()
        if plain in self.columns:
            return self.columns[plain]
        if not self.open:
            return None
        head = name.strip("`").partition(".")[0] if "`" not in name else name.strip("`")
        holders = [source for source in self.open if any(each.lower() == head.lower() for each in source.columns)]
        holder = next(iter(holders or [source for source in self.open if not source.is_declared]), None)
        if holder is None or not head or "*" in head:
            return None
        return holder.column(head)

    def projected(self, columns: Mapping[str, ColumnHint | None]) -> Frame:
        """Return the frame that has only these columns."""
        return Frame({name.lower(): hint for name, hint in columns.items()})

    def with_columns(self, columns: Mapping[str, ColumnHint | None]) -> Frame:
        """Return the frame with these columns beside its own."""
        return Frame({**self.columns, **{name.lower(): hint for name, hint in columns.items()}}, self.open)


def joined(frames: Iterable[Frame]) -> Frame:
    """Return the frame that has the columns of all."""
    every = tuple(frames)
    columns = {name: hint for frame in reversed(every) for name, hint in frame.columns.items()}
    return Frame(columns, tuple({id(source): source for frame in every for source in frame.open}.values()))


def link(left: ColumnHint | None, right: ColumnHint | None, group: str) -> None:
    """Note that two columns are joined with each other: their sample values come from one pool."""
    if left is None or right is None:
        return
    shared = left.group or right.group or group
    left.group = right.group = shared
    known = left.type or right.type
    left.type, right.type = left.type or known, right.type or known


def note_literal(hint: ColumnHint | None, value: object, *, unlike: bool = False) -> None:
    """Note a value that the job compares a column with; it tells the type as well."""
    if hint is None or not isinstance(value, str | int | float | bool):
        return
    if unlike and isinstance(value, str):
        hint.unlike.append(value)
    elif value not in hint.literals:
        hint.literals.append(value)
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
