"""Seconds and megabytes of commands, in interleaved rounds, so that a busy machine is busy for all of them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
PYTHON = (sys.executable, "-X", "utf8")
PROGRAM = (*PYTHON, "-m", "g2l_tui")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)  # or every start would compile all that it loads

Command = Sequence[str]

CLOCK = "import time; began = time.process_time(), time.perf_counter()"
TELL = "print(time.process_time() - began[0], time.perf_counter() - began[1])"
"""What a program does before and after what is to be measured of it."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds of processor time, seconds by the clock, and megabytes at the most."""

    cpu: float
    wall: float
    memory: float


def cost_of(command: Command, folder: Path, prepare: Callable[[], object] | None = None) -> Cost:
    """Run a command in a folder and return what it took. Raises RuntimeError when it could not run, or broke off."""
    if prepare:
        prepare()
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    said = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1) or b"Traceback" in said:
        raise RuntimeError(f"{' '.join(command)[:80]} ended with {process.returncode}: {said[-300:].decode()}")
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - began, usage.ru_maxrss / 1024)


def told_cost_of(command: Command, folder: Path, prepare: Callable[[], object] | None = None) -> Cost:
    """Run a command that has `CLOCK` and `TELL` in it, and return what was taken between them, without megabytes."""
    if prepare:
        prepare()
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    cpu, wall = map(float, done.stdout.split())
    return Cost(cpu, wall, 0.0)


def results_of(folder: Path) -> Path:
    """Return a folder with what becomes of a workspace: beside it, made when it is asked for first."""
    results = folder.parent / "results"
    if not results.exists():
        cost_of((*PROGRAM, "migrate", ".", "--output", str(results)), folder)
    return results


def medians(
    commands: Mapping[str, Command],
    folder: Path,
    rounds: int,
    prepare: Callable[[], object] | None = None,
    *,
    cost: Callable[[Command, Path, Callable[[], object] | None], Cost] = cost_of,
) -> dict[str, Cost]:
    """Run the commands in turn, round after round, and return the median cost of each."""
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(cost(command, folder, prepare))
    return {
        name: Cost(
            median(cost.cpu for cost in costs),
            median(cost.wall for cost in costs),
            median(cost.memory for cost in costs),
        )
        for name, costs in found.items()
    }
