"""When Python looks for garbage."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from g2l_tui.garbage import loading, look, look_at_new_only, look_only_when_asked
from tests.conftest import Ring

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


def test_what_is_loaded_is_never_looked_at_for_garbage() -> None:
    with loading():
        assert not gc.isenabled()
        loaded: list[object] = [[]]

    assert gc.isenabled()
    assert all(each is not loaded for each in gc.get_objects())


def test_garbage_goes_when_it_is_asked_for_and_there_is_much() -> None:
    look_only_when_asked()

    for _ in range(30_000):
        Ring()
    assert Ring.alive == 30_000
    look()
    assert Ring.alive == 0

    Ring()
    look()
    assert Ring.alive == 1


def test_results_that_are_alive_are_looked_at_once() -> None:
    look_only_when_asked()
    results = [Ring() for _ in range(30_000)]

    look_at_new_only()

    assert all(each is not results[0] for each in gc.get_objects())


@pytest.mark.parametrize("fills", [True, False])
def test_what_stays_is_left_out_of_looks_only_while_memory_fills(fills: bool) -> None:  # noqa: FBT001
    look_only_when_asked()
    results = [Ring() for _ in range(30_000)]

    for _ in range(30):
        for _ in range(3_000):
            Ring()
        look(fills=fills)

    assert any(each is results[0] for each in gc.get_objects()) is not fills
    assert Ring.alive == 30_000


@pytest.mark.parametrize(("before", "said"), [("", "looked at"), ("look_no_more_at_the_end()", "")])
def test_a_process_ends_without_a_look_at_what_it_held(before: str, said: str) -> None:
    code = f"""
from g2l_tui.garbage import look_no_more_at_the_end
class Ring:
    def __init__(self):
        self.itself = self
    def __del__(self):
        print("looked at")
{before}
held = Ring()
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == said
