"""What a person waits for in the workbench, and what it holds."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median

from tests.benchmarks.corpus import job
from tests.benchmarks.figures import AUTHOR, Figure
from tests.benchmarks.terminals import (
    DOWN,
    PAGE_DOWN,
    Watched,
    bare_paint,
    first_paint,
    frames,
    longest_freeze,
    p95,
    saves,
    workbench,
)

FIRST = "aaa_first.py"
"""The file that is on the screen from the start."""


def screens(folder: Path, rounds: int) -> Iterator[Figure]:
    """Measure the workbench on a workspace that is there already."""
    _write(folder, 200)
    starts = [(first_paint(folder, FIRST), bare_paint(folder)) for _ in range(3 * rounds)]
    yield Figure(
        "start to the names of files", "a bare Textual app", median(a for a, _ in starts), median(b for _, b in starts),
        1.5, "s",
    )  # fmt: skip
    for lines, goal in ((1_000, 60), (5_000, 250)):
        _write(folder, lines)
        terminal = workbench(folder, FIRST)
        try:
            yield _goal(
                f"save to paint, p95, {lines:,} lines", 1000 * p95(saves(terminal, folder / FIRST, 20 * rounds)), goal
            )
            if lines == 1_000:
                yield from _memory(terminal, folder, 50 * rounds)
        finally:
            terminal.close()
    yield from _scroll(folder, rounds)


def storm(folder: Path, rounds: int) -> Iterator[Figure]:
    """Change half of the files at once, as a checkout does, below an open workbench."""
    _write(folder, 200)
    every = sorted(folder.glob("part_*/*.py"))
    every = every[: len(every) // 2]
    _git(folder, "init", "-qb", "main")
    _git(folder, "add", "-A")
    _git(folder, *AUTHOR, "commit", "-qm", "before")
    _git(folder, "checkout", "-qb", "other")
    for path in every:
        path.write_bytes(path.read_bytes() + b"# other\n")
    _git(folder, *AUTHOR, "commit", "-qam", "other")
    terminal = workbench(folder, FIRST)
    try:
        began = time.perf_counter()
        process: list[subprocess.Popen[bytes]] = []

        def begin() -> None:
            process.append(subprocess.Popen(("git", "checkout", "-q", "main"), cwd=folder))

        freeze = longest_freeze(
            terminal, begin, lambda: process[0].poll() is not None and time.perf_counter() - began > 20
        )
        yield _goal(f"longest freeze, checkout of {len(every):,} files", 1000 * freeze, 100)
    finally:
        terminal.close()
        process[0].wait()


def _memory(terminal: Watched, folder: Path, reloads: int) -> Iterator[Figure]:
    yield _goal("memory of the workbench", terminal.memory(), 250, "MB")
    before = terminal.memory("VmRSS")
    saves(terminal, folder / FIRST, reloads)
    yield _goal(f"memory after {reloads} more reloads, grown", terminal.memory("VmRSS") - before, 3, "MB")


def _scroll(folder: Path, rounds: int) -> Iterator[Figure]:
    _write(folder, 20_000)
    terminal = workbench(folder, FIRST)
    try:
        keys = [PAGE_DOWN] * (20 * rounds) + [DOWN] * (20 * rounds)
        yield from _waits(terminal, "a frame of scrolling, p95, 20,000 lines", partial(frames, terminal, keys), 16)
    finally:
        terminal.close()


def _waits(terminal: Watched, name: str, measure: Callable[[], list[float]], goal: float) -> Iterator[Figure]:
    """Yield how long a person waits, and how much of that is work: the rest is other programs on a busy machine."""
    before = terminal.processor_time()
    waits = measure()
    work = (terminal.processor_time() - before) / len(waits)
    yield _goal(name, 1000 * p95(waits), goal)
    yield Figure("  processor time of each", f"{goal:g} ms", 1000 * work, goal, None, "ms")


def _goal(name: str, value: float, goal: float, unit: str = "ms") -> Figure:
    return Figure(name, f"{goal:g} {unit}", value, goal, 1.0, unit)


def _write(folder: Path, lines: int) -> None:
    (folder / FIRST).write_text(job(random.Random(lines), lines), encoding="utf-8")


def _git(folder: Path, *words: str) -> None:
    subprocess.run(("git", *words), cwd=folder, check=True)
