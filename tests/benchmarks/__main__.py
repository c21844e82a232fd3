"""Print what the program costs, as ratios measured in one run: `python -m tests.benchmarks --files 1000`.

Nothing fails for being slow. `--json` writes the figures, `--history` adds them as a line.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import platform
import sys
from datetime import datetime, timezone
from pathlib import Path

from tests.benchmarks.figures import Figure, figures


def main() -> None:
    """Measure, and print a line for each figure as it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000, help="files of the workspace that is generated")
    parser.add_argument("--rounds", type=int, default=3, help="how often each command runs; the median counts")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--history", type=Path, help="add the figures to this file, as a line")
    options = parser.parse_args()
    found = []
    for figure in figures(options.files, options.rounds):
        found.append(figure)
        sys.stdout.write(f"{_line(figure)}\n")
        sys.stdout.flush()
    document = {
        "schema": 1,
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "files": options.files,
        "rounds": options.rounds,
        "figures": [dataclasses.asdict(figure) | {"ratio": figure.ratio} for figure in found],
    }
    if options.json:
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    if options.history:
        with options.history.open("a", encoding="utf-8") as history:
            history.write(json.dumps(document) + "\n")


def _line(figure: Figure) -> str:
    goal = f"goal {figure.goal:.2f}  {figure.verdict}" if figure.goal is not None else ""
    compared = f"{figure.value:9.3f} / {figure.base:9.3f} {figure.unit}"
    return f"{figure.name:28} x {figure.ratio:7.2f} of {figure.peer:30} {compared:28} {goal}"


if __name__ == "__main__":
    main()
