"""The coverage table shows, for each function, the statement that its own example becomes."""

from __future__ import annotations

import pytest

from g2l_tui.paths import builtin_rules
from g2l_tui.ruleset.coverage import coverage_table
from g2l_tui.ruleset.load import load_rules


@pytest.fixture(scope="module")
def rows() -> dict[str, list[str]]:
    """The cells of each row, by the name of the function."""
    ruleset, _ = load_rules([builtin_rules()])
    cells = [line.strip("| ").split(" | ") for line in coverage_table(ruleset).splitlines()[2:]]
    return {row[0].strip("`"): row for row in cells}


def test_a_row_shows_what_becomes_of_the_named_function_and_not_of_its_neighbour(rows: dict[str, list[str]]) -> None:
    assert rows["GlueContext.cacheTable"][3] == '`spark.catalog.cacheTable("orders")`'
    assert rows["GlueContext.uncacheTable"][3] == '`spark.catalog.uncacheTable("orders")`'


def test_a_call_that_stays_is_shown_as_it_is(rows: dict[str, list[str]]) -> None:
    assert rows["DynamicFrame.count"][3] == "`return frame.count() == 0`"


def test_a_statement_over_several_lines_is_shown_on_one(rows: dict[str, list[str]]) -> None:
    assert rows["DynamicFrame.map"][3].startswith("`return (frame.filter(")


def test_what_is_refused_says_so(rows: dict[str, list[str]]) -> None:
    assert rows["DynamicFrame.relationalize"] == [
        "`DynamicFrame.relationalize`",
        "manual",
        "dynamic-frame-relationalize",
        "left, with a finding",
    ]
