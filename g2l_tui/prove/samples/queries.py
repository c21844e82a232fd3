"""What SQL text says of its tables: columns, types, joins, values compared with; and the tables that DDL declares."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from g2l_tui.prove.samples.frames import Frame, joined, link, note_literal, note_parsed, note_type, spark_type

logging.getLogger("sqlglot").setLevel(logging.ERROR)

Lookup = Callable[[str], Frame | None]
"""From a table's name as SQL says it to its frame."""


def read_query(text: str, frame_of: Lookup) -> Frame:
    """Note what a query says of its columns, and return the frame that it gives."""
    try:
        tree = sqlglot.parse_one(text, dialect="spark")
    except (SqlglotError, RecursionError):
        return Frame()
    frames = _frames(tree, frame_of)
    for column in tree.find_all(exp.Column):
        _hint(column, frames)
    for node in tree.find_all(exp.Predicate, exp.Cast, exp.Func):
        _note(node, frames)
    return _result(tree, frames)


def tables_in(text: str) -> tuple[str, ...]:
    """Return the names of the tables that SQL text reads or writes, as dotted paths; not those of its own WITH."""
    try:
        trees = sqlglot.parse(text, dialect="spark")
    except (SqlglotError, RecursionError):
        return ()
    names: dict[str, None] = {}
    for tree in trees:
        if (
            tree is None
            or isinstance(tree, exp.Use | exp.Show | exp.Command | exp.Describe | exp.Drop)
            or _is_schema(tree)
        ):
            continue
        own = {each.alias_or_name.lower() for each in tree.find_all(exp.CTE)}
        for table in tree.find_all(exp.Table):
            name = _table_name(table)
            if name and name.lower() not in own:
                names[name] = None
    return tuple(names)


def changes_rows_only(text: str) -> bool:
    """True for SQL that parses and does no more than read rows, change rows, or make tables and views."""
    try:
        trees = sqlglot.parse(text, dialect="spark")
    except (SqlglotError, RecursionError):
        return False
    return all(isinstance(tree, exp.Query | exp.DML) or _makes_rows(tree) for tree in trees)


def _makes_rows(tree: exp.Expr | None) -> bool:
    return isinstance(tree, exp.Create) and str(tree.args.get("kind")).upper() in {"TABLE", "VIEW"}


def declared_tables(text: str) -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """Yield name, columns by type, and partition columns of each CREATE TABLE in a text of SQL."""
    try:
        trees = sqlglot.parse(text, dialect="hive", error_level=sqlglot.ErrorLevel.IGNORE)
    except (SqlglotError, RecursionError):
        return
    for tree in trees:
        if not isinstance(tree, exp.Create) or not isinstance(tree.this, exp.Schema):
            continue
        columns = _column_types(tree.this)
        partitioned = [each for each in tree.find_all(exp.PartitionedByProperty) if isinstance(each.this, exp.Schema)]
        partitions = {name: kind for each in partitioned for name, kind in _column_types(each.this).items()}
        name = _table_name(tree.this.this)
        if columns and name:
            yield name.lower(), {**columns, **partitions}, list(partitions)


def _is_schema(tree: exp.Expr) -> bool:
    return isinstance(tree, exp.Create) and str(tree.args.get("kind")).upper() in {"SCHEMA", "DATABASE"}


def _column_types(schema: exp.Schema) -> dict[str, str]:
    definitions = (each for each in schema.expressions if isinstance(each, exp.ColumnDef))
    return {each.name: spark_type(each.kind.sql("spark")) or "string" for each in definitions if each.kind}


def _table_name(table: exp.Expr) -> str:
    parts = [part.name for part in table.parts] if isinstance(table, exp.Table) else []
    return ".".join(part for part in parts if part)


def _frames(tree: exp.Expr, frame_of: Lookup) -> dict[str, Frame]:
    """Frames by the alias or name that columns are qualified with; those that are unknown are empty."""
    own = {each.alias_or_name.lower() for each in tree.find_all(exp.CTE)}
    frames = {}
    for table in tree.find_all(exp.Table):
        name = _table_name(table)
        found = None if name.lower() in own else frame_of(name)
        frames[table.alias_or_name.lower()] = found or Frame()
    return frames


def _hint(node: exp.Expr | None, frames: Mapping[str, Frame]) -> object:
    if not isinstance(node, exp.Column):
        return None
    if node.table:
        frame = frames.get(node.table.lower())
        return frame.hint(node.name) if frame else None
    known = [frame for frame in frames.values() if frame.open or frame.columns]
    return joined(known).hint(node.name) if known else None


def _note(node: exp.Expr, frames: Mapping[str, Frame]) -> None:
    left, right = (_hint(each, frames) for each in (node.args.get("this"), node.args.get("expression")))
    match node:
        case exp.EQ() if left is not None and right is not None:
            link(left, right, node.this.name.lower())  # type: ignore[arg-type]
        case exp.NEQ():
            note_literal(left, _constant(node.args.get("expression")), unlike=True)  # type: ignore[arg-type]
        case exp.EQ() | exp.GT() | exp.GTE() | exp.LT() | exp.LTE():
            note_literal(left, _constant(node.args.get("expression")))  # type: ignore[arg-type]
            note_literal(right, _constant(node.args.get("this")))  # type: ignore[arg-type]
        case exp.In() | exp.Between():
            bounds = [*node.args.get("expressions", ()), node.args.get("low"), node.args.get("high")]
            for bound in bounds:
                note_literal(left, _constant(bound))  # type: ignore[arg-type]
        case exp.Cast():
            note_parsed(left, node.to.sql("spark"))  # type: ignore[arg-type]
        case exp.Sum() | exp.Avg():
            note_type(left, "double")  # type: ignore[arg-type]
        case exp.Upper() | exp.Lower() | exp.Trim() | exp.Split() | exp.Like() | exp.Substring():
            note_type(left, "string")  # type: ignore[arg-type]
        case _:
            return


def _constant(node: object) -> str | int | float | bool | None:
    match node:
        case exp.Literal() if node.is_string:
            return str(node.this)
        case exp.Literal():
            text = str(node.this)
            return int(text) if text.lstrip("-").isdigit() else float(text)
        case exp.Boolean():
            return bool(node.this)
        case exp.Neg() if isinstance(number := _constant(node.this), int | float):
            return -number
        case _:
            return None


def _result(tree: exp.Expr, frames: Mapping[str, Frame]) -> Frame:
    if not isinstance(tree, exp.Select):
        return Frame()
    sources = joined(frames.values())
    columns = {
        each.alias_or_name: _hint(each.unalias(), frames) for each in tree.expressions if each.alias_or_name != "*"
    }
    if any(isinstance(each, exp.Star) or each.find(exp.Star) for each in tree.expressions):
        return sources.with_columns(columns)  # type: ignore[arg-type]
    return sources.projected(columns)  # type: ignore[arg-type]
