"""The workbench in a real pseudo-terminal, and how long a person waits for what is painted there."""

from __future__ import annotations

import os
import re
import select
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from statistics import quantiles

from tests.benchmarks.bare import BARE, BARE_SCROLL, OBSERVED, OBSERVED_BARE
from tests.benchmarks.measure import ENVIRONMENT, PROGRAM, PYTHON
from tests.tui.terminal import Terminal

PATIENCE = 900.0
SIZE = (160, 50)
PAGE_DOWN, DOWN, BACKSPACE = "\x1b[6~", "\x1b[B", "\x7f"
Paint = tuple[float, float]
"""Seconds by the clock, and of processor time."""


class Watched(Terminal):
    """A terminal of which only the bytes are kept, so that looking costs nothing."""

    def __init__(self, command: Sequence[str | Path], folder: Path) -> None:
        self.began = time.perf_counter()
        super().__init__(command, ENVIRONMENT, SIZE, folder)

    def until(self, text: bytes, start: int = 0) -> float:
        """Return the seconds from `began` until a text is written, at or behind a position of what was."""
        while text not in self.raw[start:]:
            self.more()
        return time.perf_counter() - self.began

    def until_read(self) -> None:
        """Wait until the title counts decisions, which it does when every file was read."""
        while not _COUNTED.search(self.raw):
            self.more()

    def settle(self, seconds: float = 1.0) -> None:
        """Wait until nothing was written for so long."""
        while select.select([self.master], [], [], seconds)[0]:
            self._read()

    def seconds_for(self, act: Callable[[], object], text: bytes = b"") -> float:
        """Return the seconds from an act until something, or a text, is written."""
        self.settle(0.2)
        start = len(self.raw)
        self.began = time.perf_counter()
        act()
        if text:
            return self.until(text, start)
        self.more()
        return time.perf_counter() - self.began

    def processor_time(self) -> float:
        """Return the seconds of processor time that the program took so far, without its children."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self, key: str = "VmHWM") -> float:
        """Return megabytes: at the most, or with `VmRSS` now."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(key)) / 1024

    def more(self) -> None:
        """Wait until something is written. Raises RuntimeError when nothing comes any more."""
        ready = select.select([self.master], [], [], PATIENCE)[0]
        if not ready or not self._read():
            raise RuntimeError(f"nothing was painted any more: {self.raw[-500:]!r}")

    def _read(self) -> bool:
        try:
            piece = os.read(self.master, 65_536)
        except OSError:
            return False
        self.raw += piece
        return bool(piece)


class Observed(Watched):
    """A terminal with a program that notes when its loop ticks."""

    def __init__(self, program: str, folder: Path, log: Path) -> None:
        self._log = log
        super().__init__((*PYTHON, "-c", program, folder, log), folder)

    def longest_gap(self, began: float) -> float:
        """Return the seconds by which a tick was late at the most, since a moment of the monotonic clock."""
        ticks = (line.split() for line in self._log.read_text(encoding="ascii").splitlines())
        return max(float(late) for at, late in ticks if float(at) >= began)


def workbench(folder: Path, name: str) -> Watched:
    """Open the workbench on a workspace, and wait until all of it was read."""
    return _read(Watched((*PROGRAM, str(folder)), folder), name)


def observed(folder: Path, name: str, log: Path) -> Observed:
    """Open the workbench as `workbench` does, with its loop observed."""
    terminal = Observed(OBSERVED, folder, log)
    _read(terminal, name)
    return terminal


def observed_bare(folder: Path, log: Path) -> Observed:
    """Open a bare Textual app with its loop observed."""
    terminal = Observed(OBSERVED_BARE, folder, log)
    terminal.until(b"painted")
    return terminal


def _read(terminal: Watched, name: str) -> Watched:
    terminal.until(name.encode())
    terminal.until_read()
    terminal.settle()
    return terminal


def bare_scroll(folder: Path) -> Watched:
    """Open a bare Textual app that scrolls lines which are painted already."""
    terminal = Watched((*PYTHON, "-c", BARE_SCROLL), folder)
    terminal.until(b"49 ")
    terminal.settle()
    return terminal


def first_paint(folder: Path, name: str) -> Paint:
    """Return what it takes from the start of the program until the name of a file is on the screen."""
    return _painted((*PROGRAM, str(folder)), folder, name)


def bare_paint(folder: Path) -> Paint:
    """Return what it takes from the start until a bare Textual app has painted."""
    return _painted((*PYTHON, "-c", BARE), folder, "painted")


def saves(terminal: Watched, path: Path, rounds: int) -> list[float]:
    """Return the seconds from each save of the file on the screen until its new text is painted."""
    _, _, rest = path.read_text(encoding="utf-8").partition("\n")
    found = []
    for _ in range(rounds):
        marker = f"saved{next(_NUMBERS)}x"
        save = partial(path.write_text, f'"""Job {marker}."""\n{rest}', encoding="utf-8")
        found.append(terminal.seconds_for(save, marker.encode()))
    return found


def frames(terminal: Watched, keys: Sequence[str]) -> list[float]:
    """Return the seconds from each key until something is painted."""
    return [terminal.seconds_for(partial(terminal.type, key)) for key in keys]


def longest_freeze(terminal: Watched, begin: Callable[[], object], is_over: Callable[[], bool]) -> float:
    """Return the longest time that a key waits for anything to be painted, while something goes on.

    It is typed into a line to type in, where there is always something to paint.
    """
    terminal.type(":")
    terminal.settle(0.2)  # its cursor blinks
    begin()
    longest = 0.0
    for number in count():
        if is_over():
            return longest
        terminal.type(("1", BACKSPACE)[number % 2])
        began = time.perf_counter()
        terminal.more()
        longest = max(longest, time.perf_counter() - began)
        time.sleep(0.01)
    return longest


def p95(seconds: Sequence[float]) -> float:
    """Return what nineteen of twenty do not exceed."""
    return quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]


def _painted(command: Sequence[str], folder: Path, text: str) -> Paint:
    terminal = Watched(command, folder)
    try:
        return terminal.until(text.encode()), terminal.processor_time()
    finally:
        terminal.close()


_NUMBERS = count()
_COUNTED = re.compile(rb"\d+/\d+ decided")
