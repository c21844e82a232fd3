"""Whole proofs: two processes, one verdict."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from venv import EnvBuilder

import pytest

from g2l_tui.prove.nursery import Nursery
from g2l_tui.prove.record import Written
from g2l_tui.prove.request import Limits, Request
from g2l_tui.prove.samples.sample import Origin, Sample
from g2l_tui.prove.verdict import Outcome, Proof, Trust
from g2l_tui.prove.worker import landlock

Proved = Callable[..., Proof]

START = """\
from awsglue.context import GlueContext
from awsglue.transforms import *
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext.getOrCreate())
"""
COPY = (
    START
    + """\
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")
orders = orders.select_fields(["id", "city"])
glueContext.write_dynamic_frame.from_options(orders, "s3", {"path": "s3://lake/orders"}, "parquet")
"""
)

AFTER_INITCAP = """\
from pyspark.sql import SparkSession
from pyspark.sql.functions import initcap

orders = SparkSession.builder.getOrCreate().table("main.sales.orders").select("id", initcap("city").alias("city"))
orders.write.mode("append").parquet("s3://lake/orders")
"""


def test_what_the_rules_make_of_a_job_is_equal_on_hostile_rows(proved: Proved) -> None:
    proof = proved(COPY)

    assert (proof.outcome, proof.trust) == (Outcome.EQUAL, Trust.HOSTILE), proof.sentence
    assert proof.comparisons[0].target == "s3://lake/orders"
    assert proof.comparisons[0].original_rows > 12


def test_a_file_without_glue_is_not_run(proved: Proved) -> None:
    assert proved("print(1)\n").sentence == "not run: there is nothing of Glue in it"


def test_a_job_that_fails_says_where(proved: Proved) -> None:
    proof = proved(START + "raise ValueError('no \\x1b[31m luck')\n")

    assert proof.outcome is Outcome.NOT_RUN
    assert "ValueError: no \x1b[31m luck (line 6)" in proof.reason


def test_a_cast_that_raises_is_a_difference_and_not_a_crash(proved: Proved) -> None:
    before = COPY.replace("orders.select_fields", "orders.apply_mapping([('id', 'string', 'id', 'int')]).select_fields")
    after = """\
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

orders = SparkSession.builder.getOrCreate().table("main.sales.orders").select(F.col("id").cast("int"))
orders.write.mode("append").parquet("s3://lake/orders")
"""

    proof = proved(before.replace(', "city"', ""), after)

    assert proof.outcome is Outcome.DIFFERENT
    assert "the migrated job fails where the original does not" in proof.reason
    assert proof.trust is Trust.POLITE


def test_keys_made_at_random_are_compared_by_their_nulls(proved: Proved) -> None:
    before = COPY.replace(
        'orders.select_fields(["id", "city"])', 'orders.toDF().select("id", F.expr("uuid()").alias("key"))'
    ).replace("(orders, ", "(DynamicFrame.fromDF(orders, glueContext, 'o'), ")
    imports = "from awsglue.dynamicframe import DynamicFrame\nfrom pyspark.sql import functions as F\n"

    proof = proved(imports + before)

    assert proof.outcome is Outcome.EQUAL_EXCEPT, proof.sentence
    assert "column key is compared by its nulls only" in proof.sentence


def test_the_users_own_rows_come_first(proved: Proved) -> None:
    own = Sample("sales.orders", ({"id": 7, "city": "Kiel"},), {"id": "int", "city": "string"}, origin=Origin.USER)

    proof = proved(COPY, samples=(own,))

    assert [dict(row) for row in proof.original.written[0].rows] == [{"id": 7, "city": "Kiel"}]
    assert not any("made up" in each for each in proof.assumptions)


def test_results_of_real_glue_are_compared_the_same_way(proved: Proved) -> None:
    own = Sample("sales.orders", ({"id": 7, "city": "Kiel"},), {"id": "int", "city": "string"}, origin=Origin.USER)
    same = Written(("s3://lake/orders",), "append", "parquet", ({"id": 7, "city": "Kiel"},), {})
    other = Written(("s3://lake/orders",), "append", "parquet", ({"id": 7, "city": "Bonn"},), {})

    assert proved(COPY, samples=(own,), expected=(same,)).trust is Trust.REAL_GLUE
    assert proved(COPY, samples=(own,), expected=(other,)).outcome is Outcome.DIFFERENT


def test_a_run_without_an_end_is_ended(proved: Proved) -> None:
    proof = proved(START + "while True: pass\n", limits=Limits(seconds=1))

    assert proof.outcome is Outcome.NOT_RUN
    assert "took longer than 1 seconds" in proof.reason


@pytest.mark.parametrize(
    "line",
    [
        "import subprocess; subprocess.run(['true'])",
        "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')",
        "open('{outside}/written', 'w')",
        "import os; os.remove('{outside}/kept')",
        "import os; open('own', 'w').close(); os.rename('own', '{outside}/moved')",
        "import os; os.kill(os.getppid(), 9)",
    ],
)
def test_a_script_reaches_nothing_outside(line: str, proved: Proved, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "kept").touch()

    proof = proved(START + line.format(outside=outside) + "\n")

    assert proof.outcome is Outcome.NOT_RUN
    assert [path.name for path in outside.iterdir()] == ["kept"]
    assert any(word in proof.reason for word in ("the proof", "URLError"))


@pytest.mark.skipif(landlock.version() < 6, reason="this system has no Landlock that knows signals")
@pytest.mark.parametrize(
    "line",
    [
        "import ctypes; ctypes.CDLL(None).unlink(b'{outside}/kept')",
        "import ctypes; ctypes.CDLL(None).system(b'touch {outside}/written')",
        "import os; os.unlink('kept', dir_fd=os.open('{outside}', os.O_RDONLY))",
        "import os, ctypes; ctypes.CDLL(None).kill(os.getppid(), 9)",
        "glueContext.spark_session.sql(\"CREATE TABLE t USING parquet LOCATION '{outside}/t' AS SELECT 1 AS a\")",
    ],
)
def test_native_code_reaches_nothing_outside_either(
    line: str, proved: Proved, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "kept").touch()

    proof = proved(START + line.format(outside=outside) + "\n")

    assert [path.name for path in outside.iterdir()] == ["kept"]
    assert proof.original.seconds > 0


def test_memory_is_bounded(proved: Proved) -> None:
    proof = proved(START + "rows = bytearray(3 * 1024**3)\n", limits=Limits(memory=1024**3))

    assert proof.outcome is Outcome.NOT_RUN
    assert "MemoryError" in proof.reason


def test_a_script_sees_no_account(proved: Proved, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
    monkeypatch.setenv("DATABRICKS_TOKEN", "real")

    proof = proved(START + "import os\nraise ValueError([n for n in os.environ if n.startswith(('AWS_S', 'DATA'))])\n")

    assert "ValueError: []" in proof.reason


def test_modules_of_the_repository_are_imported(proved: Proved) -> None:
    helper = "def only_open(frame):\n    return frame.filter(lambda row: row['city'])\n"
    before = COPY.replace("glueContext.write", "orders = only_open(orders)\nglueContext.write", 1)

    proof = proved("from lib.steps import only_open\n" + before, files={"lib/steps.py": helper, "lib/__init__.py": ""})

    assert proof.original.failure is None
    assert {row["city"] for row in proof.original.written[0].rows}.isdisjoint({None, ""})


def test_what_is_asked_of_aws_is_answered_and_noted(proved: Proved) -> None:
    job = (
        START
        + "import boto3, json\n"
        + "secret = json.loads(boto3.client('secretsmanager').get_secret_value(SecretId='db')['SecretString'])\n"
        + "boto3.client('sns').publish(TopicArn='arn', Message=secret['password'])\n"
        + "raise ValueError(secret['user'])\n"
    )

    proof = proved(job, secrets={"db": '{"user": "me", "password": "hidden"}'})

    assert "ValueError: me" in proof.reason
    assert proof.original.effects == ("sns.publish",)


def test_secrets_stay_out_of_the_journal(proved: Proved) -> None:
    before = COPY.replace(
        '"s3", {"path": "s3://lake/orders"}, "parquet"', '"mysql", {"dbtable": "orders", "password": "x"}'
    )

    proof = proved(before, before)

    assert [dict(each.options) for each in proof.original.written] == [{}]
    assert proof.original.written[0].targets == ("jdbc:orders",)


def test_nothing_is_left_of_a_run(proved: Proved, tmp_path: Path) -> None:
    proved(COPY)

    assert list((tmp_path / ".runs").iterdir()) == []


def test_an_interpreter_that_lacks_something_says_what(tmp_path: Path) -> None:
    EnvBuilder(symlinks=True).create(tmp_path / "bare")
    (tmp_path / "run").mkdir()

    with closing(Nursery(tmp_path, str(tmp_path / "bare" / "bin" / "python"))) as bare:
        record = bare.run(Request(script="", folder=str(tmp_path / "run"), code=""))

    assert record.failure is not None
    assert "No module named" in record.failure.message


def test_empty_fields_of_csv_are_an_exception_as_long_as_nobody_says_what_glue_makes_of_them(proved: Proved) -> None:
    before = COPY.replace(
        'from_catalog(database="sales", table_name="orders")',
        'from_options("s3", {"paths": ["s3://raw/orders"]}, "csv", format_options={"withHeader": True})',
    )

    proof = proved(before)

    assert proof.outcome is Outcome.EQUAL_EXCEPT, proof.sentence
    assert "empty fields of CSV, which Spark reads as null" in proof.sentence


def test_what_both_sides_say_in_the_same_words_is_no_matter_of_the_engine(proved: Proved) -> None:
    shared = 'orders = orders.select("id", F.initcap("city").alias("city"))\n'
    before = COPY.replace(
        'orders = orders.select_fields(["id", "city"])\n', f"orders = orders.toDF()\n{shared}"
    ).replace("(orders, ", "(DynamicFrame.fromDF(orders, glueContext, 'o'), ")
    imports = "from awsglue.dynamicframe import DynamicFrame\nfrom pyspark.sql import functions as F\n"

    same = proved(imports + before)
    other = proved(imports + before, AFTER_INITCAP)

    assert (same.outcome, same.deviations) == (Outcome.EQUAL, ()), same.sentence
    assert other.outcome is Outcome.EQUAL_EXCEPT
    assert "capitalizes" in other.sentence


def test_what_a_job_wrote_in_partitions_it_reads_as_it_was(proved: Proved) -> None:
    again = 'spark.read.parquet("s3://lake/orders").write.mode("append").parquet("s3://lake/again")\n'
    before = COPY.replace('"path": "s3://lake/orders"', '"path": "s3://lake/orders", "partitionKeys": ["city"]')

    proof = proved(before + "spark = glueContext.spark_session\n" + again)

    assert {each.target for each in proof.comparisons} == {"s3://lake/orders", "s3://lake/again"}
    assert all(not each.differences for each in proof.comparisons), proof.sentence
    assert None in {row["city"] for row in proof.migrated.written[1].rows}


def test_what_is_purged_before_it_is_written_is_overwritten(proved: Proved) -> None:
    purge = 'glueContext.purge_s3_path("s3://lake/orders", {"retentionPeriod": 0})\n'
    before = COPY.replace("glueContext.write", f"{purge}glueContext.write", 1)
    after = """\
from pyspark.sql import SparkSession

orders = SparkSession.builder.getOrCreate().table("main.sales.orders").select("id", "city")
orders.write.mode("MODE").parquet("s3://lake/orders")
"""

    assert proved(before, after.replace("MODE", "overwrite")).outcome is Outcome.EQUAL
    assert proved(before, after.replace("MODE", "append")).outcome is Outcome.DIFFERENT


def test_a_secret_that_nobody_declared_reads_as_that_of_aws_does(proved: Proved) -> None:
    after = """\
import json

from databricks.sdk.runtime import dbutils
from pyspark.sql import SparkSession

assert json.loads(dbutils.secrets.get("scope", "key"))["username"]
orders = SparkSession.builder.getOrCreate().table("main.sales.orders").select("id", "city")
orders.write.mode("append").parquet("s3://lake/orders")
"""

    assert proved(COPY, after).outcome is Outcome.EQUAL


def test_a_connector_of_ones_own_is_known_by_its_class(proved: Proved) -> None:
    options = '{"className": "net.snowflake.spark.snowflake", "dbtable": "orders"}'
    before = COPY.replace('"s3", {"path": "s3://lake/orders"}, "parquet"', f'"custom.spark", {options}')
    after = """\
from pyspark.sql import SparkSession

orders = SparkSession.builder.getOrCreate().table("main.sales.orders").select("id", "city")
orders.write.format("net.snowflake.spark.snowflake").option("dbtable", "orders").mode("append").save()
"""

    assert proved(before, after).outcome in {Outcome.EQUAL, Outcome.EQUAL_EXCEPT}


def test_hostile_rows_stay_where_the_engine_cannot_parse_some_and_it_is_said(proved: Proved) -> None:
    job = (
        "from awsglue.context import GlueContext\nfrom pyspark.sql import functions as F\n"
        "orders = GlueContext().create_dynamic_frame.from_catalog(database='s', table_name='orders').toDF()\n"
        "priced = orders.select('order_id', F.col('total').cast('decimal(10,2)').alias('total'))\n"
        "priced.write.mode('append').json('s3://lake/priced')\n"
    )

    proof = proved(job)

    assert proof.trust is Trust.HOSTILE, proof.sentence
    assert any("texts that cannot be parsed were left out of s.orders.total" in each for each in proof.assumptions)


def test_fields_of_a_struct_that_is_null_are_null(proved: Proved) -> None:
    job = (
        "from awsglue.context import GlueContext\n"
        "raw = GlueContext().create_dynamic_frame.from_options('s3', {'paths': ['s3://raw/who']}, 'json')\n"
        "flat = raw.apply_mapping([('id', 'long', 'id', 'long'), ('who.home.city', 'string', 'city', 'string')])\n"
        "GlueContext().write_dynamic_frame.from_options(flat, 's3', {'path': 's3://lake/flat'}, 'json')\n"
    )

    proof = proved(job)

    assert proof.outcome in {Outcome.EQUAL, Outcome.EQUAL_EXCEPT}, proof.sentence
    assert any(row["who"] is None for sample in proof.original.samples for row in sample.rows)


def test_what_keeps_the_original_from_hostile_rows_is_said(proved: Proved) -> None:
    job = (
        "from awsglue.context import GlueContext\n"
        "orders = GlueContext().create_dynamic_frame.from_catalog(database='s', table_name='orders').toDF()\n"
        "sizes = orders.select('size').filter('size > 3')\n"
        "assert all(row['size'] is not None for row in orders.collect()), 'a size is missing'\n"
        "sizes.write.mode('append').json('s3://lake/sizes')\n"
    )

    proof = proved(job)

    assert proof.trust is Trust.POLITE, proof.sentence
    assert any("the original itself fails (AssertionError: a size is missing" in each for each in proof.assumptions)
