"""Every example of every rule is a test."""

from __future__ import annotations

import pytest

from g2l_tui.engine.examples import check_example
from g2l_tui.paths import builtin_rules
from g2l_tui.ruleset.load import load_rules
from g2l_tui.ruleset.rule import Example, Rule

RULESET, _ = load_rules([builtin_rules()])
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}: {example.name or number}")
    for rule in RULESET.rules
    for number, example in enumerate(rule.examples, 1)
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_holds(rule: Rule, example: Example) -> None:
    assert check_example(rule, example, RULESET) is None
