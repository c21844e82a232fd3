"""Cases that a tool by names gets wrong, each under a name of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli

from g2l_tui.model.migration import Migration, Status
from g2l_tui.validators import validate

TABLE = Path(__file__).with_name("adversarial_cases.toml")
CASES: dict[str, dict[str, Any]] = tomli.loads(TABLE.read_text(encoding="utf-8"))

PREAMBLE = """
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from awsglue.transforms import *
gc = GlueContext()
spark = gc.spark_session
frame = gc.create_dynamic_frame.from_catalog(database="shop", table_name="all")
"""

each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


@pytest.fixture
def outcome(migrated: Callable[[str], Migration]) -> Callable[[dict[str, Any]], Migration]:
    def run(case: dict[str, Any]) -> Migration:
        return validate(migrated((PREAMBLE if case.get("job") else "") + case["before"]))

    return run


@each_case
def test_a_case_becomes_what_it_means(outcome: Callable[[dict[str, Any]], Migration], case: dict[str, Any]) -> None:
    result = outcome(case).result.decode()

    expected = case.get("after", case["before"]).lstrip("\n")
    assert result.endswith(f"\n{expected}") or result.lstrip("\n") == expected


@each_case
def test_what_stays_is_refused_and_what_differs_is_told(
    outcome: Callable[[dict[str, Any]], Migration], case: dict[str, Any]
) -> None:
    migration = outcome(case)

    codes = {finding.code for finding in migration.findings}
    assert (migration.status is Status.MIGRATED) is ("refused" not in case)
    assert {case[word] for word in ("refused", "told") if word in case} <= codes


def test_a_function_and_its_callers_change_together(
    migrated_workspace: Callable[[dict[str, str]], dict[str, Migration]],
) -> None:
    """A34: what a helper of another file gives and takes."""
    files = {
        "reading.py": "def raw(context, path):\n    return context.create_dynamic_frame.from_options(\n"
        '        connection_type="s3", connection_options={"paths": [path]}, format="json"\n    )\n',
        "job.py": "from awsglue.context import GlueContext\nfrom reading import raw\ngc = GlueContext()\n"
        'out = raw(gc, "s3://lake/raw/").toDF()\n',
    }

    done = migrated_workspace(files)

    assert done["reading.py"].result.decode().endswith('    return context.read.format("json").load([path])\n')
    assert done["job.py"].result.decode().endswith('\nout = raw(spark, "s3://lake/raw/")\n')
