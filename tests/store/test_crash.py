"""Kills, torn writes and failing calls at every point: all before, or all after.

In memory (`--basetemp=/dev/shm/g2l`) the long ones take half of the time.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from g2l_tui.errors import StoreError

FAULTS = [
    "kill",
    "interrupt",
    "EIO once",
    "ENOSPC",
    *(
        pytest.param(fault, marks=pytest.mark.long)
        for fault in ("tear", "short", "EIO", "ENOSPC once", "EDQUOT", "EACCES", "EROFS")
    ),
]
WAYS = ["exchange", pytest.param("rename", marks=pytest.mark.long)]


@dataclass
class Trial:
    """One step on a workspace, what is seen before and after it, and how many calls change the disk."""

    scene: Any
    disk: Any
    exchange: bool
    before: Any = None
    after: Any = None
    points: int = 0
    seen: set[object] = field(default_factory=set)

    def measure(self, **counted: Any) -> int:
        with self.scene.copy("measured") as root:
            with self.disk(exchange=self.exchange, **counted) as counting:
                self.scene.run(root)
            self.after = self.scene.look(root)
        return int(counting.calls)

    def fails(self, root: Path, at: int, fault: str, **counted: Any) -> str | None:
        """Take the step on a disk that fails at call `at`; return what it said, None when it went well."""
        with self.disk(at, fault, exchange=self.exchange, **counted) as disk:
            try:
                self.scene.run(root)
            except StoreError as error:
                return error.message
            except (disk.killed, KeyboardInterrupt):
                return "killed"
        return None

    def expect_whole(self, root: Path, at: object, said: str | None = "") -> None:
        state = (self.scene.state(root), said)
        if state in self.seen:
            return
        self.seen.add(state)
        found = self.scene.look(root)

        assert self.scene.is_whole(found, self.before, self.after), at
        assert self.scene.open(root).verify() == (), at
        assert self.scene.open(root).recovered == (), at
        assert list(root.rglob(".g2l-*")) == [], at
        assert "audit.jsonl" not in (said or ""), "what was done is done, though nobody may have noted who did it"
        if said is None or "were written as" in said:
            # A backup that could not be looked at is no reason to keep the others.
            assert found == self.after or self.scene.name == "prune", at
        elif "Nothing was changed" in said or "as it was before" in said:
            assert found == self.before, at


@pytest.fixture(params=WAYS)
def trial(request: pytest.FixtureRequest, scene: Any, disk: Any) -> Trial:
    trial = Trial(scene, disk, request.param == "exchange", scene.look(scene.workspace))
    trial.points = trial.measure()
    return trial


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_point_leaves_all_before_or_all_after(fault: str, trial: Trial) -> None:
    failed = 0

    for at in range(1, trial.points + 1):
        with trial.scene.copy("interrupted") as root:
            said = trial.fails(root, at, fault)
            assert fault != "interrupt" or list(root.glob(".g2l/pending/*")) == [], at
            failed += said is not None
            trial.expect_whole(root, (at, said), said)

    assert (failed == trial.points) if fault in ("kill", "tear", "interrupt") else (failed > 0) == (fault != "short")


@pytest.mark.long
@pytest.mark.parametrize("fault", ["EIO once", "EIO", "EACCES once"])
def test_a_look_that_fails_at_any_point_leaves_all_before_or_all_after(fault: str, trial: Trial) -> None:
    for at in range(1, trial.measure(looks=True) + 1):
        with trial.scene.copy("interrupted") as root:
            said = trial.fails(root, at, fault, looks=True)
            trial.expect_whole(root, (at, said), said)


@pytest.mark.parametrize("every", [6, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("fault", ["tear", pytest.param("EIO", marks=pytest.mark.long)])
def test_a_fault_in_the_recovery_from_a_crash_loses_nothing(fault: str, every: int, trial: Trial) -> None:
    crashes, every = 0, min(every, 1 + trial.points // 20)
    begun: set[object] = set()

    for at in range(1, trial.points + 1, every):
        with trial.scene.copy("once") as once:
            trial.fails(once, at, "tear")
            state = trial.scene.state(once)
            again, failed = 1, state not in begun
            begun.add(state)
            while failed:
                with trial.scene.copy("twice", once) as twice:
                    with trial.disk(again, fault, exchange=trial.exchange) as disk, suppress(disk.killed):
                        trial.scene.open(twice)
                    failed = disk.calls >= again
                    trial.expect_whole(twice, (at, again))
                crashes += failed
                again += every

    assert crashes > 0


@pytest.mark.parametrize("fault", ["kill", "EIO once", "EIO"])
def test_a_flush_that_fails_among_many_side_by_side_leaves_all_before_or_all_after(
    fault: str, scene_of_many: Any, disk: Any
) -> None:
    trial = Trial(scene_of_many, disk, exchange=True, before=scene_of_many.look(scene_of_many.workspace))
    flushes = trial.measure(counted={"fsync"})

    for at in range(1, flushes + 1):
        with trial.scene.copy("interrupted") as root:
            said = trial.fails(root, at, fault, counted={"fsync"})
            trial.expect_whole(root, (at, said), said)

    assert flushes > 2 * len(trial.scene.files)
