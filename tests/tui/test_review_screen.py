"""Review: decisions, places and panes, with real jobs on disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from g2l_tui.model.change import Decision, compose, without_rejected
from g2l_tui.tui.app import Workbench
from g2l_tui.tui.file_state import FileState
from g2l_tui.tui.opening import Opening
from g2l_tui.tui.rows import RowKind
from g2l_tui.tui.screens.help import HelpScreen
from g2l_tui.tui.screens.layout import TreePlace
from g2l_tui.tui.screens.sheets import Sheet
from g2l_tui.tui.widgets.cards import WhyCard
from g2l_tui.tui.widgets.diff_pane import DiffPane
from g2l_tui.tui.widgets.file_tree import FileTree
from g2l_tui.tui.widgets.findings_table import FindingsTable
from g2l_tui.tui.widgets.search_box import SearchBox
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import opened, repository, screen_text, settle

ORDERS = "jobs/orders.py"
CUSTOMERS = "jobs/customers.py"


def right_side(bench: Workbench) -> str:
    return "".join(bench.review.diff.view.comparison.raw_right)


async def test_the_first_file_with_changes_opens_at_its_first_change(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, _):
        row = bench.review.diff.row

        assert bench.review.path == CUSTOMERS
        assert row is not None
        assert row.changes


async def test_tree_diff_and_findings_are_all_on_the_screen_from_120_columns(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, _):
        shown = [bench.review.query_one(pane).outer_size for pane in (FileTree, DiffPane, FindingsTable)]

        assert all(size.width > 20 and size.height > 2 for size in shown)
        assert bench.review.diff.split


async def test_80_columns_show_one_column_and_the_tree_over_it(workspace: Workspace) -> None:
    async with opened(workspace, (80, 24)) as (bench, press):
        places = [bench.review.tree_place]
        assert not bench.review.diff.split

        await press("t")
        places.append(bench.review.tree_place)
        on_tree = isinstance(bench.focused, FileTree)

        await press("j", "j", "enter")
        places.append(bench.review.tree_place)
        assert places == [TreePlace.HIDDEN, TreePlace.OVER, TreePlace.HIDDEN]
        assert on_tree
        assert bench.review.path == ORDERS
        assert isinstance(bench.focused, DiffPane)


async def test_accepting_decides_without_writing(workspace: Workspace, root: Path) -> None:
    before = (root / CUSTOMERS).read_bytes()
    async with opened(workspace) as (bench, press):
        names = bench.review.diff.row.changes if bench.review.diff.row else ()
        await press("a")

        assert bench.session.decision(CUSTOMERS, names[0]) is Decision.ACCEPTED
        assert (root / CUSTOMERS).read_bytes() == before


async def test_a_rejected_change_shows_the_glue_lines_on_both_sides(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("x")
        migration = bench.session.migrations[CUSTOMERS]
        rejected = bench.session.rejected(migration)
        kept = without_rejected(migration.changes, rejected)

        assert rejected
        assert right_side(bench) == compose(migration.source.content, kept).decode()
        rows = [row for row in bench.review.diff.rows if set(row.changes) & rejected]
        assert {row.kind for row in rows} == {RowKind.EQUAL}


async def test_undo_and_redo_bring_decisions_back(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        translated = right_side(bench)
        await press("x")
        rejected = right_side(bench)
        await press("u")
        undone = right_side(bench)
        await press("ctrl+r")

        assert rejected != translated
        assert undone == translated
        assert right_side(bench) == rejected


async def test_accepting_the_file_goes_on_to_the_next_one(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("A")

        assert bench.session.state(CUSTOMERS) is FileState.ACCEPTED
        assert bench.review.path == ORDERS


async def test_decisions_outlive_the_program(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (_, press):
        await press("A", "x")

    async with opened(Workspace.open(root)) as (bench, _):
        assert bench.session.state(CUSTOMERS) is FileState.ACCEPTED
        assert bench.session.rejected(bench.session.migrations[ORDERS])


async def test_the_sheet_writes_nothing_on_escape(workspace: Workspace, root: Path) -> None:
    before = (root / CUSTOMERS).read_bytes()
    async with opened(workspace) as (bench, press):
        await press("A", "W")
        sheet, shown = bench.screen, screen_text(bench)
        await press("escape")

        assert isinstance(sheet, Sheet)
        assert CUSTOMERS in shown
        assert bench.screen is bench.review

    assert (root / CUSTOMERS).read_bytes() == before


async def test_the_sheet_writes_what_was_accepted_with_a_backup(workspace: Workspace, root: Path) -> None:
    before = (root / CUSTOMERS).read_bytes()
    async with opened(workspace) as (bench, press):
        expected = bench.session.migrations[CUSTOMERS].result
        await press("A", "W", "enter")
        operation = bench.workspace.history()[0]

        assert (root / CUSTOMERS).read_bytes() == expected
        assert bench.workspace.backup(operation.id, CUSTOMERS) == before
        assert bench.session.state(CUSTOMERS) is FileState.WRITTEN
        assert any(operation.id in note.message for note in bench._notifications)


async def test_nothing_is_half_done_when_a_file_changed_meanwhile(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        await press("A", "A", "W")
        (root / ORDERS).write_text("x = 1\n")
        before = (root / CUSTOMERS).read_bytes()
        await press("enter")

        assert (root / CUSTOMERS).read_bytes() == before
        assert any(note.title == "Nothing was written" for note in bench._notifications)


async def test_the_change_keys_stop_at_the_ends(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        diff = bench.review.diff
        visited = [diff.cursor]
        for _ in range(len(diff.starts)):
            await press("]")
            visited.append(diff.cursor)

        assert [index for index in visited if index in diff.starts][-1] == diff.starts[-1]
        await press("[")
        assert diff.cursor == diff.starts[-2]


async def test_asked_twice_at_the_end_the_keys_go_on_in_the_next_file(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        diff = bench.review.diff
        diff.go_to(diff.starts[-1])
        await press("]")
        said = screen_text(bench)
        stayed = bench.review.path
        await press("]")
        onward = bench.review.path
        await press("g", "[", "[")

        assert stayed == CUSTOMERS
        assert f"once more goes to {ORDERS}" in said
        assert onward == ORDERS
        assert bench.review.path == CUSTOMERS
        assert diff.cursor == diff.starts[-1]
        await press("f", "f")
        assert bench.review.path == "jobs/legacy.py"


async def test_the_file_keys_pass_over_files_with_nothing_to_review(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("}", "}")
        last = bench.review.path
        await press("}")

        assert last == bench.review.path == ORDERS
        await press("<")
        assert bench.review.path == "jobs/legacy.py"


async def test_a_finding_moves_the_diff_and_opens_the_fold(tmp_path: Path) -> None:
    root = repository(tmp_path / "w", {"job.py": FAR_FINDING})
    async with opened(Workspace.open(root)) as (bench, press):
        finding = bench.review.findings.findings[-1]
        await press("g", "f")
        by_key = bench.review.diff.source_line + 1
        await press("g")
        bench.review.findings.focus()
        await press("G", "enter")

        assert by_key == bench.review.findings.findings[0].line
        assert bench.review.diff.source_line + 1 == finding.line
        assert isinstance(bench.focused, DiffPane)


FAR_FINDING = (
    """\
from awsglue.context import GlueContext
from awsglue.transforms import FindMatches
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext())
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")
"""
    + "".join(f"line_{n} = {n}\n" for n in range(60))
    + "matches = FindMatches.apply(frame=orders)\n"
)


async def test_a_click_on_a_finding_jumps_to_its_line(tmp_path: Path) -> None:
    root = repository(tmp_path / "w", {"job.py": FAR_FINDING})
    bench = Workbench(Opening.done(Workspace.open(root)), watching=False)
    async with bench.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.click(FindingsTable, offset=(10, 1))
        await settle(pilot)

        assert bench.review.diff.source_line + 1 == bench.review.findings.findings[0].line


async def test_folds_open_close_and_all_open(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        diff = bench.review.diff
        fold = next(i for i, row in enumerate(diff.rows) if row.kind is RowKind.FOLD)
        folded = diff.count()
        diff.move_to(fold)
        line, row = diff.source_line, diff.cursor_row
        await press("enter")
        opened_rows, places = diff.count(), [(diff.source_line, diff.cursor_row)]
        await press("z")
        closed_again = diff.count()
        for _ in range(2):
            await press("Z")
            places.append((diff.source_line, diff.cursor_row))

        assert opened_rows > folded
        assert closed_again == folded
        assert diff.count() == folded
        assert places == [(line, row)] * 3


async def test_the_right_hand_line_stays_under_the_eye_in_every_width(workspace: Workspace) -> None:
    bench = Workbench(Opening.done(workspace), watching=False)
    async with bench.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        diff = bench.review.diff
        line = next(i for i, text in enumerate(diff.view.comparison.right) if "enriched = enrich" in text)
        diff.move_to(next(i for i, row in enumerate(diff.rows) if row.right == line))
        seen = []
        for size in ((80, 24), (140, 24), (120, 30)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            seen.append((diff.split, diff.row.right if diff.row else -1))

        assert seen == [(False, line), (True, line), (True, line)]


async def test_the_layout_key_outlives_a_resize_and_keeps_the_line(workspace: Workspace) -> None:
    bench = Workbench(Opening.done(workspace), watching=False)
    async with bench.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("]", "]")
        line = bench.review.diff.source_line
        await pilot.press("v")
        await settle(pilot)
        unified = not bench.review.diff.split
        await pilot.resize_terminal(160, 40)
        await settle(pilot)

        assert unified
        assert not bench.review.diff.split
        assert bench.review.diff.source_line == line


async def test_why_gives_a_reason_also_for_what_no_rule_does(workspace: Workspace) -> None:
    async with opened(workspace, (120, 50)) as (bench, press):
        imports = next(c for c in bench.session.migrations[CUSTOMERS].changes if c.rules == ("imports-unused",))
        bench.review.diff.reveal(imports.line - 1)
        await press("i")

        assert "awsglue is not installed on Databricks" in screen_text(bench)


async def test_why_shows_rules_fidelity_and_arguments(workspace: Workspace) -> None:
    async with opened(workspace, (120, 50)) as (bench, press):
        line = next(row.line for row in bench.session.migrations[CUSTOMERS].ledger if row.argument == "database")
        bench.review.diff.reveal(line - 1)
        await press("i")
        shown = screen_text(bench)

        assert bench.review.query_one(WhyCard).is_open
        assert "database" in shown
        assert "translated" in shown
        assert "rule " in shown
        assert "is needed by the change" in bench.review._why().plain

        await press("escape")
        assert not bench.review.query_one(WhyCard).is_open


async def test_search_takes_the_n_key_until_escape(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("/", *"weekof", "enter")
        first, said = bench.review.diff.source_line, bench.review.said
        await press("escape", "g", "n")

        assert said.startswith("1 line with this text")
        assert "weekofyear" in bench.review.diff.view.comparison.left[first]
        assert bench.review.diff.cursor == bench.review.diff.starts[0]


async def test_keys_that_arrive_at_once_go_into_the_search_and_decide_nothing(workspace: Workspace) -> None:
    bench = Workbench(Opening.done(workspace), watching=False)
    async with bench.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for key in "/xAWe":
            bench.post_message(events.Key("slash" if key == "/" else key, key))
        await settle(pilot)

        assert bench.review.query_one(SearchBox).value == "xAWe"
        assert bench.session.progress()[0] == 0
        assert bench.screen is bench.review


async def test_help_filters_and_runs_a_line(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("?", *"one column")
        shown = bench.screen
        await press("enter")

        assert isinstance(shown, HelpScreen)
        assert bench.screen is bench.review
        assert not bench.review.diff.split


async def test_the_palette_opens_a_file_by_its_name(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("ctrl+p", *"orders.py")
        await bench.workers.wait_for_complete()
        await press("enter")

        assert bench.review.path == ORDERS


async def test_a_click_on_the_key_bar_runs_the_key(workspace: Workspace) -> None:
    bench = Workbench(Opening.done(workspace), watching=False)
    async with bench.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.click("ReviewScreen KeyBar", offset=(2, 0))
        await settle(pilot)

        assert bench.session.progress()[0] > 0


async def test_a_file_that_is_no_python_3_shows_a_card_with_the_line(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("}")
        shown = screen_text(bench)

        assert bench.review.path == "jobs/legacy.py"
        assert 'print "bad row", row' in shown
        assert "$EDITOR" in shown


async def test_a_folder_without_python_says_so(tmp_path: Path) -> None:
    async with opened(Workspace.open(repository(tmp_path / "w", {}))) as (bench, press):
        await press("a", "A", "x", "]", "}", "f", "z", "v", "y", "i", "W", "u")

        assert "no Python file" in screen_text(bench)


async def test_a_folder_without_glue_says_so(tmp_path: Path) -> None:
    async with opened(Workspace.open(repository(tmp_path / "w", {"a.py": "x = 1\n"}))) as (bench, _):
        assert "uses AWS Glue" in screen_text(bench)


async def test_a_vanished_file_says_so(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        (root / ORDERS).unlink()
        bench.migrate(bench.session.touched([ORDERS]))
        await press("}", "}")

        assert bench.session.state(ORDERS) is FileState.FAILED
        assert ORDERS in screen_text(bench)


async def test_hostile_names_and_sources_are_only_shown(tmp_path: Path) -> None:
    name = "[bold]\x1b[31mjob\u202e.py"
    text = FAR_FINDING + "# \x1b[2J \u202e [red]x[/red] \t表\n"
    root = repository(tmp_path / "[b]w", {name: text})
    (root / "latin.py").write_bytes(b"from awsglue.context import GlueContext\nx = '\xff\xfe'\n")
    async with opened(Workspace.open(root)) as (bench, press):
        await press("i", "y", "f", "}", "W", "escape", "t", "ctrl+p", *"job", "escape", "3", "1", "?", "escape")
        shown = screen_text(bench)

        assert "\x1b" not in shown
        assert "\u202e" not in shown


async def test_a_small_terminal_says_what_it_needs(workspace: Workspace) -> None:
    async with opened(workspace, (52, 11)) as (bench, _):
        assert "60 columns" in screen_text(bench)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (100, 30), (120, 40), (200, 60)])
async def test_every_row_is_exactly_as_wide_as_the_pane(workspace: Workspace, size: tuple[int, int]) -> None:
    async with opened(workspace, size) as (bench, press):
        await press("l", "]")
        diff = bench.review.diff
        widths = {diff.render_line(y).cell_length for y in range(diff.size.height)}

        assert widths == {diff.scrollable_content_region.width}


async def test_all_themes_paint_the_open_diff(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        pictures = set()
        for name in sorted(bench.available_themes):
            bench.theme = name
            await press("j", "k")
            pictures.add(bench.export_screenshot(title="t"))

        assert len(pictures) == len(bench.available_themes)


async def test_every_key_of_the_table_can_be_pressed(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        for _ in range(2):
            for key in "jkgGzZvvtttifFnN][}{><axuAXuyihl":
                await press(key)
            await press("pagedown", "pageup", "ctrl+d", "ctrl+u", "home", "end", "tab", "shift+tab", "space", "T")

        assert bench.is_running
