"""Starts the engine that a side runs on."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from typing import Any

from g2l_tui.prove.request import SAIL, SPARK, SPARK_CONNECT

_servers: list[Any] = []
"""A server lives as long as its process: nothing else holds it."""


def start(engine: str, catalogs: Iterable[str], *, ansi: bool) -> Any:
    """Return a session of the engine. `ansi` as on Databricks; Glue's own Spark has it off.

    Raises ImportError when what the engine needs is not installed.
    """
    if engine == SAIL:
        session = _sail(tuple(dict.fromkeys(catalogs)))
    elif engine == SPARK:
        session = _classic()
    else:
        session = _connect("local[2]" if engine == SPARK_CONNECT else engine)
    for name, value in _settings(ansi=ansi).items():
        session.conf.set(name, value)
    return session


def _settings(*, ansi: bool) -> Mapping[str, str]:
    return {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": str(ansi).lower()}


def _sail(catalogs: tuple[str, ...]) -> Any:
    listed = ",".join(f'{{name="{name}",type="memory",initial_database=["default"]}}' for name in catalogs)
    os.environ["SAIL_CATALOG__LIST"] = f"[{listed}]"
    os.environ["SAIL_CATALOG__DEFAULT_CATALOG"] = catalogs[0]
    from pysail.spark import SparkConnectServer  # noqa: PLC0415 - only the worker has it, after its environment is set
    from pyspark.sql import SparkSession  # noqa: PLC0415

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    _, port = server.listening_address
    session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
    _servers.append(server)
    return session


def _classic() -> Any:
    from pyspark.sql import SparkSession  # noqa: PLC0415

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.local.dir", tempfile.gettempdir())
    return builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()


def _connect(address: str) -> Any:
    from pyspark.sql import SparkSession  # noqa: PLC0415

    return SparkSession.builder.remote(address).getOrCreate()
