"""Runs one side: the script, in its world, to its end or its failure; and writes what it did."""

from __future__ import annotations

import os
import re
import runpy
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from g2l_tui.prove.oracle import Run, install
from g2l_tui.prove.oracle.awsglue.context import GlueContext
from g2l_tui.prove.oracle.formats import read as read_text
from g2l_tui.prove.oracle.storage import Place, Reading
from g2l_tui.prove.record import Failure, Record, record_as_json
from g2l_tui.prove.request import SPARKS, Request, request_from_json
from g2l_tui.prove.worker import landlock, sandbox, stand_ins
from g2l_tui.prove.worker.engine import start
from g2l_tui.prove.worker.glue import WorldStorage, columns_of
from g2l_tui.prove.worker.spark import connect
from g2l_tui.prove.worker.sql import Sql
from g2l_tui.prove.worker.world import World

RECORD = "record.json"
_THREE_PARTS = re.compile(rb"[\"'`\s]([A-Za-z_][\w-]*)`?\.`?[\w-]+`?\.`?[\w-]+")


def run_side(request_path: Path) -> None:
    """Run the request of a file and write the record beside it. Never raises for what the script does."""
    request = request_from_json(request_path.read_bytes())
    folder = Path(request.folder)
    began = time.perf_counter()
    world = World(request)
    failure, run = None, None
    try:
        session, sql = _prepare(request, world)
        run = _oracle(world, session) if request.with_glue else None
        try:
            failure = _run_script(request)
            sql.finish()
        finally:
            sql.close()
    except Exception as error:  # noqa: BLE001 - whatever goes wrong here is this run's failure, said in its record
        failure = failure or _failure(error, request.script)
    record = Record(
        written=tuple(world.written),
        failure=failure,
        samples=tuple(world.used.values()),
        effects=tuple(world.effects),
        doubts=tuple(sorted(run.doubts)) if run else (),
        notes=tuple(world.notes),
        seconds=time.perf_counter() - began,
    )
    (folder / RECORD).write_bytes(record_as_json(record))


def _prepare(request: Request, world: World) -> tuple[Any, Sql]:
    folder = Path(request.folder)
    os.chdir(folder)
    is_local = not request.is_remote
    if is_local and not sandbox.cut_network():
        world.note("the system does not let a process leave its network; only Python's own connections are refused")
    may_start = request.engine in SPARKS
    if not landlock.confine((folder, Path(tempfile.gettempdir())), may_start=may_start):
        world.note("the system does not keep native code from other files; only what Python itself writes is refused")
    session = start(request.engine, _catalogs(request), ansi=not request.is_original)
    stand_ins.install(world, session)
    sql = connect(world, session)
    sys.path[:0] = list(request.import_folders)
    sys.argv = [request.script, *(part for name, value in request.arguments.items() for part in (f"--{name}", value))]
    sandbox.limit(request.limits)
    sandbox.guard(folder, sandbox.is_elsewhere if is_local else lambda _address: False, may_start=may_start)
    return session, sql


def _oracle(world: World, session: Any) -> Run:
    def read_files(path: Path, place: Place) -> Reading:
        if place.format not in {"csv", "json"}:
            return columns_of(session.read.format(place.format or "parquet").load(str(path)))
        files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        parsed = [read_text(file.read_bytes(), place.format, place.format_options) for file in files]
        return Reading([record for each in parsed for record in each.records])

    run = Run(WorldStorage(world, read_files), session=session)
    install(run)
    stand_ins.let_settings_pass(GlueContext)
    return run


def _run_script(request: Request) -> Failure | None:
    try:
        runpy.run_path(request.script, run_name="__main__")
    except SystemExit as leaving:
        if leaving.code not in (None, 0):
            return Failure("SystemExit", f"the job left with {leaving.code!r}", _line(leaving, request.script))
    except BaseException as error:  # noqa: BLE001 - a script may raise anything
        return _failure(error, request.script)
    return None


def _failure(error: BaseException, script: str) -> Failure:
    message = " ".join(str(error).split()) or type(error).__name__
    return Failure(type(error).__name__, message[:500], _line(error, script))


def _line(error: BaseException, script: str) -> int | None:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == script]
    return lines[-1] if lines else None


def _catalogs(request: Request) -> list[str]:
    """The catalogs that the script may speak of: those of the settings, and the first of three parts in its text."""
    names = request.names
    mapped = [target.partition(".")[0].strip("`") for target in (*names.schemas.values(), *names.tables.values())]
    found = {match.decode() for match in _THREE_PARTS.findall(request.code.encode())}
    return list(
        dict.fromkeys([names.catalog, *mapped, *sorted(found), "spark_catalog", "glue_catalog", "hive_metastore"])
    )
