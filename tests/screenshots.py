"""Make the pictures of the README from the running program: `python -m tests.screenshots`.

The workbench is opened on a copy of the bundled demo, keys are pressed, and what is on the screen becomes an SVG. Clock
and place are fixed, so the same program gives the same pictures; `tests/test_screenshots.py` says when they are stale.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from g2l_tui.store.store import Store
from g2l_tui.tui.app import Workbench
from g2l_tui.tui.opening import Opening
from g2l_tui.workspace.demo import copy_demo
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import settle

FOLDER = Path(__file__).parent.parent / "screenshots"


@dataclass(frozen=True)
class Picture:
    """A screen: how large, and which keys lead to it."""

    name: str
    keys: tuple[str, ...] = ()
    size: tuple[int, int] = (120, 40)


PICTURES = (
    Picture("workbench"),
    Picture("why", (":", *"28", "enter", "i")),
    Picture("alike", ("=", "G")),
    Picture("write", ("A", "A", "W")),
    Picture("history", ("A", "W", "enter", "3")),
    Picture("rules", ("2", "/", *"dynamicframe.todf", "enter")),  # of all rules it would show how many there are
    Picture("report", ("A", "A", "4", "enter")),
    Picture("narrow", size=(80, 24)),
)


def fixed_clock() -> datetime:
    """The time in every picture."""
    return datetime(2026, 1, 5, 9, 30, tzinfo=timezone.utc)


async def _taken(picture: Picture, folder: Path) -> str:
    root = copy_demo(folder / "parcels")
    workspace = Workspace.open(root)
    workspace._store = Store.open(workspace.root, clock=fixed_clock)
    bench = Workbench(Opening.done(workspace))
    async with bench.run_test(size=picture.size) as pilot:
        await settle(pilot)
        for key in picture.keys:
            await pilot.press(key)
            await settle(pilot)
        bench.clear_notifications()
        await settle(pilot)
        return bench.export_screenshot(title="g2l-tui")


def take(picture: Picture) -> str:
    """Return the SVG of a screen, with the ids that differ from run to run made the same."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    with tempfile.TemporaryDirectory() as folder:
        svg = asyncio.run(_taken(picture, Path(folder)))
    return re.sub(r"terminal-\d+", "terminal", svg)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in PICTURES:
        (FOLDER / f"{each.name}.svg").write_text(take(each), encoding="utf-8")
