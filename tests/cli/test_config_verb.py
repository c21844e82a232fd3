from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import tomli

from g2l_tui.config import CHECKS, load_settings
from g2l_tui.errors import ConfigurationError
from g2l_tui.paths import schema
from tests.cli.conftest import run
from tests.test_config import EVERYTHING

SCHEMA = json.loads(schema("config").read_text())


def test_each_setting_says_where_it_came_from(root: Path) -> None:
    (root / "g2l.toml").write_text('exclude = [\n  "old",\n]\n\n[schemas]\n"sales-db" = "main.sales"\n')

    lines = run("config", "show", "--catalog", "production").stdout.splitlines()

    assert 'catalog = "production"    # --catalog' in lines
    assert 'include = ["**/*.py"]    # default' in lines
    assert 'exclude = ["old"]    # g2l.toml:1' in lines
    assert '"sales-db" = "main.sales"    # g2l.toml:6' in lines


@pytest.mark.parametrize("text", ["", EVERYTHING, '[tables]\n"a\\"\\\\\\u202e.b" = "\\u001b[2J 😀"\n'])
def test_what_is_shown_is_a_configuration_that_says_the_same(text: str, root: Path, tmp_path: Path) -> None:
    (root / "g2l.toml").write_text(text)

    (tmp_path / "shown.toml").write_text(run("config", "show").stdout)

    assert load_settings(tmp_path, tmp_path / "shown.toml") == load_settings(root)


def test_the_settings_of_a_project_file_are_found_in_their_lines(root: Path) -> None:
    (root / "g2l.toml").unlink()
    (root / "pyproject.toml").write_text('[project]\nname = "x"\n[tool.g2l]\ncatalog = "c"\n')

    shown = json.loads(run("config", "show", "--format", "json").stdout)

    jsonschema.validate(shown, json.loads(schema("config-show").read_text()))
    assert {"key": ["catalog"], "value": "c", "origin": "pyproject.toml:4"} in shown["settings"]


def test_a_mistake_names_file_line_and_the_nearest_key(root: Path) -> None:
    (root / "g2l.toml").write_text('catalog = "c"\n\n[scemas]\na = "b"\n')

    for words in (["config", "show"], ["check"]):
        result = run(*words)

        assert result.exit_code == 2
        assert result.stderr == "g2l-tui: g2l.toml:3: unknown key scemas; did you mean schemas?\n"


def test_the_schema_knows_the_keys_that_the_program_knows() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    assert set(SCHEMA["properties"]) == {*CHECKS, "backup"}


@pytest.mark.parametrize(
    "text",
    [
        "", EVERYTHING, "catalogue = 1", "catalog = 3", "include = 'jobs'", "exclude = [1]", "tables.a.b = 'x'",
        "target = 'notebooks'", "bookmarks = 'yes'", "backup = 3", "backup.keep = -1", "backup.kept = 1", "paths = []",
    ],
)  # fmt: skip
def test_the_schema_and_the_program_agree(text: str, tmp_path: Path) -> None:
    (tmp_path / "g2l.toml").write_text(text)

    is_valid = jsonschema.Draft202012Validator(SCHEMA).is_valid(tomli.loads(text))

    assert is_valid == _is_taken(tmp_path)


def test_the_schema_is_printed_for_editors(root: Path) -> None:
    assert json.loads(run("config", "schema").stdout) == SCHEMA


def test_a_path_that_would_break_a_literal_is_refused_where_it_stands(root: Path) -> None:
    (root / "g2l.toml").write_text('[paths]\n"s3://raw/" = "/Volumes/{raw}/"\n')

    result = run("check")

    assert result.exit_code == 2
    assert "without quotes, backslashes and braces" in result.stderr


def _is_taken(root: Path) -> bool:
    try:
        load_settings(root)
    except ConfigurationError:
        return False
    return True
