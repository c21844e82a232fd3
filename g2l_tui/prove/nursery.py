"""Keeps a warm worker process and hands it requests."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from g2l_tui.prove.record import Failure, Record, record_from_json
from g2l_tui.prove.request import Request, request_as_json
from g2l_tui.prove.worker.sandbox import clean_environment

PACKAGE = Path(__file__).parents[2]
_ERRORS = "worker.txt"


class Nursery:
    """A process that has the engine's modules loaded and runs each request in a child. Close it after use.

    `python` is the interpreter that has the engine; several threads may ask, one run happens at a time.
    """

    def __init__(self, folder: Path, python: str = sys.executable) -> None:
        self._folder = folder
        self._python = python
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def run(self, request: Request) -> Record:
        """Run one side and return what it did. A worker that was lost or took too long is the run's failure."""
        path = Path(request.folder) / "request.json"
        path.write_bytes(request_as_json(request))
        with self._lock:
            answer = self._ask(f"{request.limits.seconds} {path}")
        record = path.with_name("record.json")
        if answer == "late":
            return Record(failure=Failure("Timeout", f"the run took longer than {request.limits.seconds:g} seconds"))
        if not record.exists():
            self.close()
            words = _last_words(path.with_name("output.txt")) or _last_words(self._folder / _ERRORS)
            said = f"the worker of {self._python} ended without a record{': ' if words else ''}{words}"
            return Record(failure=Failure("WorkerLost", said))
        try:
            return record_from_json(record.read_bytes())
        except ValueError as error:
            return Record(failure=Failure("WorkerLost", str(error)))

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ask(self, line: str) -> str:
        process = self._process or self._started()
        assert process.stdin is not None  # noqa: S101 - for the type checker
        assert process.stdout is not None  # noqa: S101 - for the type checker
        try:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            return process.stdout.readline().strip()
        except OSError:
            self.close()
            return ""

    def _started(self) -> subprocess.Popen[str]:
        environment = {**clean_environment(self._folder), "PYTHONPATH": str(PACKAGE), "PYTHONHASHSEED": "random"}
        with (self._folder / _ERRORS).open("wb") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [self._python, "-m", "g2l_tui.prove.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                cwd=self._folder,
                env=environment,
            )
        assert self._process.stdout is not None  # noqa: S101 - for the type checker
        self._process.stdout.readline()
        return self._process


def _last_words(output: Path) -> str:
    try:
        lines = output.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return lines[-1][:300] if lines else ""
