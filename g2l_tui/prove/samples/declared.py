"""Tables that the repository declares: DDL in SQL files, and what `aws glue get-table` printed, kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from g2l_tui.prove.samples.frames import spark_type
from g2l_tui.prove.samples.hints import ColumnHint, Hints, SourceHint
from g2l_tui.prove.samples.names import table_name
from g2l_tui.prove.samples.queries import declared_tables


def apply_declared(hints: Hints, files: Iterable[tuple[str, str]]) -> None:
    """Give sources the columns that a file, by its path and text, declares for a table of their name."""
    declared = {table.name: table for path, text in files for table in _tables(path, text)}
    by_last = {name.rpartition(".")[2]: table for name, table in declared.items()}
    for name, hint in hints.sources.items():
        table = declared.get(name) or by_last.get(name.rpartition(".")[2])
        if table is None or not name:
            continue
        for column, of in table.columns.items():
            known = hint.column(column)
            known.type = of.type
        hint.partitions = hint.partitions or table.partitions
        hint.is_declared = True


def _tables(path: str, text: str) -> Iterator[SourceHint]:
    if path.endswith((".sql", ".ddl", ".hql")):
        for name, columns, partitions in declared_tables(text):
            yield SourceHint(name, {column: ColumnHint(kind) for column, kind in columns.items()}, "", partitions)
    elif path.endswith(".json"):
        try:
            yield from _catalog_tables(json.loads(text))
        except (ValueError, RecursionError):
            return


def _catalog_tables(document: Any) -> Iterator[SourceHint]:
    match document:
        case {"Table": dict(table)}:
            yield from _catalog_tables(table)
        case {"TableList": list(tables)} | list(tables):
            for table in tables:
                yield from _catalog_tables(table)
        case {"Name": str(name), "StorageDescriptor": {"Columns": list(columns)}}:
            partitions = document.get("PartitionKeys") or []
            every = {
                each["Name"]: ColumnHint(spark_type(each.get("Type", "string")) or "string")
                for each in (*columns, *partitions)
                if isinstance(each, dict) and isinstance(each.get("Name"), str)
            }
            names = [each["Name"] for each in partitions if isinstance(each, dict) and "Name" in each]
            yield SourceHint(table_name(str(document.get("DatabaseName", "")), name), every, "", names)
        case _:
            return
