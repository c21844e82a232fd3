"""Signatures of Glue, read from `match`."""

from __future__ import annotations

import os

import pytest

from g2l_tui.ruleset.callee import Callee, parse_callee


def shapes(callee: Callee) -> list[tuple[str, str, str | None]]:
    return [(each.name, each.kind, each.default) for each in callee.parameters]


def test_a_method_says_receiver_parameters_and_result() -> None:
    callee = parse_callee('DynamicFrame.union(self, other, info="", *, deep=False) -> DynamicFrame')

    assert (callee.name, callee.member, callee.receiver) == ("DynamicFrame.union", "union", "DynamicFrame")
    assert callee.result == "DynamicFrame"
    assert shapes(callee) == [
        ("other", "positional", None),
        ("info", "positional", "''"),
        ("deep", "keyword", "False"),
    ]


def test_a_function_has_no_receiver() -> None:
    callee = parse_callee("awsglue.utils.getResolvedOptions(args, options) -> dict")

    assert callee.receiver is None
    assert callee.member == "getResolvedOptions"


def test_an_accessor_between_receiver_and_method_belongs_to_the_name() -> None:
    callee = parse_callee("GlueContext.write_dynamic_frame.from_catalog(self, frame)")

    assert (callee.receiver, callee.member) == ("GlueContext", "from_catalog")


def test_a_property_is_no_call() -> None:
    callee = parse_callee("GlueContext.spark_session -> SparkSession")

    assert not callee.is_call
    assert (callee.receiver, callee.result) == ("GlueContext", "SparkSession")


def test_a_class_as_a_name_has_neither_parameters_nor_result() -> None:
    callee = parse_callee("awsglue.job.Job")

    assert (callee.is_call, callee.parameters, callee.result) == (False, (), "")


def test_collecting_parameters_are_never_required() -> None:
    callee = parse_callee("C.m(self, a, *rest, b, **options)")

    assert [each.kind for each in callee.parameters] == ["positional", "variadic", "keyword", "keywords"]
    assert [each.name for each in callee.parameters if each.required] == ["a", "b"]


def test_a_parameter_is_found_by_its_name() -> None:
    callee = parse_callee("C.m(self, a)")

    assert callee.parameter("a") is callee.parameters[0]
    assert callee.parameter("self") is None


def test_a_signature_may_go_over_several_lines() -> None:
    callee = parse_callee("\n C.m(\n    self, a,\n    b=1,\n) -> D\n")

    assert shapes(callee) == [("a", "positional", None), ("b", "positional", "1")]


def test_a_default_is_text_and_never_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr(os, "system", ran.append)

    callee = parse_callee("C.m(self, a=__import__('os').system('touch /tmp/owned'), b=1 / 0)")

    assert [each.default for each in callee.parameters] == ["__import__('os').system('touch /tmp/owned')", "1 / 0"]
    assert ran == []


def test_decorations_and_results_never_run_either() -> None:
    assert parse_callee("C.m(self) -> __import__('os')").result == "__import__('os')"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "must begin with a dotted name"),
        ("   ", "must begin with a dotted name"),
        ("3.m(self)", "must begin with a dotted name"),
        ("C.m(self", "not a Python signature"),
        ("C.m(self, a, a)", "not a Python signature"),
        ("C.m(self, a=1, b)", "not a Python signature"),
        ("C.m(self, 1)", "not a Python signature"),
        ("C.m(self): ...\nimport os\ndef f()", "must be one signature"),
        ("C.m(self) junk", "not a Python signature"),
        ("C.m[self]", "must begin with a dotted name"),
        ("C.m(self, a='\0')", "`match`"),
        pytest.param("C.m(" + "(" * 5000 + ")", "`match`", id="nested deeply"),
        pytest.param("C.m(a=" + "-" * 100_000 + "1)", "`match`", id="nested very deeply"),
        ("C..m(self)", "dotted name"),
        ("C.(self)", "dotted name"),
    ],
)
def test_what_is_no_signature_is_told_in_a_sentence(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match="`match`") as told:
        parse_callee(text)

    assert problem in str(told.value)
