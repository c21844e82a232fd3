"""Paths, links and manifests that somebody made to hurt."""

from __future__ import annotations

import json
import os
import shutil
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from g2l_tui.errors import StoreError
from g2l_tui.model.operation import FileWrite, OperationKind
from g2l_tui.model.source import digest_of
from g2l_tui.store.store import Store

Change = Callable[[Path, str, bytes | None], FileWrite]
TreeOf = Callable[[Path], dict[str, Any]]

BAD_PATHS = [
    "",
    "/etc/passwd",
    "../outside.py",
    "jobs/../../outside.py",
    "./old.py",
    "jobs//orders.py",
    "jobs/",
    ".",
    ".git/hooks/pre-commit",
    "sub/.GIT/config",
    ".g2l/backups/x",
    ".G2L/x",
    ".git./config",
    ".git /config",
    "git~1/config",
    ".git::$INDEX_ALLOCATION/config",
    ".g\u0131t\u200c/config",
    ".g\u200cit/config",
    "\uff0egit/config",
    "new\nline.py",
    "nul\0.py",
    "escape\x1b[31m.py",
    "bidi\u202e.py",
    "c1\x9b.py",
    "not-utf8\udcff.py",
]


@pytest.mark.parametrize("path", BAD_PATHS, ids=ascii)
def test_a_path_that_could_do_harm_is_refused(path: str, workspace: Path, tree_of: TreeOf) -> None:
    before = tree_of(workspace.parent)

    with pytest.raises(StoreError) as caught:
        Store.open(workspace).write(OperationKind.ACCEPT, [FileWrite(path, None, b"x")])

    assert tree_of(workspace.parent) == before
    assert caught.value.message.isprintable()


@pytest.mark.parametrize("twin", ["old.py", "OLD.py", "o\uff4cd.py"])
def test_two_names_of_one_file_are_refused(twin: str, workspace: Path, change: Change) -> None:
    with pytest.raises(StoreError, match="can be the same file"):
        Store.open(workspace).write(
            OperationKind.ACCEPT, [change(workspace, "old.py", b"1"), FileWrite(twin, None, b"2")]
        )


def test_a_file_cannot_be_the_folder_of_another(workspace: Path) -> None:
    with pytest.raises(StoreError, match="cannot be both"):
        Store.open(workspace).write(OperationKind.ACCEPT, [FileWrite("a/b", None, b"1"), FileWrite("a", None, b"2")])


def test_links_and_things_that_are_no_files_are_refused(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = workspace.parent / "outside"
    outside.mkdir()
    (outside / "x.py").write_bytes(b"x")
    (workspace / "link").symlink_to(outside)
    (workspace / "link.py").symlink_to(outside / "x.py")
    (workspace / "loop.py").symlink_to("loop.py")
    (workspace / "hard.py").hardlink_to(outside / "x.py")
    (workspace / "device.py").symlink_to("/dev/zero")
    os.mkfifo(workspace / "fifo.py")
    (workspace / "folder.py").mkdir()
    monkeypatch.chdir(workspace)  # a socket's path has to be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.py")
    refused = {
        "device.py": "device.py is a symbolic link",
        "socket.py": "not a regular file",
        "link/x.py": "link is a symbolic link",
        "link.py": "link.py is a symbolic link",
        "loop.py": "symbolic link",
        "hard.py": "hard-linked",
        "fifo.py": "not a regular file",
        "folder.py": "not a regular file",
        "old.py/x.py": "old.py is not a folder",
    }

    for path, reason in refused.items():
        with pytest.raises(StoreError, match=reason):
            Store.open(workspace).write(OperationKind.ACCEPT, [FileWrite(path, digest_of(b"x"), b"new")])

    assert (outside / "x.py").read_bytes() == b"x"
    assert not (workspace / ".g2l").exists()


def test_a_device_is_refused_before_a_byte_of_it_is_read(workspace: Path) -> None:
    try:
        os.mknod(workspace / "zero.py", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only the superuser makes devices")

    with pytest.raises(StoreError, match="not a regular file"):
        Store.open(workspace).write(OperationKind.ACCEPT, [FileWrite("zero.py", digest_of(b""), b"new")])


@pytest.mark.parametrize("kind", ["link", "file"])
def test_a_g2l_that_is_no_folder_is_refused(kind: str, workspace: Path, change: Change) -> None:
    outside = workspace.parent / "outside"
    outside.mkdir()
    store = Store.open(workspace)
    if kind == "link":
        (workspace / ".g2l").symlink_to(outside)
    else:
        (workspace / ".g2l").write_bytes(b"")

    with pytest.raises(StoreError, match=r"\.g2l in .* is "):
        store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"new")])
    with pytest.raises(StoreError, match=r"\.g2l in .* is "):
        Store.open(workspace)

    assert store.verify() != ()
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("name", ["tmp", "pending", "backups", "quarantine", "lock", "journal.jsonl"])
def test_a_link_inside_g2l_is_never_followed(name: str, workspace: Path, change: Change, tree_of: TreeOf) -> None:
    outside = workspace.parent / "outside"
    (outside / "20260101T000000Z-000001-accept").mkdir(parents=True)
    (outside / "journal").write_bytes(b"torn")
    (workspace / ".g2l").mkdir()
    is_file = name in ("lock", "journal.jsonl")
    (workspace / ".g2l" / name).symlink_to(outside / "journal" if is_file else outside)
    before = tree_of(workspace.parent)
    store = Store.open(workspace)

    with pytest.raises(StoreError):
        store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"1")])

    assert name == "lock" or store.verify() != ()
    assert tree_of(workspace.parent) == before


HOSTILE = {
    "climbing path": {"files": [{"path": "../outside.py"}]},
    "absolute path": {"files": [{"path": "/tmp/outside.py"}]},
    "git hook": {"files": [{"path": ".git/hooks/pre-commit"}]},
    "control characters": {"files": [{"path": "a\x1b]0;x\x07.py"}]},
    "same file twice": {"files": [{}, {}]},
    "no files": {"files": []},
    "digest": {"files": [{"before": "zz"}]},
    "neither before nor after": {"files": [{"before": None, "after": None}]},
    "mode": {"files": [{"mode": -1}]},
    "size": {"files": [{"size": 2**62}]},
    "size beyond all numbers": {"files": [{"size": 2**70}]},
    "unknown key": {"command": "rm -rf"},
    "foreign folder": {"folders": ["elsewhere"]},
    "climbing folder": {"folders": [".."]},
    "token": {"token": "../../x"},
    "other id": {"id": "20260101T000000Z-000008-accept"},
    "other number": {"number": 8},
    "other kind": {"kind": "undo"},
    "unknown kind": {"kind": "explode"},
    "naive time": {"time": "2026-01-01T00:00:00"},
    "undoes": {"undoes": "../x"},
    "newer format": {"format": 3},
    "no format": {"format": None},
}
NAME = "20260101T000000Z-000007-accept"


def forge(root: Path, state: str, forged: dict[str, Any]) -> Path:
    """Write an operation as an attacker would: sound but for what `forged` says, with copies that fit."""
    file = {"path": "old.py", "before": digest_of(b"evil"), "after": digest_of(b""), "size": 4, "mode": 0o644}
    sound = {
        "format": 1,
        "id": NAME,
        "number": 7,
        "kind": "accept",
        "time": "2026-01-01T00:00:00Z",
        "undoes": None,
        "note": "",
        "token": "0123456789abcdef",
        "folders": [],
        "files": [file],
    }
    document = {**sound, **forged}
    document["files"] = [{**file, **entry} for entry in document["files"]]
    folder = root / ".g2l" / state / NAME
    (folder / "files").mkdir(parents=True)
    (folder / "files/old.py").write_bytes(b"evil")
    (folder / "op.json").write_text(json.dumps(document))
    (root / ".g2l/pending").mkdir(exist_ok=True)
    (root / ".g2l/pending" / f"{NAME}.swapping").write_bytes(b"")
    return folder


@pytest.mark.parametrize("forged", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_backup_is_skipped_named_and_never_rolled_back(
    forged: dict[str, Any], workspace: Path, tree_of: TreeOf
) -> None:
    forge(workspace, "backups", forged)
    before = tree_of(workspace.parent)
    store = Store.open(workspace)

    with pytest.raises(StoreError):
        store.rollback(NAME, force=True)

    assert store.history() == ()
    assert [backup.id for backup in store.past().odd] == [NAME]
    assert any(NAME in sentence for sentence in store.verify())
    assert all(sentence.isprintable() for sentence in store.verify())
    assert tree_of(workspace.parent) == before


@pytest.mark.parametrize("forged", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_pending_operation_changes_nothing(
    forged: dict[str, Any], workspace: Path, change: Change, tree_of: TreeOf
) -> None:
    forge(workspace, "pending", forged)
    before = tree_of(workspace.parent)

    store = Store.open(workspace)

    assert len(store.recovered) == 1
    assert store.recovered[0].isprintable()
    assert tree_of(workspace.parent) == before
    if forged == {"format": 3}:
        with pytest.raises(StoreError, match="newer version"):
            store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"1")])
    else:
        assert (workspace / ".g2l/quarantine" / NAME / "op.json").exists()
        store.write(OperationKind.ACCEPT, [change(workspace, "old.py", b"1")])


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 200_000, b"\xff\xfe", b"null", b'{"format":1e999}'])
def test_a_manifest_that_is_rubbish_never_crashes(content: bytes, workspace: Path) -> None:
    folder = forge(workspace, "backups", {})
    (folder / "op.json").write_bytes(content)

    store = Store.open(workspace)

    assert store.history() == ()
    assert len(store.verify()) >= 1


def test_copies_behind_a_link_are_not_read(workspace: Path) -> None:
    folder = forge(workspace, "backups", {"files": [{"path": "jobs/x.py"}]})
    (workspace.parent / "outside").mkdir()
    (workspace.parent / "outside/x.py").write_bytes(b"evil")
    (folder / "files/jobs").symlink_to(workspace.parent / "outside")
    store = Store.open(workspace)

    with pytest.raises(StoreError, match="cannot be read"):
        store.backup(NAME, "jobs/x.py")

    assert any("symbolic link" in sentence for sentence in store.verify())


def test_a_sound_operation_that_came_with_a_clone_is_never_taken_back_by_itself(
    workspace: Path, tree_of: TreeOf
) -> None:
    forge(workspace, "pending", {})
    (workspace / "old.py").write_bytes(b"")
    before = tree_of(workspace)

    store = Store.open(workspace)

    assert tree_of(workspace) == before
    assert len(store.recovered) == 1
    assert "not begun by you on this machine" in store.recovered[0]
    assert (workspace / ".g2l/quarantine" / NAME / "files/old.py").read_bytes() == b"evil"


@pytest.mark.parametrize("signature", [None, "0" * 64])
def test_a_backup_that_came_with_a_clone_is_rolled_back_only_by_force(signature: str | None, workspace: Path) -> None:
    forge(workspace, "backups", {"signature": signature})
    store = Store.open(workspace)

    for attempt in (store.undo, lambda: store.rollback(NAME)):
        with pytest.raises(StoreError, match="not made by you on this machine"):
            attempt()
    unforced = (workspace / "old.py").read_bytes()
    said = store.verify()
    store.rollback(NAME, force=True)

    assert unforced == b""
    assert any("not made by you" in sentence for sentence in said)
    assert (workspace / "old.py").read_bytes() == b"evil"


def test_a_backup_whose_manifest_was_altered_is_no_longer_ones_own(workspace: Path, change: Change) -> None:
    operation = Store.open(workspace).write(OperationKind.ACCEPT, [change(workspace, "old.py", b"new")])
    manifest = workspace / ".g2l/backups" / operation.id / "op.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"mode": 416', b'"mode": 511'))

    with pytest.raises(StoreError, match="not made by you"):
        Store.open(workspace).rollback(operation.id)


@pytest.mark.parametrize("planted", ["backup", "journal"])
def test_a_clone_cannot_say_that_a_migration_made_what_a_person_wrote(
    planted: str, workspace: Path, change: Change
) -> None:
    person = (workspace / "jobs/orders.py").read_bytes()
    forge(workspace, "backups", {"files": [{"after": digest_of(person)}]})
    store = Store.open(workspace)
    if planted == "journal":
        shutil.rmtree(workspace / ".g2l/backups" / NAME)

    accepted = store.write(OperationKind.ACCEPT, [change(workspace, "jobs/orders.py", b"new")])
    pruning = store.prune(keep=0)

    assert NAME in (workspace / ".g2l/journal.jsonl").read_text()
    assert accepted.id in pruning.needed
    assert store.backup(accepted.id, "jobs/orders.py") == person


def test_the_key_is_private_and_outside_of_the_workspace(workspace: Path, change: Change, own_state: Path) -> None:
    Store.open(workspace).write(OperationKind.ACCEPT, [change(workspace, "old.py", b"new")])
    key = own_state / "g2l-tui/key"

    assert key.stat().st_mode & 0o777 == 0o600
    assert key.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in key.parent.iterdir() if path.is_file()] == ["key"]
    assert all(key.read_bytes() not in path.read_bytes() for path in workspace.rglob("*") if path.is_file())


def test_without_a_place_for_a_key_everything_works_unsigned(
    workspace: Path, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(workspace / "old.py"))
    store = Store.open(workspace)

    operation = store.write(OperationKind.ACCEPT, [change(workspace, "jobs/orders.py", b"new")])
    store.rollback(operation.id)

    assert (workspace / "jobs/orders.py").read_bytes() == b"orders\n"
    assert store.verify() == ()
