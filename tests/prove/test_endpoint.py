"""Any Spark Connect endpoint may run the migrated side: Sail's own server stands for one here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from g2l_tui.prove.judge import is_databricks
from g2l_tui.prove.verdict import Outcome, Proof, Trust

Proved = Callable[..., Proof]

JOB = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext.getOrCreate())
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")
events = glueContext.create_dynamic_frame.from_options("s3", {"paths": ["s3://raw/events"]}, "json")
orders = orders.select_fields(["id", "city"])
glueContext.write_dynamic_frame.from_options(orders, "s3", {"path": "s3://lake/orders"}, "parquet")
glueContext.write_dynamic_frame.from_catalog(events.select_fields(["id", "kind"]), "sales", "events")
"""
AFTER = """\
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
spark.table("main.sales.orders").select("id", "city").write.mode("append").parquet("s3://lake/orders")
spark.read.json("s3://raw/events").select("id", "kind").write.mode("append").saveAsTable("main.sales.events")
"""


@pytest.fixture
def endpoint(sail_address: str, sail: Any) -> Any:
    """A table that is somebody's, and the schemas that were there before."""
    sail.sql("CREATE SCHEMA IF NOT EXISTS main.sales")
    sail.sql("DROP TABLE IF EXISTS main.sales.orders")
    sail.sql("SELECT 7 AS mine").write.saveAsTable("main.sales.orders")
    return sail


def test_a_migrated_job_runs_on_an_endpoint(proved: Proved, sail_address: str, endpoint: Any) -> None:
    proof = proved(JOB, AFTER, engine=sail_address)

    assert proof.outcome in {Outcome.EQUAL, Outcome.EQUAL_EXCEPT}, proof.sentence
    assert proof.trust is Trust.HOSTILE
    assert {each.target for each in proof.comparisons} == {"s3://lake/orders", "main.sales.events"}
    assert f"the migrated job ran on {sail_address}, not on Databricks" in proof.assumptions


def test_tables_of_an_endpoint_stay_as_they_are(proved: Proved, sail_address: str, endpoint: Any) -> None:
    before = {row[0] for row in endpoint.sql("SHOW SCHEMAS").collect()}

    proof = proved(JOB, AFTER, engine=sail_address)

    assert proof.migrated.failure is None
    assert [row.mine for row in endpoint.sql("SELECT * FROM main.sales.orders").collect()] == [7]
    assert {row[0] for row in endpoint.sql("SHOW SCHEMAS").collect()} == before


def test_no_statement_reaches_what_is_not_the_proofs_own(proved: Proved, sail_address: str, endpoint: Any) -> None:
    statements = (
        "DROP TABLE main.sales.orders",
        "TRUNCATE TABLE main.sales.orders",
        "DROP SCHEMA main.sales CASCADE",
        "ALTER TABLE main.sales.orders RENAME TO main.sales.gone",
        "DELETE FROM `main`.`sales`.`orders`",
        "USE SCHEMA sales",
    )
    tried = "".join(f"try:\n    spark.sql('{each}')\nexcept Exception:\n    pass\n" for each in statements)

    proof = proved(JOB, AFTER + tried, engine=sail_address)

    assert proof.migrated.failure is None
    assert [row.mine for row in endpoint.sql("SELECT * FROM main.sales.orders").collect()] == [7]


def test_sql_and_views_find_the_proofs_tables(proved: Proved, sail_address: str, endpoint: Any) -> None:
    after = AFTER.replace(
        'spark.table("main.sales.orders").select("id", "city")', 'spark.sql("SELECT id, city FROM main.sales.orders")'
    )

    proof = proved(JOB, after, engine=sail_address)

    assert proof.outcome in {Outcome.EQUAL, Outcome.EQUAL_EXCEPT}, proof.sentence


def test_databricks_is_known_by_its_address() -> None:
    assert is_databricks("sc://adb-12.3.azuredatabricks.net:443/;token=x")
    assert is_databricks("sc://dbc-1.cloud.databricks.com:443")
    assert not is_databricks("sc://localhost:15002/;use=databricks.com")
