"""What git does to the files of an open workspace: it is not overwritten, and decisions go with what they were on."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from g2l_tui.errors import ChangedOnDiskError
from g2l_tui.model.change import Decision
from g2l_tui.workspace.workspace import Workspace

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

Git = Callable[..., str]
JOB = "orders.py"
HEAD = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext.getOrCreate())
"""
READ = 'orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="{}").toDF()\n'
OLD, NEW = HEAD + READ.format("orders"), HEAD + READ.format("clients")


@pytest.fixture
def root(tmp_path: Path, git: Git) -> Path:
    """Give a repository: `old` on one branch, `new` on the other, which is checked out."""
    git("init", "--quiet", "--initial-branch", "old")
    commit(tmp_path, git, OLD)
    git("switch", "--quiet", "--create", "new")
    commit(tmp_path, git, NEW)
    return tmp_path


@pytest.fixture
def git(tmp_path: Path) -> Git:
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{role}_{what}": "a@b" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }

    def run(*arguments: str) -> str:
        command = ["git", "-C", str(tmp_path), *arguments]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    return run


def commit(root: Path, git: Git, text: str) -> None:
    (root / JOB).write_text(text)
    git("add", JOB)
    git("commit", "--quiet", "--message", "job")


def accept_every(workspace: Workspace) -> None:
    changes = workspace.migrate(JOB).changes
    workspace.decide({JOB: {change.id: Decision.ACCEPTED for change in changes}})


def decided(workspace: Workspace) -> list[Decision]:
    """Return what a reviewer sees at each change of the file as it is, in its order."""
    workspace.forget()
    known = workspace.decisions().get(JOB, {})
    return [known.get(change.id, Decision.PENDING) for change in workspace.migrate(JOB).changes]


@pytest.mark.parametrize(
    ("away", "back"),
    [
        ([["checkout", "--quiet", "old"]], [["checkout", "--quiet", "new"]]),
        ([["switch", "--quiet", "--detach", "old"]], [["switch", "--quiet", "new"]]),
        ([["reset", "--quiet", "--hard", "old"]], [["reset", "--quiet", "--hard", "new@{1}"]]),
        ([["restore", "--source", "old", JOB]], [["restore", JOB]]),
    ],
    ids=["checkout", "switch", "reset", "restore"],
)
def test_a_decision_goes_with_its_construct_and_comes_back_with_it(
    away: Sequence[list[str]], back: Sequence[list[str]], root: Path, git: Git
) -> None:
    workspace = Workspace.open(root)
    accept_every(workspace)

    for command in away:
        git(*command)
    elsewhere, text = decided(workspace), (root / JOB).read_text()
    for command in back:
        git(*command)

    assert elsewhere[-1] is Decision.PENDING
    assert text == OLD
    assert set(decided(workspace)) == {Decision.ACCEPTED}
    assert (root / JOB).read_text() == NEW
    assert workspace.history() == ()


def test_decisions_on_stashed_work_are_pending_until_it_is_back(root: Path, git: Git) -> None:
    (root / JOB).write_text(NEW + READ.format("stashed"))
    workspace = Workspace.open(root)
    accept_every(workspace)
    every = decided(workspace)

    git("stash", "--quiet")
    without = decided(workspace)
    git("stash", "pop", "--quiet")

    assert set(every) == set(without) == {Decision.ACCEPTED}
    assert len(without) == len(every) - 1
    assert decided(workspace) == every


def test_a_decision_stays_on_a_construct_that_a_rebase_moves(root: Path, git: Git) -> None:
    git("switch", "--quiet", "old")
    commit(root, git, "# a remark\n\n" + OLD)
    git("switch", "--quiet", "--create", "work", "old~1")
    commit(root, git, OLD + READ.format("mine").replace("orders =", "mine ="))
    workspace = Workspace.open(root)
    accept_every(workspace)

    git("rebase", "--quiet", "old")

    assert (root / JOB).read_text().startswith("# a remark")
    assert set(decided(workspace)) == {Decision.ACCEPTED}


def test_what_was_shown_before_a_checkout_is_not_written_after_it(root: Path, git: Git) -> None:
    workspace = Workspace.open(root)
    shown = workspace.migrate(JOB)

    git("checkout", "--quiet", "old")

    with pytest.raises(ChangedOnDiskError):
        workspace.accept([(shown, shown.changes)])
    assert (root / JOB).read_text() == OLD
    assert git("status", "--porcelain") == ""
