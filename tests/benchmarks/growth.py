"""How the cost of a dry run grows with what it has to deal with, and a picture of that."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.corpus import job, write_workspace
from tests.benchmarks.measure import PROGRAM, medians

_SOME = 1_000
"""Files that are enough where something else grows: lines to twenty times as many, helper modules to a quarter."""

_RULE = """
[[rule]]
id       = "own-{number}"
summary  = "A method that is called so."
why      = "It is only counted here."
match    = "DynamicFrame.method_{number}(self) -> int"
fidelity = "exact"
rewrite  = "$self.count()"

[[rule.example]]
before = '''
from awsglue.dynamicframe import DynamicFrame


def rows(frame: DynamicFrame):
    return frame.method_{number}()
'''
after = '''
from pyspark.sql import DataFrame


def rows(frame: DataFrame):
    return frame.count()
'''
"""

_BASE = """\
class Base:
    def __init__(self, context):
        self.context = context

    def read(self, table):
        return self.context.create_dynamic_frame.from_catalog(database="sales", table_name=table)
"""
_DERIVED = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

from base import Base


class Job(Base):
    def run(self):
        return self.read("table_{number}").toDF()


Job(GlueContext(SparkContext())).run().show()
"""


@dataclass(frozen=True, slots=True)
class Growth:
    """Seconds of processor time for each of some sizes of one thing."""

    name: str
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]

    @property
    def doubling(self) -> float:
        """How many times it costs when the size is doubled from the last but one; up to 2 is linear."""
        return self.seconds[-1] / self.seconds[-2]


def growths(place: Path, rounds: int, most_files: int) -> Iterator[Growth]:
    """Measure dry runs of workspaces that differ in one thing, each twice the size of the one before."""
    some = min(most_files, _SOME)

    def files(folder: Path, size: int) -> None:
        write_workspace(folder, size)

    def lines(folder: Path, size: int) -> None:
        folder.mkdir(parents=True)
        (folder / "job.py").write_text(job(random.Random(size), size), encoding="utf-8")

    def helpers(folder: Path, size: int) -> None:
        write_workspace(folder, some // 4, helpers=size)

    def derived(folder: Path, size: int) -> None:
        folder.mkdir(parents=True)
        (folder / "base.py").write_text(_BASE, encoding="utf-8")
        for number in range(size):
            (folder / f"job_{number}.py").write_text(_DERIVED.format(number=number), encoding="utf-8")

    def rules(folder: Path, size: int) -> None:
        write_workspace(folder, 20)
        (folder / ".g2l" / "rules").mkdir(parents=True)
        for start in range(0, size, 50):
            text = "".join(_RULE.format(number=number) for number in range(start, min(start + 50, size)))
            (folder / ".g2l" / "rules" / f"rules_{start}.toml").write_text(text, encoding="utf-8")

    series: tuple[tuple[str, Sequence[int], Callable[[Path, int], None]], ...] = (
        ("files", _doubled(most_files), files),
        ("lines of a file", _doubled(20 * some), lines),
        ("rules of one's own", (10, 125, 250, 500, 1_000), rules),
        ("helper modules", _doubled(max(some // 4, 8)), helpers),
        ("jobs of one base class", _doubled(2 * some), derived),
    )
    for name, sizes, write in series:
        seconds = []
        for size in sizes:
            folder = place / name.replace(" ", "_") / str(size)
            write(folder, size)
            seconds.append(medians({"check": (*PROGRAM, "check", ".")}, folder, rounds)["check"].cpu)
        yield Growth(name, tuple(sizes), tuple(seconds))


def picture(found: Sequence[Growth]) -> str:
    """Return the growths as an SVG, a panel for each; a straight line is linear growth."""
    panels = "".join(_panel(growth, 40 + 320 * number) for number, growth in enumerate(found))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{40 + 320 * len(found)}" height="280"'
    paper = '<rect width="100%" height="100%" fill="white"/>'
    return f'{head} font-family="sans-serif" font-size="12">\n{paper}\n{panels}</svg>\n'


def _panel(growth: Growth, left: int) -> str:
    width, height, top = 250, 190, 40
    most, slowest = max(growth.sizes), max(growth.seconds)
    points = [
        (left + width * size / most, top + height - height * seconds / slowest)
        for size, seconds in zip(growth.sizes, growth.seconds, strict=True)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#1668b8"/>\n' for x, y in points)
    return (
        f'<text x="{left}" y="24">seconds by {growth.name}, up to {slowest:.2f} s</text>\n'
        f'<path d="M{left},{top}V{top + height}H{left + width}" fill="none" stroke="#888"/>\n'
        f'<polyline points="{line}" fill="none" stroke="#1668b8" stroke-width="1.5"/>\n{dots}'
        f'<text x="{left + width}" y="{top + height + 18}" text-anchor="end">{most:,}</text>\n'
    )


def _doubled(largest: int) -> tuple[int, ...]:
    return tuple(max(1, largest // part) for part in (8, 4, 2, 1))
