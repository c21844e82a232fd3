from __future__ import annotations

import os
from pathlib import Path

import pytest

from g2l_tui.workspace.scan import files_below, matches_any, parse_patterns, python_files

EVERY = ("**/*.py",)


def test_python_files_are_found_at_any_depth(tmp_path: Path) -> None:
    _make(tmp_path, "a.py", "jobs/b.py", "jobs/deep/er/c.py", "jobs/readme.md", "b.pyc")

    assert sorted(python_files(tmp_path, EVERY, ())) == ["a.py", "jobs/b.py", "jobs/deep/er/c.py"]


@pytest.mark.parametrize("folder", [".git", ".g2l", ".venv", "node_modules", "__pycache__", "deep/node_modules"])
def test_what_tools_keep_for_themselves_is_not_entered(folder: str, tmp_path: Path) -> None:
    _make(tmp_path, "a.py", f"{folder}/b.py")

    assert list(files_below(tmp_path)) == ["a.py"]


def test_a_virtual_environment_of_any_name_is_not_entered(tmp_path: Path) -> None:
    _make(tmp_path, "a.py", "env/pyvenv.cfg", "env/lib/b.py")

    assert list(files_below(tmp_path)) == ["a.py"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    _make(tmp_path, "inside/a.py", "outside/b.py")
    (tmp_path / "inside" / "folder").symlink_to(tmp_path / "outside")
    (tmp_path / "inside" / "file.py").symlink_to(tmp_path / "outside" / "b.py")
    (tmp_path / "inside" / "loop").symlink_to(tmp_path / "inside")

    assert list(files_below(tmp_path / "inside")) == ["a.py"]


def test_what_is_no_regular_file_is_not_listed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")

    assert list(files_below(tmp_path)) == []


def test_includes_and_excludes_are_heeded(tmp_path: Path) -> None:
    _make(tmp_path, "jobs/a.py", "jobs/old/b.py", "jobs/test_c.py", "tools/d.py")

    found = python_files(tmp_path, ["jobs"], ["jobs/old/**", "**/test_*.py"])

    assert list(found) == ["jobs/a.py"]


def test_names_that_are_not_utf_8_are_listed(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    _make(tmp_path, name)

    assert list(files_below(tmp_path)) == [name]


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("a.py", "*.py", True),
        ("jobs/a.py", "*.py", False),
        ("jobs/a.py", "**/*.py", True),
        ("a.py", "**/*.py", True),
        ("jobs/a.py", "jobs", True),
        ("jobs/a.py", "./jobs/", True),
        ("jobs/a.py", "jobs/**", True),
        ("jobs/x/y/a.py", "jobs/**/a.py", True),
        ("jobs/a.py", "jobs/**/a.py", True),
        ("jobs/a.py", "**/**/a.py", True),
        ("other/jobs/a.py", "jobs", False),
        ("other/jobs/a.py", "**/jobs", True),
        ("jobsite/a.py", "jobs", False),
        ("a.py", "**", True),
        ("a.py", "", False),
        ("job1.py", "job[0-9].py", True),
        ("job1.py", "job?.py", True),
    ],
)
def test_patterns_mean_what_they_mean_in_other_tools(path: str, pattern: str, *, expected: bool) -> None:
    assert matches_any(path, parse_patterns([pattern])) is expected


def test_no_pattern_takes_exponential_time() -> None:
    pattern = "/".join(["**", "*a*a*a*a*a*a*a*a*b"] * 30)

    assert not matches_any("/".join(["a" * 60] * 60), parse_patterns([pattern]))


def _make(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("")
