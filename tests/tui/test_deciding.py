"""Deciding at the right size, going back, and what may never be accepted unseen."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import AppFocus

from g2l_tui.model.change import Change, Decision
from g2l_tui.tui.app import Workbench
from g2l_tui.tui.file_state import FileState
from g2l_tui.tui.screens.alike import AlikeScreen
from g2l_tui.tui.screens.more import MoreScreen, ScopeList
from g2l_tui.tui.screens.sheets import Sheet
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import FILES, opened, repository, screen_text

CUSTOMERS, ITEMS, ORDERS = "jobs/customers.py", "jobs/items.py", "jobs/orders.py"
UNSURE = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext())
items = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="items")
shape = items.schema()
prices = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="prices")
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "orders_etl", {**FILES, ITEMS: UNSURE})


def at(bench: Workbench, path: str, line: int) -> Change:
    changes = bench.session.migrations[path].changes
    return next(change for change in changes if change.line <= line <= change.end_line)


def decisions(bench: Workbench, path: str) -> list[Decision]:
    return [bench.session.decision(path, change.id) for change in bench.session.migrations[path].changes]


def unsure(bench: Workbench) -> Decision:
    return bench.session.decision(ITEMS, at(bench, ITEMS, 6).id)


async def test_accepting_the_file_leaves_what_must_be_seen_and_says_why(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        bench.review.open_file(ITEMS)
        await press("A")

        assert bench.review.path == ITEMS
        assert bench.review.diff.source_line + 1 == 6
        assert unsure(bench) is Decision.PENDING
        assert "to accept by itself (a): line 6, it differs for some inputs" in screen_text(bench)

        await press("a")
        assert unsure(bench) is Decision.ACCEPTED
        bench.review.open_file(ITEMS)
        await press("A")
        assert bench.session.state(ITEMS) is FileState.ACCEPTED


async def test_what_needs_an_unsure_change_is_held_until_that_one_was_seen(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        bench.review.open_file(ITEMS)
        await press("g", "]", "a")

        assert bench.review.diff.source_line + 1 == 6
        assert "looked at by itself" in screen_text(bench)
        assert set(decisions(bench, ITEMS)) == {Decision.PENDING}


async def test_one_key_accepts_all_that_is_exact_or_equivalent_and_u_takes_it_back(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("S")
        states = [bench.session.state(path) for path in (CUSTOMERS, ORDERS)]
        told = [note.title for note in bench._notifications]

        assert states == [FileState.ACCEPTED, FileState.ACCEPTED]
        assert unsure(bench) is Decision.PENDING
        assert bench.review.path == ITEMS
        assert any(title.startswith("Accepted ") and title.endswith(" in 2 files") for title in told)

        await press("u")
        assert {each for path in (CUSTOMERS, ITEMS, ORDERS) for each in decisions(bench, path)} == {Decision.PENDING}


async def test_all_changes_of_a_rule_are_decided_over_all_files_as_one_step(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        bench.review.open_file(ORDERS, line=at(bench, ORDERS, 30).line - 1)
        await press("m")
        scopes = bench.screen.query_one(ScopeList)
        labels = [scope.label for scope in scopes.scopes]
        scopes.move_to(next(i for i, label in enumerate(labels) if label.startswith("rule create-dynamic-frame")))
        await press("x")
        rejected = [at(bench, path, line).id for path, line in ((CUSTOMERS, 30), (ORDERS, 30), (ITEMS, 5), (ITEMS, 7))]
        paths = [CUSTOMERS, ORDERS, ITEMS, ITEMS]
        after = {bench.session.decision(*each) for each in zip(paths, rejected, strict=True)}
        await press("u")

        assert labels[:3] == ["the same rewrite, everywhere", "this file", "folder jobs/"]
        assert "all exact" in labels
        assert after == {Decision.REJECTED}
        assert {bench.session.decision(*each) for each in zip(paths, rejected, strict=True)} == {Decision.PENDING}


async def test_a_scope_says_how_many_are_only_accepted_one_by_one(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        bench.review.open_file(ITEMS, line=5)
        await press("m")
        shown = screen_text(bench)
        scope = next(each for each in bench.screen.query_one(ScopeList).scopes if each.label == "all approximate")
        bench.screen.query_one(ScopeList).move_to(bench.screen.query_one(ScopeList).count() - 1)
        await press("a")

        assert (scope.count, scope.held) == (1, 1)
        assert "1 only one by one" in shown
        assert not isinstance(bench.screen, MoreScreen)
        assert unsure(bench) is Decision.PENDING
        assert "nothing to decide there" in screen_text(bench)


async def test_alike_changes_are_shown_once_with_outliers_first(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("=")
        screen = bench.screen
        assert isinstance(screen, AlikeScreen)
        sizes = [len(group.sites) for group in screen.groups.groups if group.may_go_together]
        first = screen.groups.groups[0]

        assert not first.may_go_together
        assert [site.path for site in first.sites] == [ITEMS]
        assert sizes == sorted(sizes)
        assert sizes[-1] >= 2


async def test_a_group_is_accepted_in_every_place_at_once(tmp_path: Path) -> None:
    async with opened(Workspace.open(repository(tmp_path / "w", FILES))) as (bench, press):
        await press("=", "G")
        assert isinstance(bench.screen, AlikeScreen)
        group = bench.screen.groups.chosen
        assert group is not None
        await press("a")
        after = {bench.session.decision(site.path, site.change.id) for site in group.sites}
        left = bench.screen.groups.groups
        await press("u")
        undone = {bench.session.decision(site.path, site.change.id) for site in group.sites}

        assert len(group.sites) >= 2
        assert after == {Decision.ACCEPTED}
        assert group not in left
        assert undone == {Decision.PENDING}
        assert group in bench.screen.groups.groups


async def test_an_unsure_rewrite_in_several_places_is_not_accepted_at_once(tmp_path: Path) -> None:
    files = {f"jobs/{name}.py": UNSURE.replace("items", name) for name in ("items", "parts")}
    async with opened(Workspace.open(repository(tmp_path / "w", files))) as (bench, press):
        await press("=")
        assert isinstance(bench.screen, AlikeScreen)
        group = bench.screen.groups.groups[0]
        await press("a")
        refused = {bench.session.decision(site.path, site.change.id) for site in group.sites}
        said = screen_text(bench)
        await press("enter", "a")
        one = [bench.session.decision(site.path, site.change.id) for site in group.sites]

        assert len(group.sites) == 2
        assert refused == {Decision.PENDING}
        assert "one by one, because it differs for some inputs" in said
        assert one == [Decision.ACCEPTED, Decision.PENDING]


async def test_every_group_can_be_looked_at_also_where_nothing_is_left_of_the_source(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("=")
        assert isinstance(bench.screen, AlikeScreen)
        groups = bench.screen.groups.groups
        for _ in groups:
            await press("j")

        assert any(not group.exemplar.after for group in groups)
        assert bench.screen.groups.cursor == len(groups) - 1


async def test_a_place_of_a_group_opens_in_the_review(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("=", "enter", "enter")

        assert bench.screen is bench.review
        assert bench.review.path == ITEMS
        assert bench.review.diff.source_line + 1 == 6


async def test_from_the_groups_every_screen_is_one_key_away(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("=", "3")
        mode = bench.current_mode
        await press("1", "=", "q")

        assert mode == "history"
        assert bench.screen is bench.review
        assert bench.is_running


@pytest.fixture
def beside(root: Path) -> Path:
    """The Databricks tree of a configuration that names one."""
    (root / "g2l.toml").write_text('catalog = "main"\noutput = "../databricks"\n')
    return root.parent / "databricks"


async def test_the_output_of_the_configuration_is_written_and_the_sources_stay(root: Path, beside: Path) -> None:
    async with opened(Workspace.open(root)) as (bench, press):
        await press("A", "W")
        shown = screen_text(bench)
        await press("enter")
        state = bench.session.state(CUSTOMERS)
        waiting = bench.session.to_write()
        await press("}", "x", "u")

        assert "to ../databricks" in shown
        assert "The sources stay as they are" in shown
        assert (beside / CUSTOMERS).read_bytes() == bench.session.migrations[CUSTOMERS].result
        assert not (beside / ORDERS).exists()
        assert (root / CUSTOMERS).read_text() == FILES[CUSTOMERS]
        assert state is FileState.WRITTEN
        assert waiting == ()


async def test_undo_and_redo_go_through_the_output_and_the_decisions_in_one_order(root: Path, beside: Path) -> None:
    async with opened(Workspace.open(root)) as (bench, press):
        await press("A", "W", "enter")
        written = (beside / CUSTOMERS).read_bytes()
        await press("u")
        asked = screen_text(bench)
        await press("enter")
        taken_back, state = (beside / CUSTOMERS).exists(), bench.session.state(CUSTOMERS)
        await press("u")
        undecided = set(decisions(bench, CUSTOMERS))
        await press("ctrl+r", "ctrl+r", "enter")

        assert "The step to undo wrote files to ../databricks" in asked
        assert not taken_back
        assert state is FileState.ACCEPTED
        assert undecided == {Decision.PENDING}
        assert (beside / CUSTOMERS).read_bytes() == written
        assert bench.session.state(CUSTOMERS) is FileState.WRITTEN


async def test_a_write_to_the_output_is_not_redone_after_something_else_was_decided(root: Path, beside: Path) -> None:
    async with opened(Workspace.open(root)) as (bench, press):
        await press("A", "W", "enter", "u", "enter")
        bench.decide(ITEMS, [at(bench, ITEMS, 6).id], Decision.REJECTED)
        await press("ctrl+r")

        assert bench.screen is bench.review
        assert "nothing to redo" in screen_text(bench)
        assert not (beside / CUSTOMERS).exists()


async def test_an_undo_in_the_output_asks_before_it_goes_over_hand_edits(root: Path, beside: Path) -> None:
    async with opened(Workspace.open(root)) as (bench, press):
        await press("A", "W", "enter")
        (beside / CUSTOMERS).write_text("mine = 1\n")
        await press("u", "enter")
        asked, untouched = screen_text(bench), (beside / CUSTOMERS).read_text()
        await press("enter")

        assert "over later changes" in asked
        assert "../databricks/.g2l/backups" in asked
        assert untouched == "mine = 1\n"
        assert not (beside / CUSTOMERS).exists()


async def test_hand_edits_in_the_output_stay_and_are_told(root: Path, beside: Path) -> None:
    async with opened(Workspace.open(root)) as (bench, press):
        await press("A", "W", "enter")
        file = beside / CUSTOMERS
        file.write_text(file.read_text().replace('spark.table("main.sales.customers")', "mine()"))
        name = at(bench, CUSTOMERS, 30).id
        bench.review.open_file(CUSTOMERS)
        bench.reword(CUSTOMERS, name, 'customers = spark.table("main.other")\n')
        await press("A", "W", "enter")
        note = list(bench._notifications)[-1]

        assert "mine()" in file.read_text()
        assert note.severity == "warning"
        assert "edited by hand, and changed in the source; the hand edits stay" in note.message


async def test_accepting_bulk_gives_the_same_files_as_one_by_one(tmp_path: Path) -> None:
    written = []
    for name, keys in (("bulk", ["S"]), ("single", ["a"] * 12)):
        root = repository(tmp_path / name, {ORDERS: FILES[ORDERS]})
        async with opened(Workspace.open(root)) as (_, press):
            await press(*keys, "W", "enter")
        written.append((root / ORDERS).read_bytes())

    assert written[0] == written[1] != FILES[ORDERS].encode()


async def test_what_goes_along_is_named(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        bench.review.open_file(ORDERS, line=at(bench, ORDERS, 30).line - 1)
        await press("x")

        assert bench.review.said == "rejected line 30, with lines 2, 10, 34 in need of it · u undoes"


async def test_the_last_decision_shows_that_all_is_decided(tmp_path: Path) -> None:
    root = repository(tmp_path / "w", {ORDERS: FILES[ORDERS]})
    async with opened(Workspace.open(root)) as (bench, press):
        await press("A")
        shown = screen_text(bench)
        await press("escape")

        assert "every change is decided" in shown
        assert not bench.review.has_notice
        await press("X")
        await press("u")
        assert bench.session.state(ORDERS) is FileState.ACCEPTED


async def test_undo_and_redo_reach_over_a_restart(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (_, press):
        await press("A", "X")

    async with opened(Workspace.open(root)) as (bench, press):
        await press("u", "u")
        undone = [bench.session.state(path) for path in (CUSTOMERS, ITEMS)]
        await press("ctrl+r")

        assert undone == [FileState.OPEN, FileState.OPEN]
        assert bench.session.state(CUSTOMERS) is FileState.ACCEPTED
        await press("ctrl+r", "ctrl+r")
        assert "nothing to redo" in screen_text(bench)


async def test_a_write_is_undone_and_done_again_after_a_question(workspace: Workspace, root: Path) -> None:
    before = (root / CUSTOMERS).read_bytes()
    async with opened(workspace) as (bench, press):
        await press("A", "W", "enter")
        written = (root / CUSTOMERS).read_bytes()
        await press("u")
        asked = isinstance(bench.screen, Sheet)
        await press("escape")
        kept = (root / CUSTOMERS).read_bytes()
        await press("u", "enter")
        undone = (root / CUSTOMERS).read_bytes()
        state = bench.session.state(CUSTOMERS)
        await press("ctrl+r", "enter")

        assert asked
        assert written != before
        assert (kept, undone) == (written, before)
        assert state is FileState.ACCEPTED
        assert (root / CUSTOMERS).read_bytes() == written


async def test_undoing_a_write_over_later_changes_asks_once_more(workspace: Workspace, root: Path) -> None:
    before = (root / CUSTOMERS).read_bytes()
    async with opened(workspace) as (bench, press):
        await press("A", "W", "enter")
        (root / CUSTOMERS).write_text("mine = 1\n")
        await press("u", "enter")
        shown = screen_text(bench)
        kept = (root / CUSTOMERS).read_text()
        await press("enter")

        assert "over later changes" in shown
        assert kept == "mine = 1\n"
        assert (root / CUSTOMERS).read_bytes() == before
        assert bench.workspace.backup(bench.workspace.history()[0].id, CUSTOMERS) == b"mine = 1\n"


async def test_a_part_that_cannot_stand_alone_is_left_out_and_the_rest_is_written(
    workspace: Workspace, root: Path
) -> None:
    async with opened(workspace) as (bench, press):
        await press("A")
        lonely = at(bench, ITEMS, 7)
        bench.session.reword(ITEMS, {lonely.id: "prices = glueContxt\n"})
        bench.decide(ITEMS, [lonely.id], Decision.ACCEPTED)
        await press("W")
        shown = screen_text(bench)
        await press("enter")

        assert f"{ITEMS} stays out: line 7: `glueContxt` is used" in shown
        assert (root / ITEMS).read_text() == UNSURE
        assert (root / CUSTOMERS).read_text() != FILES[CUSTOMERS]


async def test_a_file_whose_name_is_not_written_stays_out_and_the_rest_is_written(root: Path) -> None:
    (root / "jobs/new\nline.py").write_text(FILES[CUSTOMERS])
    async with opened(Workspace.open(root)) as (bench, press):
        await press("S", "W")
        shown = screen_text(bench)
        await press("enter")

        assert "stays out: its name holds control" in shown
        assert (root / "jobs/new\nline.py").read_text() == FILES[CUSTOMERS]
        assert (root / CUSTOMERS).read_text() != FILES[CUSTOMERS]


async def test_two_workbenches_keep_each_others_decisions(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (first, press):
        other = Workspace.open(root)
        name = at(first, ORDERS, 30).id
        other.decide({ORDERS: {name: Decision.REJECTED}})
        await press("a")

        assert other.decisions()[ORDERS] == {name: Decision.REJECTED}
        assert Decision.ACCEPTED in other.decisions()[CUSTOMERS].values()


async def test_what_another_workbench_decided_shows_when_this_one_gets_the_focus(
    workspace: Workspace, root: Path
) -> None:
    async with opened(workspace) as (bench, press):
        await press("a")
        mine = dict(bench.session.decisions[CUSTOMERS])
        name = at(bench, ORDERS, 30).id
        Workspace.open(root).decide(
            {ORDERS: {name: Decision.REJECTED}, CUSTOMERS: dict.fromkeys(mine, Decision.PENDING)}
        )
        bench.post_message(AppFocus())
        await press()

        assert bench.session.decision(ORDERS, name) is Decision.REJECTED
        assert {bench.session.decision(CUSTOMERS, each) for each in mine} == {Decision.PENDING}


async def test_what_another_workbench_rejected_is_not_written(workspace: Workspace, root: Path) -> None:
    before = (root / CUSTOMERS).read_text()
    async with opened(workspace) as (bench, press):
        await press("A")
        Workspace.open(root).decide({CUSTOMERS: {at(bench, CUSTOMERS, 30).id: Decision.REJECTED}})
        await press("W")
        note = list(bench._notifications)[-1]

        assert bench.screen is bench.review
        assert f"{CUSTOMERS}: line 30 was rejected in another workbench" in note.message
        assert (root / CUSTOMERS).read_text() == before


async def test_the_message_of_a_write_says_what_where_and_how_to_go_back(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("S", "W", "enter")
        operation = bench.workspace.history()[0]
        note = list(bench._notifications)[-1]

        assert note.title.startswith("Wrote 2 files: ")
        assert CUSTOMERS in note.message
        assert f".g2l/backups/{operation.id}" in note.message
        assert "u takes it back" in note.message


async def test_reading_can_be_stopped_and_taken_up_again(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        bench.survey()
        stopped = bench.stop()
        await press()
        nothing_left = not bench.stop()
        await press("R")

        assert stopped
        assert nothing_left

        assert bench.reading == ""
        assert bench.session.migrations.keys() == {*FILES, ITEMS}


async def test_a_file_with_a_second_name_stays_out_and_the_others_are_written(root: Path, tmp_path: Path) -> None:
    (tmp_path / "other.py").hardlink_to(root / CUSTOMERS)
    async with opened(Workspace.open(root)) as (bench, press):
        await press("S", "enter", "W")
        shown = screen_text(bench)
        await press("enter")

        assert "stays out: it is hard-linked" in shown
        assert (root / CUSTOMERS).read_text() == FILES[CUSTOMERS]
        assert (root / ORDERS).read_text() != FILES[ORDERS]
