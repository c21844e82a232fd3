"""Frames from elsewhere, secrets of connections, and the checks of Glue Studio."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration

Migrated = Callable[..., Migration]


def _said(migration: Migration) -> str:
    return " ".join(finding.message for finding in migration.findings)


@pytest.mark.parametrize(
    "rules", ['"Rules = [ColumnCount > 0]"', '"Rules=[\\n  ColumnCount>0\\n]"', '""" Rules = [ ColumnCount > 0 ] """']
)
def test_the_default_check_of_glue_studio_goes(migrated: Migrated, rules: str) -> None:
    migration = migrated(f"""
from awsgluedq.transforms import EvaluateDataQuality

EvaluateDataQuality().process_rows(frame=orders, ruleset={rules})
print(orders)
""")

    assert migration.result.decode().strip() == "print(orders)"


@pytest.mark.parametrize(
    "statement",
    [
        "EvaluateDataQuality().process_rows(frame=orders, ruleset=RULES)",
        "EvaluateDataQuality().process_rows(frame=make(), ruleset='Rules = [ColumnCount > 0]')",
        "EvaluateDataQuality().process_rows(frame=orders, ruleset='Rules = [ColumnCount > 1]')",
        "found = EvaluateDataQuality().process_rows(frame=orders, ruleset='Rules = [ColumnCount > 0]')",
        "EvaluateDataQuality().process_rows(frame=orders, ruleset='Rules = [ColumnCount > 0]')['ruleOutcomes']",
    ],
)
def test_any_other_check_stays(migrated: Migrated, statement: str) -> None:
    migration = migrated(f"from awsgluedq.transforms import EvaluateDataQuality\n\n{statement}\n")

    assert "Databricks does not have" in _said(migration)
    assert statement in migration.result.decode()


@pytest.mark.parametrize(
    ("use", "keys"),
    [('print(conf["url"])', ("url",)), ('print(conf["password"], conf["user"])', ("user", "password"))],
)
def test_only_the_secrets_that_are_read_are_asked_for(migrated: Migrated, use: str, keys: tuple[str, ...]) -> None:
    migration = migrated(f"""
from awsglue.context import GlueContext

conf = GlueContext().extract_jdbc_conf("erp")
{use}
""")

    text = migration.result.decode()
    assert text.count("dbutils.secrets.get") == len(keys)
    assert all(f'"erp-{key}"' in text for key in keys)


@pytest.mark.parametrize("use", ["print(conf)", "conf['url'] = 1", "print(conf[name])", "connect(**conf)"])
def test_a_configuration_that_is_handed_on_holds_address_and_credentials(migrated: Migrated, use: str) -> None:
    migration = migrated(f"""
from awsglue.context import GlueContext

conf = GlueContext().extract_jdbc_conf("erp")
{use}
""")

    assert all(f'"erp-{key}"' in migration.result.decode() for key in ("url", "user", "password"))
    assert "finds it missing" in _said(migration)


@pytest.mark.parametrize("use", ['print(conf["vendor"])', 'print(conf.get("fullUrl"), conf["url"])'])
def test_a_configuration_of_which_more_is_read_stays(migrated: Migrated, use: str) -> None:
    migration = migrated(f"""
from awsglue.context import GlueContext

conf = GlueContext().extract_jdbc_conf("erp")
{use}
""")

    assert "is no secret" in _said(migration)


def test_a_connection_that_is_known_only_when_the_job_runs_names_its_secrets_then(migrated: Migrated) -> None:
    migration = migrated("""
from awsglue.context import GlueContext

conf = GlueContext().extract_jdbc_conf(args["connection"])
print(conf["url"])
""")

    assert """conf = {"url": dbutils.secrets.get("glue-connections", f"{args['connection']}-url")}""" in (
        migration.result.decode()
    )


@pytest.mark.parametrize(
    "data", ["rdd", "rdd.map(clean)", "sc.textFile('s3://acme/')", "sc.parallelize(rows, numSlices=2)"]
)
def test_an_rdd_that_is_no_list_stays(migrated: Migrated, data: str) -> None:
    migration = migrated(f"""
from awsglue.context import GlueContext
from pyspark.context import SparkContext

sc = SparkContext.getOrCreate()
frame = GlueContext(sc).create_dynamic_frame.from_rdd({data}, "rows")
""")

    assert "is an RDD" in _said(migration)


def test_a_collection_is_not_written_as_a_frame(migrated: Migrated) -> None:
    migration = migrated("""
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrameCollection


def write(context: GlueContext, frames: DynamicFrameCollection, path):
    context.write_dynamic_frame.from_options(frames, "s3", {"path": path}, "parquet")
""")

    assert "may be a collection" in _said(migration)


def test_secrets_for_a_function_are_written_below_the_line_that_asks_for_them(becomes: Callable[[str], str]) -> None:
    assert becomes('connect(\n    1,\n    conf=gc.extract_jdbc_conf("erp"),\n)\n') == (
        "connect(\n    1,\n    conf={\n"
        '        "url": dbutils.secrets.get("glue-connections", "erp-url"),\n'
        '        "user": dbutils.secrets.get("glue-connections", "erp-user"),\n'
        '        "password": dbutils.secrets.get("glue-connections", "erp-password"),\n'
        "    },\n)\n"
    )
