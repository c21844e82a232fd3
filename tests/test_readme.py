from __future__ import annotations

import re
from pathlib import Path

from g2l_tui.config import load_settings
from g2l_tui.engine.examples import check_example
from g2l_tui.paths import builtin_rules
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


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
