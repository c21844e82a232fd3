"""The real program, killed by `kill -9` at moments that nobody chose: all files as they were, or all written."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from g2l_tui.paths import PACKAGE
from g2l_tui.store.store import Store

JOB = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext.getOrCreate())
frame = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders_{number}").toDF()
frame.show()
"""
FILES = 12
LONGEST_START_SECONDS = 0.6
Seen = Mapping[str, tuple[bytes, int]]


def begin(root: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "g2l_tui", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    return subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def end_at_some_moment(
    process: subprocess.Popen[bytes], root: Path, chance: random.Random, signals: Sequence[int]
) -> None:
    """End it while it starts, or as soon as one of the states of an operation is seen, or a little later."""
    state = chance.choice(["start", "tmp", "pending", "pending", "backups"])
    folder = root / ".g2l" / state
    known = names_in(folder)
    end = time.monotonic() + (chance.uniform(0, LONGEST_START_SECONDS) if state == "start" else 60)
    while process.poll() is None and time.monotonic() < end:
        if names_in(folder) - known:
            break
    for _ in range(chance.randrange(400)):
        process.poll()
    process.send_signal(chance.choice(signals))
    process.wait()


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def seen_in(root: Path) -> Seen:
    return {
        path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mode)
        for path in root.rglob("*.py")
        if ".g2l" not in path.parts
    }


@pytest.mark.parametrize("signals", [(signal.SIGKILL,), (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)])
@pytest.mark.parametrize(
    ("seed", "rounds"), [(0, 2), *(pytest.param(seed, 100, marks=pytest.mark.long) for seed in range(1, 11))]
)
def test_a_killed_program_leaves_all_files_old_or_all_new_and_loses_no_byte(
    seed: int, rounds: int, signals: Sequence[int], tmp_path: Path
) -> None:
    root, chance, recovered = tmp_path / "repository", random.Random(seed), 0
    (root / "jobs").mkdir(parents=True)
    for number in range(FILES):
        (root / f"jobs/job_{number}.py").write_text(JOB.format(number=number))
    (root / "jobs/job_0.py").chmod(0o755)
    old = seen_in(root)
    begin(root, "migrate", ".").wait()
    new = seen_in(root)
    assert all(old[path][0] != new[path][0] for path in old)

    for number in range(rounds):
        undoing = seen_in(root) == new
        verb = chance.choice([["undo"], ["rollback", "1"]]) if undoing else chance.choice([["redo"], ["migrate", "."]])
        process = begin(root, *chance.choice([verb, verb, verb, ["prune", "--keep", "9"]]))
        end_at_some_moment(process, root, chance, signals)
        store = Store.open(root)
        recovered += bool(store.recovered)
        copies = {(path.name, path.read_bytes()) for path in root.glob(".g2l/backups/*/files/jobs/*.py")}

        assert seen_in(root) in (old, new), number
        assert store.verify() == (), number
        assert seen_in(root) == old or copies >= {(Path(path).name, content) for path, (content, _) in old.items()}
        assert list(root.rglob(".g2l-*")) == [], number

    assert recovered >= rounds // 20 or signal.SIGKILL not in signals
