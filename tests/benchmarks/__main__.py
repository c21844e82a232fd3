"""Print what the program costs, as ratios measured in one run: `python -m tests.benchmarks`.

Nothing fails for being slow. `--files 10000 --rounds 1` is the size that most goals are set for, and takes half an
hour; a thousand files take minutes. `--json` writes the figures, `--history` adds them as a line, and `--picture`
shows how the costs grow.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path

from tests.benchmarks.corpus import write_workspace
from tests.benchmarks.figures import Figure, accept, dry_run, processes, start, warm
from tests.benchmarks.floors import floors
from tests.benchmarks.growth import Growth, growths, picture
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

LARGEST_GROWTH = 1_000
"""Files of the largest workspace whose growth is measured: lines and rules grow to as many times more."""


def main() -> None:
    """Measure, and print a line for each figure as it is known."""
    options = _options()
    found: list[Figure] = []
    grown: list[Growth] = []
    with tempfile.TemporaryDirectory() as name:
        place = Path(name).resolve()
        folder = write_workspace(place / "workspace", options.files)
        for part in (part for part in PARTS if part in options.only):
            for figure in PARTS[part](folder, options.rounds):
                found.append(figure)
                _say(_line(figure))
        for growth in (
            growths(place, options.rounds, min(options.files, LARGEST_GROWTH)) if "growth" in options.only else ()
        ):
            grown.append(growth)
            costs = ", ".join(f"{size:,}: {each:.2f}" for size, each in zip(growth.sizes, growth.seconds, strict=True))
            _say(f"seconds by {growth.name}: {costs}; the last doubling x {growth.doubling:.2f}")
    if judged := [figure for figure in found if figure.goal is not None]:
        _say(f"{sum(figure.verdict == 'met' for figure in judged)} of {len(judged)} goals are met")
    document = {
        "schema": 3,
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
        "files": options.files,
        "rounds": options.rounds,
        "figures": [
            dataclasses.asdict(figure) | {"ratio": figure.ratio, "verdict": figure.verdict} for figure in found
        ],
        "growths": [dataclasses.asdict(growth) | {"doubling": growth.doubling} for growth in grown],
    }
    if options.json:
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    if options.history:
        with options.history.open("a", encoding="utf-8") as history:
            history.write(json.dumps(document) + "\n")
    if options.picture and grown:
        options.picture.write_text(picture(grown), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = (*PARTS, "growth")
    parser.add_argument("--files", type=int, default=1000, help="files of the workspace that is generated")
    parser.add_argument("--rounds", type=int, default=3, help="how often each command runs; the median counts")
    parser.add_argument("--only", nargs="+", choices=parts, default=parts, metavar="PART", help=", ".join(parts))
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--history", type=Path, help="add the figures to this file, as a line")
    parser.add_argument("--picture", type=Path, help="draw the growths here, as SVG")
    return parser.parse_args()


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
