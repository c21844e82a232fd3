"""GlueContext: reading, writing, and the SQLContext that it is too (`context-page`, `library`)."""

from __future__ import annotations

import logging
import os
import re
import time
import uuid
from collections.abc import Callable
from importlib import import_module
from typing import Any

from g2l_tui.prove.oracle.awsglue.data_sink import DataSink, write
from g2l_tui.prove.oracle.awsglue.data_source import DataSource, read
from g2l_tui.prove.oracle.awsglue.dataframereader import DataFrameReader
from g2l_tui.prove.oracle.awsglue.dataframewriter import DataFrameWriter
from g2l_tui.prove.oracle.awsglue.dynamicframe import (
    DynamicFrame,
    DynamicFrameCollection,
    DynamicFrameReader,
    DynamicFrameWriter,
)
from g2l_tui.prove.oracle.awsglue.sql_context import SQLContext
from g2l_tui.prove.oracle.awsglue.streaming_data_source import StreamingDataSource
from g2l_tui.prove.oracle.bridge import from_dataframe, to_dataframe
from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.frame import Frame
from g2l_tui.prove.oracle.run import current
from g2l_tui.prove.oracle.storage import Place, Upkeep
from g2l_tui.prove.oracle.types import StructOf, parse_type, struct_ddl

Options = dict[str, Any] | None


class GlueLogger:
    """Glue's logger: what it is told is kept with the run."""

    def __getattr__(self, level: str) -> Callable[[object], None]:
        if level not in ("trace", "debug", "info", "warn", "error"):
            raise AttributeError(level)
        return lambda message: current().messages.append((level, str(message)))


class GlueContext(SQLContext):
    """Takes anything as its Spark context: the session is the run's."""

    def __init__(self, sparkContext: Any = None, **options: Any) -> None:
        super().__init__()
        self.sparkContext = sparkContext
        self.create_dynamic_frame = DynamicFrameReader(self)
        self.create_data_frame = DataFrameReader(self)
        self.write_dynamic_frame = DynamicFrameWriter(self)
        self.write_data_frame = DataFrameWriter(self)

    def get_logger(self) -> GlueLogger:
        return GlueLogger()

    def currentTimeMillis(self) -> int:
        return round(time.time() * 1000)

    def _frame(self, frame: Frame, name: str) -> DynamicFrame:
        return DynamicFrame(frame, self, name)

    def getSource(
        self, connection_type: str, format: str | None = None, transformation_ctx: str = "",
        push_down_predicate: str = "", **options: Any,
    ) -> DataSource:  # fmt: skip
        return DataSource(
            _place(connection_type, options, format, {}, push_down_predicate, transformation_ctx), self._frame
        )

    def getStreamingSource(
        self, connection_type: str, format: str | None = None, transformation_ctx: str = "",
        push_down_predicate: str = "", **options: Any,
    ) -> StreamingDataSource:  # fmt: skip
        place = _place(connection_type, options, format, {}, push_down_predicate, transformation_ctx)
        return StreamingDataSource(place, self._frame)

    def getSink(
        self,
        connection_type: str,
        format: str | None = None,
        transformation_ctx: str = "",
        **options: Any,
    ) -> DataSink:
        return DataSink(_place(connection_type, options, format, {}, "", transformation_ctx), self._frame)

    def create_dynamic_frame_from_options(
        self, connection_type: str, connection_options: Options = None, format: str | None = None,
        format_options: Options = None, transformation_ctx: str = "", push_down_predicate: str = "", **kwargs: Any,
    ) -> DynamicFrame:  # fmt: skip
        place = _place(
            connection_type, connection_options, format, format_options, push_down_predicate, transformation_ctx
        )
        return self._frame(read(place), place.table)

    def create_dynamic_frame_from_catalog(
        self, database: str | None = None, table_name: str | None = None, redshift_tmp_dir: str = "",
        transformation_ctx: str = "", push_down_predicate: str = "", additional_options: Options = None,
        catalog_id: str | None = None, **kwargs: Any,
    ) -> DynamicFrame:  # fmt: skip
        place = _table(database, table_name, additional_options, push_down_predicate, transformation_ctx, **kwargs)
        return self._frame(read(place), place.table)

    def create_sample_dynamic_frame_from_catalog(
        self,
        database: str | None = None,
        table_name: str | None = None,
        num: int | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> DynamicFrame:
        place = _table(database, table_name, **kwargs)
        return DataSource(place, self._frame).getSampleFrame(num or 100)  # type: ignore[no-any-return]

    def create_sample_dynamic_frame_from_options(
        self, connection_type: str, connection_options: Options = None, num: int | None = None,
        sample_options: Options = None, format: str | None = None, format_options: Options = None, **kwargs: Any,
    ) -> DynamicFrame:  # fmt: skip
        place = _place(connection_type, connection_options, format, format_options)
        return DataSource(place, self._frame).getSampleFrame(num or 100)  # type: ignore[no-any-return]

    def create_dynamic_frame_from_rdd(
        self, data: Any, name: str, schema: Any = None, sample_ratio: float | None = None, transformation_ctx: str = ""
    ) -> DynamicFrame:
        return self._frame(from_dataframe(current().session.createDataFrame(data, schema)), name)

    def create_data_frame_from_catalog(
        self, database: str | None = None, table_name: str | None = None, redshift_tmp_dir: str = "",
        transformation_ctx: str = "", push_down_predicate: str = "", additional_options: Options = None,
        catalog_id: str | None = None, **kwargs: Any,
    ) -> Any:  # fmt: skip
        place = _table(database, table_name, additional_options, push_down_predicate, transformation_ctx, **kwargs)
        return to_dataframe(read(place), current().session)

    def create_data_frame_from_options(
        self, connection_type: str, connection_options: Options = None, format: str | None = None,
        format_options: Options = None, transformation_ctx: str = "", push_down_predicate: str = "", **kwargs: Any,
    ) -> Any:  # fmt: skip
        if connection_type in ("kafka", "kinesis"):
            touch("streaming")
        place = _place(
            connection_type, connection_options, format, format_options, push_down_predicate, transformation_ctx
        )
        return to_dataframe(read(place), current().session)

    def write_dynamic_frame_from_options(
        self, frame: Any, connection_type: str, connection_options: Options = None, format: str | None = None,
        format_options: Options = None, transformation_ctx: str = "",
    ) -> Any:  # fmt: skip
        return self.write_from_options(
            frame, connection_type, connection_options, format, format_options, transformation_ctx
        )

    def write_from_options(
        self, frame_or_dfc: Any, connection_type: str, connection_options: Options = None, format: str | None = None,
        format_options: Options = None, transformation_ctx: str = "", **kwargs: Any,
    ) -> Any:  # fmt: skip
        place = _place(connection_type, connection_options, format, format_options, "", transformation_ctx)
        return self._write(frame_or_dfc, place)

    def write_dynamic_frame_from_catalog(
        self, frame: Any, database: str | None = None, table_name: str | None = None, redshift_tmp_dir: str = "",
        transformation_ctx: str = "", additional_options: Options = None, catalog_id: str | None = None,
        **kwargs: Any,
    ) -> Any:  # fmt: skip
        return self._write(frame, _table(database, table_name, additional_options, "", transformation_ctx, **kwargs))

    def write_data_frame_from_catalog(
        self, frame: Any, database: str | None = None, table_name: str | None = None, redshift_tmp_dir: str = "",
        transformation_ctx: str = "", additional_options: Options = None, catalog_id: str | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        place = _table(database, table_name, additional_options, "", transformation_ctx, **kwargs)
        write(from_dataframe(frame), place)

    def write_dynamic_frame_from_jdbc_conf(
        self, frame: Any, catalog_connection: str, connection_options: Options = None, redshift_tmp_dir: str = "",
        transformation_ctx: str = "", catalog_id: str | None = None,
    ) -> None:  # fmt: skip
        self.write_from_jdbc_conf(
            frame, catalog_connection, connection_options, redshift_tmp_dir, transformation_ctx, catalog_id
        )

    def write_from_jdbc_conf(
        self, frame_or_dfc: Any, catalog_connection: str, connection_options: Options = None,
        redshift_tmp_dir: str = "", transformation_ctx: str = "", catalog_id: str | None = None,
    ) -> Any:  # fmt: skip
        options = {**(connection_options or {}), "connectionName": catalog_connection}
        return self._write(frame_or_dfc, _place("jdbc", options, None, None, "", transformation_ctx))

    def _write(self, frame: Any, place: Place) -> Any:
        if not isinstance(frame, (DynamicFrame, DynamicFrameCollection)):
            raise TypeError(f"Only a DynamicFrame or a collection of them can be written, not {type(frame).__name__}.")
        return DataSink(place, self._frame).write(frame)

    def _write_spigot(self, frame: DynamicFrame, place: Place, limit: int) -> None:
        records = frame._checked().records
        if len(records) > limit or place.options.get("prob", 1) != 1:
            touch("spigot-sampling")
        write(Frame(records[:limit]), place)

    def purge_table(
        self, database: str, table_name: str, options: Options = None, transformation_ctx: str = "",
        catalog_id: str | None = None,
    ) -> None:  # fmt: skip
        _maintain("purge_table", _table(database, table_name, options))

    def purge_s3_path(self, s3_path: str, options: Options = None, transformation_ctx: str = "") -> None:
        _maintain("purge_s3_path", Place("s3", paths=(s3_path,), options=options or {}))

    def transition_table(
        self, database: str, table_name: str, transition_to: str, options: Options = None,
        transformation_ctx: str = "", catalog_id: str | None = None,
    ) -> None:  # fmt: skip
        _maintain("transition_table", _table(database, table_name, {**(options or {}), "transition_to": transition_to}))

    def transition_s3_path(
        self, s3_path: str, transition_to: str, options: Options = None, transformation_ctx: str = ""
    ) -> None:
        options = {**(options or {}), "transition_to": transition_to}
        _maintain("transition_s3_path", Place("s3", paths=(s3_path,), options=options))

    def start_transaction(self, read_only: bool) -> str:
        _maintain("start_transaction", Place("catalog", options={"read_only": read_only}))
        return "transaction"

    begin_transaction = start_transaction

    def commit_transaction(self, transaction_id: str, wait_for_commit: bool = True) -> bool:
        _maintain("commit_transaction", Place("catalog"))
        return True

    def cancel_transaction(self, transaction_id: str) -> None:
        _maintain("cancel_transaction", Place("catalog"))

    abort_transaction = cancel_transaction

    def forEachBatch(self, frame: Any, batch_function: Callable[[Any, int], object], options: Options = None) -> None:
        """Call the function once, unless the batch is empty (`streaming-page`: it is called for batches of records)."""
        touch("streaming")
        if frame.take(1):
            batch_function(frame, 0)

    def add_ingestion_time_columns(self, frame: Any, time_granularity: str) -> Any:
        parts = ("year", "month", "day", "hour", "minute")
        wanted = parts[: {"day": 3, "hour": 4, "minute": 5}[time_granularity]]
        return frame.selectExpr("*", *(f"{part}(current_timestamp()) AS ingest_{part}" for part in wanted))

    def get_catalog_schema_as_spark_schema(
        self, database: str | None = None, table_name: str | None = None, catalog_id: str | None = None
    ) -> Any:
        run = current()
        types = run.storage.read(_table(database, table_name)).types
        columns = StructOf(tuple((name, parse_type(kind)) for name, kind in types.items()))
        return run.session.createDataFrame([], struct_ddl(columns)).schema


def _maintain(verb: str, place: Place) -> None:
    current().storage.maintain(Upkeep(verb, place))


def _place(
    connection_type: str,
    options: Options = None,
    text_format: str | None = None,
    format_options: Options = None,
    predicate: str = "",
    context: str = "",
) -> Place:
    given = options or {}
    paths = given.get("paths") or given.get("path") or ()
    return Place(
        connection=connection_type,
        database=str(given.get("database") or ""),
        table=str(given.get("dbtable") or given.get("dynamodb.input.tableName") or given.get("collection") or ""),
        paths=(paths,) if isinstance(paths, str) else tuple(paths),
        format=text_format or "",
        options=given,
        format_options=format_options or {},
        predicate=predicate,
        context=context,
    )


def _table(
    database: str | None,
    table_name: str | None,
    options: Options = None,
    predicate: str = "",
    context: str = "",
    name_space: str | None = None,
    **_others: Any,
) -> Place:
    """A table of the Data Catalog; `name_space` is the old name of `database` (`library`)."""
    if (database is None) == (name_space is None):
        raise ValueError("Exactly one of database and name_space names the database.")
    if table_name is None:
        raise ValueError("The table's name is missing.")
    name = database if database is not None else name_space
    return Place("catalog", str(name), table_name, options=options or {}, predicate=predicate, context=context)


def __getattr__(name: str) -> Any:
    """Spark's names, which `import *` binds too (`library`); a job that asks for no such name needs no Spark."""
    if name not in ("DataFrame", "SparkSession"):
        raise AttributeError(name)
    return getattr(import_module("pyspark.sql"), name)


__all__ = [
    "DataFrame",  # noqa: F822 - by `__getattr__`
    "DataFrameReader",
    "DataFrameWriter",
    "DataSink",
    "DataSource",
    "DynamicFrame",
    "DynamicFrameCollection",
    "DynamicFrameReader",
    "DynamicFrameWriter",
    "GlueContext",
    "SparkSession",  # noqa: F822 - by `__getattr__`
    "StreamingDataSource",
    "logging",
    "os",
    "re",
    "time",
    "uuid",
]
