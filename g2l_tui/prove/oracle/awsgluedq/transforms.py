"""EvaluateDataQuality (`quality-page`): the outcome of each rule of a ruleset, as far as the oracle understands it."""

from __future__ import annotations

import re
from typing import Any

from g2l_tui.prove.oracle.awsglue.collection import DynamicFrameCollection
from g2l_tui.prove.oracle.awsglue.dynamicframe import DynamicFrame
from g2l_tui.prove.oracle.awsglue.transforms import GlueTransform
from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.frame import Frame
from g2l_tui.prove.oracle.records import Null, Record, node_from, plain
from g2l_tui.prove.oracle.rows import COMPARISONS

_RULE = re.compile(r'(\w+)((?:\s+"[^"]*")*)\s*(?:(=|!=|<=|<|>=|>)\s*([\d.]+))?')


class EvaluateDataQuality(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, ruleset: str, publishing_options: Any = None, transformation_ctx: str = ""
    ) -> DynamicFrame:
        return DynamicFrame(outcomes(frame._checked(), ruleset), frame.glue_ctx, "ruleOutcomes")

    def process_rows(
        self, frame: DynamicFrame, ruleset: str, publishing_options: Any = None, additional_options: Any = None
    ) -> DynamicFrameCollection:
        """The frame and the outcomes. Row-level outcomes, whose columns no page shows in full, are missing."""
        frames = {"originalData": frame, "ruleOutcomes": self(frame, ruleset)}
        return DynamicFrameCollection(frames, frame.glue_ctx)


def outcomes(frame: Frame, ruleset: str) -> Frame:
    """One record for each rule: Rule, Outcome, FailureReason. A rule that is not understood has the outcome Unknown."""
    inside = re.search(r"Rules\s*=\s*\[(.*)\]", ruleset, re.DOTALL)
    rules = [rule.strip() for rule in (inside[1] if inside else "").split(",") if rule.strip()]
    return Frame(tuple(_outcome(frame, rule) for rule in rules))


def _outcome(frame: Frame, rule: str) -> Record:
    passed = _holds(frame, rule)
    if passed is None:
        touch("data-quality")
    outcome = "Unknown" if passed is None else "Passed" if passed else "Failed"
    reason = "" if passed is not False else f"The data does not satisfy {rule}."
    return Record({"Rule": node_from(rule), "Outcome": node_from(outcome), "FailureReason": node_from(reason or None)})


def _holds(frame: Frame, rule: str) -> bool | None:
    found = _RULE.fullmatch(rule)
    if not found:
        return None
    columns = re.findall(r'"([^"]*)"', found[2])
    measure = _measure(frame, found[1], columns)
    if measure is None or not found[3]:
        return None if measure is None else measure == 1
    return COMPARISONS[found[3]](measure, float(found[4]))


def _measure(frame: Frame, name: str, columns: list[str]) -> float | None:
    """What a rule compares; rules without a comparison want it to be 1."""
    if name in ("RowCount", "ColumnCount"):
        return len(frame.records) if name == "RowCount" else len(frame.schema.fields)
    if not columns:
        return None
    values = [
        plain(node) for record in frame.records if not isinstance(node := record.fields.get(columns[0], Null()), Null)
    ]
    match name:
        case "ColumnExists":
            return float(frame.schema.field(columns[0]) is not None)
        case "IsComplete" | "Completeness":
            return len(values) / len(frame.records) if frame.records else 1.0
        case "IsUnique" | "Uniqueness":
            texts = [repr(value) for value in values]
            return sum(texts.count(text) == 1 for text in texts) / len(texts) if texts else 1.0
    return None


__all__ = ["EvaluateDataQuality"]
