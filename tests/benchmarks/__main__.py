"""Print what the program costs, as ratios measured in one run: `python -m tests.benchmarks`.

Nothing fails for being slow. `--files 10000 --rounds 1` is the size that most goals are set for, and takes an hour or
two; a thousand files take minutes. `--report` writes a page with all figures and how they grow, `--json` the figures
alone. `--history` adds them to a file as a line, and the page then shows what they were in the lines before.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from tests.benchmarks.corpus import write_workspace
from tests.benchmarks.figures import Figure, accept, dry_run, processes, start, warm
from tests.benchmarks.floors import floors
from tests.benchmarks.growth import Growth, growths
from tests.benchmarks.report import page
from tests.benchmarks.screens import screens, storm

PARTS: Mapping[str, Callable[[Path, int], Iterator[Figure]]] = {
    "start": start,
    "dry-run": dry_run,
    "processes": processes,
    "floors": floors,
    "warm": warm,
    "screens": screens,
    "storm": storm,
    "accept": accept,
}
"""In this order, on one workspace: the later ones change it."""

HISTORY = Path(__file__).with_name("history.jsonl")


def main() -> None:
    """Measure, print a line for each figure as it is known, and write down what was asked for."""
    options = _options()
    run = _measured(options)
    if judged := [figure for figure in run["figures"] if figure["goal"] is not None]:
        _say(f"{sum(figure['verdict'].startswith('met') for figure in judged)} of {len(judged)} goals are met")
    before = _lines(options.history) if options.history else []
    if options.json:
        options.json.write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")
    if options.history:
        with options.history.open("a", encoding="utf-8") as history:
            history.write(json.dumps(run) + "\n")
    if options.report:
        options.report.write_text(page(run, before), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = (*PARTS, "growth")
    parser.add_argument("--files", type=int, default=1000, help="files of the workspace that is generated")
    parser.add_argument("--rounds", type=int, default=3, help="how often each command runs; the median counts")
    parser.add_argument("--only", nargs="+", choices=parts, default=parts, metavar="PART", help=", ".join(parts))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write a page of HTML here")
    parser.add_argument(
        "--history", type=Path, metavar="FILE", nargs="?", const=HISTORY, help=f"add the figures to {HISTORY.name}"
    )
    return parser.parse_args()


def _measured(options: argparse.Namespace) -> dict[str, Any]:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name).resolve()
        figures = [_judged(part, figure) for part, figure in _figures(place, options)]
        grown = [dataclasses.asdict(growth) | {"doubling": growth.doubling} for growth in _growths(place, options)]
    return {
        "schema": 4,
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - began),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
        "files": options.files,
        "rounds": options.rounds,
        "figures": figures,
        "growths": grown,
    }


def _figures(place: Path, options: argparse.Namespace) -> Iterator[tuple[str, Figure]]:
    folder = write_workspace(place / "workspace", options.files)
    for part in (part for part in PARTS if part in options.only):
        for figure in PARTS[part](folder, options.rounds):
            _say(_line(figure))
            yield part, figure


def _growths(place: Path, options: argparse.Namespace) -> Iterator[Growth]:
    if "growth" not in options.only:
        return
    for growth in growths(place, options.rounds, options.files):
        costs = ", ".join(f"{size:,}: {each:.2f}" for size, each in zip(growth.sizes, growth.seconds, strict=True))
        _say(f"seconds by {growth.name}: {costs}; the last doubling x {growth.doubling:.2f}")
        yield growth


def _judged(part: str, figure: Figure) -> dict[str, Any]:
    return {"part": part, **dataclasses.asdict(figure), "ratio": figure.ratio, "verdict": figure.verdict}


def _lines(history: Path) -> list[dict[str, Any]]:
    """Return the runs written down before, oldest first."""
    if not history.exists():
        return []
    return [json.loads(line) for line in history.read_text(encoding="utf-8").splitlines()]


def _line(figure: Figure) -> str:
    goal = f"goal {figure.goal:.2f}  {figure.verdict}" if figure.goal is not None else ""
    compared = f"{figure.value:9.3f} / {figure.base:9.3f} {figure.unit}"
    line = f"{figure.name:40} x {figure.ratio:7.2f} of {figure.peer:30} {compared:28} {goal}"
    if figure.floor is None:
        return line
    return f"{line}\n{'':4}{'floor':36} x {figure.floor.value / figure.base:7.2f}    {figure.floor.name}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
