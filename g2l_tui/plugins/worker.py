"""The program's side of a worker: one process for one origin, asked with a time limit, ended when it is not kept."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import weakref
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from typing import Any

from g2l_tui.errors import PluginError
from g2l_tui.isolated import isolated
from g2l_tui.plugins.origin import Origin

SECONDS = 10.0
"""How long one call of a plugin may take."""

_LONGEST_ANSWER = 64 * 1024 * 1024


class Worker:
    """Asks one process about one plugin; after it hung or died it is not started again, and every call says so.

    May be used from several threads; calls wait for one another. Every method may raise PluginError.
    """

    def __init__(self, origin: Origin, seconds: float = SECONDS, *, position: int = 0) -> None:
        self._origin = origin
        self._position = position
        self.name = origin.shown
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._plugins: list[dict[str, Any]] = []
        self._end: weakref.finalize[Any, Any] | None = None
        self._failure = ""

    def described(self) -> list[dict[str, Any]]:
        """Return name, version and kinds of each plugin of the origin."""
        with self._lock:
            return self._running()[1]

    def call(self, name: str, *arguments: object) -> object:
        """Call a method of the plugin, and return what it returns as plain JSON values."""
        with self._lock:
            process, _ = self._running()
            return self._ask(process, {"plugin": self._position, "call": name, "arguments": arguments})

    def close(self) -> None:
        """End the process. It is safe to do so twice."""
        if self._end is not None:
            self._end()

    def _running(self) -> tuple[subprocess.Popen[str], list[dict[str, Any]]]:
        if self._failure:
            raise PluginError(self._failure)
        if self._process is None:
            process = self._started()
            plugins = self._ask(process, {"origin": self._origin.told()})
            if not isinstance(plugins, list):
                raise self._given_up("answered something else than its plugins")
            self._process, self._plugins = process, plugins
        return self._process, self._plugins

    def _ask(self, process: subprocess.Popen[str], request: object) -> object:
        answer: Future[str] = Future()
        line = json.dumps(request) + "\n"
        threading.Thread(target=_exchange, args=(process, line, answer), daemon=True).start()
        try:
            read = answer.result(self._seconds)
        except FutureTimeoutError:
            raise self._given_up(f"took longer than {self._seconds:g} seconds") from None
        except OSError:
            read = ""
        if not read.endswith("\n"):
            raise self._given_up("ended its process, or answered more than it may")
        return self._value(read)

    def _started(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(  # noqa: S603 - this interpreter, and a text of our own
            isolated("g2l_tui.plugins.served:serve"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=os.sep,
            encoding="utf-8",
            errors="surrogatepass",
            start_new_session=True,
        )
        self._end = weakref.finalize(self, _end, process)
        return process

    def _given_up(self, what: str) -> PluginError:
        self.close()
        self._failure = f"{self.name} {what}; it was ended, and is not asked again."
        return PluginError(self._failure)

    def _value(self, read: str) -> object:
        try:
            answer = json.loads(read)
        except (ValueError, RecursionError) as error:
            raise PluginError(f"{self.name} answered no JSON.") from error
        match answer:
            case {"value": value}:
                return value
            case {"error": str(reason)}:
                raise PluginError(f"{self.name} raised {reason}")
            case _:
                raise PluginError(f"{self.name} answered something unknown.")


def _exchange(process: subprocess.Popen[str], line: str, answer: Future[str]) -> None:
    assert process.stdin is not None  # noqa: S101 - for the type checker
    assert process.stdout is not None  # noqa: S101 - for the type checker
    try:
        process.stdin.write(line)
        process.stdin.flush()
        answer.set_result(process.stdout.readline(_LONGEST_ANSWER))
    except (OSError, ValueError) as error:
        answer.set_exception(OSError(str(error)))


def _end(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, 9)
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
