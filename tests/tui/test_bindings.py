"""The key table is the truth, and the key bar shows what fits of it."""

from __future__ import annotations

import pytest

from g2l_tui.tui.bindings import KEYS, PLACES, PLACES_OF
from g2l_tui.tui.screens.alike import AlikeScreen
from g2l_tui.tui.screens.history import HistoryScreen
from g2l_tui.tui.screens.report import ReportScreen
from g2l_tui.tui.screens.review import ReviewScreen
from g2l_tui.tui.screens.rules import RulesScreen
from g2l_tui.tui.widgets.bars import fitting
from g2l_tui.tui.widgets.diff_pane import DiffPane
from g2l_tui.tui.widgets.file_tree import FileTree

BAR = tuple(key for key in KEYS if key.rank and key.place in ("review", "everywhere"))


def test_ids_are_unique_and_no_key_means_two_things_in_one_place() -> None:
    ids = [key.id for key in KEYS]
    assert len(ids) == len(set(ids))
    for place in PLACES:
        names = [name for key in KEYS if key.place == place for name in key.keys.split(",")]
        assert len(names) == len(set(names)), place


@pytest.mark.parametrize(
    ("screen", "places"),
    [
        (ReviewScreen, ("review",)),
        (AlikeScreen, ("alike",)),
        (RulesScreen, ("rules",)),
        (HistoryScreen, ("history",)),
        (ReportScreen, ("report",)),
        (DiffPane, ("lines", "diff")),
        (FileTree, ("files",)),
    ],
)
def test_every_key_has_its_action(screen: type, places: tuple[str, ...]) -> None:
    for key in KEYS:
        if key.place in places:
            assert hasattr(screen, f"action_{key.action.partition('(')[0]}"), key.id


@pytest.mark.parametrize("screen", ["review", "alike", "rules", "history", "report"])
def test_a_key_of_a_pane_takes_none_away_from_its_screen(screen: str) -> None:
    """Copy and escape are handed on when nothing is selected; a search is for the pane that one is in."""
    handed_on = {"y", "escape", "/"}
    of_screen = {name for key in KEYS if key.place == screen for name in key.keys.split(",")}
    of_panes = {
        name
        for key in KEYS
        if key.place in PLACES_OF[screen] and key.place not in (screen, "everywhere")
        for name in key.keys.split(",")
    }

    assert of_panes & of_screen <= handed_on


def test_nothing_destructive_lies_on_a_single_letter_that_others_scroll_or_delete_with() -> None:
    taken = {name for key in KEYS for name in key.keys.split(",")}

    assert not taken & {"d", "D", "delete", "backspace"}


def test_only_the_editor_of_rules_saves_by_the_key_that_editors_save_with() -> None:
    assert [key.id for key in KEYS if "ctrl+s" in key.keys] == ["rules.save"]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
def test_help_and_quit_never_drop_out_of_the_key_bar(width: int) -> None:
    shown = [key.id for key in fitting(BAR, width)]

    assert {"help", "quit"} <= set(shown)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 160])
def test_the_key_bar_fits_its_width(width: int) -> None:
    text = " " + "".join(f"{key.shown.split()[0]} {key.label}  " for key in fitting(BAR, width))

    assert len(text.rstrip()) <= width
