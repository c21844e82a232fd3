"""Saves outside the program show at once and take nothing away."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from g2l_tui.engine.text.module import parse_module
from g2l_tui.model.change import Decision
from g2l_tui.tui.app import Workbench
from g2l_tui.tui.file_state import FileState
from g2l_tui.tui.messages import Watching
from g2l_tui.tui.opening import Opening
from g2l_tui.workspace.watch import Saved
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import ORDERS, opened, screen_text, settle

CUSTOMERS = "jobs/customers.py"


async def test_a_save_outside_keeps_file_line_focus_and_decisions(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        await press("a", "]", "]")
        decided = {name for name, d in bench.session.decisions[CUSTOMERS].items() if d is Decision.ACCEPTED}
        text = bench.review.diff.view.comparison.left[bench.review.diff.source_line]
        focused = bench.focused
        file = root / CUSTOMERS
        file.write_text("# a new first line\n" + file.read_text())
        bench.heard(Saved(frozenset({CUSTOMERS}), rules=False, rescan=False))
        await press()

        comparison = bench.review.diff.view.comparison
        assert bench.review.path == CUSTOMERS
        assert comparison.left[0] == "# a new first line"
        assert comparison.left[bench.review.diff.source_line] == text
        assert bench.focused is focused
        kept = {c.id for c in bench.session.migrations[CUSTOMERS].changes} & decided
        assert kept == decided
        assert f"saved outside: {CUSTOMERS}" in screen_text(bench)


@pytest.mark.parametrize("key", ["=", "?", "2", "3", "4", "/"])
async def test_a_save_takes_nothing_away_from_another_screen(workspace: Workspace, root: Path, key: str) -> None:
    async with opened(workspace) as (bench, press):
        await press(key)
        screen, focused = bench.screen, bench.focused
        (root / CUSTOMERS).write_text(ORDERS + "late = 1\n")
        bench.heard(Saved(frozenset({CUSTOMERS}), rules=False, rescan=False))
        await press()

        assert (bench.screen, bench.focused) == (screen, focused)
        assert bench.session.migrations[CUSTOMERS].source.text.endswith("late = 1\n")


async def test_an_overtaken_result_is_dropped(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        for text in ("first = 1\n", "second = 2\n"):
            (root / CUSTOMERS).write_text(text)
            bench.heard(Saved(frozenset({CUSTOMERS}), rules=False, rescan=False))
        await press()

        assert bench.session.migrations[CUSTOMERS].source.text == "second = 2\n"


async def test_a_new_file_appears_and_a_deleted_one_goes(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        (root / "jobs/new.py").write_text(ORDERS)
        (root / "lib/paths.py").unlink()
        bench.heard(Saved(frozenset({"jobs/new.py", "lib/paths.py"}), rules=False, rescan=False))
        await press()

        assert "jobs/new.py" in bench.session.migrations
        assert "lib/paths.py" not in bench.session.paths


async def test_the_open_file_may_be_deleted(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        (root / CUSTOMERS).unlink()
        bench.heard(Saved(frozenset({CUSTOMERS}), rules=False, rescan=False))
        await press()
        shown = screen_text(bench)
        await press("a", "x", "A", "e", "y", "}")

        assert f"{CUSTOMERS} is gone" in shown
        assert CUSTOMERS not in bench.session.paths


async def test_fixing_the_file_replaces_the_card_by_the_diff(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        await press("}")
        noticed = bench.review.has_notice
        (root / "jobs/legacy.py").write_text(ORDERS)
        bench.heard(Saved(frozenset({"jobs/legacy.py"}), rules=False, rescan=False))
        await press()

        assert noticed
        assert not bench.review.has_notice
        assert bench.session.state("jobs/legacy.py") is FileState.OPEN


async def test_a_broken_rule_shows_a_banner_and_the_good_rules_stay(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        changes = bench.session.migrations[CUSTOMERS].changes
        rules = root / ".g2l" / "rules"
        rules.mkdir(parents=True)
        (rules / "mine.toml").write_text("[[rule]]\nid = 3\n")
        bench.heard(Saved(frozenset(), rules=True, rescan=False))
        await press()

        assert "mine.toml" in screen_text(bench)
        assert bench.session.migrations[CUSTOMERS].changes == changes

        (rules / "mine.toml").unlink()
        bench.heard(Saved(frozenset(), rules=True, rescan=False))
        await press()
        assert "mine.toml" not in screen_text(bench)


async def test_the_real_watch_brings_a_save_to_the_screen(workspace: Workspace, root: Path) -> None:
    bench = Workbench(Opening.done(workspace))
    async with bench.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        (root / CUSTOMERS).write_text("saved = 'by an editor'\n")

        async def seen() -> None:
            while bench.session.migrations[CUSTOMERS].source.text != "saved = 'by an editor'\n":
                await pilot.pause(0.05)

        await asyncio.wait_for(seen(), 20)
        await settle(pilot)
        assert bench.session.state(CUSTOMERS) is FileState.UNCHANGED


async def test_what_was_parsed_for_a_save_is_let_go_of_soon_after_it_is_shown(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):

        async def all_gone() -> None:
            while parse_module.cache_info().currsize:
                await press()

        (root / CUSTOMERS).write_text(ORDERS + "late = 1\n")
        bench.heard(Saved(frozenset({CUSTOMERS}), rules=False, rescan=False))
        await press()

        await asyncio.wait_for(all_gone(), 20)
        assert "late = 1" in bench.review.diff.view.comparison.left


async def test_the_echo_of_our_own_write_is_no_save_outside(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("A", "W", "enter")
        bench.heard(Saved(frozenset({CUSTOMERS}), rules=False, rescan=False))
        await press()

        assert "1 file written" in screen_text(bench)
        assert "saved outside" not in screen_text(bench)


async def test_undoing_a_write_is_no_save_outside(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("A", "W", "enter", "u", "enter")
        bench.heard(Saved(frozenset({CUSTOMERS}), rules=False, rescan=False))
        await press()

        assert "saved outside" not in screen_text(bench)


READS = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext())


def orders():
    return glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders").toDF()


def items():
    return glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="items").toDF()


def again():
    return glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders").toDF()
"""
HEAD, *FUNCTIONS = READS.split("\n\n\n")


async def decisions_after(workspace: Workspace, text: str) -> dict[str, Decision]:
    """What is decided about the statement of each function, after they were decided one each way and `text` saved."""
    file = workspace.root / CUSTOMERS
    file.write_text(READS)
    async with opened(workspace) as (bench, press):
        chosen = (Decision.REJECTED, Decision.ACCEPTED, Decision.REJECTED)
        changes = [each for each in bench.session.migrations[CUSTOMERS].changes if "to-df" in each.rules]
        decided = {change.id: decision for change, decision in zip(changes, chosen, strict=True)}
        bench.session.apply({CUSTOMERS: decided})
        file.write_text(text)
        bench.heard(Saved(frozenset({CUSTOMERS}), rules=False, rescan=False))
        await press()
        migration = bench.session.migrations[CUSTOMERS]
        lines = migration.source.text.splitlines()
        return {
            lines[change.line - 2][4:-3]: bench.session.decision(CUSTOMERS, change.id)
            for change in migration.changes
            if "to-df" in change.rules
        }


async def test_a_save_that_edits_a_decided_statement_says_that_its_decision_is_gone(
    workspace: Workspace, root: Path
) -> None:
    async with opened(workspace) as (bench, press):
        line = next(c.line for c in bench.session.migrations[CUSTOMERS].changes if "to-df" in c.rules)
        await press(":", *str(line), "enter", "a")
        file = root / CUSTOMERS
        file.write_text(file.read_text().replace("frame = customers.toDF()", "frame = customers.toDF().limit(9)"))
        bench.heard(Saved(frozenset({CUSTOMERS}), rules=False, rescan=False))
        await press()

        assert "1 decision gone with what was edited" in screen_text(bench)


async def test_five_hundred_files_saved_at_once_lose_no_decision_and_no_place(root: Path) -> None:
    bench = Workbench(Opening.done(Workspace.open(root)))
    async with bench.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("a", "]", "]")
        await settle(pilot)
        place = bench.review.path, bench.review.diff.source_line, bench.focused
        decided = bench.session.progress()[0]
        for number in range(500):
            (root / "lib" / f"part_{number}.py").write_text(f"x = {number}\n")

        async def seen() -> None:
            while len(bench.session.migrations) + len(bench.session.problems) < 504:
                await pilot.pause(0.05)

        await asyncio.wait_for(seen(), 60)
        await settle(pilot)
        assert (bench.review.path, bench.review.diff.source_line, bench.focused) == place
        assert bench.session.progress()[0] == decided


async def test_without_watches_a_banner_says_so_and_saves_still_come(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        bench.post_message(Watching("No more watches (max_user_watches): the files are looked at each second."))
        await press()
        shown = screen_text(bench)
        (root / CUSTOMERS).write_text("saved = 1\n")
        bench.heard(Saved(frozenset({CUSTOMERS}), rules=False, rescan=False))
        await press("escape")

        assert "max_user_watches" in shown
        assert "polling" in shown
        assert "max_user_watches" not in screen_text(bench)
        assert bench.session.migrations[CUSTOMERS].source.text == "saved = 1\n"


async def test_decisions_follow_functions_that_are_moved(workspace: Workspace) -> None:
    moved = "\n\n\n".join([HEAD, FUNCTIONS[2].rstrip(), FUNCTIONS[1], FUNCTIONS[0] + "\n"])

    assert await decisions_after(workspace, moved) == {
        "again": Decision.REJECTED,
        "items": Decision.ACCEPTED,
        "orders": Decision.REJECTED,
    }


async def test_a_changed_neighbour_leaves_the_other_decisions_alone(workspace: Workspace) -> None:
    changed = READS.replace('"items"', '"parts"')

    assert await decisions_after(workspace, changed) == {
        "orders": Decision.REJECTED,
        "items": Decision.PENDING,
        "again": Decision.REJECTED,
    }


async def test_of_statements_that_are_the_same_none_takes_the_decision_of_one_that_is_gone(
    workspace: Workspace,
) -> None:
    gone = "\n\n\n".join([HEAD, FUNCTIONS[1], FUNCTIONS[2]])

    assert await decisions_after(workspace, gone) == {"items": Decision.ACCEPTED, "again": Decision.PENDING}


async def test_what_was_said_stays_when_the_watch_begins(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("a")
        said = bench.review.said
        bench.post_message(Watching(""))
        await press()

        assert said
        assert f"watching · {said}" in screen_text(bench)
