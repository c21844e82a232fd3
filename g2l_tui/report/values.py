"""An assessment as plain values, as the shipped JSON Schema `report.schema.json` says. Pure."""

from __future__ import annotations

from typing import Any

from g2l_tui.report.assessment import Assessment
from g2l_tui.report.inventory import Item, Sort
from g2l_tui.report.readiness import Readiness
from g2l_tui.report.waves import Step
from g2l_tui.report.work import Work

SCHEMA = 1


def as_values(assessment: Assessment) -> dict[str, Any]:
    """Return the assessment as plain values."""
    return {
        "schema": SCHEMA,
        "root": assessment.root,
        "points": assessment.points,
        "files": [_file(file) for file in assessment.files],
        "work": [_work(work) for work in assessment.work],
        "waves": [[_step(step) for step in wave] for wave in assessment.waves],
        "inventory": {
            f"{sort.value}s": [_item(item) for item in assessment.items if item.sort is sort] for sort in Sort
        },
    }


def _file(file: Readiness) -> dict[str, Any]:
    return {
        "path": file.path,
        "status": file.status.value,
        "points": file.points,
        "calls": file.calls,
        "calls_translated": file.calls_translated,
        "losses": [
            {"points": loss.points, "line": loss.line, "code": loss.code, "reason": loss.reason, "hint": loss.hint}
            for loss in file.losses
        ],
    }


def _work(work: Work) -> dict[str, Any]:
    return {
        "code": work.code,
        "title": work.title,
        "severity": work.severity.value,
        "hint": work.hint,
        "places": [
            {"path": place.path, "line": place.finding.line, "message": place.finding.message} for place in work.places
        ],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "path": step.path,
        "needs": [{"path": path, "reason": reason} for path, reason in step.needs],
        "circle": list(step.circle),
    }


def _item(item: Item) -> dict[str, Any]:
    uses = [{"path": use.path, "line": use.line, "role": use.role.value} for use in item.uses]
    return {"name": item.name, "target": item.target, "uses": uses}
