"""What the system tells the program: terminate, the terminal was closed; and log lines not to be drawn."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from g2l_tui.tui.app import Workbench

_PATIENCE_SECONDS = 20.0  # a busy disk may need seconds for the decisions, and they must not be lost
_TERMINATED = 143
_HUNG_UP = 129


def install(app: Workbench) -> None:
    """Leave the terminal as it was on SIGTERM, and leave at once on SIGHUP.

    Without this SIGTERM leaves the alternate screen and the mouse mode on. A closed terminal cannot be
    restored; trying to can block for ever on the dead device, so decisions are saved and the process ends.
    """
    if threading.current_thread() is not threading.main_thread():
        return  # only the main thread may; the defaults stay
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, _terminate, app)
    # Not by the loop: it may be the one that is blocked on the dead device.
    signal.signal(signal.SIGHUP, lambda *_: _hang_up(app))


@contextmanager
def quiet_logging() -> Iterator[None]:
    """Keep log lines of libraries off the screen while the workbench draws on it."""
    root, last = logging.getLogger(), logging.lastResort
    sink = logging.NullHandler()
    root.addHandler(sink)
    logging.lastResort = None
    try:
        yield
    finally:
        root.removeHandler(sink)
        logging.lastResort = last


def _terminate(app: Workbench) -> None:
    _leave_soon(_TERMINATED)
    app.exit(return_code=_TERMINATED)


def _hang_up(app: Workbench) -> None:
    """Save in another thread: this one may hold the lock that saving takes."""
    _leave_soon(_HUNG_UP)

    def save_and_leave() -> None:
        try:
            app.save_steps()
        finally:
            os._exit(_HUNG_UP)

    threading.Thread(target=save_and_leave, daemon=True).start()


def _leave_soon(code: int) -> None:
    timer = threading.Timer(_PATIENCE_SECONDS, os._exit, (code,))
    timer.daemon = True
    timer.start()
