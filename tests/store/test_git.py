"""What git takes with it of the store's folder: the rules of a team, and nothing else."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from g2l_tui.model.operation import FileWrite, OperationKind
from g2l_tui.store import rule_files
from g2l_tui.store.store import Store

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

Change = Callable[[Path, str, bytes | None], FileWrite]
Git = Callable[..., str]
RULE = ".g2l/rules/team/mine.toml"


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """Run git without the configuration of whoever runs the tests."""
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{role}_{what}": "a@b" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }

    def run(folder: Path, *arguments: str) -> str:
        command = ["git", "-C", str(folder), *arguments]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    return run


@pytest.fixture
def repository(workspace: Path, change: Change, git: Git) -> Path:
    git(workspace, "init", "--quiet")
    rule_files.save(workspace, RULE, b"# a rule\n", before=None)
    Store.open(workspace).write(OperationKind.ACCEPT, [change(workspace, "old.py", b"new")])
    return workspace


def known_to(git: Git, folder: Path) -> set[str]:
    """Return what of the store's folder git would take."""
    listed = git(folder, "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    return {path for path in listed if path.startswith(".g2l")}


def test_git_sees_the_rules_and_nothing_else_of_the_folder(repository: Path, git: Git) -> None:
    assert known_to(git, repository) == {RULE}


def test_rules_come_with_a_clone_and_what_is_written_there_stays_there(
    repository: Path, change: Change, git: Git
) -> None:
    clone = repository.parent / "clone"
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "jobs and rules")
    git(repository.parent, "clone", "--quiet", str(repository), str(clone))

    Store.open(clone).write(OperationKind.ACCEPT, [change(clone, "old.py", b"newer")])

    assert (clone / RULE).read_bytes() == b"# a rule\n"
    assert known_to(git, clone) == {RULE}
    assert git(clone, "status", "--porcelain").split() == ["M", "old.py"]


def test_in_a_folder_that_git_made_everything_but_the_rules_is_still_private(workspace: Path, change: Change) -> None:
    (workspace / ".g2l/rules").mkdir(parents=True)
    (workspace / ".g2l").chmod(0o755)

    Store.open(workspace).write(OperationKind.ACCEPT, [change(workspace, "old.py", b"new")])

    made = [path for path in (workspace / ".g2l").iterdir() if path.name != "rules"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600, 0o700}


def test_what_git_was_told_before_rules_could_be_shared_is_brought_up_to_date(
    repository: Path, change: Change, git: Git
) -> None:
    (repository / ".g2l/.gitignore").write_text("*\n")

    Store.open(repository).write(OperationKind.ACCEPT, [change(repository, "old.py", b"newer")])

    assert known_to(git, repository) == {RULE}


@pytest.mark.parametrize("told", ["", "*", "*\n!rules/\n", "# ours\n"])
def test_what_a_person_told_git_stays(told: str, repository: Path, change: Change) -> None:
    (repository / ".g2l/.gitignore").write_text(told)

    Store.open(repository).write(OperationKind.ACCEPT, [change(repository, "old.py", b"newer")])

    assert (repository / ".g2l/.gitignore").read_text() == told


def test_a_link_in_the_place_of_what_git_is_told_is_left_alone(repository: Path, change: Change) -> None:
    outside = repository.parent / "outside"
    outside.write_text("*\n")
    (repository / ".g2l/.gitignore").unlink()
    (repository / ".g2l/.gitignore").symlink_to(outside)

    Store.open(repository).write(OperationKind.ACCEPT, [change(repository, "old.py", b"newer")])

    assert outside.read_text() == "*\n"
