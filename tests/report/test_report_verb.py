from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from g2l_tui.cli import commands
from g2l_tui.paths import PACKAGE, demo_repository

HOSTILE = "<img src=x onerror=alert(1)>|`*\x1b[31m\u202e&quot.py"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "northlane"
    shutil.copytree(demo_repository(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(folder)
    return folder


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, ["report", *words], catch_exceptions=False)


def test_the_json_keeps_to_the_shipped_schema(root: Path) -> None:
    result = run("--format", "json")

    values = json.loads(result.stdout)
    jsonschema.validate(values, json.loads((PACKAGE / "schemas" / "report.schema.json").read_text()))
    assert values["root"] == "northlane"
    assert result.exit_code == 1
    assert {len(values["inventory"][name]) > 0 for name in ("tables", "paths", "connections", "arguments")} == {True}


def test_paths_are_relative_to_what_was_asked_for(root: Path) -> None:
    values = json.loads(run("jobs", "--format", "json").stdout)

    assert "dim_depots.py" in {file["path"] for file in values["files"]}


def test_nothing_left_is_exit_code_0(root: Path) -> None:
    assert run("tools").exit_code == 0


def test_the_report_writes_nothing(root: Path) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}

    run("--format", "html")

    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_markdown_takes_no_markup_from_names(root: Path) -> None:
    (root / HOSTILE).write_text("import awsglue\nprint 'two'\n")

    text = run().stdout

    line = next(line for line in text.splitlines() if "onerror" in line)
    assert r"\<img src=x onerror=alert(1)\>\|\`\*\\x1b\[31m\\u202e\&quot.py" in line
    assert "\x1b" not in text


def test_html_takes_no_markup_from_names(root: Path) -> None:
    (root / HOSTILE).write_text("import awsglue\nprint 'two'\n")

    page = run("--format", "html").stdout

    assert "<img" not in page
    assert "\x1b" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
