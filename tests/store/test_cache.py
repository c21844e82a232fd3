from __future__ import annotations

from pathlib import Path

import pytest

from g2l_tui.store.cache import CACHE, MOST, load_cached, save_cached


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".g2l").mkdir()
    return tmp_path


def test_what_was_kept_is_there_again(root: Path) -> None:
    save_cached(root, "a", b"one\ntwo")
    save_cached(root, "a", b"three\n")

    assert (load_cached(root, "a"), load_cached(root, "b")) == (b"three\n", None)


def test_a_workspace_that_has_no_folder_of_ours_gets_none(tmp_path: Path) -> None:
    save_cached(tmp_path, "a", b"one")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"\n", b"one", b"\xff\xfe\n\x00", b"0" * 64 + b"\none", "é\none".encode()])
def test_what_is_damaged_or_was_not_signed_says_nothing(root: Path, damage: bytes) -> None:
    save_cached(root, "a", b"one")
    (root / CACHE / "a").write_bytes(damage)

    assert load_cached(root, "a") is None


def test_what_lies_under_another_name_says_nothing(root: Path) -> None:
    save_cached(root, "a", b"one")
    (root / CACHE / "a").rename(root / CACHE / "b")

    assert load_cached(root, "b") is None


def test_what_another_user_signed_says_nothing(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as other:
        other.setenv("XDG_STATE_HOME", str(tmp_path / "other"))
        save_cached(root, "a", b"one")
        assert load_cached(root, "a") == b"one"

    assert load_cached(root, "a") is None


def test_a_cache_that_leads_elsewhere_is_not_followed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / CACHE).symlink_to(tmp_path / "elsewhere")

    save_cached(root, "a", b"one")

    assert load_cached(root, "a") is None
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_what_stands_in_the_way_keeps_nothing_from_working(root: Path) -> None:
    (root / CACHE / "a").mkdir(parents=True)
    save_cached(root, "a", b"one")
    assert load_cached(root, "a") is None
    (root / CACHE / "a").rmdir()

    save_cached(root, "a", b"one")

    assert load_cached(root, "a") == b"one"


def test_a_cache_does_not_grow_forever(root: Path) -> None:
    (root / CACHE).mkdir()
    for number in range(MOST):
        (root / CACHE / str(number)).write_bytes(b"")

    save_cached(root, "a", b"one")

    assert [path.name for path in (root / CACHE).iterdir()] == ["a"]
