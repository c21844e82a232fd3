"""Real processes: several writers at once, an editor among them, and `kill -9` at moments that nobody chose."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from g2l_tui.errors import StoreError
from g2l_tui.model.operation import FileWrite, OperationKind
from g2l_tui.store.store import Store

WRITER = """
import sys
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
REVIEWER = """
import random
import sys
from pathlib import Path
from g2l_tui.errors import StoreError
from g2l_tui.model.change import Decision
from g2l_tui.model.operation import FileWrite, OperationKind
from g2l_tui.model.source import digest_of
from g2l_tui.store.store import Store

root, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
chance = random.Random(name)
store = Store.open(root, wait=120)
made = 0
for turn in range(count):
    try:
        match chance.randrange(6):
            case 0 | 1:
                files = [
                    FileWrite(path, digest_of((root / path).read_bytes()), f"{name} {turn}".encode())
                    for path in ("a.py", "b.py")
                ]
                store.write(OperationKind.ACCEPT, files)
            case 2:
                store.decide({"a.py": {f"{name} {turn}": Decision.ACCEPTED}})
                made += 1
                print(f"{name} {turn}", flush=True)
            case 3:
                store.decide({"b.py": {"both": chance.choice(list(Decision))}})
            case 4:
                operation = chance.choice(store.history()[:5] or [None])
                if operation is not None:
                    store.rollback(operation.id)
            case _:
                store.prune(keep=20)
    except StoreError:
        continue
"""
STOPPED = """
import os
import signal
import sys
from datetime import datetime, timezone
from pathlib import Path
from g2l_tui.model.operation import FileWrite, OperationKind
from g2l_tui.store.store import Store

def stop_within():
    os.kill(os.getpid(), signal.SIGSTOP)
    return datetime.now(timezone.utc)

store = Store.open(Path(sys.argv[1]), clock=stop_within)
store.write(OperationKind.ACCEPT, [FileWrite("made.py", None, b"made")])
"""
EDITOR = """
import os
import sys
from pathlib import Path
from g2l_tui.store import system

root, count = Path(sys.argv[1]), int(sys.argv[2])
saved = 0
while saved < count:
    for path in (root / "a.py", root / "b.py"):
        # What it saved itself is its own to replace; it leaves that alone, and says so where it was too slow to see.
        if path.read_bytes().startswith(b"saved"):
            continue
        new = root / "editor~"
        new.write_text(f"saved {saved}")
        if not system.exchange(0, str(new), 0, str(path)):
            os.replace(new, path)
        elif new.read_bytes().startswith(b"saved"):
            print(f"replaced {new.read_text()}", flush=True)
        print(f"saved {saved}", flush=True)
        saved += 1
    if os.getppid() == 1:
        break
"""


def start(script: str, root: Path, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, str(root), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_bytes(b"first")
    (tmp_path / "b.py").write_bytes(b"first")
    return tmp_path


def test_two_processes_write_in_turn_and_lose_nothing(root: Path) -> None:
    writers = [start(WRITER, root, name, 15) for name in ("one", "two")]

    codes = [writer.communicate()[0] and writer.returncode for writer in writers]

    store = Store.open(root)
    history = store.history()
    assert codes == [0, 0]
    assert [operation.number for operation in history] == list(range(30, 0, -1))
    assert store.verify() == ()
    for later, earlier in pairwise(history):
        assert later.files[0].before == earlier.files[0].after


@pytest.mark.parametrize("turns", [25, pytest.param(1000, marks=pytest.mark.long)])
def test_two_reviewers_and_an_editor_lose_no_save_and_no_decision(turns: int, root: Path) -> None:
    editor = start(EDITOR, root, 10**9)
    reviewers = [start(REVIEWER, root, name, turns) for name in ("one", "two")]

    decided = [name for reviewer in reviewers for name in reviewer.communicate()[0].splitlines()]
    editor.terminate()
    said = editor.communicate()[0].splitlines()
    saved = {line for line in said if line.startswith("saved")}

    store = Store.open(root)
    kept = {path.read_text() for path in root.rglob("*") if path.is_file() and path.name in ("a.py", "b.py")}
    kept |= {path.read_text() for path in root.glob(".g2l/quarantine/*/found-*")}
    assert [reviewer.returncode for reviewer in reviewers] == [0, 0]
    assert saved - kept - {line.removeprefix("replaced ") for line in said} == set()
    assert set(decided) - set(store.decisions().get("a.py", {})) == set()
    assert [sentence for sentence in store.verify() if "quarantine" not in sentence] == []
    assert len(saved) > 2
    assert len(decided) > 2


@pytest.mark.parametrize("rounds", [6, pytest.param(300, marks=pytest.mark.long)])
def test_a_killed_process_leaves_both_files_old_or_both_new(rounds: int, root: Path) -> None:
    moments = random.Random(rounds)
    for number in range(rounds):
        writer = start(WRITER, root, f"round {number}", 1000)
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


def test_a_writer_that_is_stopped_keeps_its_turn_and_goes_on(root: Path) -> None:
    """Ctrl+Z in the middle of a write: others are told who it is, and nothing of it is taken back under its hands."""
    writer = start(STOPPED, root)
    os.waitpid(writer.pid, os.WUNTRACED)
    other = Store.open(root, wait=0)

    with pytest.raises(StoreError, match=f"process {writer.pid} "):
        other.write(OperationKind.ACCEPT, [FileWrite("other.py", None, b"other")])
    writer.send_signal(signal.SIGCONT)
    writer.communicate()

    assert writer.returncode == 0
    assert (root / "made.py").read_bytes() == b"made"
    assert not (root / "other.py").exists()
    assert Store.open(root).verify() == ()
