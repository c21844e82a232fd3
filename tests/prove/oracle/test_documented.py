from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import tomli

from g2l_tui.prove.oracle import DOUBTS, SOURCES, Place, Reading, Run, Upkeep, Writing, begin
from g2l_tui.prove.oracle.awsglue import gluetypes, transforms, utils
from g2l_tui.prove.oracle.awsglue.context import GlueContext
from g2l_tui.prove.oracle.awsglue.dynamicframe import DynamicFrame
from g2l_tui.prove.oracle.awsgluedq.transforms import EvaluateDataQuality
from g2l_tui.prove.oracle.formats import read
from g2l_tui.prove.oracle.frame import Frame, frame_from
from g2l_tui.prove.oracle.records import plain
from g2l_tui.prove.oracle.types import parse_type, tree

FOLDER = Path(__file__).parent / "documented"
EXAMPLES: list[dict[str, Any]] = [
    {"family": path.stem, **example}
    for path in sorted(FOLDER.glob("*.toml"))
    for example in tomli.loads(path.read_text())["example"]
]
ASKED_FOR = 60


class Journal:
    """The storage of an example: the types of its catalog tables, and what was written."""

    def __init__(self, tables: dict[str, dict[str, str]]) -> None:
        self.tables = tables
        self.written: list[Writing] = []

    def read(self, place: Place) -> Reading:
        return Reading((), self.tables[f"{place.database}.{place.table}"])

    def write(self, writing: Writing) -> None:
        self.written.append(writing)

    def maintain(self, upkeep: Upkeep) -> None:
        raise AssertionError(upkeep)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example['family']}: {example['id']}")
def test_the_oracle_does_what_the_page_shows(example: dict[str, Any]) -> None:
    journal = Journal(example.get("tables", {}))
    run = Run(journal)
    begin(run)

    if "raises" in example:
        with pytest.raises(Exception, match=r".*") as raised:
            evaluate(example)
        assert raised.type.__name__ == example["raises"]
    else:
        compare(evaluate(example), example)

    assert run.doubts == set(example.get("doubts", []))
    assert sum(len(writing.rows) for writing in journal.written) == example.get("written", 0)


def test_there_are_as_many_examples_as_were_asked_for() -> None:
    assert len({(example["family"], example["id"]) for example in EXAMPLES}) == len(EXAMPLES) >= ASKED_FOR


def test_every_example_names_a_page_that_is_listed() -> None:
    assert {example["source"] for example in EXAMPLES} <= set(SOURCES)


def test_every_doubt_names_pages_that_are_listed() -> None:
    assert {source for doubt in DOUBTS.values() for source in doubt.sources} <= set(SOURCES)


def evaluate(example: dict[str, Any]) -> Any:
    context = GlueContext(None)
    names: dict[str, Any] = {
        **{name: getattr(transforms, name) for name in transforms.__all__},
        "DecimalType": gluetypes.DecimalType,
        "EvaluateDataQuality": EvaluateDataQuality,
        "dyf": DynamicFrame(frame_of(example, "given"), context),
        "getResolvedOptions": utils.getResolvedOptions,
        "named": lambda frame, name: DynamicFrame(frame._frame, context, name),
        "other": DynamicFrame(frame_of(example, "other"), context),
        "read": read,
    }
    exec(example.get("functions", ""), names)
    return eval(example["do"], names)


def frame_of(example: dict[str, Any], key: str) -> Frame:
    types = {name: parse_type(kind) for name, kind in example.get("types", {}).items()} if key == "given" else {}
    rows = lines(example.get(key, "")) or [{"number": number} for number in range(example.get(f"{key}_count", 0))]
    return frame_from(rows, types)


def compare(result: Any, example: dict[str, Any]) -> None:
    if "value" in example:
        assert json.loads(json.dumps(result, default=list)) == json.loads(example["value"], strict=False)
        return
    frame = result._checked()
    if "rows" in example:
        assert Counter(as_text(plain(record)) for record in frame.records) == Counter(
            map(as_text, lines(example["rows"]))
        )
    if "schema" in example:
        assert tree(frame.schema) == example["schema"].strip()


def lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def as_text(row: object) -> str:
    return json.dumps(
        row, sort_keys=True, default=lambda value: value.isoformat() if isinstance(value, dt.date) else value
    )
