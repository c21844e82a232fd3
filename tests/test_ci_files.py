from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from g2l_tui.paths import PACKAGE
from tests.sdk.conftest import JOB, REFUSED

CHECKOUT = PACKAGE.parent

pytestmark = pytest.mark.skipif(
    not (CHECKOUT / ".github").exists(),
    reason="only a checkout has the files for other people's CI",
)


@pytest.fixture
def runner(tmp_path: Path) -> dict[str, str]:
    """The variables that a runner sets, with the program already in the place where the action installs it."""
    program = tmp_path / "runner" / "g2l" / "bin" / "g2l-tui"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m g2l_tui "$@"\n')
    program.chmod(0o755)
    return {**os.environ, "PYTHONPATH": str(CHECKOUT), "RUNNER_TEMP": str(tmp_path / "runner")}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a refused statement."""
    root = tmp_path / "repository"
    root.mkdir()
    (root / "g2l.toml").write_text("")
    (root / "job.py").write_text(REFUSED)
    return root


def test_the_action_writes_findings_and_fails_for_what_needs_a_person(repository: Path, runner: dict[str, str]) -> None:
    runner |= {"CHECKED": ".", "SARIF": "findings.sarif", "BASELINE": ""}

    assert _step("findings", repository, runner) == 0
    assert _step("verdict", repository, runner) == 1
    scan = json.loads((repository / "findings.sarif").read_text())
    assert [result["level"] for result in scan["runs"][0]["results"]] == ["error"]


def test_the_action_with_a_baseline_fails_for_new_glue_only(repository: Path, runner: dict[str, str]) -> None:
    runner |= {"CHECKED": ".", "BASELINE": "known glue.json"}
    program = f"{runner['RUNNER_TEMP']}/g2l/bin/g2l-tui"
    begin = [program, "check", "--baseline", "known glue.json", "--update-baseline"]
    subprocess.run(begin, cwd=repository, env=runner, check=True, capture_output=True)

    assert _step("verdict", repository, runner) == 0
    (repository / "new.py").write_text(JOB)
    assert _step("verdict", repository, runner) == 1


def test_the_action_fails_when_the_check_cannot_run(repository: Path, runner: dict[str, str]) -> None:
    (repository / "g2l.toml").write_text("catalogue = 1\n")

    assert _step("findings", repository, runner | {"CHECKED": ".", "SARIF": "findings.sarif"}) == 2


def test_the_action_installs_what_lies_above_it() -> None:
    install = _steps()["install"]["run"]

    assert '"$ACTION/../../.."' in install
    assert (CHECKOUT / ".github" / "actions" / "check" / ".." / ".." / ".." / "pyproject.toml").exists()


def test_the_hook_is_one_that_pre_commit_takes() -> None:
    subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(CHECKOUT / ".pre-commit-hooks.yaml")], check=True
    )


def test_the_hook_checks_the_files_it_is_given(repository: Path, runner: dict[str, str]) -> None:
    (hook,) = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text())
    program, *words = hook["entry"].split()
    (repository / "plain.py").write_text("a = 1\n")

    for file, status in (("job.py", 1), ("plain.py", 0)):
        command = [f"{runner['RUNNER_TEMP']}/g2l/bin/{program}", *words, file]
        done = subprocess.run(command, cwd=repository, env=runner, check=False, capture_output=True)
        assert done.returncode == status


def _steps() -> Mapping[str, Mapping[str, Any]]:
    action = yaml.safe_load((CHECKOUT / ".github" / "actions" / "check" / "action.yml").read_text())
    return {step["name"]: step for step in action["runs"]["steps"]}


def _step(name: str, folder: Path, variables: Mapping[str, str]) -> int:
    """Run a step as a runner does, and return its exit code."""
    step = _steps()[name]
    assert set(step["env"]) <= variables.keys()
    words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(words, cwd=folder, env=dict(variables), check=False, capture_output=True).returncode
