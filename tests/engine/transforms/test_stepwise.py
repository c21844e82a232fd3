"""Options that are built step by step."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration

Migrated = Callable[..., Migration]

_JOB = """
from awsglue.context import GlueContext


def write(context: GlueContext, frame, target, keys):
    options = {"path": target}
%s
    context.write_dynamic_frame.from_options(frame, "s3", options, "parquet")
"""


def _result(migrated: Migrated, *lines: str) -> Migration:
    return migrated(_JOB % "\n".join(f"    {line}" for line in lines))


def test_a_key_that_is_set_only_sometimes_is_asked_for_with_its_default(migrated: Migrated) -> None:
    migration = _result(migrated, "if keys:", '    options["partitionKeys"] = keys')

    text = migration.result.decode()
    assert '.partitionBy(*options.get("partitionKeys", []))' in text
    assert '.parquet(options["path"])' in text


@pytest.mark.parametrize("line", ['options["partitionKeys"] = keys', 'options.update({"partitionKeys": keys})'])
def test_a_key_that_is_always_set_is_read(migrated: Migrated, line: str) -> None:
    assert '.partitionBy(*options["partitionKeys"])' in _result(migrated, line).result.decode()


def test_a_key_without_a_default_is_refused(migrated: Migrated) -> None:
    migration = _result(migrated, "if keys:", '    options["compression"] = "gzip"')

    assert "holds `compression` only sometimes" in migration.findings[0].message


@pytest.mark.parametrize(
    "line", ["options[keys] = 1", "fill(options)", "other = options", "options.update(keys)", "options |= keys"]
)
def test_options_that_may_get_any_key_are_refused(migrated: Migrated, line: str) -> None:
    migration = _result(migrated, "print(options)", line, 'options["x"] = 1')

    assert "known only when the job runs" in migration.findings[0].message


def test_a_key_of_which_nothing_is_known_is_refused_by_name(migrated: Migrated) -> None:
    migration = _result(migrated, 'options["mode"] = "overwrite"')

    assert "the option `mode` has no counterpart" in migration.findings[0].message.lower()


def test_options_that_other_code_may_fill_are_refused(migrated: Migrated) -> None:
    migration = _result(migrated, "fill(options)")

    assert "known only when the job runs" in migration.findings[0].message


@pytest.mark.parametrize("line", ["print(options)", "logger.info(options)", "copy = {**options}", "f(**options)"])
def test_options_that_are_only_looked_at_are_known(migrated: Migrated, line: str) -> None:
    assert '.parquet(options["path"])' in _result(migrated, line).result.decode()


@pytest.mark.parametrize("line", ['options["partitionKeys"].append("b")', 'options["partitionKeys"] += ["b"]'])
def test_a_list_that_is_added_to_is_read_when_the_job_runs(migrated: Migrated, line: str) -> None:
    text = _result(migrated, 'options["partitionKeys"] = ["a"]', line).result.decode()

    assert '.partitionBy(*options["partitionKeys"])' in text


@pytest.mark.parametrize("first", ["options = {}", 'options = {"separator": "|"}'])
@pytest.mark.parametrize(
    ("line", "said"),
    [("options[key] = -1", "without quotes"), ("if keys: options[key] = -1", "-1 only sometimes")],
)
def test_a_value_that_is_set_step_by_step_is_seen_like_any_other(
    migrated: Migrated, first: str, line: str, said: str
) -> None:
    lines = f"    {first}\n    {line}\n".replace("[key]", '["quoteChar"]')
    call = 'context.write_dynamic_frame.from_options(frame, "s3", {"path": target}, "csv", options)'

    migration = migrated(_JOB.partition("    options")[0] + f"{lines}    {call}\n")

    assert said in migration.findings[0].message


def test_a_password_that_is_set_step_by_step_is_not_copied(migrated: Migrated) -> None:
    lines = '    options = {"url": target, "dbtable": keys}\n    options["password"] = "hunter2"\n'
    call = '    return context.create_dynamic_frame.from_options("mysql", options)\n'

    migration = migrated(_JOB.partition("    options")[0] + lines + call)

    assert migration.findings[0].code == "G2L142"


def test_a_predicate_that_is_set_only_sometimes_lets_every_row_through_where_it_is_not(migrated: Migrated) -> None:
    migration = migrated("""
from awsglue.context import GlueContext


def read(context: GlueContext, day=None):
    options = {}
    if day:
        options["push_down_predicate"] = day
    return context.create_dynamic_frame.from_catalog("sales", "orders", additional_options=options)
""")

    assert '.where(options.get("push_down_predicate", None) or "true")' in migration.result.decode()
    assert "read every partition" in migration.findings[0].message


def test_both_predicates_are_applied(migrated: Migrated) -> None:
    migration = migrated("""
from awsglue.context import GlueContext

options = {"catalogPartitionPredicate": "a = 1", "push_down_predicate": "b = 2"}
orders = GlueContext().create_dynamic_frame.from_catalog("sales", "orders", additional_options=options)
""")

    text = migration.result.decode()
    assert '.where(options["push_down_predicate"]' in text
    assert '.where(options["catalogPartitionPredicate"]' in text


def test_a_path_beside_a_table_is_told_to_get_no_files_any_more(migrated: Migrated) -> None:
    migration = migrated("""
from awsglue.context import GlueContext

context = GlueContext()
orders = context.create_dynamic_frame.from_catalog("raw", "orders")
context.write_dynamic_frame.from_catalog(orders, "sales", "orders", additional_options={"path": "s3://acme/orders/"})
""")

    assert 'orders.write.mode("append").saveAsTable("main.sales.orders")\n' in migration.result.decode()
    assert any("puts no new files" in finding.message for finding in migration.findings)
    assert [row.reason for row in migration.ledger if row.argument == "path"] == ["the table has its own place"]


_QUERY = """
from awsglue.context import GlueContext


def read(context: GlueContext, name, table, predicate=None):
    options = {"useConnectionProperties": "true", "connectionName": name%s}
    if predicate:
        options["sampleQuery"] = f"SELECT * FROM {table} WHERE {predicate}"
    return context.create_dynamic_frame.from_options("mysql", options)
"""


def test_a_query_that_is_set_only_sometimes_takes_the_place_of_the_table(migrated: Migrated) -> None:
    text = migrated(_QUERY % ', "dbtable": table').result.decode()

    assert """options.get("sampleQuery", f"SELECT * FROM {options['dbtable']}")""" in text
    assert '"dbtable", ' not in text


def test_a_query_that_is_set_only_sometimes_is_refused_where_there_is_no_table(migrated: Migrated) -> None:
    migration = migrated(_QUERY % "")

    assert "holds `sampleQuery` only sometimes" in migration.findings[0].message


def test_a_query_is_read_in_place_of_the_table_beside_it(migrated: Migrated) -> None:
    text = migrated(_QUERY.replace("if predicate:", "if True:") % ', "dbtable": table, "sampleQuery": "SELECT 1"')

    assert '.option("query", options["sampleQuery"])' in text.result.decode()
