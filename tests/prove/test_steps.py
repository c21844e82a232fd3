"""What the rules make of each step is proven on polite and hostile rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import tomli

from g2l_tui.prove.verdict import Outcome, Proof

STEPS: list[dict[str, str]] = tomli.loads(Path(__file__).with_name("steps.toml").read_text())["step"]
EVERY_SO_MANY = 16
START = """\
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms import *
from pyspark.context import SparkContext
from pyspark.sql import functions as F

glueContext = GlueContext(SparkContext.getOrCreate())
people = glueContext.create_dynamic_frame.from_catalog(database="crm", table_name="people").apply_mapping([
    ("id", "long", "id", "long"), ("name", "string", "name", "string"), ("age", "string", "age", "int"),
    ("score", "double", "score", "double"), ("born", "date", "born", "date"),
    ("seen", "timestamp", "seen", "timestamp"),
    ("pay", "decimal(10,2)", "pay", "decimal(10,2)"), ("ok", "boolean", "ok", "boolean"),
])
orders = glueContext.create_dynamic_frame.from_catalog(database="crm", table_name="orders").apply_mapping([
    ("order_id", "long", "order_id", "long"), ("person_id", "long", "person_id", "long"),
    ("name", "string", "name", "string"), ("amount", "double", "amount", "double"),
])
"""
END = """
glueContext.write_dynamic_frame.from_options(
    frame=out, connection_type="s3", connection_options={"path": "s3://lake/out"}, format="parquet"
)
"""


@pytest.mark.parametrize("step", STEPS[::EVERY_SO_MANY], ids=lambda step: step["name"])
def test_a_step_means_the_same(step: dict[str, str], proved: Callable[..., Proof]) -> None:
    proof = proved(START + step["code"] + END)

    expected = {Outcome.DIFFERENT} if "different" in step else {Outcome.EQUAL, Outcome.EQUAL_EXCEPT}
    assert proof.outcome in expected, proof.sentence
    assert "different" in step or proof.comparisons[0].original_rows > 0


@pytest.mark.long
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step["name"])
def test_every_step_means_the_same(step: dict[str, str], proved: Callable[..., Proof]) -> None:
    test_a_step_means_the_same(step, proved)
