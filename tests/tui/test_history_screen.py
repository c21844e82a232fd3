"""History: what was written, and putting it back."""

from __future__ import annotations

from pathlib import Path

from g2l_tui.model.operation import OperationKind
from g2l_tui.tui.app import Workbench
from g2l_tui.tui.file_state import FileState
from g2l_tui.tui.screens.sheets import Sheet
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import opened, screen_text

ORDERS = "jobs/orders.py"
CUSTOMERS = "jobs/customers.py"


def backup_of_newest(bench: Workbench, path: str) -> bytes | None:
    newest = max(bench.workspace.history(), key=lambda operation: operation.number)
    return bench.workspace.backup(newest.id, path)


async def test_an_empty_history_says_so(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("3", "r", "]", "v", "z")

        assert "Nothing was written yet" in screen_text(bench)


async def test_operations_stand_newest_first_with_their_files_and_diff(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("A", "W", "enter", "A", "W", "enter", "3")
        listed = [operation.files[0].path for operation in bench.history.operations.operations]
        before = bench.history.diff.view.comparison.raw_left

        assert listed == [ORDERS, CUSTOMERS]
        assert "".join(before) == (backup_of_newest(bench, ORDERS) or b"").decode()
        await press("j")
        assert bench.history.records.chosen is not None
        assert bench.history.records.chosen.path == CUSTOMERS


async def test_rolling_back_shows_a_sheet_and_is_an_operation_itself(workspace: Workspace, root: Path) -> None:
    glue = (root / CUSTOMERS).read_bytes()
    async with opened(workspace) as (bench, press):
        await press("A", "W", "enter", "3", "r")
        assert isinstance(bench.screen, Sheet)
        assert (root / CUSTOMERS).read_bytes() != glue

        await press("enter")
        assert (root / CUSTOMERS).read_bytes() == glue
        assert [o.kind for o in bench.history.operations.operations] == [
            OperationKind.ROLLBACK,
            OperationKind.ACCEPT,
        ]
        assert bench.session.state(CUSTOMERS) is FileState.ACCEPTED


async def test_a_single_file_of_an_operation_can_be_rolled_back(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        glue = {path: (root / path).read_bytes() for path in (CUSTOMERS, ORDERS)}
        await press("A", "A", "W", "enter", "3", "tab", "r", "enter")

        assert (root / CUSTOMERS).read_bytes() == glue[CUSTOMERS]
        assert (root / ORDERS).read_bytes() != glue[ORDERS]
        assert len(bench.history.operations.operations) == 2


async def test_the_workspace_goes_back_to_a_moment(workspace: Workspace, root: Path) -> None:
    glue = {path: (root / path).read_bytes() for path in (CUSTOMERS, ORDERS)}
    async with opened(workspace) as (bench, press):
        await press("A", "W", "enter", "A", "W", "enter", "3", "r", "enter", "G", "t")
        sheet = screen_text(bench)
        await press("enter")
        await press()

        assert "Take back 3 operations" in sheet
        assert {path: (root / path).read_bytes() for path in glue} == glue
        assert len(workspace.history()) == 4


async def test_going_back_to_a_moment_over_later_changes_asks_again(workspace: Workspace, root: Path) -> None:
    glue = {path: (root / path).read_bytes() for path in (CUSTOMERS, ORDERS)}
    async with opened(workspace) as (bench, press):
        await press("A", "W", "enter", "A", "W", "enter")
        (root / ORDERS).write_text("by_hand = 1\n")
        written = (root / CUSTOMERS).read_bytes()
        await press("3", "G", "t", "enter")
        asked = screen_text(bench)
        untouched = (root / ORDERS).read_text(), (root / CUSTOMERS).read_bytes()
        await press("enter")

        assert "Roll back to a moment over later changes" in asked
        assert untouched == ("by_hand = 1\n", written)
        assert {path: (root / path).read_bytes() for path in glue} == glue
        assert backup_of_newest(bench, ORDERS) == b"by_hand = 1\n"


async def test_marked_files_are_rolled_back_together_and_their_sheet_changes_nothing(
    workspace: Workspace, root: Path
) -> None:
    glue = {path: (root / path).read_bytes() for path in (CUSTOMERS, ORDERS)}
    async with opened(workspace) as (bench, press):
        await press("A", "A", "W", "enter", "3")
        written = {path: (root / path).read_bytes() for path in glue}
        await press("space", "space", "r")
        sheet, dry = screen_text(bench), {path: (root / path).read_bytes() for path in glue}
        await press("enter")

        assert "Roll back 2 files" in sheet
        assert dry == written
        assert {path: (root / path).read_bytes() for path in glue} == glue
        assert backup_of_newest(bench, ORDERS) == written[ORDERS]


async def test_one_change_is_put_back_and_the_rest_of_the_file_stays(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        await press("A", "W", "enter", "3")
        written = (root / CUSTOMERS).read_text()
        bench.history.diff.reveal(len(bench.history.diff.view.comparison.left) - 1)
        await press("x")
        sheet = screen_text(bench)
        await press("enter")

        assert "Put back 1 change" in sheet
        assert (root / CUSTOMERS).read_text() == written + "\njob.commit()\n"
        assert backup_of_newest(bench, CUSTOMERS) == written.encode()
        assert bench.history.operations.operations[0].kind is OperationKind.ROLLBACK


async def test_where_nothing_differs_nothing_is_put_back(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("A", "W", "enter", "3")
        bench.history.diff.reveal(0)
        await press("x")

        assert not isinstance(bench.screen, Sheet)
        assert len(workspace.history()) == 1


async def test_escape_on_the_sheet_rolls_nothing_back(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        await press("A", "W", "enter")
        written = (root / CUSTOMERS).read_bytes()
        await press("3", "r", "escape")

        assert (root / CUSTOMERS).read_bytes() == written
        assert len(bench.workspace.history()) == 1


async def test_a_file_changed_since_is_rolled_back_only_after_a_second_sheet(workspace: Workspace, root: Path) -> None:
    glue = (root / CUSTOMERS).read_bytes()
    async with opened(workspace) as (bench, press):
        await press("A", "W", "enter")
        (root / CUSTOMERS).write_text("by_hand = 1\n")
        await press("3", "r", "enter")
        assert isinstance(bench.screen, Sheet)
        assert (root / CUSTOMERS).read_text() == "by_hand = 1\n"

        await press("enter")
        assert (root / CUSTOMERS).read_bytes() == glue
        assert backup_of_newest(bench, CUSTOMERS) == b"by_hand = 1\n"


async def test_backups_that_are_not_as_they_were_left_are_told_and_the_others_work(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("A", "W", "enter", "A", "W", "enter")
        newest, oldest = bench.workspace.history()
        (workspace.root / ".g2l/backups" / oldest.id / "op.json").write_text("{")
        (workspace.root / ".g2l/backups" / "odd \x1b[31m").mkdir()
        await press("3")

        assert "is foreign: no operation has such a name" in screen_text(bench)
        assert "and 1 more" in screen_text(bench)
        assert [operation.id for operation in bench.history.operations.operations] == [newest.id]
