"""When the workbench looks for garbage."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.app import App
from textual.pilot import Pilot

from g2l_tui.garbage import look_only_when_asked
from g2l_tui.tui.tidying import Tidying
from tests.conftest import Ring

MUCH = 5_000

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


class Tidied(App[None]):
    """An application that tidies up, as busy as it says."""

    is_awaited = False
    is_reading = False
    turns = 0

    def on_mount(self) -> None:
        look_only_when_asked()
        self.tidying = Tidying(self, is_awaited=self._asked, is_reading=lambda: self.is_reading)

    def _asked(self) -> bool:
        self.turns += 1
        return self.is_awaited


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    while not holds():
        await pilot.pause(0.01)


def litter() -> None:
    for _ in range(MUCH):
        Ring()


@pytest.mark.parametrize("is_reading", [False, True])
async def test_garbage_does_not_pile_up_while_files_are_read(is_reading: bool) -> None:  # noqa: FBT001
    app = Tidied()
    async with app.run_test() as pilot:
        app.is_reading = is_reading
        litter()
        assert Ring.alive == MUCH

        await until(pilot, lambda: not Ring.alive)


async def test_nobody_who_awaits_a_result_waits_for_a_look() -> None:
    app = Tidied()
    async with app.run_test() as pilot:
        app.is_awaited = True
        litter()
        await until(pilot, lambda: app.turns > 1)
        assert Ring.alive == MUCH

        app.is_awaited = False
        await until(pilot, lambda: not Ring.alive)
