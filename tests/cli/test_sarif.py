from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from sarif_pydantic import Sarif

from tests.cli.conftest import BROKEN, JOB, run

REFUSED = 'glueContext.purge_table("sales", "orders")\n'


def test_findings_are_results_of_code_scanning(root: Path) -> None:
    (root / "jobs" / "purge.py").write_text(JOB + REFUSED)

    scan = _scan("check", ".")

    (result,) = scan["results"]
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "jobs/purge.py", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 7, "startColumn": 1},
    }
    assert result["level"] == "error"
    assert result["message"]["text"]
    assert scan["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_every_rule_says_what_it_is_about_and_what_to_do(root: Path) -> None:
    (root / "jobs" / "purge.py").write_text(JOB + REFUSED)
    (root / "broken.py").write_text(BROKEN)

    rules = _scan("check", ".")["tool"]["driver"]["rules"]

    assert len(rules) == 2
    assert [rule["id"] for rule in rules if "What to do" not in rule["fullDescription"]["text"]] == []


def test_places_are_named_from_the_top_of_the_repository(root: Path) -> None:
    (root / "jobs" / "purge.py").write_text(JOB + REFUSED)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)

    assert _uris(_scan("check", "jobs")) == ["jobs/purge.py"]


def test_names_are_written_as_an_address(root: Path) -> None:
    odd = os.fsdecode(b"with space #1 \xe9.py")
    (root / odd).write_text(BROKEN)

    (uri,) = _uris(_scan("check", "."))

    assert " " not in uri
    assert "#" not in uri
    assert os.fsdecode(unquote_to_bytes(uri)) == odd


def test_a_finding_stays_the_same_one_when_lines_move(root: Path) -> None:
    (root / "jobs" / "purge.py").write_text(JOB + REFUSED + REFUSED)
    before = _fingerprints(_scan("check", "."))

    (root / "jobs" / "purge.py").write_text("\n# moved\n" + JOB + REFUSED + REFUSED)

    assert _fingerprints(_scan("check", ".")) == before
    assert len(set(before)) == 2


def test_a_migration_reports_in_sarif_too(root: Path) -> None:
    assert _scan("migrate", ".")["results"] == []


def _scan(*words: str) -> Mapping[str, Any]:
    document = json.loads(run(*words, "--format", "sarif").stdout)
    Sarif.model_validate(document)
    assert document["version"] == "2.1.0"
    scan: Mapping[str, Any] = document["runs"][0]
    return scan


def _uris(scan: Mapping[str, Any]) -> list[str]:
    places = [result["locations"][0]["physicalLocation"] for result in scan["results"]]
    return [place["artifactLocation"]["uri"] for place in places]


def _fingerprints(scan: Mapping[str, Any]) -> list[str]:
    return [result["partialFingerprints"]["g2lFinding/v1"] for result in scan["results"]]
