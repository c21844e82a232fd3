"""Topics of Kafka as a target."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Migrated = Callable[..., Migration]

_WRITE = """
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame


def write(context: GlueContext, frame: DynamicFrame, connection, options):
    context.write_dynamic_frame.from_options(frame, "kafka", {options})
"""


def _said(migration: Migration) -> str:
    return " ".join(f"{finding.message} {finding.hint}" for finding in migration.findings)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ('{"connectionName": "msk", "topicName": "t"}', '"msk-bootstrap-servers"'),
        ('{"connectionName": connection, "topicName": connection}', 'f"{connection}-bootstrap-servers"'),
        ('{"connectionName": "msk", "topicName": "t", "classification": "json"}', '.option("topic", "t")'),
        (
            '{"connectionName": "msk", "topicName": "t", "typeOfData": "kafka"}',
            'F.struct("*")).alias("value"))\n        .write',
        ),
        ("options", "f\"{options['connectionName']}-bootstrap-servers\""),
        ("options", 'options.get("classification", "json") != "json"'),
    ],
)
def test_rows_are_written_to_a_topic_as_json(migrated: Migrated, options: str, code: str) -> None:
    migration = migrated(_WRITE.format(options=options))

    assert migration.status is Status.MIGRATED
    assert code in migration.result.decode()
    assert "A field that is null is left out" in _said(migration)


@pytest.mark.parametrize(
    "options",
    [
        '{"topicName": "t"}',
        '{"connectionName": "msk"}',
        '{"connectionName": "my brokers", "topicName": "t"}',
        '{"connectionName": "msk", "topicName": "t", "classification": "avro"}',
        '{"connectionName": "msk", "topicName": "t", "classification": connection}',
        '{"connectionName": "msk", "topicName": "t", "key": "id"}',
        '{"connectionName": "msk", "topicName": "t"}, "json"',
    ],
)
def test_records_that_would_be_others_are_refused(migrated: Migrated, options: str) -> None:
    migration = migrated(_WRITE.format(options=options))

    assert f'from_options(frame, "kafka", {options})' in migration.result.decode()
    assert "JSON by `connectionName` and `topicName` alone" in _said(migration)


@pytest.mark.parametrize(
    "options",
    [
        {"connectionName": "c", "topicName": "t", "key": "id"},
        {"connectionName": "c", "topicName": "t", "classification": "avro"},
    ],
)
def test_options_that_ask_for_other_records_stop_the_job(migrated: Migrated, options: dict[str, str]) -> None:
    text = migrated(_WRITE.format(options="options")).result.decode()
    names: dict[str, Callable[..., None]] = {}
    body = text[text.index("def write") :].replace(": SparkSession", "").replace(": DataFrame", "")
    exec(compile(body, "job.py", "exec"), names)

    with pytest.raises(ValueError, match="no counterpart"):
        names["write"](None, None, None, options)


def test_a_secret_in_a_batch_function_is_told(migrated: Migrated) -> None:
    migration = migrated("""
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame

context = GlueContext()


def process(batch, number):
    frame = DynamicFrame.fromDF(batch, context, "frame")
    context.write_dynamic_frame.from_options(frame, "kafka", {"connectionName": "msk", "topicName": "t"})


context.forEachBatch(clicks, process, {"windowSize": "1 minute", "checkpointLocation": "s3://acme/c/"})
""")

    assert "run a batch function without dbutils" in _said(migration)
