from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from g2l_tui.paths import demo_repository, schema
from tests.cli.conftest import BROKEN, run


def test_files_are_ranked_by_how_complex_they_are(root: Path) -> None:
    lines = run("analyze").stdout.splitlines()

    assert lines[0].split() == ["file", "calls", "frames", "tables", "paths", "arguments", "score"]
    assert lines[1].split() == ["jobs/orders.py", "3", "1", "1", "0", "0", "7"]
    assert lines[-1] == "2 files, 1 frame, 1 table, score 7."


def test_the_analysis_in_json_keeps_to_its_schema(root: Path) -> None:
    (root / "broken.py").write_text(BROKEN)

    for place in (".", str(demo_repository())):
        found = json.loads(run("analyze", place, "--format", "json").stdout)
        jsonschema.validate(found, json.loads(schema("analyze").read_text()))

        assert found["total_complexity"] == sum(file["complexity_score"] for file in found["files"]) > 0
