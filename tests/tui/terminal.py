"""A real pseudo-terminal with the program in it, and what a person would see on it."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rich.cells import cell_len

DEADLINE_SECONDS = 90
_CONTROL = re.compile(
    r"\x1b\[([0-?]*)[ -/]*([@-~])"  # cursor, colours, modes
    r"|\x1b[\]P_^].*?(?:\x07|\x1b\\)"  # titles, clipboard, device strings
    r"|\x1b[()][0-9A-B]"
    r"|\x1b[=>78cM]"
    r"|[\r\n\x07\x08]",
    re.DOTALL,
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[\]P_^][^\x07]{0,100000}|[()]?)?$", re.DOTALL)


class Screen:
    """As much of a terminal's screen as the program uses: text at places, and clearing."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], str] = {}
        self._row = self._column = 0
        self._rest = ""

    def feed(self, text: str) -> None:
        """Take what the program wrote; a sequence that is not complete waits for its rest."""
        text = self._rest + text
        unfinished = _UNFINISHED.search(text)
        self._rest = unfinished.group() if unfinished else ""
        text = text[: len(text) - len(self._rest)]
        position = 0
        for match in _CONTROL.finditer(text):
            self._write(text[position : match.start()])
            self._obey(match)
            position = match.end()
        self._write(text[position:])

    @property
    def lines(self) -> list[str]:
        """The lines of the screen, without blanks at the end."""
        height = 1 + max((row for row, _ in self._cells), default=0)
        rows: list[dict[int, str]] = [{} for _ in range(height)]
        for (row, column), sign in self._cells.items():
            rows[row][column] = sign
        return ["".join(row.get(c, " ") for c in range(1 + max(row, default=0))).rstrip() for row in rows]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    def place_of(self, text: str) -> tuple[int, int]:
        """Return the column and row, from 0, at which a text stands."""
        for row, line in enumerate(self.lines):
            if (index := line.find(text)) >= 0:
                return index, row
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text}")

    def _write(self, text: str) -> None:
        for sign in text:
            width = cell_len(sign)
            if width:
                self._cells[self._row, self._column] = sign
                if width == 2:
                    self._cells[self._row, self._column + 1] = ""
                self._column += width

    def _obey(self, match: re.Match[str]) -> None:
        parameters, final = match.groups()
        if final in ("H", "f"):
            row, _, column = parameters.partition(";")
            self._row, self._column = int(row or 1) - 1, int(column or 1) - 1
        elif final == "J" or (final in ("h", "l") and parameters == "?1049"):
            self._cells.clear()
        elif match.group() == "\r":
            self._column = 0
        elif match.group() == "\n":
            self._row += 1


# By a program of its own: between fork and exec, a copy of the tests' threads (an engine's, say) would be in the way.
_TAKE_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""


class Terminal:
    """A process with a terminal of its own."""

    def __init__(
        self,
        command: Sequence[str | Path],
        environment: Mapping[str, str] | None = None,
        size: tuple[int, int] = (120, 40),
        folder: Path | None = None,
    ) -> None:
        self.screen = Screen()
        self.raw = b""
        self.master, device = pty.openpty()
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._set_size(size)
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", _TAKE_TERMINAL, *map(str, command)],
            stdin=device,
            stdout=device,
            stderr=device,
            cwd=folder,
            env={**_inherited(), "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none", **(environment or {})},
            start_new_session=True,
        )
        os.close(device)

    def wait_for(self, *texts: str) -> None:
        """Read until all texts are on the screen together."""
        self.wait_until(lambda screen: all(text in screen.text for text in texts), f"waiting for {texts}")

    def wait_until(self, holds: Callable[[Screen], bool], what: str) -> None:
        """Read until the screen is as wanted."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not holds(self.screen):
            ready, _, _ = select.select([self.master], [], [], max(deadline - time.monotonic(), 0))
            assert ready, f"{what}:\n{self.screen.text}"
            assert self._read(), f"{what}; the program has ended:\n{self.screen.text}\n{self.raw[-2000:]!r}"

    def wait_for_raw(self, pattern: bytes) -> re.Match[bytes]:
        """Read until the program has written something that the pattern finds, and return it."""
        found: list[re.Match[bytes]] = []

        def holds(_: Screen) -> bool:
            found.extend(re.finditer(pattern, self.raw))
            return bool(found)

        self.wait_until(holds, f"waiting for {pattern!r}")
        return found[-1]

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self.master, text.encode())

    def click(self, text: str, *, right: int = 0, below: int = 0) -> None:
        """Click on a text of the screen, or so many cells beside it."""
        column, row = self.screen.place_of(text)
        where = f"{column + 1 + right};{row + 1 + below}"
        self.type(f"\x1b[<0;{where}M\x1b[<0;{where}m")

    def resize(self, size: tuple[int, int]) -> None:
        """Change the size of the window."""
        self.screen = Screen()
        self._set_size(size)
        os.kill(self.process.pid, signal.SIGWINCH)

    def end(self) -> int:
        """Read what is left and return the exit code."""
        while self._read():
            pass
        return self.process.wait(DEADLINE_SECONDS)

    def close(self) -> None:
        """End the process if it still runs, and close the terminal."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)

    def _read(self) -> bool:
        try:
            piece = os.read(self.master, 65_536)
        except OSError:
            return False
        self.raw += piece
        self.screen.feed(self._decoder.decode(piece))
        return bool(piece)

    def _set_size(self, size: tuple[int, int]) -> None:
        columns, rows = size
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _inherited() -> dict[str, str]:
    """The environment, but for the size of the terminal that the tests themselves were started in."""
    return {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}


def workbench(root: Path) -> list[str | Path]:
    """Return the command that opens the workbench on a folder."""
    return [sys.executable, "-m", "g2l_tui", root]
