"""What a person waits for in the workbench, and what it holds."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

from g2l_tui.engine.migrate import migrate
from g2l_tui.engine.project import Project
from g2l_tui.garbage import collect_rarely
from g2l_tui.model.source import Source
from g2l_tui.validators import validate
from g2l_tui.workspace.workspace import Workspace
from tests.benchmarks.corpus import job
from tests.benchmarks.figures import AUTHOR, INIT, Figure, Floor
from tests.benchmarks.terminals import (
    DOWN,
    PAGE_DOWN,
    Watched,
    bare_paint,
    bare_scroll,
    first_paint,
    frames,
    longest_freeze,
    observed,
    observed_bare,
    p95,
    saves,
    workbench,
)

FIRST = "aaa_first.py"
"""The file that is on the screen from the start."""

RESTS = 0.2
"""Seconds between saves."""

STORM_SECONDS = 60
"""In which what a checkout changed is noticed, and read again as far as it goes."""


def screens(folder: Path, rounds: int) -> Iterator[Figure]:
    """Measure the workbench on a workspace that is there already."""
    _write(folder, 200)
    starts = [(first_paint(folder, FIRST), bare_paint(folder)) for _ in range(9 * rounds)]
    for index, (name, goal, unit) in enumerate(
        (("start to the names of files", 1.5, "s"), ("  processor time of it", None, "s CPU"))
    ):
        own, bare = (median(each[which][index] for each in starts) for which in range(2))
        yield Figure(name, "a bare Textual app", own, bare, goal, unit)
    for lines, goal in ((1_000, 60), (5_000, 250)):
        _write(folder, lines)
        terminal = workbench(folder, FIRST)
        try:
            name = f"save to paint, p95, {lines:,} lines"
            engine = Floor("the engine alone, processor time", 1000 * _engine(folder, 20 * rounds))
            yield from _waits(terminal, name, partial(saves, terminal, folder / FIRST, 20 * rounds), goal, engine)
            if lines == 1_000:
                yield from _memory(terminal, folder, 100 * rounds)
        finally:
            terminal.close()
    yield from _scroll(folder, rounds)


def storm(folder: Path, rounds: int) -> Iterator[Figure]:
    """Change half of the files at once, as a checkout does, below an open workbench."""
    _write(folder, 200)
    every = sorted(folder.glob("part_*/*.py"))
    every = every[: len(every) // 2]
    _git(folder, *INIT)
    _git(folder, "add", "-A")
    _git(folder, *AUTHOR, "commit", "-qm", "before")
    _git(folder, "checkout", "-qb", "other")
    for path in every:
        path.write_bytes(path.read_bytes() + b"# other\n")
    _git(folder, *AUTHOR, "commit", "-qam", "other")
    terminal = observed(folder, FIRST, folder.parent / "ticks.txt")
    bare = observed_bare(folder, folder.parent / "ticks_bare.txt")
    try:
        began = time.monotonic()
        process: list[subprocess.Popen[bytes]] = []

        def begin() -> None:
            process.append(subprocess.Popen(("git", "checkout", "-q", "main"), cwd=folder))

        def is_over() -> bool:
            return process[0].poll() is not None and time.monotonic() - began > STORM_SECONDS

        waited = longest_freeze(terminal, begin, is_over)
        floor = Floor("a bare app beside it", 1000 * bare.longest_gap(began))
        name = f"longest freeze, checkout of {len(every):,} files"
        yield Figure(name, "100 ms", 1000 * terminal.longest_gap(began), 100, 1.0, "ms", floor)
        yield Figure("  a key and what it paints", "100 ms", 1000 * waited, 100, None, "ms")
    finally:
        terminal.close()
        bare.close()
        process[0].wait()


def _memory(terminal: Watched, folder: Path, reloads: int) -> Iterator[Figure]:
    yield _goal("memory of the workbench", terminal.memory(), 250, "MB")
    before = terminal.memory("VmRSS")
    saves(terminal, folder / FIRST, reloads)
    yield _goal(f"memory after {reloads} more reloads, grown", terminal.memory("VmRSS") - before, 3, "MB")


def _scroll(folder: Path, rounds: int) -> Iterator[Figure]:
    _write(folder, 20_000)
    keys = [PAGE_DOWN] * (20 * rounds) + [DOWN] * (20 * rounds)
    bare = bare_scroll(folder)
    try:
        floor = Floor("a frame of a bare Textual app", 1000 * p95(frames(bare, keys)))
    finally:
        bare.close()
    terminal = workbench(folder, FIRST)
    try:
        name = "a frame of scrolling, p95, 20,000 lines"
        yield from _waits(terminal, name, partial(frames, terminal, keys), 16, floor)
    finally:
        terminal.close()


def _engine(folder: Path, rounds: int) -> float:
    """Return the median processor time of translating the first file: no save can be painted sooner.

    As before a save the processor rests, from which alone the same work takes up to half as long again.
    """
    collect_rarely()  # as the workbench and its processes do
    workspace = Workspace.open(folder)
    source, project, spent = workspace.source(FIRST), Project(), []
    for number in range(rounds):
        edited = Source(FIRST, source.content + b"# %d\n" % number)
        time.sleep(RESTS)
        began = time.thread_time()
        validate(migrate(edited, workspace.ruleset, workspace.settings, project))
        spent.append(time.thread_time() - began)
    return median(spent)


def _waits(
    terminal: Watched, name: str, measure: Callable[[], list[float]], goal: float, floor: Floor
) -> Iterator[Figure]:
    """Yield how long a person waits, and how much of that is work: the rest is other programs on a busy machine."""
    before = terminal.processor_time()
    waits = measure()
    work = (terminal.processor_time() - before) / len(waits)
    yield replace(_goal(name, 1000 * p95(waits), goal), floor=floor)
    yield Figure("  median", f"{goal:g} ms", 1000 * median(waits), goal, None, "ms")
    yield Figure("  processor time of each", f"{goal:g} ms", 1000 * work, goal, None, "ms")


def _goal(name: str, value: float, goal: float, unit: str = "ms") -> Figure:
    return Figure(name, f"{goal:g} {unit}", value, goal, 1.0, unit)


def _write(folder: Path, lines: int) -> None:
    (folder / FIRST).write_text(job(random.Random(lines), lines), encoding="utf-8")


def _git(folder: Path, *words: str) -> None:
    subprocess.run(("git", *words), cwd=folder, check=True)
