"""What `validate` finds before anything is done: a job for each thing that stands against a migration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tomli

from g2l_tui import Glue2DatabricksSDK

CHECKS: dict[str, dict[str, Any]] = tomli.loads(Path(__file__).with_name("prechecks.toml").read_text(encoding="utf-8"))
PREAMBLE = """\
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.transforms import *

glueContext = GlueContext()
spark = glueContext.spark_session
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is said of a repository of all those jobs."""
    root = tmp_path_factory.mktemp("jobs")
    (root / "g2l.toml").write_text("")
    (root / "sound.py").write_text(f"{PREAMBLE}orders.toDF().show()\n")
    for name, check in CHECKS.items():
        text = check["text"] if check.get("whole") else f"{PREAMBLE}{check['text'].strip()}\n"
        (root / f"{name}.py").write_text(text)
    return Glue2DatabricksSDK().validate(root)


@pytest.mark.parametrize("name", CHECKS)
def test_it_is_said_with_its_code_place_and_what_to_do(name: str, found: dict[str, Any]) -> None:
    check = CHECKS[name]
    listed = found["errors" if check["severity"] == "error" else "warnings"]

    said = [each for each in listed if each["details"]["path"] == f"{name}.py"]

    details = next(each["details"] for each in said if each["details"]["code"] == check["code"])
    assert details["severity"] == check["severity"]
    assert 1 <= details["line"] <= 20
    assert details["column"] >= 1
    assert details["hint"]
    assert all(each["message"] for each in said)


def test_nothing_is_said_of_a_job_that_is_sound(found: dict[str, Any]) -> None:
    assert [each for each in (*found["errors"], *found["warnings"]) if each["details"]["path"] == "sound.py"] == []
    assert found["valid"] is False
