from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from g2l_tui.config import load_settings
from g2l_tui.engine.examples import check_example
from g2l_tui.paths import builtin_rules, demo_repository
from g2l_tui.ruleset.load import load_rules
from tests.readme import README, with_table


def test_the_coverage_table_is_what_the_rules_say() -> None:
    text = README.read_text(encoding="utf-8")

    assert with_table(text) == text, "stale: run python -m tests.readme"


def test_the_rule_in_the_readme_works(tmp_path: Path) -> None:
    rule = next(each for each in _blocks("toml") if "[[rule]]" in each)
    (tmp_path / "mine.toml").write_text(rule.replace('"to-df"', '"mine"'))

    ruleset, problems = load_rules([builtin_rules(), tmp_path])
    mine = ruleset.by_id("mine")

    assert problems == ()
    assert mine is not None
    assert check_example(mine, mine.examples[0], ruleset) is None


def test_the_configuration_in_the_readme_is_one(tmp_path: Path) -> None:
    settings = next(each for each in _blocks("toml") if "[[rule]]" not in each)
    (tmp_path / "g2l.toml").write_text(settings)

    assert load_settings(tmp_path, None).schemas == {"sales-db": "main.sales"}


def test_the_program_in_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = next(each for each in _blocks("python") if "Glue2DatabricksSDK" in each)
    shutil.copytree(demo_repository() / "jobs", tmp_path / "glue" / "jobs")
    (tmp_path / "glue" / "jobs" / "carrier_rates.py").rename(tmp_path / "glue" / "jobs" / "orders.py")

    monkeypatch.chdir(tmp_path)
    exec(program, {})

    assert "-from awsglue" in capsys.readouterr().out
    assert (tmp_path / "lakehouse" / "jobs" / "orders.py").exists()


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
