"""`spark.read` of a run: paths and tables of the world instead of the cloud's."""

from __future__ import annotations

import glob
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from g2l_tui.prove.request import SAIL, SPARKS
from g2l_tui.prove.samples.names import connection_name, path_name, table_name
from g2l_tui.prove.samples.sample import Sample
from g2l_tui.prove.worker.rows import frame_of, inferred, write_files
from g2l_tui.prove.worker.scratch import Scratch
from g2l_tui.prove.worker.world import World, as_paths

_FILES = frozenset({"csv", "json", "parquet", "orc", "text", "delta", "avro", "xml", "iceberg", "hudi", "glueparquet"})
_TABLE_KEYS = ("dbtable", "dbTable", "query", "collection", "table", "kafka.topic", "subscribe", "sfDatabase")
STORED_AS = {"orc": "parquet", "avro": "parquet", "xml": "parquet", "iceberg": "parquet", "hudi": "parquet",
             "glueparquet": "parquet"}  # fmt: skip
"""Formats that not every engine has; what a run stores in them lies as another."""


class Tables:
    """The tables of the engine's catalog: a table of the world is put there when it is first spoken of."""

    def __init__(self, world: World, session: Any, own_sql: Callable[[str], Any]) -> None:
        self._world = world
        self._session = session
        self._own_sql = own_sql
        self._there: set[str] = set()
        self.scratch = Scratch(own_sql) if world.request.is_remote else None

    def ensure(self, name: str) -> str:
        """Return the name by which the engine knows a table, after putting its rows there. Views keep their name."""
        plain = table_name("", name).replace("`", "")
        if "." not in plain or (self.scratch and self.scratch.holds(plain)):
            return name
        if plain not in self._there:
            self._there.add(plain)
            self.ensure_schema(plain)
            self._put(plain)
        return self.known_as(name)

    def known_as(self, name: str) -> str:
        """Return the name that this engine takes: Spark itself, without a jar, has no catalog but its own."""
        if self.scratch:
            return self.scratch.name_of(name)
        parts = name.split(".")
        return ".".join(parts[1:]) if len(parts) == 3 and not self.has_delta() else name

    def claim(self, name: str) -> None:
        """Take note that the job itself makes a table of this name."""
        plain = table_name("", name).replace("`", "")
        self._there.add(plain)
        if "." in plain:
            self.ensure_schema(plain)

    def is_there(self, name: str) -> bool:
        """True when the run made the table, or its rows were put there."""
        return table_name("", name).replace("`", "") in self._there

    def ensure_schema(self, plain: str) -> None:
        """Make the schema of a table's name."""
        if self.scratch:
            return
        schema = self.known_as(plain).rpartition(".")[0]
        self._own_sql(f"CREATE SCHEMA IF NOT EXISTS {_quoted(schema)}")

    def _put(self, plain: str) -> None:
        target = self._world.catalog_name(plain)
        own = self._world.own.get(target)
        if own:
            rows = tuple(row for each in own for row in each.rows)
            sample = Sample(plain, rows, own[-1].types)
        else:
            sample = self._world.sample(self._world.glue_name(plain))
        writer = frame_of(self._session, sample)._g2l_write()
        writer.format("delta" if self.has_delta() else "parquet").mode("overwrite").saveAsTable(
            _quoted(self.known_as(plain))
        )

    def has_delta(self) -> bool:
        """True where the engine has tables of Delta."""
        if self.scratch:
            return self.scratch.has_delta
        return self._world.request.engine not in SPARKS


class Reader:
    """Takes the calls of a DataFrameReader."""

    def __init__(self, world: World, session: Any, tables: Tables, own: Callable[[], Any]) -> None:
        self._world = world
        self._session = session
        self._tables = tables
        self._own = own
        self._format = ""
        self._schema: Any = None
        self._options: dict[str, Any] = {}

    def format(self, source: str) -> Reader:
        self._format = source.lower()
        return self

    def schema(self, schema: Any) -> Reader:
        self._schema = schema
        return self

    def option(self, key: str, value: Any) -> Reader:
        self._options[key] = value
        return self

    def options(self, **options: Any) -> Reader:
        self._options.update(options)
        return self

    def load(self, path: Any = None, format: str | None = None, schema: Any = None, **options: Any) -> Any:
        self._format = (format or self._format or "parquet").lower()
        self._schema = schema or self._schema
        self._options.update({name: value for name, value in options.items() if value is not None})
        paths = as_paths(path if path is not None else self._options.pop("path", None))
        if not paths or self._format.rpartition(".")[2] not in _FILES:
            return self._from_connection()
        frames = [self._from_path(each) for each in paths]
        for frame in frames[1:]:
            frames[0] = frames[0].unionByName(frame, allowMissingColumns=True)
        return frames[0]

    def csv(self, path: Any, schema: Any = None, sep: str | None = None, **options: Any) -> Any:
        return self.load(path, "csv", schema, sep=sep, **options)

    def json(self, path: Any, schema: Any = None, **options: Any) -> Any:
        return self.load(path, "json", schema, **options)

    def parquet(self, *paths: str, **options: Any) -> Any:
        return self.load(list(paths), "parquet", None, **options)

    def orc(self, path: Any, **options: Any) -> Any:
        return self.load(path, "orc", None, **options)

    def text(self, paths: Any, **options: Any) -> Any:
        return self.load(paths, "text", None, **options)

    def xml(self, path: Any, **options: Any) -> Any:
        return self.load(path, "xml", None, **options)

    def table(self, tableName: str) -> Any:
        return self._own().table(self._tables.ensure(tableName))

    def jdbc(self, _url: str, table: str, *_arguments: Any, **_named: Any) -> Any:
        self._format = "jdbc"
        self._options["dbtable"] = table
        return self._from_connection()

    def _from_connection(self) -> Any:
        table = next((str(self._options[key]) for key in _TABLE_KEYS if key in self._options), "")
        return frame_of(self._session, self._world.sample(connection_name(self._format, table)))

    def _from_path(self, path: str) -> Any:
        is_own = self._world.path_name(path) in self._world.own
        if self._world.request.is_remote or (is_own and self._format not in {"csv", "json", "text"}):
            return frame_of(self._session, self._sample_of(path))
        place = self._world.place(path)
        found = [Path(each) for each in glob.glob(str(place))] if "*" in path else [place]  # noqa: PTH207 - a pattern
        if not any(each.exists() for each in found):
            self._make(path, place)
            found = [place]
        stored = STORED_AS.get(self._format.rpartition(".")[2], self._format)
        if stored == "json" and self._schema is None and self._world.request.engine == SAIL:
            return self._json_lines(found)
        reader = self._own().format(stored).options(**self._options)
        if self._schema is not None:
            reader = reader.schema(self._schema)
        return reader.load([str(each) for each in found] if len(found) > 1 else str(found[0]))

    def _make(self, path: str, place: Path) -> None:
        """Put a sample where the job reads: files of its format, or the engine's own where it has to write them."""
        sample = self._sample_of(path)
        if sample.format in {"csv", "json"} and self._format == sample.format:
            write_files(sample, place)
            return
        stored = STORED_AS.get(self._format, self._format)
        frame_of(self._session, sample)._g2l_write().format(stored).mode("overwrite").save(str(place))

    def _sample_of(self, path: str) -> Sample:
        """The rows of a path: what the run wrote there, or else a sample."""
        target = self._world.path_name(path)
        if own := self._world.own.get(target):
            return Sample(target, self._world.rows_written(target), own[-1].types, format=own[-1].format)
        header = {"header": str(self._options.get("header", "false")).lower()}
        header["sep"] = str(self._options.get("sep") or self._options.get("delimiter") or ",")
        options = header if self._format == "csv" else None
        return self._world.sample(
            self._glue_path(path), format=self._format, options=options, types=self._schema_types()
        )

    def _schema_types(self) -> dict[str, str]:
        if self._schema is None:
            return {}
        fields = self._session.createDataFrame([], self._schema).schema.fields
        return {field.name: field.dataType.simpleString() for field in fields}

    def _glue_path(self, path: str) -> str:
        """The path as the original job calls it, where the settings give it another name."""
        name = path_name(path)
        return next((each for each in self._world.samples if self._world.path_name(each) == name), name)

    def _json_lines(self, places: list[Path]) -> Any:
        """JSON as Spark infers it: this engine does not take columns of several types."""
        rows = [row for place in places for row in _documents(place)]
        types = inferred(rows)
        if not types:
            return self._session.createDataFrame([], "value string").select()
        return frame_of(self._session, Sample("", tuple(rows), types))


def _documents(place: Path) -> list[dict[str, Any]]:
    files = sorted(each for each in place.rglob("*") if each.is_file()) if place.is_dir() else [place]
    rows: list[dict[str, Any]] = []
    for file in files:
        if file.name.startswith(("_", ".")):
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        try:
            found = json.loads(text)
        except ValueError:
            found = [json.loads(line) for line in text.splitlines() if line.strip().startswith("{")]
        rows += found if isinstance(found, list) else [found]
    return rows


def _quoted(name: str) -> str:
    return ".".join(f"`{part}`" for part in name.split("."))
