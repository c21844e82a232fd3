"""An engine for the oracle, and jobs proven in a workspace of their own with one warm worker for all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest

from g2l_tui.prove.nursery import Nursery
from g2l_tui.prove.opened import repository_of
from g2l_tui.prove.prover import Prover, Wishes
from g2l_tui.prove.verdict import Proof
from g2l_tui.workspace.workspace import Workspace

_SERVER = """
import os
import subprocess
import sys
from pysail.spark import SparkConnectServer
server = SparkConnectServer("127.0.0.1", 0)
server.start(background=True)
print(server.listening_address[1], flush=True)
sys.stdin.read()
server.stop()
"""


@pytest.fixture(scope="session")
def sail_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server of Sail listens; without the extra `prove`, its tests are skipped.

    It is a process of its own, since it keeps its tables in the folder that it is started in.
    """
    pytest.importorskip("pysail.spark", reason="the extra [prove] is not installed")
    catalogs = {
        "SAIL_CATALOG__LIST": '[{name="main",type="memory",initial_database=["default"]}]',
        "SAIL_CATALOG__DEFAULT_CATALOG": "main",
    }
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER],
        cwd=tmp_path_factory.mktemp("sail"), env=os.environ | catalogs, stdin=PIPE, stdout=PIPE, text=True,
    ) as server:  # fmt: skip
        assert server.stdin is not None
        assert server.stdout is not None
        yield f"sc://127.0.0.1:{server.stdout.readline().strip()}"
        server.stdin.close()


@pytest.fixture(scope="session")
def sail(sail_address: str) -> Iterator[Any]:
    """A Spark session on Sail, with the catalog `main`."""
    sql = pytest.importorskip("pyspark.sql", reason="the extra [prove] is not installed")
    with pytest.MonkeyPatch.context() as main:
        # The workers of a parallel run have a main module without a file, which pyspark takes for its own doctests.
        main.setattr(sys.modules["__main__"], "__file__", __file__, raising=False)
        session = sql.SparkSession.builder.remote(sail_address).getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    pytest.importorskip("pysail.spark", reason="the extra [prove] is not installed")
    with closing(Nursery(tmp_path_factory.mktemp("worker"))) as warm:
        yield warm


@pytest.fixture
def proved(nursery: Nursery, tmp_path: Path) -> Callable[..., Proof]:
    """Proves one text, against what the rules make of it or a text that is given."""

    def run(before: str, after: str | None = None, files: dict[str, str] | None = None, **wishes: object) -> Proof:
        (tmp_path / "g2l.toml").touch()
        for name, text in {"job.py": before, **(files or {})}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        folder = tmp_path / ".runs"
        folder.mkdir(exist_ok=True)
        prover = Prover(repository_of(Workspace.open(tmp_path)), Wishes(**wishes), nursery, folder)  # type: ignore[arg-type]
        return prover.prove("job.py", after.encode() if after is not None else None)

    return run
