"""Puts the world between a job and the engine: reading, writing, SQL, and the session that a job asks for."""

from __future__ import annotations

from typing import Any

from g2l_tui.prove.worker.reader import Reader, Tables
from g2l_tui.prove.worker.sql import Sql
from g2l_tui.prove.worker.stand_ins import EngineGapError
from g2l_tui.prove.worker.world import World
from g2l_tui.prove.worker.writer import Writer, WriterV2


def connect(world: World, session: Any) -> Sql:
    """From now on, frames and sessions of the engine read and write in the world."""
    session_class, frame_class = type(session), _frame_class(session)
    own_read, own_table, own_sql = session_class.read.fget, session_class.table, session_class.sql
    own_write, own_merge = frame_class.write.fget, getattr(frame_class, "mergeInto", None)
    tables = Tables(world, session, lambda text: own_sql(session, text))
    sql = Sql(world, session, tables, lambda text, *rest, **named: own_sql(session, text, *rest, **named))

    frame_class._g2l_write = own_write
    frame_class.write = property(lambda frame: Writer(world, tables, frame))
    frame_class.writeTo = lambda frame, table: WriterV2(Writer(world, tables, frame), table)
    if own_merge is not None:
        frame_class.mergeInto = lambda frame, table, condition: own_merge(frame, sql.changing(table), condition)
    frame_class.writeStream = property(_no_streams)
    session_class.readStream = property(_no_streams)
    session_class.read = property(lambda owner: Reader(world, owner, tables, lambda: own_read(owner)))
    session_class.table = lambda owner, tableName: own_table(owner, tables.ensure(tableName))
    session_class.sql = lambda _owner, sqlQuery, *rest, **named: sql.run(sqlQuery, *rest, **named)
    session_class.stop = lambda _owner: None
    _one_session(session)
    return sql


def _frame_class(session: Any) -> Any:
    return type(session.range(1))


def _one_session(session: Any) -> None:
    """Whatever a job asks its builder for, it gets the session of the run."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - only a worker has it

    for builder in {type(SparkSession.builder), type(type(session).builder)}:
        builder.getOrCreate = lambda _builder: session
        builder.create = lambda _builder: session


def _no_streams(_owner: Any) -> Any:
    raise EngineGapError("a stream has no end; a proof does not run it")
