"""Rows that a person brings: tables for a job to read, and what a real run of Glue wrote.

A folder of samples holds `tables/` with one file a table (`sales.orders.json`, `.csv` or `.parquet`) and `s3/`
with objects as `s3/bucket/key`. A folder of expected results holds the same, for what is written.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from g2l_tui.errors import ConfigurationError
from g2l_tui.prove.record import Written
from g2l_tui.prove.request import Names
from g2l_tui.prove.samples.names import catalog_name, mapped_path, path_name
from g2l_tui.prove.samples.sample import Origin, Sample
from g2l_tui.prove.values import Row
from g2l_tui.prove.worker.rows import inferred

_READ = (".json", ".jsonl", ".csv", ".parquet")


def own_tables(folder: Path) -> tuple[Sample, ...]:
    """Return the tables of a folder of samples. Raises ConfigurationError for a file that cannot be read."""
    tables = (folder / "tables").glob("*")
    return tuple(_sample(path) for path in sorted(tables) if path.suffix in _READ)


def expected_writes(folder: Path, names: Names) -> tuple[Written, ...]:
    """Return what a real run wrote, by the migration's names. Raises ConfigurationError as `own_tables` does.

    Files do not say in which mode they were written: `append`, as Glue's own sinks do.
    """
    found = []
    for sample in own_tables(folder):
        target = catalog_name(sample.name, names.catalog, names.schemas, names.tables)
        found.append(Written((target,), "append", "delta", sample.rows, sample.types, sample.partitions))
    for name, files in _objects(folder / "s3").items():
        samples = [_sample(path) for path in files]
        rows = tuple(row for sample in samples for row in sample.rows)
        types = {column: kind for sample in samples for column, kind in sample.types.items()}
        target = mapped_path(path_name(f"s3://{name}"), names.paths)
        found.append(Written((target,), "append", files[0].suffix[1:], rows, types))
    return tuple(found)


def _objects(root: Path) -> Mapping[str, list[Path]]:
    """Files by their folder: what Glue writes is a folder of parts."""
    folders: dict[str, list[Path]] = {}
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix in _READ:
            folders.setdefault(path.parent.relative_to(root).as_posix(), []).append(path)
    return folders


def _sample(path: Path) -> Sample:
    try:
        rows, types = _parquet(path) if path.suffix == ".parquet" else _text(path)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path} cannot be read as {path.suffix[1:]}: {error}.", file=path) from error
    return Sample(path.stem.lower(), rows, types, origin=Origin.USER)


def _text(path: Path) -> tuple[tuple[Row, ...], dict[str, str]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        lines = csv.DictReader(text.splitlines())
        named: tuple[Row, ...] = tuple({name: value or None for name, value in row.items()} for row in lines)
        return named, {str(name): "string" for name in lines.fieldnames or ()}
    rows = tuple(_documents(text))
    return rows, inferred(rows)


def _documents(text: str) -> Iterator[Row]:
    if text.lstrip().startswith("["):
        yield from json.loads(text)
        return
    for line in text.splitlines():
        if line.strip():
            yield json.loads(line)


def _parquet(path: Path) -> tuple[tuple[Row, ...], dict[str, str]]:
    from pyarrow import parquet  # noqa: PLC0415 - part of the extra

    table: Any = parquet.read_table(path)
    types = {column.name: _arrow_type(str(column.type)) for column in table.schema}
    return tuple(table.to_pylist()), types


def _arrow_type(name: str) -> str:
    """Spark's name of an arrow type. Nested ones are only told from others: their values are compared as they are."""
    if name.startswith("decimal"):
        return "decimal" + name[name.index("(") :].replace(" ", "")
    if name.startswith("timestamp"):
        return "timestamp"
    return _ARROW.get(name, name.partition("<")[0].replace("list", "array"))


_ARROW = {
    "int8": "tinyint",
    "int16": "smallint",
    "int32": "int",
    "int64": "bigint",
    "bool": "boolean",
    "large_string": "string",
    "date32[day]": "date",
    "null": "void",
}
