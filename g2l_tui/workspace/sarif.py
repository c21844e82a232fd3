"""Findings as SARIF 2.1.0, the format of code scanning. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from g2l_tui.engine.codes import CODES, hint_of, severity_of
from g2l_tui.model.conflict import CODE
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.workspace.report import Report

SCHEMA_URI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_sarif(report: Report, version: str, folder: str = "") -> dict[str, Any]:
    """Return the findings as one run of `version`. `folder` leads from the top of the repository to the paths."""
    places = [*_places(report, folder), *_conflicts(report, folder)]
    codes = sorted({finding.code for _, finding in places})
    return {
        "$schema": SCHEMA_URI,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "g2l-tui",
                        "semanticVersion": version,
                        "rules": [_rule(code, places) for code in codes],
                    }
                },
                "automationDetails": {"id": "g2l-tui/"},
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {ROOT: {"description": {"text": "The top of the repository."}}},
                "invocations": [{"executionSuccessful": True}],
                "results": list(_results(places, codes)),
            }
        ],
    }


def _places(report: Report, folder: str) -> Iterator[tuple[str, Finding]]:
    for path, migration in report.migrations.items():
        for finding in migration.findings:
            yield _prefix(folder) + path, finding


def _conflicts(report: Report, folder: str) -> Iterator[tuple[str, Finding]]:
    """Yield the conflicts as findings of the sources: the tree they are in may be a repository of its own."""
    for each in report.conflicts or ():
        where = "the output" if each.line is None else f"line {each.line} of the output"
        message = f"In {where}: {each.message.rstrip('.')}"
        yield _prefix(folder) + each.path, Finding(CODE, severity_of(CODE), 1, 1, message, hint_of(CODE))


def _prefix(folder: str) -> str:
    return "" if folder in {"", "."} else f"{folder}/"


def _rule(code: str, places: Sequence[tuple[str, Finding]]) -> dict[str, Any]:
    known = CODES.get(code)
    finding = next(finding for _, finding in places if finding.code == code)
    title = known.title if known else f"rule {finding.rule} of the repository"
    hint = (known.hint if known else finding.hint) or "look at the finding"
    severity = known.severity if known else finding.severity
    return {
        "id": code,
        "shortDescription": {"text": f"{title[0].upper()}{title[1:]}"},
        "fullDescription": {"text": f"{title[0].upper()}{title[1:]}. What to do: {hint}."},
        "help": {"text": f"What to do: {hint}. `g2l-tui rules show {code}` says more."},
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {"tags": ["aws-glue", "databricks", "migration"]},
    }


def _results(places: Sequence[tuple[str, Finding]], codes: Sequence[str]) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for path, finding in places:
        alike = f"{path}\0{finding.code}\0{finding.message}"
        seen[alike] += 1
        hint = f". What to do: {finding.hint}" if finding.hint else ""
        yield {
            "ruleId": finding.code,
            "ruleIndex": codes.index(finding.code),
            "level": LEVELS[finding.severity],
            "message": {"text": f"{finding.message}{hint}"},
            "locations": [{"physicalLocation": _location(path, finding)}],
            "partialFingerprints": {"g2lFinding/v1": _fingerprint(f"{alike}\0{seen[alike]}")},
        }


def _location(path: str, finding: Finding) -> Mapping[str, Any]:
    return {
        "artifactLocation": {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": ROOT},
        "region": {"startLine": finding.line, "startColumn": finding.column},
    }


def _fingerprint(text: str) -> str:
    """Lines are left out of it, so that a finding stays the same one while others move it."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]
