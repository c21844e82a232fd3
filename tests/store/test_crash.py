"""Kills, torn writes and failing calls at every point: all before, or all after."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from g2l_tui.errors import StoreError
from g2l_tui.model.operation import FileWrite, OperationKind
from g2l_tui.store.store import Store

Change = Callable[[Path, str, bytes | None], FileWrite]
TreeOf = Callable[[Path], dict[str, Any]]
Step = Callable[[Store], object]


def accepting(root: Path, change: Change) -> Step:
    files = [
        change(root, "jobs/orders.py", b"spark orders\n" * 50),
        change(root, "old.py", None),
        change(root, "new/deep/made.py", b"made\n"),
        change(root, "jobs/users.py", b"spark users\n"),
    ]
    return lambda store: store.write(OperationKind.ACCEPT, files)


def rolling_back(root: Path, change: Change) -> Step:
    accepting(root, change)(Store.open(root))
    return lambda store: store.rollback(store.history()[0].id)


@dataclass
class Trial:
    """One step on a workspace, the trees before and after it, and how many calls change the disk."""

    root: Path
    step: Step
    exchange: bool
    disk: Any
    tree_of: TreeOf
    before: dict[str, Any]
    after: dict[str, Any]
    known: int
    points: int = 0

    @contextmanager
    def copy(self, name: str, original: Path | None = None) -> Iterator[Path]:
        root = self.root.parent / name
        shutil.copytree(original or self.root, root)
        yield root
        shutil.rmtree(root)

    def fails(self, step: Callable[[], object], at: int, fault: str) -> bool:
        """Run `step` on a disk that fails at call `at`; say whether it was killed or raised."""
        with self.disk(at, fault, exchange=self.exchange):
            try:
                step()
            except StoreError:
                return True
            except BaseException as error:
                if type(error).__name__ != "KilledError":
                    raise
                return True
        return False

    def expect_whole(self, root: Path) -> None:
        store = Store.open(root)
        found = self.tree_of(root)

        if len(store.history()) == self.known:
            assert found == self.before
        else:
            assert files_of(found) == files_of(self.after)
        assert store.verify() == ()
        assert len(store.journal()) == len(store.history())
        assert Store.open(root).recovered == ()


@pytest.fixture(params=["accept", "rollback"])
def step(request: pytest.FixtureRequest, workspace: Path, change: Change) -> Step:
    return {"accept": accepting, "rollback": rolling_back}[request.param](workspace, change)


@pytest.fixture(params=["exchange", "rename"])
def trial(request: pytest.FixtureRequest, step: Step, workspace: Path, disk: Any, tree_of: TreeOf) -> Trial:
    known = len(Store.open(workspace).history())
    trial = Trial(workspace, step, request.param == "exchange", disk, tree_of, tree_of(workspace), {}, known)
    with trial.copy("measured") as root:
        with disk(exchange=trial.exchange) as counting:
            step(Store.open(root))
        trial.after, trial.points = tree_of(root), counting.calls
    return trial


def files_of(tree: dict[str, Any]) -> dict[str, Any]:
    """Leave folders out: an empty one may stay behind when tidying up after the commit fails."""
    return {path: there for path, there in tree.items() if there is not None}


@pytest.mark.parametrize("fault", ["kill", "tear", "EIO", "ENOSPC once", "ENOSPC for good", "EIO for good"])
def test_a_fault_at_any_point_leaves_all_before_or_all_after(fault: str, trial: Trial) -> None:
    failed = 0

    for at in range(1, trial.points + 1):
        with trial.copy("interrupted") as root:
            failed += trial.fails(partial(trial.step, Store.open(root)), at, fault)
            if fault in ("EIO", "ENOSPC once"):
                assert files_of(trial.tree_of(root)) in (files_of(trial.before), files_of(trial.after)), at
            trial.expect_whole(root)

    assert failed > 20


def test_a_crash_in_the_recovery_from_a_crash_loses_nothing(trial: Trial) -> None:
    crashes = 0

    for at in range(trial.points // 3, trial.points + 1, 3):
        with trial.copy("once") as once:
            trial.fails(partial(trial.step, Store.open(once)), at, "tear")
            again, died = 1 + at % 2, True
            while died:
                with trial.copy("twice", once) as twice:
                    died = trial.fails(partial(Store.open, twice), again, "tear")
                    trial.expect_whole(twice)
                crashes += died
                again += 2

    assert crashes > 50


def test_what_recovery_did_is_said_once(trial: Trial) -> None:
    trial.fails(partial(trial.step, Store.open(trial.root)), trial.points - 25, "kill")

    sentences = Store.open(trial.root).recovered

    assert len(sentences) == 1
    assert "was interrupted. Every file is as it was before." in sentences[0]
    assert Store.open(trial.root).recovered == ()


def test_a_write_puts_back_what_another_program_left_before_it_looks(
    trial: Trial, workspace: Path, change: Change
) -> None:
    store = Store.open(workspace)
    file = change(workspace, "jobs/orders.py", b"mine")
    trial.fails(partial(trial.step, Store.open(workspace)), trial.points - 25, "kill")

    store.write(OperationKind.ACCEPT, [file])

    assert "was interrupted" in store.recovered[0]
    assert trial.tree_of(workspace) == {**trial.before, "jobs/orders.py": (b"mine", 0o644)}


def test_what_a_person_saved_after_the_crash_is_left_alone_and_the_old_bytes_are_kept(trial: Trial) -> None:
    old, _ = trial.before["jobs/orders.py"]
    kept_aside = 0

    for at in range(1, trial.points + 1):
        with trial.copy("interrupted") as root:
            trial.fails(partial(trial.step, Store.open(root)), at, "kill")
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


def test_a_folder_that_vanished_after_the_crash_does_not_stop_the_recovery(trial: Trial) -> None:
    for at in range(1, trial.points + 1, 3):
        with trial.copy("interrupted") as root:
            trial.fails(partial(trial.step, Store.open(root)), at, "kill")
            shutil.rmtree(root / "jobs")
            Store.open(root)

            assert list(root.glob(".g2l/pending/*")) == [], at
            assert list(root.glob(".g2l/tmp/*")) == []


def test_unknown_bytes_that_came_out_of_a_swap_are_never_deleted(trial: Trial) -> None:
    unknown = 0

    for at in range(1, trial.points + 1):
        with trial.copy("interrupted") as root:
            trial.fails(partial(trial.step, Store.open(root)), at, "kill")
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
