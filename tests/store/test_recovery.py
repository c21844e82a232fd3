"""What an interrupted write left, and what others did before it was put back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from g2l_tui.model.operation import FileWrite, OperationKind
from g2l_tui.store.store import Store

Change = Callable[[Path, str, bytes | None], FileWrite]
TreeOf = Callable[[Path], dict[str, Any]]

Kill = Callable[[Path, int], None]

pytestmark = [
    pytest.mark.parametrize("scene", ["accept", "rollback"], indirect=True),
    pytest.mark.parametrize("exchange", [True, False], ids=["exchange", "rename"]),
]


@pytest.fixture
def points(scene: Any, disk: Any, exchange: bool) -> int:  # noqa: FBT001
    with scene.copy("measured") as root, disk(exchange=exchange) as counting:
        scene.run(root)
    return int(counting.calls)


@pytest.fixture
def kill(scene: Any, disk: Any, exchange: bool) -> Kill:  # noqa: FBT001
    def run(root: Path, at: int) -> None:
        with disk(at, "kill", exchange=exchange) as shim, suppress(shim.killed):
            scene.run(root)

    return run


def test_what_recovery_did_is_said_once(scene: Any, points: int, kill: Kill) -> None:
    kill(scene.workspace, points - 25)

    sentences = Store.open(scene.workspace).recovered

    assert len(sentences) == 1
    assert "was interrupted. Every file is as it was before." in sentences[0]
    assert Store.open(scene.workspace).recovered == ()


def test_a_write_puts_back_what_another_program_left_before_it_looks(
    scene: Any, points: int, kill: Kill, workspace: Path, change: Change, tree_of: TreeOf
) -> None:
    before = tree_of(workspace)
    store = Store.open(workspace)
    file = change(workspace, "jobs/orders.py", b"mine")
    kill(workspace, points - 25)

    store.write(OperationKind.ACCEPT, [file])

    assert "was interrupted" in store.recovered[0]
    assert tree_of(workspace) == {**before, "jobs/orders.py": (b"mine", 0o644)}


def test_what_a_person_saved_after_the_crash_is_left_alone_and_the_old_bytes_are_kept(
    scene: Any, points: int, kill: Kill
) -> None:
    old = (scene.workspace / "jobs/orders.py").read_bytes()
    kept_aside = 0

    for at in range(1, points + 1):
        with scene.copy("interrupted") as root:
            kill(root, at)
            (root / "jobs/orders.py").write_bytes(b"saved after the crash")
            store = Store.open(root)
            kept = [path.read_bytes() for path in root.glob(".g2l/quarantine/*/files/jobs/orders.py")]

            assert (root / "jobs/orders.py").read_bytes() == b"saved after the crash", at
            assert len(kept) == sum("jobs/orders.py" in sentence for sentence in store.recovered), at
            assert set(kept) <= {old}
            assert len(store.verify()) == len(kept)
            assert list(root.rglob(".g2l-*")) == []
            kept_aside += len(kept)

    assert kept_aside > 0


def test_a_folder_that_vanished_after_the_crash_does_not_stop_the_recovery(scene: Any, points: int, kill: Kill) -> None:
    for at in range(1, points + 1, 3):
        with scene.copy("interrupted") as root:
            kill(root, at)
            shutil.rmtree(root / "jobs")
            Store.open(root)

            assert list(root.glob(".g2l/pending/*")) == [], at
            assert list(root.glob(".g2l/tmp/*")) == []


def test_unknown_bytes_that_came_out_of_a_swap_are_never_deleted(scene: Any, points: int, kill: Kill) -> None:
    unknown = 0

    for at in range(1, points + 1):
        with scene.copy("interrupted") as root:
            kill(root, at)
            staged = sorted((root / "jobs").glob(".g2l-*"))
            if not staged or not list(root.glob(".g2l/pending/*.swapping")):
                continue
            staged[0].write_bytes(b"saved just before the swap")
            (root / "jobs/orders.py").write_bytes(b"and again after it")
            (root / "jobs/users.py").write_bytes(b"and this one too")
            Store.open(root)
            kept = [path.read_bytes() for path in root.glob(".g2l/quarantine/*/found-*")]

            assert kept == [b"saved just before the swap"], at
            assert (root / "jobs/orders.py").read_bytes() == b"and again after it"
            unknown += 1

    assert unknown > 0
