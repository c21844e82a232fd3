"""The program in a real pseudo-terminal: what signals leave behind."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.terminal

PROGRAM = """\
import sys
from pathlib import Path
from g2l_tui.tui.app import run
from g2l_tui.workspace.workspace import Workspace
run(Workspace.open(Path(sys.argv[1])))
"""
DEADLINE_SECONDS = 60


class Terminal:
    """A process with a terminal of its own."""

    def __init__(self, root: Path, environment: dict[str, str]) -> None:
        self.master, device = pty.openpty()
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self.seen = b""
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(root)],
            stdin=device,
            stdout=device,
            stderr=device,
            env={**os.environ, "TERM": "xterm-256color", **environment},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - only the child can
        )
        os.close(device)

    def read_until(self, text: bytes) -> None:
        deadline = time.monotonic() + DEADLINE_SECONDS
        while text not in self.seen:
            ready, _, _ = select.select([self.master], [], [], max(deadline - time.monotonic(), 0))
            assert ready, self.seen[-2000:]
            try:
                self.seen += os.read(self.master, 65536)
            except OSError:
                assert text in self.seen, self.seen[-2000:]

    def type(self, text: bytes) -> None:
        os.write(self.master, text)


@pytest.fixture
def terminal(root: Path) -> Iterator[Terminal]:
    made = Terminal(root, {})
    yield made
    if made.process.poll() is None:
        made.process.kill()
        made.process.wait()
    os.close(made.master)


def test_quitting_gives_the_screen_back(terminal: Terminal) -> None:
    terminal.read_until(b"customers.py")
    terminal.read_until(b"decided")
    terminal.type(b"q")
    terminal.read_until(b"\x1b[?1049l")

    assert terminal.process.wait(DEADLINE_SECONDS) == 0


def test_sigterm_gives_the_screen_back(terminal: Terminal) -> None:
    terminal.read_until(b"decided")
    terminal.process.send_signal(signal.SIGTERM)
    terminal.read_until(b"\x1b[?1049l")

    assert terminal.process.wait(DEADLINE_SECONDS) == 143


def test_a_closed_terminal_leaves_no_process_and_keeps_the_decisions(root: Path) -> None:
    terminal = Terminal(root, {})
    terminal.read_until(b"changes decided")  # the file is open; before, there is nothing to accept
    terminal.type(b"A")
    terminal.read_until(b"accepted jobs/customers.py")
    os.close(terminal.master)

    assert terminal.process.wait(DEADLINE_SECONDS) != 0
    assert b"accepted" in b"".join(file.read_bytes() for file in (root / ".g2l").glob("decisions*"))


def test_no_color_sends_no_colours(root: Path) -> None:
    terminal = Terminal(root, {"NO_COLOR": "1"})
    terminal.read_until(b"decided")
    terminal.type(b"q")
    terminal.read_until(b"\x1b[?1049l")
    terminal.process.wait(DEADLINE_SECONDS)
    os.close(terminal.master)

    assert b"38;2;" not in terminal.seen
    assert b"38;5;" not in terminal.seen
