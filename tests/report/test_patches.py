from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from g2l_tui.cli import commands
from g2l_tui.model.migration import Migration
from g2l_tui.paths import demo_repository
from g2l_tui.report.patches import patch_stack
from g2l_tui.workspace.workspace import Workspace


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repository"
    shutil.copytree(demo_repository(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    git(folder, "init", "-q")
    monkeypatch.chdir(folder)
    return folder


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, ["patches", *words], catch_exceptions=False)


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


def parses(path: Path) -> bool:
    try:
        ast.parse(path.read_bytes())
    except SyntaxError:
        return False
    return True


def test_every_file_parses_after_each_patch_and_the_last_one_gives_the_whole_migration(root: Path) -> None:
    migrations = {migration.source.path: migration for migration in Workspace.open(root).migrate_all()}
    sound = [root / path for path in migrations if parses(root / path)]

    run(".", "--output", "../patches")

    patches = sorted((root.parent / "patches").iterdir())
    assert len(patches) > 20
    for patch in patches:
        git(root, "apply", str(patch))
        assert [path for path in sound if not parses(path)] == []
    assert {path: (root / path).read_bytes() for path in migrations} == {
        path: migration.result for path, migration in migrations.items()
    }


def test_a_patch_is_one_rule_s_work_unless_statements_need_each_other(root: Path) -> None:
    run(".", "--output", "../patches")

    names = {path.name for path in (root.parent / "patches").iterdir()}
    assert "0001-get-resolved-options.patch" in names
    patch = (root.parent / "patches/0001-get-resolved-options.patch").read_text()
    assert patch.startswith("get-resolved-options: 8 changes\n\ndiff --git ")


def test_no_change_is_lost_or_made_twice(root: Path) -> None:
    migrations = {migration.source.path: migration for migration in Workspace.open(root).migrate_all()}

    stack = list(patch_stack(migrations))

    assert sum(patch.changes for patch in stack) == sum(len(each.changes) for each in migrations.values())


def test_what_needs_each_other_through_other_rules_comes_in_turns(migrated: Callable[..., Migration]) -> None:
    text = """\
import sys
from awsglue.context import GlueContext
from awsglue.utils import getResolvedOptions

args = getResolvedOptions(sys.argv, ["day"])
glue = GlueContext()
rows = glue.create_dynamic_frame.from_catalog(database="sales", table_name="orders")
frame = rows.toDF()
"""
    stack = list(patch_stack({"job.py": migrated(text)}))

    together = next(patch for patch in stack if "to-df" in patch.rules)
    assert "create-dynamic-frame-from-catalog" in together.rules
    assert stack[-1].rules == ("imports-unused",)
    assert [patch.number for patch in stack] == list(range(1, len(stack) + 1))


def test_patches_that_are_there_and_differ_are_not_overwritten(root: Path) -> None:
    run(".", "--output", "../patches")
    mine = root.parent / "patches/0001-get-resolved-options.patch"
    mine.write_text("mine")

    refused = run(".", "--output", "../patches")

    assert refused.exit_code == 2
    assert mine.read_text() == "mine"
    assert run(".", "--output", "../patches", "--force").exit_code == 0
    assert mine.read_text() != "mine"


def test_only_what_was_accepted_becomes_a_patch(root: Path) -> None:
    (root.parent / "none.json").write_text('{"schema": 1, "files": {}}')

    result = run(".", "--output", "../patches", "--decisions", "../none.json")

    assert "0 files written" in result.stdout
