"""Report: measures, folders and the work that is left, and the way from there to the code."""

from __future__ import annotations

from pathlib import Path

from g2l_tui.report.work import Place
from g2l_tui.tui.app import Workbench
from g2l_tui.tui.opening import Opening
from g2l_tui.tui.widgets.bars import TitleBar
from g2l_tui.tui.widgets.diff_pane import DiffPane
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import opened, repository, screen_text, settle

CUSTOMERS = "jobs/customers.py"


async def test_measures_follow_decisions_and_writes(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("4")
        before = screen_text(bench)
        await press("1", "A", "4")
        decided = screen_text(bench)
        await press("1", "W", "enter", "4")
        written = screen_text(bench)

        total = len(bench.session.migrations["jobs/orders.py"].changes)
        assert f" 0/{2 * total} changes" in before
        assert f"{total}/{2 * total} changes" in decided
        assert "1/3 files" in written


async def test_files_may_be_migrated_while_the_screen_is_being_opened(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, _):
        opening = bench.switch_mode("report")
        bench.show_progress()
        await opening

        assert " 0/" in screen_text(bench)


async def test_enter_on_a_folder_opens_its_first_open_file(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("A", "4")
        bench.report.folders.focus()
        await press("enter")

        assert bench.current_mode == "review"
        assert bench.review.path == "jobs/orders.py"


async def test_work_opens_to_its_places_and_a_place_to_the_line(tmp_path: Path) -> None:
    job = "from awsglue.transforms import FindMatches\n\nfound = FindMatches.apply(frame=orders)\n"
    async with opened(Workspace.open(repository(tmp_path / "w", {"a.py": job, "b.py": job}))) as (bench, press):
        await press("4", "enter", "j", "j")
        place = bench.report.work.lines[bench.report.work.cursor]
        await press("enter")

        assert isinstance(place, Place)
        assert place.path == bench.review.path == "b.py"
        assert bench.review.diff.source_line == place.finding.line - 1
        assert isinstance(bench.focused, DiffPane)


async def test_opened_work_stays_open_and_the_cursor_in_place(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("4", "enter", "j")
        at = bench.report.work.lines[bench.report.work.cursor]
        bench.review.open_file(CUSTOMERS)
        bench.survey()
        await press()

        assert bench.report.work.lines[bench.report.work.cursor] == at


async def test_the_report_is_exported_for_people_who_do_not_have_the_program(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        await press("4", "E")
        said = [note.message for note in bench._notifications]
    page, markdown = ((root / ".g2l" / name).read_text() for name in ("report.html", "report.md"))

    assert str(root / ".g2l/report.html") in said[0]
    assert "jobs/legacy.py" in page
    assert "jobs/legacy.py" in markdown
    assert workspace.verify() == ()


async def test_a_repository_without_glue_has_an_empty_report(tmp_path: Path) -> None:
    async with opened(Workspace.open(repository(tmp_path / "w", {"a.py": "x = 1\n"}))) as (bench, press):
        await press("4", "enter", "tab", "enter", "j", "G")

        assert "nothing is left" in screen_text(bench)
        assert "no file uses AWS Glue" in screen_text(bench)


async def test_a_click_on_a_screen_s_name_goes_there(workspace: Workspace) -> None:
    bench = Workbench(Opening.done(workspace), watching=False)
    async with bench.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        column = screen_text(bench).splitlines()[0].index("4 Report")
        await pilot.click(TitleBar, offset=(column, 0))
        await settle(pilot)

        assert bench.current_mode == "report"
