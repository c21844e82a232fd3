"""Rule files are saved whole, below the workspace, and never over somebody else's save."""

from __future__ import annotations

from pathlib import Path

import pytest

from g2l_tui.errors import ChangedOnDiskError, StoreError
from g2l_tui.model.source import digest_of
from g2l_tui.store.rule_files import save

PATH = ".g2l/rules/deep/mine.toml"


def test_a_new_file_is_made_with_its_folders(tmp_path: Path) -> None:
    save(tmp_path, PATH, b"x = 1\n", before=None)

    assert (tmp_path / PATH).read_bytes() == b"x = 1\n"
    assert (tmp_path / ".g2l" / ".gitignore").exists()


def test_a_file_is_replaced_when_it_is_what_was_opened(tmp_path: Path) -> None:
    save(tmp_path, PATH, b"old\n", before=None)
    save(tmp_path, PATH, b"new\n", before=digest_of(b"old\n"))

    assert (tmp_path / PATH).read_bytes() == b"new\n"


def test_what_an_editor_saved_meanwhile_stays(tmp_path: Path) -> None:
    save(tmp_path, PATH, b"old\n", before=None)
    (tmp_path / PATH).write_bytes(b"by an editor\n")

    with pytest.raises(ChangedOnDiskError, match="Nothing was saved"):
        save(tmp_path, PATH, b"new\n", before=digest_of(b"old\n"))
    with pytest.raises(ChangedOnDiskError):
        save(tmp_path, PATH, b"new\n", before=None)
    assert (tmp_path / PATH).read_bytes() == b"by an editor\n"


def test_a_link_is_not_followed_out_of_the_workspace(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "root"
    (root / ".g2l").mkdir(parents=True)
    (root / ".g2l" / "rules").symlink_to(outside)

    with pytest.raises(StoreError):
        save(root, ".g2l/rules/mine.toml", b"x\n", before=None)
    assert list(outside.iterdir()) == []
