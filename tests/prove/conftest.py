from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def sail() -> Iterator[Any]:
    """A Spark session on Sail's server in this process; without the extra `prove`, its tests are skipped."""
    server_module = pytest.importorskip("pysail.spark", reason="the extra [prove] is not installed")
    sql = pytest.importorskip("pyspark.sql", reason="the extra [prove] is not installed")
    server = server_module.SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    _host, port = server.listening_address
    session = sql.SparkSession.builder.remote(f"sc://127.0.0.1:{port}").create()
    yield session
    session.stop()
    server.stop()
