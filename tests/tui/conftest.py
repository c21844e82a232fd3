"""A workspace of Glue jobs on disk, the workbench on it, and golden screens."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widgets import Input
from textual.worker import WorkerCancelled, WorkerFailed, WorkerState

from g2l_tui.paths import user_rules
from g2l_tui.tui import clipboard
from g2l_tui.tui.app import Workbench
from g2l_tui.tui.opening import Opening
from g2l_tui.workspace.workspace import Workspace

SNAPSHOTS = Path(__file__).parent / "__snapshots__"

ORDERS = '''\
"""Orders of the last day."""
import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)


def enrich(df):
    """Add what the report needs.

    Several lines, so that there is something to fold.
    """
    df = df.withColumn("day", F.dayofmonth("created_at"))
    df = df.withColumn("week", F.weekofyear("created_at"))
    df = df.withColumn("month", F.month("created_at"))
    df = df.withColumn("year", F.year("created_at"))
    return df


orders = glueContext.create_dynamic_frame.from_catalog(
    database="sales",
    table_name="orders",
)
frame = orders.toDF()
enriched = enrich(frame)
enriched.show()

job.commit()
'''
LEGACY = """\
import sys
from awsglue.context import GlueContext

for row in sys.argv:
    try:
        print "bad row", row
    except ValueError:
        pass
"""
SHOWS_FEWER = '''\
[[rule]]
id       = "rows"
summary  = "Shows fewer rows."
why      = "They are many."
match    = "DataFrame.show(self, n=20)"
fidelity = "exact"
rewrite  = "$self.limit(5).show()"
drop     = { n = "five are enough" }

[[rule.example]]
before = """
from awsglue.dynamicframe import DynamicFrame


def look(frame: DynamicFrame):
    frame.toDF().show()
"""
after = """
from pyspark.sql import DataFrame


def look(frame: DataFrame):
    frame.limit(5).show()
"""
'''
FILES = {
    "jobs/customers.py": ORDERS.replace("orders", "customers"),
    "jobs/legacy.py": LEGACY,
    "jobs/orders.py": ORDERS,
    "lib/paths.py": "def path():\n    return 1\n",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-snapshots", action="store_true", help="write the golden screens anew")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "orders_etl", FILES)


@pytest.fixture
def workspace(root: Path) -> Workspace:
    return Workspace.open(root)


def repository(root: Path, files: dict[str, str]) -> Path:
    root.mkdir(parents=True)
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (root / "g2l.toml").write_text('catalog = "main"\n')
    return root


def own_rule(root: Path, text: str) -> Path:
    """Give the workspace a rule file of its own."""
    file = user_rules(root) / "mine.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


async def settle(pilot: Pilot[None]) -> None:
    """Wait until no worker runs and every message has been heard."""
    calm = 0
    while calm < 2:
        await pilot.pause()
        running = [worker for worker in pilot.app.workers if worker.state is WorkerState.RUNNING]
        pending = any(worker.state is WorkerState.PENDING for worker in pilot.app.workers)
        calm = 0 if running or pending or _something_waits(pilot) else calm + 1
        for worker in running:
            with suppress(WorkerCancelled, WorkerFailed):
                await worker.wait()
    faults = [note.message for note in pilot.app._notifications if "fault" in note.title]
    assert not faults, faults


def _something_waits(pilot: Pilot[None]) -> bool:
    """Whether a message or a call is queued: on a busy machine a pause ends before they have had their turn."""
    screen = pilot.app.screen
    nodes: list[MessagePump] = [pilot.app, *screen.walk_children(with_self=True)]
    return bool(screen._callbacks) or any(node._next_callbacks or node._message_queue.qsize() for node in nodes)


@asynccontextmanager
async def opened(
    workspace: Workspace, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[Workbench, Callable[..., Any]]]:
    """Run the workbench without a terminal; yields it and a function that presses keys and waits."""
    bench = Workbench(Opening.done(workspace), watching=False)
    async with bench.run_test(size=size) as pilot:
        await settle(pilot)

        async def press(*keys: str) -> None:
            for key in keys:
                await pilot.press(key)
                await settle(pilot)
            if not keys:
                await settle(pilot)

        yield bench, press
        await settle(pilot)


def screen_text(bench: Workbench) -> str:
    """Return what is on the screen, without colours."""
    lines = bench.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)


@pytest.fixture
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Workbench, str], None]:
    """Compare the screen with its golden picture, or write it with --update-snapshots."""

    def compare(bench: Workbench, name: str) -> None:
        for box in bench.screen.query(Input):
            box.cursor_blink = False
        picture = normalised(bench.export_screenshot(title="g2l-tui"))
        file = SNAPSHOTS / f"{name}.svg"
        if request.config.getoption("--update-snapshots", default=False):
            assert not os.environ.get("CI"), "golden screens are never written on CI"
            SNAPSHOTS.mkdir(exist_ok=True)
            file.write_text(picture)
        assert file.exists(), f"no golden screen {file.name}: run pytest tests/tui --update-snapshots"
        if file.read_text() != picture:
            seen = tmp_path / file.name
            seen.write_text(picture)
            pytest.fail(f"the screen differs from {file.name}; what was seen is in {seen}\n{screen_text(bench)}")

    return compare


def normalised(svg: str) -> str:
    """Take out of a screenshot what differs from run to run: its id and the clock."""
    svg = re.sub(r"terminal-\d+-", "terminal-", svg)
    return re.sub(r"\d{4}-\d\d-\d\d&#160;\d\d:\d\d:\d\d", "2026-01-01&#160;12:00:00", svg)


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was put on the clipboard; the machine's own clipboard is left alone."""
    texts: list[str] = []

    def copy(_app: object, text: str) -> str:
        texts.append(text)
        return "copied"

    monkeypatch.setattr(clipboard, "copy", copy)
    return texts
