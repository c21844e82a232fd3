"""Processes of this interpreter that work for this one, over a connection that nobody else has.

What goes over it is pickled: both sides are this program, started by it.
"""

from __future__ import annotations

import copyreg
import io
import pickle
import subprocess
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection, Pipe
from types import MappingProxyType
from typing import Any

from g2l_tui.isolated import isolated

_PATIENCE = 5.0
"""Seconds in which a process that closed its connection has to end."""


class Servant:
    """A process that calls a function, as `module:name`, with its end of the connection."""

    def __init__(self, function: str) -> None:
        self.connection, theirs = Pipe()
        with theirs:
            number = theirs.fileno()
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and a text of our own
                isolated("g2l_tui.workspace.servants:serve", str(number), function),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[number],
                start_new_session=True,
            )

    def give(self, content: bytes) -> None:
        """Send something `packed`; that a process has ended is noticed when it does not answer."""
        with suppress(OSError):
            self.connection.send_bytes(content)

    def ended(self) -> int:
        """Return the exit code of a process that does not answer any more."""
        try:
            return self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            return self.end()

    def end(self) -> int:
        """End the process, whatever it is at, and return its exit code."""
        self._process.kill()
        self.connection.close()
        return self._process.wait()


def serve(number: str, function: str) -> None:
    """Call the function; in a process of its own."""
    module, name = function.split(":")
    getattr(import_module(module), name)(Connection(int(number)))


def packed(value: object) -> bytes:
    """Return values as bytes, with views of dictionaries among them."""
    written = io.BytesIO()
    pickler = pickle.Pickler(written, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {**copyreg.dispatch_table, MappingProxyType: _reduced}
    pickler.dump(value)
    return written.getvalue()


def _reduced(proxy: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return _proxy, (dict(proxy),)


def _proxy(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)
