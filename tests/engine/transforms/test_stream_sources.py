"""Streams of Kinesis and Kafka by their own options."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Migrated = Callable[..., Migration]

_READ = """
from awsglue.context import GlueContext


def run(context: GlueContext, arn, servers, schema, start):
    return context.create_data_frame.from_options("{kind}", {{{options}}})
"""
_KINESIS = '"streamARN": arn, "classification": "json", "schema": schema'
_KAFKA = '"bootstrap.servers": servers, "topicName": "t", "classification": "json", "schema": schema'

_JOB = """
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame

context = GlueContext()
clicks = context.create_data_frame_from_options("kinesis", {options})


def process(data_frame, batch_id):
    if data_frame.count() > 0:
        rows = DynamicFrame.fromDF(dataframe=data_frame, glue_ctx=context, name="rows")
        context.write_dynamic_frame.from_options(rows, "s3", {{"path": "s3://acme/clicks/"}}, "json")
{more}

context.forEachBatch({frame}, batch_function=process, options={loop})
"""
_INFERRED = '{"streamARN": arn, "classification": "json", "inferSchema": "true"}'
_LOOP = '{"windowSize": "5 seconds", "checkpointLocation": "s3://acme/c/"}'


def _read(migrated: Migrated, kind: str, options: str) -> Migration:
    return migrated(_READ.format(kind=kind, options=options))


def _job(
    migrated: Migrated, options: str = _INFERRED, more: str = "", frame: str = "clicks", loop: str = _LOOP
) -> Migration:
    return migrated(_JOB.format(options=options, more=more, frame=frame, loop=loop))


def _said(migration: Migration) -> str:
    return " ".join(f"{finding.message} {finding.hint}" for finding in migration.findings)


@pytest.mark.parametrize(
    ("kind", "options", "code"),
    [
        ("kinesis", _KINESIS, '.option("streamName", arn.rsplit("/", 1)[-1])'),
        ("kinesis", _KINESIS, '.option("region", arn.split(":")[3])'),
        ("kinesis", f'{_KINESIS}, "startingPosition": "LATEST"', '.option("initialPosition", "latest")'),
        ("kinesis", f'{_KINESIS}, "startingPosition": start', '.option("initialPosition", start.lower())'),
        ("kinesis", f'{_KINESIS}, "maxFetchTimeInMs": "9", "inferSchema": "false"', ".load()"),
        ("kafka", _KAFKA, '.option("kafka.bootstrap.servers", servers)'),
        ("kafka", f'{_KAFKA}, "security.protocol": "SSL"', '.option("kafka.security.protocol", "SSL")'),
        (
            "kafka",
            _KAFKA.replace('"bootstrap.servers": servers', '"connectionName": "msk"'),
            'dbutils.secrets.get("glue-connections", "msk-bootstrap-servers")',
        ),
        ("kafka", _KAFKA, 'F.from_json(F.col("value").cast("string"), schema)'),
    ],
)
def test_a_stream_with_a_schema_is_read_and_parsed(migrated: Migrated, kind: str, options: str, code: str) -> None:
    migration = _read(migrated, kind, options)

    assert migration.status is Status.MIGRATED
    assert code in migration.result.decode()


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("kinesis", '"streamARN": arn, "classification": "json"'),
        ("kinesis", '"streamARN": arn, "classification": "avro", "schema": schema'),
        ("kinesis", '"streamARN": arn, "classification": "json", "inferSchema": "true"'),
        ("kinesis", '"streamARN": arn, "classification": "json", "schema": schema, "inferSchema": start'),
        ("kinesis", '"streamName": "clicks", "endpointUrl": start, "classification": "json", "schema": schema'),
        ("kinesis", f'{_KINESIS}, "startingPosition": "2026-01-01T00:00:00Z"'),
        ("kinesis", f'{_KINESIS}, "addRecordTimestamp": "true"'),
        ("kinesis", f'{_KINESIS}, "awsSTSRoleARN": start'),
        ("kinesis", _KINESIS.replace("arn,", '"arn:aws:kinesis:eu-west-1:123456789012:stream/a/consumer/b",')),
        ("kafka", '"topicName": "t", "classification": "json", "schema": schema'),
        ("kafka", '"connectionName": "my brokers", "topicName": "t", "classification": "json", "schema": schema'),
        ("kafka", f'{_KAFKA}, "endingOffsets": start'),
        ("kafka", f'{_KAFKA}, "delimiter": ","'),
    ],
)
def test_a_stream_of_which_something_is_not_known_is_refused(migrated: Migrated, kind: str, options: str) -> None:
    migration = _read(migrated, kind, options)

    assert "the columns must be named" in _said(migration)
    assert "create_data_frame.from_options" in migration.result.decode()


def test_each_batch_of_an_inferred_stream_is_parsed_before_its_function_sees_it(migrated: Migrated) -> None:
    migration = _job(migrated)

    text = migration.result.decode()
    assert migration.status is Status.MIGRATED
    assert '.select(F.col("data").cast("string").alias("record"))' in text
    assert "clicks.writeStream.foreachBatch(_parsed)" in text
    assert "        process(rows, batch_id)\n" in text
    assert "becomes text" in _said(migration)


@pytest.mark.parametrize(
    "change",
    [
        {"more": "        data_frame.show()\n"},
        {"more": "        process = data_frame.select('record')\n"},
        {"more": "        data_frame = rows\n"},
        {"more": "\nprint(clicks.schema)\n"},
        {"more": "\ncontext.forEachBatch(clicks, process, {})\n"},
        {"more": "\nclicks = clicks.limit(1)\n"},
        {"frame": "clicks.limit(1)"},
        {"frame": "other"},
        {"loop": "{}"},
        {"options": '{"streamARN": arn, "classification": "csv", "inferSchema": "true"}'},
        {"options": '{"streamARN": arn, "classification": "json", "inferSchema": "true", "odd": 1}'},
    ],
)
def test_the_read_of_an_inferred_stream_and_its_loop_stay_both_where_one_does(
    migrated: Migrated, change: dict[str, str]
) -> None:
    text = _job(migrated, **change).result.decode()

    assert "clicks = context.create_data_frame_from_options(" in text
    assert "schema_of_json_agg" not in text
    assert "context.forEachBatch(" in text or {"frame", "more"} & change.keys()


@pytest.mark.parametrize("name", ["batch", "batch_id", "schema", "rows"])
def test_a_function_is_not_hidden_by_what_its_batch_is_parsed_with(migrated: Migrated, name: str) -> None:
    code = _JOB.format(options=_INFERRED, more="", frame="clicks", loop=_LOOP)

    text = migrated(code.replace("def process", f"def {name}").replace("=process", f"={name}")).result.decode()

    assert "def _parsed(_batch, _batch_id):" in text
    assert f"        {name}(_rows, _batch_id)\n" in text


def test_a_function_that_a_decorator_changes_may_do_more_with_its_batch(migrated: Migrated) -> None:
    code = _JOB.format(options=_INFERRED, more="", frame="clicks", loop=_LOOP)

    text = migrated(code.replace("def process", "@retried\ndef process")).result.decode()

    assert "schema_of_json_agg" not in text


def test_the_read_of_an_inferred_stream_and_its_loop_are_accepted_together(migrated: Migrated) -> None:
    changes = {rule: change for change in _job(migrated).changes for rule in change.rules}

    read, loop = changes["create-data-frame-from-options"], changes["for-each-batch"]
    assert loop.id in read.needs
    assert read.id in loop.needs
