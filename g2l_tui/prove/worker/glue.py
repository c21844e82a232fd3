"""The oracle's storage: what a Glue job reads comes from the world, and what it writes goes to the journal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from g2l_tui.prove.oracle.storage import Place, Reading, Upkeep, Writing
from g2l_tui.prove.record import Written
from g2l_tui.prove.samples.names import connection_name, path_name, table_name
from g2l_tui.prove.samples.sample import Sample
from g2l_tui.prove.worker.rows import rows_of, write_files
from g2l_tui.prove.worker.world import World, without_secrets

_OWN_CONNECTORS = frozenset({"custom.spark", "marketplace.spark"})
"""Connections whose option `className` is what Spark calls the format."""
_TABLE_OPTIONS = (
    "dbtable",
    "dynamodb.output.tableName",
    "dynamodb.input.tableName",
    "topicName",
    "collection",
    "table",
)


class WorldStorage:
    """Implements the oracle's `Storage`. `read_files` turns a path of files into rows and types."""

    def __init__(self, world: World, read_files: Callable[[Path, Place], Reading]) -> None:
        self._world = world
        self._read_files = read_files

    def read(self, place: Place) -> Reading:
        """Return what the run itself wrote there, else the user's files, else a sample."""
        if place.connection == "catalog":
            return self._table(table_name(place.database, place.table))
        if not place.paths:
            return self._table(_connection_name(place))
        readings = [self._path(path, place) for path in place.paths]
        records = [record for reading in readings for record in reading.records]
        types = {name: kind for reading in readings for name, kind in reading.types.items()}
        return Reading(records, types)

    def write(self, writing: Writing) -> None:
        """Add the rows to the journal, with the table and the path that they went to."""
        place = writing.place
        targets = []
        if _is_table(place):
            targets.append(self._world.catalog_name(table_name(place.database, place.table)))
        targets += [self._world.path_name(path) for path in place.paths]
        if not targets:
            targets.append(_connection_name(place))
        options = without_secrets({**place.format_options, **_file_options(place)})
        if place.format.lower() == "csv":
            options.setdefault("writeHeader", "true")
        self._world.write(
            Written(
                tuple(targets), writing.mode, place.format, tuple(writing.rows), dict(writing.types),
                tuple(writing.partitions), options, writing.generated,
            )
        )  # fmt: skip

    def maintain(self, upkeep: Upkeep) -> None:
        """Note an effect on stored files; a purge of files of any age also empties what is there."""
        place = upkeep.place
        names = [self._world.path_name(path) for path in place.paths]
        if _is_table(place):
            names.append(self._world.catalog_name(table_name(place.database, place.table)))
        self._world.effect(f"{upkeep.verb} {', '.join(names)}")
        if upkeep.verb.startswith("purge_") and str(place.options.get("retentionPeriod", "")) == "0":
            self._world.empty(names)

    def _table(self, name: str) -> Reading:
        own = self._world.own.get(self._world.catalog_name(name) if ":" not in name else name)
        if own:
            return Reading([row for each in own for row in each.rows], dict(own[-1].types))
        return _reading(self._world.sample(name))

    def _path(self, path: str, place: Place) -> Reading:
        own = self._world.own.get(self._world.path_name(path))
        if own:
            return Reading([row for each in own for row in each.rows], dict(own[-1].types))
        files = self._world.place(path)
        if files.exists():
            return self._read_files(files, place)
        kind = place.format.lower() or "parquet"
        header = str(place.format_options.get("withHeader", place.format_options.get("header", False))).lower()
        options = {"header": header, "sep": str(place.format_options.get("separator", ","))}
        sample = self._world.sample(path_name(path), format=kind, options=options if kind == "csv" else None)
        if kind not in {"csv", "json"}:
            return _reading(sample)
        write_files(sample, files)
        return self._read_files(files, place)


def columns_of(frame: Any) -> Reading:
    """Return a frame as the oracle reads it."""
    rows, types = rows_of(frame)
    return Reading(rows, types)


def _reading(sample: Sample) -> Reading:
    return Reading(sample.rows, dict(sample.types), sample.partitions)


def _is_table(place: Place) -> bool:
    """True for a table of the Data Catalog, also one that a sink to S3 keeps up to date."""
    return bool(place.database) and place.connection in {"catalog", "s3"}


def _connection_name(place: Place) -> str:
    table = next((str(place.options[name]) for name in _TABLE_OPTIONS if name in place.options), place.table)
    kind = str(place.options.get("className", "")) if place.connection in _OWN_CONNECTORS else ""
    return connection_name(kind or place.connection, table)


def _file_options(place: Place) -> dict[str, Any]:
    return {name: value for name, value in place.options.items() if name == "compression"}
