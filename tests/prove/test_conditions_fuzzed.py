"""Any condition on records that the engine translates keeps the records that Glue's Filter keeps, or is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from g2l_tui.engine.examples import migrate_example
from g2l_tui.paths import builtin_rules
from g2l_tui.prove.oracle import Place, Reading, Run, Upkeep, Writing, begin
from g2l_tui.prove.oracle.awsglue.context import GlueContext
from g2l_tui.prove.oracle.awsglue.dynamicframe import DynamicFrame
from g2l_tui.prove.oracle.bridge import to_dataframe
from g2l_tui.prove.oracle.frame import frame_from
from g2l_tui.prove.oracle.records import plain
from g2l_tui.prove.oracle.types import parse_type
from g2l_tui.ruleset.load import load_rules
from g2l_tui.ruleset.rule import Example

RULESET, _ = load_rules([builtin_rules()])
KINDS = {
    "id": "int",
    "a": "int",
    "b": "int",
    "s": "string",
    "t": "string",
    "k": "boolean",
    "n": "struct<x:int,y:string>",
}
TYPES = {name: parse_type(kind) for name, kind in KINDS.items()}
VALUES: dict[str, list[Any]] = {
    "a": [1, 2, -7, None, 15],
    "b": [None, 2, 15, 0],
    "s": ["a", "", None, "XX", " a "],
    "t": ["b", "a", "12", None, "", "ÄÖ"],
    "k": [True, None, False],
    "n": [{"x": 1, "y": "a"}, None, {"x": None, "y": ""}, {"x": 15, "y": None}],
}
ROWS = [
    {"id": number, **{name: values[number % len(values)] for name, values in VALUES.items()}} for number in range(60)
]

JOB = """from awsglue.dynamicframe import DynamicFrame


def step(frame: DynamicFrame) -> DynamicFrame:
    return frame.filter(lambda r: CONDITION)
"""

numbers = st.sampled_from(
    ["r['a']", "r['b']", "r['n']['x']", "r.a", "len(r['s'])", "len(r['n']['y'])", "r['a'] - r['b']"]
)
texts = st.sampled_from(["r['s']", "r['t']", "r['n']['y']", "r.t", "r['s'].lower()", "r['t'].upper()"])
fields = st.sampled_from(["r['a']", "r['s']", "r['n']['x']", "r['n']['y']", "r['n']", "r['k']"])
signs = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
members = st.sampled_from(["in", "not in"])
tests = st.one_of(
    st.builds("{} {} {}".format, numbers, signs, st.one_of(numbers, st.sampled_from(["1", "15", "-7", "2.5"]))),
    st.builds("{} {} {}".format, texts, signs, st.one_of(texts, st.sampled_from(["'a'", "''", "'XX'"]))),
    st.builds("{} {} None".format, fields, st.sampled_from(["is", "is not", "==", "!="])),
    st.builds("{} {} {}".format, texts, members, st.sampled_from(["['a', 'b']", "('XX',)", "{'12', ''}"])),
    st.builds("{} {} {}".format, numbers, members, st.sampled_from(["[1, 2]", "(15,)", "{0, -7}"])),
    st.builds("{}.{}('a')".format, texts, st.sampled_from(["startswith", "endswith"])),
    st.builds("'a' {} {}".format, members, texts),
    st.builds("r['k'] {} {}".format, st.sampled_from(["==", "!="]), st.sampled_from(["True", "False"])),
    st.builds("{} < {} <= {}".format, numbers, numbers, numbers),
)


@st.composite
def conditions(draw: st.DrawFn) -> str:
    """Tests joined and negated. No two test the same thing: Sail 0.7 takes `x AND NOT x` for false where x is null."""
    parts: list[str] = draw(st.lists(tests, min_size=1, max_size=5, unique_by=lambda test: test.split()[0]))
    text = parts[0]
    for other in parts[1:]:
        pair = draw(st.permutations([text, other]))
        text = f"({pair[0]} {draw(st.sampled_from(['and', 'or']))} {pair[1]})"
        text = draw(st.sampled_from([text, f"not {text}"]))
    return text


@settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(condition=conditions())
def test_a_translated_condition_keeps_the_same_records(condition: str, sail: Any) -> None:
    check(condition, sail)


@pytest.mark.long
@settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(condition=conditions())
def test_very_many_translated_conditions_keep_the_same_records(condition: str, sail: Any) -> None:
    check(condition, sail)


def check(condition: str, sail: Any) -> None:
    before = JOB.replace("CONDITION", condition)
    after = migrate_example(Example("", before, None, ""), RULESET).result.decode()
    if "awsglue" in after:
        return  # refused, which is never wrong
    begin(Run(Nothing()))
    frame = frame_from(ROWS, TYPES)

    glue = {
        plain(record.fields["id"]) for record in step(before)(DynamicFrame(frame, GlueContext()))._checked().records
    }
    spark = {row["id"] for row in step(after)(to_dataframe(frame, sail)).select("id").collect()}

    assert spark == glue, after


def step(code: str) -> Any:
    """The function that the code defines."""
    names: dict[str, Any] = {}
    exec(compile(code.replace("from awsglue", "from g2l_tui.prove.oracle.awsglue"), "job.py", "exec"), names)
    return names["step"]


class Nothing:
    """The storage of a job that reads and writes nothing."""

    def read(self, place: Place) -> Reading:
        raise AssertionError(place)

    def write(self, writing: Writing) -> None:
        raise AssertionError(writing)

    def maintain(self, upkeep: Upkeep) -> None:
        raise AssertionError(upkeep)
