"""Theme and keys as the configuration sets them; what is wrong with it is said and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from g2l_tui.tui.bindings import KEYS
from g2l_tui.tui.file_state import FileState
from g2l_tui.tui.preferences import rebound
from g2l_tui.workspace.watch import Saved
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import opened, screen_text

CUSTOMERS = "jobs/customers.py"


async def test_other_keys_work_and_are_shown_everywhere(root: Path) -> None:
    (root / "g2l.toml").write_text('[keys]\n"file.accept" = "f5"\n"mode.report" = "f9"\n')
    async with opened(Workspace.open(root), (160, 40)) as (bench, press):
        await press("f5")
        decided = bench.session.state(CUSTOMERS)
        bar = screen_text(bench)
        await press("A", "?", *"every change of the file")
        helped = screen_text(bench)
        await press("escape", "f9")

        assert decided is FileState.ACCEPTED
        assert "f5 all" in bar
        assert "f9 Report" in bar
        assert "f5" in helped
        assert bench.session.state("jobs/orders.py") is FileState.OPEN
        assert bench.current_mode == "report"


async def test_the_theme_of_the_configuration_is_used_also_when_it_is_saved_later(root: Path) -> None:
    (root / "g2l.toml").write_text('theme = "g2l-safe-dark"\n')
    async with opened(Workspace.open(root)) as (bench, press):
        first = bench.theme
        (root / "g2l.toml").write_text('theme = "g2l-light"\n')
        bench.heard(Saved(frozenset(), rules=True, rescan=False))
        await press()

        assert (first, bench.theme) == ("g2l-safe-dark", "g2l-light")


async def test_mistakes_are_said_with_what_is_near(root: Path) -> None:
    (root / "g2l.toml").write_text('theme = "nonsense"\n[keys]\n"diff.acept" = "b"\n')
    async with opened(Workspace.open(root), (200, 40)) as (bench, _):
        assert "no theme nonsense" in screen_text(bench)
        assert bench.theme == "g2l-dark"


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"diff.acept": "b"}, "did you mean diff.accept"),
        ({"diff.accept": "x"}, "is diff.reject there"),
        ({"diff.wrap": "A"}, "is file.accept there"),
        ({"diff.accept": " , "}, "no key is named"),
    ],
)
def test_what_cannot_be_is_left_as_it_is(chosen: dict[str, str], words: str) -> None:
    keys, (problem,) = rebound(chosen)

    assert words in problem
    assert keys == KEYS


def test_two_actions_may_change_their_keys() -> None:
    keys, problems = rebound({"diff.wrap": "b", "diff.accept": "w, ctrl+w"})

    assert problems == ()
    assert {key.id: (key.keys, key.shown) for key in keys}["diff.accept"] == ("w,ctrl+w", "w ctrl+w")
