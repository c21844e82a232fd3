"""Real processes: several writers at once, and `kill -9` at moments that nobody chose."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from g2l_tui.store.store import Store

WRITER = """
import sys
from itertools import pairwise
from pathlib import Path
from g2l_tui.errors import ChangedOnDiskError
from g2l_tui.model.operation import FileWrite, OperationKind
from g2l_tui.model.source import digest_of
from g2l_tui.store.store import Store

root, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store = Store.open(root, wait=60)
done = 0
while done < count:
    text = (root / "a.py").read_bytes(), (root / "b.py").read_bytes()
    content = f"{name} {done}".encode()
    files = [FileWrite(path, digest_of(old), content) for path, old in zip(("a.py", "b.py"), text)]
    try:
        store.write(OperationKind.ACCEPT, files)
    except ChangedOnDiskError:
        continue
    done += 1
    print(done, flush=True)
"""


def start(root: Path, name: str, count: int) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", WRITER, str(root), name, str(count)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_bytes(b"first")
    (tmp_path / "b.py").write_bytes(b"first")
    return tmp_path


def test_two_processes_write_in_turn_and_lose_nothing(root: Path) -> None:
    writers = [start(root, name, 15) for name in ("one", "two")]

    codes = [writer.communicate()[0] and writer.returncode for writer in writers]

    store = Store.open(root)
    history = store.history()
    assert codes == [0, 0]
    assert [operation.number for operation in history] == list(range(30, 0, -1))
    assert store.verify() == ()
    for later, earlier in pairwise(history):
        assert later.files[0].before == earlier.files[0].after


@pytest.mark.parametrize("rounds", [6, pytest.param(300, marks=pytest.mark.long)])
def test_a_killed_process_leaves_both_files_old_or_both_new(rounds: int, root: Path) -> None:
    moments = random.Random(rounds)
    for number in range(rounds):
        writer = start(root, f"round {number}", 1000)
        assert writer.stdout is not None
        for _ in range(moments.randrange(1, 6)):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        written = writer.communicate()[0]
        store = Store.open(root)

        assert (root / "a.py").read_bytes() == (root / "b.py").read_bytes(), written
        assert store.verify() == ()
        assert len(store.journal()) == len(store.history())
        assert list(root.glob(".g2l-*")) == []
