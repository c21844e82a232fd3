"""Starts the engine that a side runs on, and knows what each engine gets wrong in silence."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping
from typing import Any

SAIL, SPARK, SPARK_CONNECT = "sail", "spark", "spark-connect"
_servers: list[Any] = []
"""A server lives as long as its process: nothing else holds it."""

_SAIL_DEVIATIONS = (
    (
        re.compile(rb"""["'](?:encoding|charset)["']"""),
        "Sail reads and writes every text file as UTF-8, whatever the option encoding says",
    ),
    (
        re.compile(rb"""as string|cast\(["']string|StringType\(""", re.IGNORECASE),
        "Sail writes doubles from ten million on as text without an exponent, Spark with one",
    ),
)
"""What is used where Sail does otherwise than Spark without saying so. Each was seen on release 0.7.2."""


def silent_deviations(engine: str, code: bytes) -> tuple[str, ...]:
    """Return what the engine is known to do otherwise than Spark, without saying so, for what the code uses."""
    return tuple(sentence for used, sentence in _SAIL_DEVIATIONS if engine == SAIL and used.search(code))


def start(engine: str, catalogs: Iterable[str], *, ansi: bool) -> Any:
    """Return a session of the engine. `ansi` as on Databricks; Glue's own Spark has it off.

    Raises ImportError when what the engine needs is not installed.
    """
    match engine:
        case "sail":
            session = _sail(tuple(dict.fromkeys(catalogs)))
        case "spark":
            session = _classic()
        case "spark-connect":
            session = _connect("local[2]")
        case _:
            session = _connect(engine)
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
