"""People who come from vi, lazygit, VS Code and `git add -p`: what their keys do here, or say."""

from __future__ import annotations

from g2l_tui.model.change import Decision
from g2l_tui.tui.bindings import KEYS
from g2l_tui.tui.habits import HABITS
from g2l_tui.tui.screens.sheets import Sheet
from g2l_tui.tui.widgets.search_box import GoBox
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import opened


async def test_keys_of_other_programs_decide_nothing_and_say_what_to_press(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        said = {}
        for key in HABITS:
            await press(key)
            said[key] = bench.review.said

        assert said == HABITS
        assert bench.session.progress()[0] == 0


def test_no_key_that_means_something_in_the_review_is_explained_away() -> None:
    places = ("review", "lines", "diff", "everywhere")
    taken = {name for key in KEYS if key.place in places for name in key.keys.split(",")}

    assert not taken & set(HABITS)


async def test_folding_where_nothing_folds_says_how_to_undo(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("z")

        assert "u undoes" in bench.review.said


async def test_copying_an_open_change_says_how_to_accept_it(workspace: Workspace, copied: list[str]) -> None:
    async with opened(workspace) as (bench, press):
        await press("y", "a", "[", "y")
        said = [note.message for note in bench._notifications]

        assert [("a accepts the change" in message) for message in said] == [True, False]
        assert len(copied) == 2


async def test_both_sides_of_a_change_are_copied_with_place_and_rule(workspace: Workspace, copied: list[str]) -> None:
    async with opened(workspace) as (bench, press):
        await press(":", *"34", "enter", "Y")
        path = bench.review.path

    heading, _, fence, *code, end, _ = copied[0].split("\n")
    assert heading.startswith(f"{path}:34-34 (")
    assert (fence, end) == ("```diff", "```")
    assert {line[0] for line in code} == {"-", "+"}


async def test_a_line_is_gone_to_by_its_number_also_beyond_the_end(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press(":", *"23", "enter")
        there = bench.review.diff.source_line + 1
        await press(":", *"9999", "enter")

        assert there == 23
        assert bench.review.diff.source_line == len(bench.review.diff.view.comparison.left) - 1
        assert bench.focused is bench.review.diff


async def test_w_and_q_are_understood_after_a_colon(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("a", ":", "w", "enter")
        asked = bench.screen
        await press("escape", ":", "n", "o", "enter")
        refused = bench.review.said
        await press(":", "escape")
        closed = not bench.screen.query(GoBox)
        await press(":", "q", "enter")

        assert isinstance(asked, Sheet)
        assert refused.startswith("no is no line number")
        assert closed
        assert bench._exit


async def test_the_list_of_findings_gets_the_focus_back(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        bench.review.open_file("jobs/orders.py")
        bench.review.findings.focus()
        await press("enter", "escape")

        assert bench.focused is bench.review.findings


async def test_space_goes_round_the_three_decisions(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        name = bench.review.names_here()[0]
        found = []
        for _ in range(3):
            await press("space")
            found.append(bench.session.decision(bench.review.path, name))

        assert found == [Decision.ACCEPTED, Decision.REJECTED, Decision.PENDING]
