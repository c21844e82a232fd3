from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from g2l_tui.config import CHECKS, Settings, load_settings
from g2l_tui.errors import ConfigurationError

EVERYTHING = """
catalog = "production"
include = ["jobs/**"]
exclude = ["jobs/old"]
output = "databricks"
target = "notebook"
bookmarks = "autoloader"
rules = ["company"]
disable = ["job-commit"]
theme = "g2l-light"

[schemas]
sales_db = "production.sales"

[tables]
"sales_db.orders" = "production.sales.orders_v2"

[paths]
"s3://raw/" = "/Volumes/production/raw/files/"

[connections]
postgres = "pg_catalog"

[keys]
"diff.wrap" = "f4"

[backup]
keep = 20
"""


def test_no_file_is_needed(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()


def test_every_key_is_read(tmp_path: Path) -> None:
    (tmp_path / "g2l.toml").write_text(EVERYTHING)

    assert load_settings(tmp_path) == Settings(
        catalog="production",
        schemas={"sales_db": "production.sales"},
        tables={"sales_db.orders": "production.sales.orders_v2"},
        paths={"s3://raw/": "/Volumes/production/raw/files/"},
        connections={"postgres": "pg_catalog"},
        include=("jobs/**",),
        exclude=("jobs/old",),
        output="databricks",
        target="notebook",
        bookmarks="autoloader",
        rules=("company",),
        disable=("job-commit",),
        backup_keep=20,
        theme="g2l-light",
        keys={"diff.wrap": "f4"},
    )
    assert {
        field.name for field in fields(Settings) if getattr(load_settings(tmp_path), field.name) == field.default
    } == set()


def test_the_project_file_serves_as_well(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n[tool.g2l]\ncatalog = "c"\n')

    assert load_settings(tmp_path).catalog == "c"


def test_a_project_file_of_others_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\nline-length = 100\n")

    assert load_settings(tmp_path) == Settings()


def test_two_configurations_are_refused(tmp_path: Path) -> None:
    (tmp_path / "g2l.toml").write_text("")
    (tmp_path / "pyproject.toml").write_text("[tool.g2l]\n")

    with pytest.raises(ConfigurationError, match="keep one"):
        load_settings(tmp_path)


def test_an_explicit_file_is_the_only_one_read(tmp_path: Path) -> None:
    (tmp_path / "g2l.toml").write_text('catalog = "a"\n')
    (tmp_path / "other.toml").write_text('catalog = "b"\n')

    assert load_settings(tmp_path, tmp_path / "other.toml").catalog == "b"


def test_an_explicit_project_file_is_read_at_its_own_table(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "pyproject.toml").write_text('[tool.g2l]\ncatalog = "b"\n')

    assert load_settings(tmp_path, tmp_path / "sub" / "pyproject.toml").catalog == "b"


def test_a_missing_explicit_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml cannot be read"):
        load_settings(tmp_path, tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('catalogue = "x"', ["g2l.toml", "catalogue", "did you mean catalog?"]),
        ("[schema]", ["unknown key schema", "schemas"]),
        ("[backup]\nkept = 1", ["g2l.toml:2: ", "backup.kept", "backup.keep"]),
        ("catalog = 3", ["g2l.toml:1: catalog", "text", "not 3"]),
        ('include = "jobs"', ["include", "a list of texts", "'jobs'"]),
        ("exclude = [1]", ["exclude", "a list of texts", "not 1"]),
        ('schemas = "x"', ["schemas", "a table"]),
        ("[tables]\na.b = 'x'", ["tables.a", "in quotes"]),
        ('target = "notebooks"', ['"file" or "notebook"', "'notebooks'"]),
        ("target = []", ['"file" or "notebook"']),
        ('bookmarks = "yes"', ['"ask" or "full" or "autoloader"']),
        ("backup = 3", ["backup", "a table"]),
        ("[backup]\nkeep = -1", ["backup.keep", "a whole number"]),
        ("[backup]\nkeep = true", ["backup.keep", "a whole number"]),
        ("catalog = ", ["g2l.toml is not valid TOML"]),
        ('# a comment\n\nexclude = [\n "a",\n 1,\n]', ["g2l.toml:3: exclude"]),
        ('[schemas]\na = "b"\n\nc = 1', ["g2l.toml:4: schemas.c"]),
        ('[schemas]\na = "b"\n[tabels]\n', ["g2l.toml:3: unknown key tabels; did you mean tables?"]),
    ],
)
def test_what_is_not_understood_is_named_with_the_remedy(text: str, words: list[str], tmp_path: Path) -> None:
    (tmp_path / "g2l.toml").write_text(text)

    with pytest.raises(ConfigurationError) as caught:
        load_settings(tmp_path)

    assert [word for word in words if word not in caught.value.message] == []


@pytest.mark.parametrize("key", [*CHECKS, "backup"])
def test_a_slip_in_any_key_is_named_with_its_line_and_the_key_that_was_meant(key: str, tmp_path: Path) -> None:
    slip = key[:-2] + key[-1] + key[-2]
    (tmp_path / "g2l.toml").write_text(f"# settings\n\n{slip if slip != key else key + 's'} = 1\n")

    with pytest.raises(ConfigurationError) as caught:
        load_settings(tmp_path)

    assert caught.value.message.startswith("g2l.toml:3: unknown key ")
    assert caught.value.message.endswith(f"; did you mean {key}?")
    assert caught.value.details["nearest"] == key


@pytest.mark.parametrize("key", [*CHECKS, "backup"])
def test_a_value_of_another_kind_is_named_with_its_line_and_what_is_expected(key: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.other]\n{key} = 1\n\n[tool.g2l]\n{key} = 1.5\n")

    with pytest.raises(ConfigurationError) as caught:
        load_settings(tmp_path)

    assert caught.value.message.startswith(f"pyproject.toml:5: {key} must be ")
    assert caught.value.message.endswith(", not 1.5.")


def test_a_mistake_in_the_project_file_is_found_in_its_line(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n\n[tool.g2l]\ncatalogue = "c"\n')

    with pytest.raises(ConfigurationError) as caught:
        load_settings(tmp_path)

    assert caught.value.message == "pyproject.toml:5: unknown key catalogue; did you mean catalog?"
    assert caught.value.details == {
        "file": "pyproject.toml",
        "line": 5,
        "key": "catalogue",
        "nearest": "catalog",
    }


def test_bytes_that_are_not_utf_8_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "g2l.toml").write_bytes(b'catalog = "caf\xe9"')

    with pytest.raises(ConfigurationError, match="UTF-8"):
        load_settings(tmp_path)


def test_settings_cannot_be_changed_by_whoever_reads_them(tmp_path: Path) -> None:
    (tmp_path / "g2l.toml").write_text('[schemas]\na = "b"\n')
    settings = load_settings(tmp_path)

    with pytest.raises(TypeError):
        settings.schemas["a"] = "c"  # type: ignore[index]
