"""Rules: reading them, trying them, and writing one with its effect on the repository beside."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import TextArea

from g2l_tui.paths import user_rules
from g2l_tui.ruleset.rule import Rule
from g2l_tui.tui.app import Workbench
from g2l_tui.tui.screens.rules import RulesScreen
from g2l_tui.tui.screens.sheets import Sheet
from g2l_tui.tui.widgets.line_list import LineList
from g2l_tui.workspace.drafts import Effect, Site, Trial
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import SHOWS_FEWER, opened, own_rule, screen_text

ORDERS = "jobs/orders.py"


def put_on(rules: RulesScreen, rule_id: str) -> None:
    """Put the cursor on a rule."""
    index = next(i for i, line in enumerate(rules.rules.lines) if isinstance(line, Rule) and line.id == rule_id)
    rules.rules.move_to(index)


def outcomes(bench: Workbench, kind: type) -> list[object]:
    return [line for line in bench.rules.outcomes.lines if isinstance(line, kind)]


async def test_rules_that_are_used_here_stand_before_the_others_with_their_sites(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("2")
        put_on(bench.rules, "to-df")
        await press()

        lines = bench.rules.rules.lines
        used = lines[lines.index("used here") : lines.index("not used here")]
        assert any(isinstance(line, Rule) and line.id == "to-df" for line in used)
        assert [(site.path, site.fidelity is not None) for site in outcomes(bench, Site) if isinstance(site, Site)] == [
            ("jobs/customers.py", True),
            (ORDERS, True),
        ]
        assert all(isinstance(trial, Trial) and not trial.problem for trial in outcomes(bench, Trial))
        assert 'rewrite  = "$self"' in screen_text(bench)


async def test_enter_goes_from_a_rule_to_its_site_and_to_the_review(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("2")
        put_on(bench.rules, "to-df")
        await press("enter", "G")
        site = bench.rules.outcomes.chosen
        await press("enter")

        assert isinstance(site, Site)
        assert (bench.current_mode, bench.review.path) == ("review", ORDERS)
        assert bench.review.diff.source_line == site.line - 1


async def test_the_filter_narrows_the_rules_until_escape(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("2", "/", *"renamefield", "enter")
        narrowed = [line.id for line in bench.rules.rules.lines if isinstance(line, Rule)]
        await press("escape")

        assert "rename-field" in narrowed
        assert len(narrowed) < 20
        assert sum(isinstance(line, Rule) for line in bench.rules.rules.lines) == len(workspace.ruleset.rules)


async def test_a_rule_that_is_written_shows_examples_and_effect_before_it_is_saved(
    workspace: Workspace, root: Path
) -> None:
    own_rule(root, SHOWS_FEWER)
    workspace.reload_rules()
    async with opened(workspace) as (bench, press):
        await press("2")
        put_on(bench.rules, "rows")
        await press("e")
        area = bench.rules.editor
        area.load_text(area.text.replace("limit(5)", "limit(7)"))
        await press()
        effects = outcomes(bench, Effect)

        assert {effect.path for effect in effects if isinstance(effect, Effect)} == {"jobs/customers.py", ORDERS}
        assert user_rules(root).joinpath("mine.toml").read_text() == SHOWS_FEWER
        assert b"limit(7)" not in bench.session.migrations[ORDERS].result

        area.load_text(area.text.replace('"$self.limit(7).show()"', '"$self.limit(9).show()"'))
        await press()
        failing = [trial.problem for trial in outcomes(bench, Trial) if isinstance(trial, Trial)]
        assert failing == ["the result is another one"]


async def test_saving_a_rule_brings_it_into_use_at_once(workspace: Workspace, root: Path) -> None:
    own_rule(root, SHOWS_FEWER)
    workspace.reload_rules()
    async with opened(workspace) as (bench, press):
        await press("2")
        put_on(bench.rules, "rows")
        await press("e")
        bench.rules.editor.load_text(SHOWS_FEWER.replace("limit(5)", "limit(7)"))
        await press("ctrl+s")

        assert "limit(7)" in user_rules(root).joinpath("mine.toml").read_text()
        assert b"limit(7)" in bench.session.migrations[ORDERS].result
        assert bench.rules.unsaved == ()
        assert "2 files became something else" in screen_text(bench)


async def test_a_shipped_rule_is_edited_as_a_copy(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        await press("2")
        put_on(bench.rules, "to-df")
        await press("e", "ctrl+s")

        assert 'id       = "to-df"' in user_rules(root).joinpath("to-df.toml").read_text()
        assert any(file.path.name == "to-df.toml" for file in bench.rules.rules._own)


async def test_a_new_rule_begins_complete_and_a_broken_one_says_why(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("2", "c")
        held = [trial.problem for trial in outcomes(bench, Trial) if isinstance(trial, Trial)]
        await press(*"oops")

        assert held == [""]
        assert "my-rule.toml" in screen_text(bench)
        assert not outcomes(bench, Trial)
        assert any(
            "TOML" in line or "key" in line.lower() for line in bench.rules.outcomes.lines if isinstance(line, str)
        )


async def test_leaving_the_editor_keeps_the_draft_and_quitting_asks(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("2", "c", "#", "escape", "q")
        asked = isinstance(bench.screen, Sheet)
        await press("escape", "c")

        assert asked
        assert bench.is_running
        assert bench.rules.editor.text.startswith("#")


async def test_quitting_asks_nothing_when_there_is_no_draft(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("q")

        assert bench.return_code == 0


async def test_a_rule_file_that_somebody_else_saved_is_not_written_over(workspace: Workspace, root: Path) -> None:
    file = own_rule(root, SHOWS_FEWER)
    workspace.reload_rules()
    async with opened(workspace) as (bench, press):
        await press("2")
        put_on(bench.rules, "rows")
        await press("e", "#")
        file.write_text(SHOWS_FEWER + "# by an editor\n")
        await press("ctrl+s")
        kept = file.read_text()
        await press("ctrl+s")

        assert kept == SHOWS_FEWER + "# by an editor\n"
        assert "#[[rule]]" in user_rules(root).joinpath("mine-2.toml").read_text()


async def test_the_editor_of_the_person_opens_at_the_rule(
    workspace: Workspace, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    own_rule(root, SHOWS_FEWER)
    workspace.reload_rules()
    async with opened(workspace) as (bench, press):
        await press("2")
        put_on(bench.rules, "to-df")
        await press("E")
        assert "shipped" in screen_text(bench)

        put_on(bench.rules, "rows")
        await press("E")
        assert bench.is_running


async def test_all_examples_can_be_run_at_once(workspace: Workspace, root: Path) -> None:
    own_rule(root, SHOWS_FEWER.replace('"$self.limit(5).show()"', '"$self.limit(6).show()"'))
    workspace.reload_rules()
    async with opened(workspace) as (bench, press):
        await press("2", "r")

        assert "with an example that fails" in screen_text(bench)


async def test_a_hostile_rule_file_is_shown_and_not_edited_in_place(workspace: Workspace, root: Path) -> None:
    own_rule(root, "# \x1b[2J \u202e\n[[rule]]\nid = 3\n")
    async with opened(workspace) as (bench, press):
        await press("2", "g", "j", "e")
        shown = screen_text(bench)

        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "a terminal would act on" in shown


async def test_a_broken_rule_file_stands_in_the_list_with_its_reason(workspace: Workspace, root: Path) -> None:
    own_rule(root, "[[rule]]\nid = 3\n")
    async with opened(workspace, (140, 40)) as (bench, press):
        await press("2", "g", "j")

        assert "1 problem" in screen_text(bench)
        assert "mends it" in screen_text(bench)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (100, 30), (300, 80)])
async def test_list_card_and_editor_have_room_in_every_size(workspace: Workspace, size: tuple[int, int]) -> None:
    async with opened(workspace, size) as (bench, press):
        await press("2")
        listed = bench.rules.rules.size
        await press("e")
        edited = bench.rules.query_one(TextArea).size
        await press("escape", "enter")
        inspected = [pane.size.height for pane in bench.rules.query(LineList) if pane.display]

        assert min(listed.height, edited.height) >= 2
        assert min(listed.width, edited.width) >= 30
        assert max(inspected) >= 3
