"""Another program saves while the store writes: what it saved is never overwritten."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from g2l_tui.errors import StoreError
from g2l_tui.model.operation import FileWrite, OperationKind
from g2l_tui.store.store import Store

Change = Callable[[Path, str, bytes | None], FileWrite]
TreeOf = Callable[[Path], dict[str, Any]]

CALLS = frozenset({"mkdir", "rename", "link", "unlink", "rmdir", "write", "fsync", "exchange", "create", "read"})
SAVES = [
    (save, path)
    for save in ("save_in_place", "save_by_rename", "replace_by_folder", "remove")
    for path in ("jobs/orders.py", "old.py", "made.py")
    # To remove what is not there yet is nothing, and a file that both remove may come back: nothing is lost.
    if (save, path) not in (("remove", "made.py"), ("remove", "old.py"))
]


def save_in_place(path: Path) -> None:
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_bytes(b"saved by an editor")


def save_by_rename(path: Path) -> None:
    save_in_place(path.with_name("editor~"))
    path.with_name("editor~").replace(path)


def replace_by_folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    (path / "of").mkdir(parents=True)


def remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def became(path: Path) -> bytes | None:
    if path.is_dir():
        return b"a folder"
    return path.read_bytes() if path.exists() else None


EDITORS: dict[str, tuple[Callable[[Path], None], bytes | None]] = {
    "save_in_place": (save_in_place, b"saved by an editor"),
    "save_by_rename": (save_by_rename, b"saved by an editor"),
    "replace_by_folder": (replace_by_folder, b"a folder"),
    "remove": (remove, None),
}


@pytest.fixture
def step(workspace: Path, change: Change) -> Callable[[Store], object]:
    files = [
        change(workspace, "jobs/orders.py", b"spark orders\n"),
        change(workspace, "old.py", None),
        change(workspace, "made.py", b"made\n"),
        change(workspace, "jobs/users.py", b"spark users\n"),
    ]
    return lambda store: store.write(OperationKind.ACCEPT, files)


@pytest.mark.parametrize(("save", "path"), SAVES)
def test_what_an_editor_does_during_a_write_stays_done(
    save: str, path: str, step: Callable[[Store], object], workspace: Path, tree_of: TreeOf, disk: Any
) -> None:
    before, root = tree_of(workspace), workspace.parent / "edited"
    action, expected = EDITORS[save]
    at, calls, refused = 0, 1, 0

    while at < calls:
        at += 1
        shutil.copytree(workspace, root)
        with disk(at, "save", counted=CALLS) as shim:
            shim.editor = lambda: action(root / path)
            try:
                step(Store.open(root))
            except StoreError:
                refused += 1
                others = {name: there for name, there in tree_of(root).items() if not name.startswith(path)}
                assert others == {name: there for name, there in before.items() if name != path}, at
        calls = shim.calls
        assert became(root / path) == expected, at
        assert list(root.rglob(".g2l-*")) == []
        assert Store.open(root).verify() == (), at
        shutil.rmtree(root)

    assert refused > 0


@pytest.mark.parametrize("path", ["jobs/orders.py", "old.py", "made.py"])
def test_what_an_editor_does_while_a_refused_write_is_put_back_is_kept(
    path: str, step: Callable[[Store], object], workspace: Path, disk: Any
) -> None:
    root, start, calls = workspace.parent / "edited", 0, 200
    # The last moment at which a save of another file still makes the whole write be taken back.
    for at in range(calls, 0, -1):
        shutil.copytree(workspace, root)
        with disk(at, "save", counted=CALLS) as shim, suppress(StoreError):
            shim.editor = lambda: save_by_rename(root / "jobs/users.py")
            step(Store.open(root))
        start = at if shim.calls >= at and became(root / "jobs/orders.py") == b"orders\n" else 0
        shutil.rmtree(root)
        if start:
            break
    at, calls = start, start + 1

    while at < calls:
        at += 1
        shutil.copytree(workspace, root)
        with disk(start, "save", counted=CALLS) as shim, suppress(StoreError):

            def again(shim: Any = shim, at: int = at) -> None:
                save_by_rename(root / "jobs/users.py")
                shim.at, shim.editor = at, lambda: save_by_rename(root / path)

            shim.editor = again
            step(Store.open(root))
        calls = shim.calls
        Store.open(root)
        aside = [each.read_bytes() for each in root.glob(".g2l/quarantine/*/found-*")]
        assert b"saved by an editor" in (became(root / path), *aside), at
        assert list(root.rglob(".g2l-*")) == []
        shutil.rmtree(root)

    assert start > 0


def test_without_an_exchange_the_window_for_a_save_is_one_call(
    step: Callable[[Store], object], workspace: Path, disk: Any
) -> None:
    root = workspace.parent / "edited"
    at, calls, overwritten = 0, 1, 0

    while at < calls:
        at += 1
        shutil.copytree(workspace, root)
        with disk(at, "save", counted=CALLS, exchange=False) as shim:
            shim.editor = lambda: save_by_rename(root / "jobs/orders.py")
            with suppress(StoreError):
                step(Store.open(root))
        calls = shim.calls
        overwritten += became(root / "jobs/orders.py") != b"saved by an editor"
        shutil.rmtree(root)

    assert overwritten <= 1


@pytest.mark.parametrize("removed", ["", "pending/*-accept", "tmp/*-accept"])
def test_who_removes_the_folder_of_the_store_during_a_write_gets_all_before_or_all_after(
    removed: str, step: Callable[[Store], object], workspace: Path, tree_of: TreeOf, disk: Any
) -> None:
    """`git clean -fdx` does so: the copies are gone, and what the files were is known to the writer alone."""
    root, before = workspace.parent / "cleaned", sources(tree_of(workspace))
    with disk(counted=CALLS) as counting:
        step(Store.open(shutil.copytree(workspace, workspace.parent / "measured")))
    seen = []

    for at in range(1, counting.calls + 1):
        shutil.copytree(workspace, root)
        with disk(at, "save", counted=CALLS) as shim:
            shim.editor = lambda: list(map(shutil.rmtree, root.glob(f".g2l/{removed}")))
            try:
                step(Store.open(root))
            except StoreError:
                assert sources(tree_of(root)) == before, at
                seen.append("before")
            else:
                assert (root / "jobs/orders.py").read_bytes() == b"spark orders\n", at
                seen.append("after")
        assert list(root.rglob(".g2l-*")) == [], at
        shutil.rmtree(root)

    assert set(seen) == {"before", "after"}


def sources(tree: dict[str, Any]) -> dict[str, Any]:
    return {path: there for path, there in tree.items() if there is not None}
