"""Every `match` says what the Glue callable itself says; `signatures.toml` is what Glue says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import tomli

from g2l_tui.engine.awsglue import COMMON_MEMBERS, UNIQUE_MEMBERS
from g2l_tui.paths import builtin_rules
from g2l_tui.ruleset.callee import Callee, parse_callee
from g2l_tui.ruleset.load import load_rules

if TYPE_CHECKING:
    from g2l_tui.ruleset.rule import Rule

TABLE = Path(__file__).with_name("signatures.toml")
SIGNATURES: dict[str, dict[str, Any]] = tomli.loads(TABLE.read_text(encoding="utf-8"))
RULESET, PROBLEMS = load_rules([builtin_rules()])


def test_the_shipped_rules_load_without_a_problem() -> None:
    assert PROBLEMS == ()
    assert RULESET.rules


OWNERS = (
    "DataSink", "DataSource", "DynamicFrame", "DynamicFrameCollection", "EntityDetector", "EvaluateDataQuality",
    "GlueContext", "GlueLogger", "Job", "StreamingDataSource",
)  # fmt: skip
MEMBERS = {
    part
    for owner, _, members in (name.partition(".") for name in SIGNATURES)
    for part in (members.split(".") if owner in OWNERS and not members.startswith("_") else ())
    if not part.startswith("__")
}


@pytest.mark.parametrize("member", sorted(MEMBERS))
def test_a_member_of_glue_says_what_it_is_of_or_others_have_it_too(member: str) -> None:
    assert (member in UNIQUE_MEMBERS) != (member in COMMON_MEMBERS)


def test_no_member_is_listed_that_glue_has_not() -> None:
    assert (UNIQUE_MEMBERS.keys() | COMMON_MEMBERS) - MEMBERS == set()


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_row_reads_as_a_callee(name: str) -> None:
    row = SIGNATURES[name]

    assert _glue(name).name == name
    assert row.keys() - {"signature", "property"} == {"fidelity", "source"}
    assert row["fidelity"] in {"exact", "equivalent", "approximate", "manual", "dropped"}


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in RULESET.rules])
def test_a_rule_takes_what_glue_takes(rule: Rule) -> None:
    problems = [_problem(callee) for callee in (*rule.callees, *rule.gather)]

    assert [problem for problem in problems if problem] == []


@pytest.mark.parametrize(
    ("match", "problem"),
    [
        ("DynamicFrame.toDF(self, options=None)", ""),
        ("DynamicFrame.toFrame(self)", "Glue has no DynamicFrame.toFrame"),
        ("DynamicFrame.toDF(self, options)", "takes (self, options=None)"),
        ("DynamicFrame.toDF(self)", "takes (self, options=None)"),
        ("DynamicFrame.toDF(options=None)", "is called on an object"),
        ("DynamicFrame.toDF(self, options=None, *, deep=False)", "takes no other keywords than its own"),
        ("DataSink.setFormat(self, format, *, useGlueParquetWriter=False)", ""),
        ("GlueContext.spark_session", ""),
        ("GlueContext.spark_session(self)", "is an attribute"),
        ("awsglue.dynamicframe.DynamicFrame", ""),
        ("DynamicFrame.toDF", "is a method"),
    ],
)
def test_a_match_that_differs_is_told_how(match: str, problem: str) -> None:
    told = _problem(parse_callee(match))

    assert problem in told
    assert bool(problem) == bool(told)


def _problem(callee: Callee) -> str:
    """Say in a sentence how the callee differs from Glue's; empty when it does not."""
    name = callee.name
    if name not in SIGNATURES:
        return f"Glue has no {name}: correct the name, or add what it takes to {TABLE.name}"
    glue = _glue(name)
    if not callee.is_call:  # a property, or a class or function as a name
        return f"{name} is a method: say what it takes" if glue.receiver and glue.is_call else ""
    if not glue.is_call:
        return f"{name} is an attribute: leave the parentheses out"
    if callee.receiver != glue.receiver:
        return f"{name} is called on an object: `self` comes first" if glue.receiver else f"{name} has no `self`"
    if _ordered(callee) != _ordered(glue):
        return f"{name} takes {SIGNATURES[name]['signature']}"
    if _keywords(callee) and not _keywords(glue):
        return f"{name} takes no other keywords than its own"
    return ""


def _glue(name: str) -> Callee:
    row = SIGNATURES[name]
    return parse_callee(name if row.get("property") else f"{name}{row['signature']}")


def _ordered(callee: Callee) -> list[tuple[str, str, bool]]:
    """Give name, kind and need of the parameters that have a place."""
    return [(each.name, each.kind, each.required) for each in callee.parameters if each not in _keywords(callee)]


def _keywords(callee: Callee) -> list[object]:
    """Give what only an open signature (`**options`) allows: keywords by name, or all the rest."""
    return [each for each in callee.parameters if each.kind in ("keyword", "keywords")]
