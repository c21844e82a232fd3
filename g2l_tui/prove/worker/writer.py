"""`DataFrame.write` of a run: every write goes to the journal first, then to the run's own folder."""

from __future__ import annotations

from typing import Any

from g2l_tui.prove.record import Written
from g2l_tui.prove.samples.names import connection_name
from g2l_tui.prove.worker.reader import STORED_AS, Tables
from g2l_tui.prove.worker.rows import rows_of
from g2l_tui.prove.worker.world import World, without_secrets

_STORABLE = frozenset({"csv", "json", "parquet", "delta", "text"})
_TABLE_KEYS = ("dbtable", "dbTable", "collection", "table", "topic")
_MODES = {"error": "errorifexists", "default": "errorifexists", None: "errorifexists"}
"""What a mode is called in the journal; the engine is told `error`."""


class Writer:
    """Takes the calls of a DataFrameWriter."""

    def __init__(self, world: World, tables: Tables, frame: Any) -> None:
        self._world = world
        self._tables = tables
        self._frame = frame
        self._mode = "errorifexists"
        self._format = ""
        self._options: dict[str, Any] = {}
        self._partitions: tuple[str, ...] = ()

    def mode(self, saveMode: str | None) -> Writer:
        self._mode = _MODES.get(saveMode, str(saveMode).lower())
        if self._mode not in {"append", "overwrite", "ignore", "errorifexists"}:
            raise ValueError(f"{saveMode!r} is no mode that a writer takes")
        return self

    def format(self, source: str) -> Writer:
        self._format = source.lower()
        return self

    def option(self, key: str, value: Any) -> Writer:
        self._options[key] = value
        return self

    def options(self, **options: Any) -> Writer:
        self._options.update({name: value for name, value in options.items() if value is not None})
        return self

    def partitionBy(self, *columns: Any) -> Writer:
        flat = columns[0] if len(columns) == 1 and isinstance(columns[0], list | tuple) else columns
        self._partitions = tuple(str(each) for each in flat)
        return self

    def bucketBy(self, *_arguments: Any) -> Writer:
        return self

    sortBy = clusterBy = bucketBy

    def save(
        self,
        path: str | None = None,
        format: str | None = None,
        mode: str | None = None,
        partitionBy: Any = None,
        **options: Any,
    ) -> None:
        self._take(format, mode, partitionBy, options)
        path = path or self._options.get("path")
        if path is None:
            self._to_connection()
            return
        kind = self._format or ("parquet" if self._world.request.is_original else "delta")
        self._note((self._world.path_name(str(path)),), kind)
        self._store(str(path), kind.rpartition(".")[2])

    def csv(self, path: str, mode: str | None = None, **options: Any) -> None:
        self.save(path, "csv", mode, None, **options)

    def json(self, path: str, mode: str | None = None, **options: Any) -> None:
        self.save(path, "json", mode, None, **options)

    def text(self, path: str, **options: Any) -> None:
        self.save(path, "text", None, None, **options)

    def xml(self, path: str, mode: str | None = None, **options: Any) -> None:
        self.save(path, "xml", mode, None, **options)

    def parquet(self, path: str, mode: str | None = None, partitionBy: Any = None, **options: Any) -> None:
        self.save(path, "parquet", mode, partitionBy, **options)

    def orc(self, path: str, mode: str | None = None, partitionBy: Any = None, **options: Any) -> None:
        self.save(path, "orc", mode, partitionBy, **options)

    def saveAsTable(
        self,
        name: str,
        format: str | None = None,
        mode: str | None = None,
        partitionBy: Any = None,
        **options: Any,
    ) -> None:
        self._take(format, mode, partitionBy, options)
        targets = [self._world.catalog_name(name)]
        if path := self._options.get("path"):
            targets.append(self._world.path_name(str(path)))
        self._note(tuple(targets), self._format or "delta")
        self._store_table(name)

    def insertInto(self, tableName: str, overwrite: bool | None = None) -> None:
        known = self._tables.ensure(tableName)
        self._mode = "overwrite" if overwrite or self._mode == "overwrite" else "append"
        self._note((self._world.catalog_name(tableName),), "delta")
        self._frame._g2l_write().insertInto(known, overwrite=bool(overwrite))

    def jdbc(self, url: str, table: str, mode: str | None = None, properties: Any = None) -> None:
        self._take("jdbc", mode, None, {"url": url, "dbtable": table})
        self._to_connection()

    def _take(self, kind: str | None, mode: str | None, partitions: Any, options: dict[str, Any]) -> None:
        if kind:
            self.format(kind)
        if mode:
            self.mode(mode)
        if partitions:
            self.partitionBy(*([partitions] if isinstance(partitions, str) else partitions))
        self.options(**options)

    def _to_connection(self) -> None:
        table = next((str(self._options[key]) for key in _TABLE_KEYS if key in self._options), "")
        kind = self._format or "parquet"
        self._note((connection_name(kind, table),), kind)

    def _note(self, targets: tuple[str, ...], kind: str) -> None:
        rows, types = rows_of(self._frame)
        options = without_secrets({name: value for name, value in self._options.items() if name != "path"})
        self._world.write(Written(targets, self._mode, kind, rows, types, self._partitions, options))

    def _store(self, path: str, kind: str) -> None:
        stored = STORED_AS.get(kind, kind)
        if stored not in _STORABLE or self._world.request.is_remote:
            return
        writer = self._frame._g2l_write().format(stored).mode(self._engine_mode())
        if self._partitions:
            writer = writer.partitionBy(*self._partitions)
        place = self._world.place(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in self._options.items() if name not in {"path", "compression"}}
        writer.options(**kept).save(str(place))

    def _store_table(self, name: str) -> None:
        if self._mode == "append" and not self._tables.is_there(name):
            self._tables.claim(name)
        self._tables.claim(name)
        writer = self._frame._g2l_write().format(self._table_format()).mode(self._engine_mode())
        if self._partitions:
            writer = writer.partitionBy(*self._partitions)
        kept = {key: value for key, value in self._options.items() if key in {"mergeSchema", "overwriteSchema"}}
        writer.options(**kept).saveAsTable(self._tables.known_as(name))

    def _engine_mode(self) -> str:
        return "error" if self._mode == "errorifexists" else self._mode

    def _table_format(self) -> str:
        return "delta" if self._tables.has_delta() else "parquet"


class WriterV2:
    """Takes the calls of `DataFrame.writeTo`."""

    def __init__(self, writer: Writer, name: str) -> None:
        self._writer = writer
        self._name = name

    def using(self, provider: str) -> WriterV2:
        self._writer.format(provider)
        return self

    def option(self, key: str, value: Any) -> WriterV2:
        self._writer.option(key, value)
        return self

    def options(self, **options: Any) -> WriterV2:
        self._writer.options(**options)
        return self

    def tableProperty(self, *_arguments: Any) -> WriterV2:
        return self

    def partitionedBy(self, *columns: Any) -> WriterV2:
        self._writer.partitionBy(*(str(each) for each in columns))
        return self

    def append(self) -> None:
        self._writer.mode("append").saveAsTable(self._name)

    def create(self) -> None:
        self._writer.mode("errorifexists").saveAsTable(self._name)

    def createOrReplace(self) -> None:
        self._writer.mode("overwrite").saveAsTable(self._name)

    replace = createOrReplace
    overwritePartitions = createOrReplace

    def overwrite(self, condition: Any) -> None:
        self._writer.option("replaceWhere", str(condition)).mode("overwrite").saveAsTable(self._name)
