from __future__ import annotations

import json
import os
import re
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
ACTION = CHECKOUT / ".github" / "actions" / "check"

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
    assert _step("findings", repository, runner) == 0
    assert _step("verdict", repository, runner) == 1
    scan = json.loads((repository / "g2l.sarif").read_text())
    assert [result["level"] for result in scan["runs"][0]["results"]] == ["error"]


def test_the_action_with_a_baseline_fails_for_new_glue_only(repository: Path, runner: dict[str, str]) -> None:
    program = f"{runner['RUNNER_TEMP']}/g2l/bin/g2l-tui"
    begin = [program, "check", "--baseline", "known glue.json", "--update-baseline"]
    subprocess.run(begin, cwd=repository, env=runner, check=True, capture_output=True)

    assert _step("verdict", repository, runner, baseline="known glue.json") == 0
    (repository / "new.py").write_text(JOB)
    assert _step("verdict", repository, runner, baseline="known glue.json") == 1


def test_the_action_fails_when_the_check_cannot_run(repository: Path, runner: dict[str, str]) -> None:
    (repository / "g2l.toml").write_text("catalogue = 1\n")

    assert _step("findings", repository, runner, path=".", sarif="findings of today.sarif") == 2


def test_the_action_installs_what_lies_above_it() -> None:
    install = _steps()["install"]["run"]

    assert '"$ACTION/../../.."' in install
    assert (ACTION / ".." / ".." / ".." / "pyproject.toml").exists()


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


@pytest.mark.long
def test_pre_commit_installs_the_hook_from_a_clone_and_runs_it(repository: Path, tmp_path: Path) -> None:
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *command], cwd=repository, check=True)
    subprocess.run(["git", "clone", "-q", str(CHECKOUT), str(tmp_path / "clone")], check=True)
    words = ["try-repo", str(tmp_path / "clone"), "g2l-tui-check", "--all-files", "--verbose"]
    variables = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "cache")}
    variables.pop("PYTHONPATH", None)

    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", *words],
        cwd=repository, env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert "job.py: refused" in done.stdout


@pytest.mark.long
def test_every_step_of_the_action_runs_as_on_a_runner(repository: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", str(CHECKOUT), str(tmp_path / "action")], check=True)
    runner = {**os.environ, "RUNNER_TEMP": str(tmp_path / "runner")}
    runner.pop("PYTHONPATH", None)
    place = tmp_path / "action" / ".github" / "actions" / "check"

    codes = {name: _step(name, repository, runner, place) for name, step in _steps().items() if "run" in step}

    assert codes == {"install": 0, "findings": 0, "verdict": 1}
    assert json.loads((repository / "g2l.sarif").read_text())["runs"][0]["results"]


def _action() -> Mapping[str, Any]:
    action: Mapping[str, Any] = yaml.safe_load((ACTION / "action.yml").read_text())
    return action


def _steps() -> Mapping[str, Mapping[str, Any]]:
    return {step["name"]: step for step in _action()["runs"]["steps"]}


def _step(name: str, folder: Path, variables: Mapping[str, str], place: Path | None = None, **inputs: str) -> int:
    """Run a step as a runner does, with the inputs given and the defaults of the others; return its exit code."""
    known = {f"inputs.{key}": each["default"] for key, each in _action()["inputs"].items()}
    known |= {f"inputs.{key}": value for key, value in inputs.items()} | {"github.action_path": str(place or ACTION)}
    step = _steps()[name]
    given = {key: re.sub(r"\$\{\{ (\S+) \}\}", lambda hole: known[hole[1]], text) for key, text in step["env"].items()}
    words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(words, cwd=folder, env={**variables, **given}, check=False, capture_output=True).returncode
