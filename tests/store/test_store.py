"""What the store promises to the person whose files it writes."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from g2l_tui.errors import BackupError, ChangedOnDiskError, RollbackError, StoreError
from g2l_tui.model.operation import FileWrite, Operation, OperationKind
from g2l_tui.store.filesystem import Tree
from g2l_tui.store.store import Store

Change = Callable[[Path, str, bytes | None], FileWrite]
TreeOf = Callable[[Path], dict[str, Any]]


def accept(root: Path, *files: FileWrite) -> Operation:
    return Store.open(root).write(OperationKind.ACCEPT, files)


def test_opening_and_looking_creates_nothing(workspace: Path) -> None:
    store = Store.open(workspace)

    assert (store.history(), store.journal(), store.verify(), store.recovered) == ((), (), (), ())
    assert store.decisions() == {}
    assert not (workspace / ".g2l").exists()


def test_a_backup_is_a_plain_file_equal_to_the_old_bytes(workspace: Path, change: Change) -> None:
    operation = accept(workspace, change(workspace, "jobs/users.py", b"new"))

    copy = workspace / ".g2l/backups" / operation.id / "files/jobs/users.py"
    assert copy.read_bytes() == b"users\r\n"
    assert (workspace / "jobs/users.py").read_bytes() == b"new"
    assert Store.open(workspace).backup(operation.id, "jobs/users.py") == b"users\r\n"


def test_a_backup_has_the_mode_and_the_time_of_the_file(workspace: Path, change: Change) -> None:
    os.utime(workspace / "jobs/users.py", (1_000_000_000, 1_000_000_000))

    operation = accept(workspace, change(workspace, "jobs/users.py", b"new"))

    status = (workspace / ".g2l/backups" / operation.id / "files/jobs/users.py").stat()
    assert (stat.S_IMODE(status.st_mode), status.st_mtime) == (0o755, 1_000_000_000)


def test_a_written_file_keeps_its_mode(workspace: Path, change: Change) -> None:
    accept(workspace, change(workspace, "jobs/users.py", b"new"))

    assert stat.S_IMODE((workspace / "jobs/users.py").stat().st_mode) == 0o755


def test_the_folder_is_private_ignored_by_git_and_explains_itself(workspace: Path, change: Change) -> None:
    accept(workspace, change(workspace, "old.py", b"new"))

    folder = workspace / ".g2l"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (folder / ".gitignore").read_text() == "/*\n!/rules/\n"
    assert "cp .g2l/backups/" in (folder / "README.txt").read_text()
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file() and path.name != "old.py"} == {0o600}


def test_nothing_is_written_when_one_of_many_files_changed_on_disk(
    workspace: Path, change: Change, tree_of: TreeOf
) -> None:
    files = [change(workspace, "jobs/orders.py", b"1"), change(workspace, "jobs/users.py", b"2")]
    (workspace / "jobs/users.py").write_bytes(b"saved by an editor")
    before = tree_of(workspace)

    with pytest.raises(ChangedOnDiskError, match=r"jobs/users\.py changed on disk"):
        accept(workspace, *files)

    assert tree_of(workspace) == before
    assert not (workspace / ".g2l").exists()


def test_a_file_that_must_not_exist_is_not_overwritten(workspace: Path) -> None:
    with pytest.raises(ChangedOnDiskError):
        accept(workspace, FileWrite("old.py", None, b"new"))

    assert (workspace / "old.py").read_bytes() == b""


def test_a_file_that_is_gone_is_reported_as_changed(workspace: Path, change: Change) -> None:
    file = change(workspace, "old.py", b"new")
    (workspace / "old.py").unlink()

    with pytest.raises(ChangedOnDiskError):
        accept(workspace, file)


def test_nothing_to_write_is_refused(workspace: Path) -> None:
    with pytest.raises(StoreError, match="nothing to write"):
        accept(workspace)
    with pytest.raises(StoreError, match="does not exist"):
        accept(workspace, FileWrite("no.py", None, None))


def test_a_read_only_folder_gives_a_clear_error_and_an_unchanged_tree(
    workspace: Path, change: Change, tree_of: TreeOf, no_superuser: None
) -> None:
    files = [change(workspace, "old.py", b"new"), change(workspace, "jobs/orders.py", b"new")]
    (workspace / "jobs").chmod(0o555)
    before = tree_of(workspace)

    with pytest.raises(StoreError, match=r"Permission denied.*as it was before"):
        accept(workspace, *files)

    assert tree_of(workspace) == before
    assert Store.open(workspace).history() == ()
    assert Store.open(workspace).verify() == ()


def test_a_read_only_workspace_can_be_opened_and_says_why_it_cannot_be_written(
    workspace: Path, change: Change, tree_of: TreeOf, no_superuser: None
) -> None:
    workspace.chmod(0o555)
    store = Store.open(workspace)

    with pytest.raises(StoreError, match=r"Permission denied.*Nothing was changed"):
        store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"new")])

    assert store.verify() == ()
    assert not (workspace / ".g2l").exists()


def test_a_workspace_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(tmp_path / "nowhere")


def test_a_full_disk_is_noticed_before_anything_is_written(
    workspace: Path, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Tree, "free_bytes", lambda _tree: 10)

    with pytest.raises(StoreError, match="too little room"):
        accept(workspace, change(workspace, "old.py", b"n" * 100))

    assert (workspace / "old.py").read_bytes() == b""


def test_a_rollback_puts_every_byte_mode_and_folder_back(workspace: Path, change: Change, tree_of: TreeOf) -> None:
    before = tree_of(workspace)
    operation = accept(
        workspace,
        change(workspace, "jobs/orders.py", b"new"),
        change(workspace, "jobs/users.py", None),
        change(workspace, "bundle/jobs/made.py", b"made"),
    )

    done = Store.open(workspace).rollback(operation.id)

    assert tree_of(workspace) == before
    assert (done.kind, done.undoes) == (OperationKind.ROLLBACK, operation.id)


def test_a_rollback_is_in_the_history_and_can_be_rolled_back(workspace: Path, change: Change, tree_of: TreeOf) -> None:
    files = [change(workspace, "old.py", None), change(workspace, "made/here.py", b"made")]
    operation = accept(workspace, *files)
    after = tree_of(workspace)
    store = Store.open(workspace)

    back = store.rollback(operation.id)
    again = store.rollback(back.id)

    assert tree_of(workspace) == after
    assert [entry.id for entry in store.history()] == [again.id, back.id, operation.id]


def test_a_rollback_of_some_files_leaves_the_others(workspace: Path, change: Change) -> None:
    files = [change(workspace, "old.py", b"1"), change(workspace, "jobs/users.py", b"2")]
    operation = accept(workspace, *files)

    Store.open(workspace).rollback(operation.id, ["old.py"])

    assert (workspace / "old.py").read_bytes() == b""
    assert (workspace / "jobs/users.py").read_bytes() == b"2"


def test_a_rollback_names_files_that_the_operation_did_not_write(workspace: Path, change: Change) -> None:
    operation = accept(workspace, change(workspace, "old.py", b"1"))

    with pytest.raises(RollbackError, match=r"did not write jobs/users\.py"):
        Store.open(workspace).rollback(operation.id, ["jobs/users.py"])
    with pytest.raises(RollbackError, match="did not write no file"):
        Store.open(workspace).rollback(operation.id, [])


def test_a_rollback_refuses_to_lose_a_later_save(workspace: Path, change: Change) -> None:
    operation = accept(workspace, change(workspace, "old.py", b"1"), change(workspace, "jobs/users.py", b"2"))
    (workspace / "old.py").write_bytes(b"saved since")

    with pytest.raises(RollbackError, match=r"^old\.py is no longer what"):
        Store.open(workspace).rollback(operation.id)

    assert (workspace / "old.py").read_bytes() == b"saved since"
    assert (workspace / "jobs/users.py").read_bytes() == b"2"


def test_a_forced_rollback_keeps_the_later_save_in_its_backup(workspace: Path, change: Change) -> None:
    operation = accept(workspace, change(workspace, "old.py", b"1"))
    (workspace / "old.py").write_bytes(b"saved since")
    store = Store.open(workspace)

    forced = store.rollback(operation.id, force=True)

    assert (workspace / "old.py").read_bytes() == b""
    assert store.backup(forced.id, "old.py") == b"saved since"


def test_a_rollback_of_what_is_already_gone_says_so(workspace: Path, change: Change) -> None:
    operation = accept(workspace, change(workspace, "made.py", b"1"))
    (workspace / "made.py").unlink()

    with pytest.raises(RollbackError, match="nothing left to put back"):
        Store.open(workspace).rollback(operation.id, force=True)


def test_a_rollback_with_both_copies_damaged_changes_nothing(workspace: Path, change: Change) -> None:
    operation = accept(workspace, change(workspace, "jobs/users.py", b"1"), change(workspace, "old.py", b"2"))
    for copy in ("files/jobs/users.py", "copies.tar"):
        (workspace / ".g2l/backups" / operation.id / copy).write_bytes(b"rotten")

    with pytest.raises(BackupError, match="damaged"):
        Store.open(workspace).rollback(operation.id)

    assert (workspace / "old.py").read_bytes() == b"2"


def test_the_backup_of_a_file_that_did_not_exist_is_none(workspace: Path, change: Change) -> None:
    operation = accept(workspace, change(workspace, "made.py", b"1"))

    assert Store.open(workspace).backup(operation.id, "made.py") is None


@pytest.mark.parametrize("name", ["nothing", "../../etc", "20260101T000000Z-000009-accept", "a\nb", "\udcff"])
def test_an_unknown_operation_is_a_backup_error(name: str, workspace: Path, change: Change) -> None:
    accept(workspace, change(workspace, "old.py", b"1"))

    with pytest.raises(BackupError):
        Store.open(workspace).backup(name, "old.py")
    with pytest.raises(BackupError):
        Store.open(workspace).rollback(name)


def test_an_operation_has_no_copy_of_a_file_it_did_not_write(workspace: Path, change: Change) -> None:
    operation = accept(workspace, change(workspace, "old.py", b"1"))

    with pytest.raises(BackupError, match="no copy of"):
        Store.open(workspace).backup(operation.id, "jobs/users.py")


def test_order_survives_equal_times_and_a_clock_set_back(workspace: Path, change: Change) -> None:
    noon = datetime(2026, 5, 1, 12, 0, tzinfo=timezone.utc)
    times = iter([noon, noon, noon - timedelta(days=400), noon])
    store = Store.open(workspace, clock=lambda: next(times))

    done = [store.write(OperationKind.ACCEPT, [change(workspace, "old.py", bytes([n]))]) for n in range(4)]

    assert [operation.number for operation in done] == [1, 2, 3, 4]
    assert list(store.history()) == done[::-1]
    assert [line["number"] for line in store.journal()] == [1, 2, 3, 4]


def test_a_number_is_not_given_twice_when_backups_were_removed_by_hand(workspace: Path, change: Change) -> None:
    store = Store.open(workspace)
    first = store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"1")])
    folder = workspace / ".g2l/backups" / first.id
    folder.rename(workspace / "elsewhere")

    assert store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"2")]).number == 2


def test_an_operation_reads_back_as_it_was_returned(workspace: Path, change: Change) -> None:
    store = Store.open(workspace)
    files = [change(workspace, "old.py", None), change(workspace, "a b/ü.py", b"2")]

    operation = store.write(OperationKind.MIGRATE, files, note="why \udcff\n")

    assert store.history() == (operation,)
    assert operation.note == "why \\udcff\n"


def test_an_error_of_the_disk_at_the_end_says_that_the_files_were_written(
    workspace: Path, change: Change, disk: Any
) -> None:
    file = change(workspace, "old.py", b"new")
    Store.open(workspace).decide({})
    with disk() as counting:
        done = accept(workspace, file)
    Store.open(workspace).rollback(done.id)
    messages = set()

    for at in range(1, counting.calls + 1):
        with disk(at, "EIO once"):
            try:
                Store.open(workspace).write(OperationKind.ACCEPT, [file])
            except StoreError as error:
                messages.add(error.message.partition(" as ")[0] if "were written as" in error.message else "")
        if (workspace / "old.py").read_bytes() == b"new":
            Store.open(workspace).rollback(Store.open(workspace).history()[0].id)

    assert "The files were written" in messages
    assert Store.open(workspace).verify() == ()


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="Python knows extended attributes on Linux only")
def test_extended_attributes_survive_a_write_and_a_rollback(workspace: Path, change: Change) -> None:
    try:
        os.setxattr(workspace / "old.py", "user.origin", b"etl team")
    except OSError:
        pytest.skip("no extended attributes on this file system")

    operation = accept(workspace, change(workspace, "old.py", b"new"))
    written = os.getxattr(workspace / "old.py", "user.origin")
    Store.open(workspace).rollback(operation.id)

    assert written == os.getxattr(workspace / "old.py", "user.origin") == b"etl team"
