"""A warm worker: loads the engine's modules once, then runs each request in a child of its own.

Paths of requests come in on standard input, one a line; `done` or `late` goes out when a run has ended.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from pathlib import Path

from g2l_tui.prove.worker.side import run_side

_LOADED = ("pyspark.sql.functions", "pyspark.sql.types", "pysail.spark", "pandas", "pyspark.sql.connect.session")


def main() -> None:
    """Serve requests until standard input ends."""
    for name in _LOADED:
        with contextlib.suppress(ImportError):
            __import__(name)
    print("ready", flush=True)
    for line in sys.stdin:
        seconds, _, path = line.strip().partition(" ")
        print(_run(Path(path), float(seconds)), flush=True)


def _run(request: Path, seconds: float) -> str:
    child = os.fork()
    if child == 0:
        _be_child(request)
    deadline = time.monotonic() + seconds
    watched = os.pidfd_open(child) if hasattr(os, "pidfd_open") else None
    if watched is not None:
        select.select([watched], [], [], seconds)
        os.close(watched)
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() >= deadline:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return "late"
        time.sleep(0.01)
    with contextlib.suppress(ProcessLookupError):  # whatever it started, past all guards, ends with it
        os.killpg(child, signal.SIGKILL)
    return "done"


def _be_child(request: Path) -> None:
    """Run in a process group of its own, so that all it starts ends with it, and leave without cleaning up."""
    os.setsid()
    output = os.open(request.with_name("output.txt"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, output), (2, output)):
        os.dup2(source, target)
    try:
        run_side(request)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
