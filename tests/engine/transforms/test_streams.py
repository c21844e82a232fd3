"""Streams and the loop over batches."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration

Migrated = Callable[..., Migration]

_LOOP = """
from awsglue.context import GlueContext


def run(context: GlueContext, clicks, process, options):
    context.forEachBatch(clicks, {function}, {options})
"""
_OPTIONS = '{"windowSize": "5 seconds", "checkpointLocation": "s3://acme/c/"}'


def _loop(migrated: Migrated, function: str, options: str = _OPTIONS) -> Migration:
    return migrated(_LOOP.format(function=function, options=options))


def _stream(migrated: Migrated, options: str) -> Migration:
    return migrated(f"""
from awsglue.context import GlueContext


def run(context: GlueContext):
    return context.create_data_frame.from_catalog("streams", "clicks", additional_options={options})
""")


def _said(migration: Migration) -> str:
    return " ".join(f"{finding.message} {finding.hint}" for finding in migration.findings)


def test_a_function_is_only_called_for_batches_with_rows(migrated: Migrated) -> None:
    text = _loop(migrated, "process").result.decode()

    assert (
        "    def _guarded(batch, batch_id):\n        if not batch.isEmpty():\n            process(batch, batch_id)\n"
        in text
    )
    assert "clicks.writeStream.foreachBatch(_guarded)" in text


def test_an_expression_is_worked_out_once(migrated: Migrated) -> None:
    text = _loop(migrated, "make(options)").result.decode()

    assert "    _process = make(options)\n" in text
    assert "_process(batch, batch_id)" in text


def test_a_function_called_batch_is_not_hidden_by_the_parameter(migrated: Migrated) -> None:
    text = _loop(migrated, "batch").result.decode()

    assert "def _guarded(_batch, _batch_id):" in text
    assert "batch(_batch, _batch_id)" in text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("options", "keys of options are known only when the job runs"),
        ('{"windowSize": "5 seconds"}', "name no `checkpointLocation`"),
        ('{"windowSize": "1", "checkpointLocation": "c", "other": 1}', "`other` has no counterpart"),
    ],
)
def test_a_loop_with_other_options_is_refused(migrated: Migrated, options: str, words: str) -> None:
    migration = _loop(migrated, "process", options)

    assert words in _said(migration)
    assert "context.forEachBatch(" in migration.result.decode()


@pytest.mark.parametrize(
    "body",
    [
        "frame.show()",
        "if frame.count() > 0:\n        frame.show()\n    else:\n        alarm()",
        "frame.show()\n    return",
    ],
)
def test_a_function_that_does_something_for_an_empty_batch_is_guarded(migrated: Migrated, body: str) -> None:
    migration = migrated(f"""
from awsglue.context import GlueContext

context = GlueContext()


def process(frame, number):
    {body}


context.forEachBatch(clicks, process, {_OPTIONS})
""")

    assert "foreachBatch(_guarded)" in migration.result.decode()


@pytest.mark.parametrize(
    "use", ["context.forEachBatch(frame=clicks, batch_function=f, options=o)", "clicks.writeStream"]
)
def test_a_table_whose_frame_is_used_as_a_stream_is_not_read_as_a_batch(migrated: Migrated, use: str) -> None:
    migration = migrated(f"""
from awsglue.context import GlueContext


def run(context: GlueContext, f, o):
    clicks = context.create_data_frame.from_catalog("streams", "clicks")
    {use}
""")

    assert (
        'context.readStream.option("startingVersion", "latest").table("main.streams.clicks")'
        in migration.result.decode()
    )
    assert "must be a Delta table" in _said(migration)


@pytest.mark.parametrize(
    ("options", "reading"),
    [
        ('{"startingPosition": "TRIM_HORIZON", "maxFetchTimeInMs": 9}', "context.readStream.table("),
        ('{"startingOffsets": "earliest"}', "context.readStream.table("),
        ('{"inferSchema": "true"}', 'context.readStream.option("startingVersion", "latest").table('),
        ('{"startingPosition": start}', '"trim_horizon": "0"}[start.lower()]'),
    ],
)
def test_a_stream_starts_where_it_did(migrated: Migrated, options: str, reading: str) -> None:
    text = _stream(migrated, options).result.decode()

    assert reading in text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ('{"startingPosition": "2026-01-01T00:00:00Z"}', "neither the beginning nor the end of the stream"),
        ('{"addRecordTimestamp": "true"}', "adds a column with the time of each record"),
        ('{"inferSchema": "true", "endingOffsets": "latest"}', "`endingOffsets` has no counterpart"),
        ('{"inferSchema": "true"}, push_down_predicate="a = 1"', "no partitions to choose from"),
    ],
)
def test_a_stream_that_would_be_another_one_is_refused(migrated: Migrated, options: str, words: str) -> None:
    migration = _stream(migrated, options)

    assert words in _said(migration)
    assert "create_data_frame.from_catalog" in migration.result.decode()


def test_a_dynamic_frame_of_a_stream_says_so(migrated: Migrated) -> None:
    migration = migrated("""
from awsglue.context import GlueContext


def run(context: GlueContext):
    return context.create_dynamic_frame.from_catalog(
        database="streams", table_name="clicks", additional_options={"startingOffsets": "earliest"}
    )
""")

    assert '.option("startingOffsets", "earliest")' in _said(migration)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ('{"nonsense": 1}', "`nonsense` has no counterpart"),
        ('{"useSparkDataSource": True, "versionAsOf": "1"}', "`versionAsOf` has no counterpart"),
        ('{"boundedFiles": "100"}', "`boundedFiles` limits the files"),
        ('{"jobBookmarkKeys": ["id"]}', "reads only new rows"),
        ("given", "known only when the job runs"),
    ],
)
@pytest.mark.parametrize("predicate", ["", ', push_down_predicate="day = 1"'])
def test_no_option_of_a_table_that_is_no_stream_is_forgotten(
    migrated: Migrated, options: str, said: str, predicate: str
) -> None:
    call = f'context.create_data_frame.from_catalog("a", "b", additional_options={options}{predicate})'

    migration = migrated(f"from awsglue.context import GlueContext\ncontext = GlueContext()\nrows = {call}\n")

    assert said in migration.findings[0].message
    assert f"rows = {call}" in migration.result.decode()


_BATCHES = """
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame

context = GlueContext()
spark = context.spark_session
prices = spark.table("main.sales.prices")
limit = 5


def process(batch, number):
    if batch.count() > 0:
        {body}


context.forEachBatch(frame=spark.readStream.table("main.a.b"), batch_function=process, options={options})
"""


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('batch.join(prices, "id").write.parquet(path)', "prices"),
        ('batch.join(spark.table("main.a.c"), "id").write.parquet(path)', "spark"),
        ("[prices.count() for each in batch.columns]", "prices"),
        ('context.create_dynamic_frame.from_catalog("a", "b").toDF().join(batch, "id").count()', "context"),
    ],
)
def test_a_batch_function_that_takes_a_frame_or_session_of_the_job_along_is_told(
    migrated: Migrated, body: str, name: str
) -> None:
    said = _said(migrated(_BATCHES.format(body=body, options=_OPTIONS)))

    assert f"The batch function reads `{name}` of the job" in said


@pytest.mark.parametrize(
    "body",
    [
        "batch.limit(limit).write.parquet(path)",
        'context.write_dynamic_frame.from_catalog(DynamicFrame.fromDF(batch, context, "x"), "a", "b")',
        'prices = batch.sparkSession.table("a"); batch.join(prices, "id").write.parquet(path)',
    ],
)
def test_one_that_keeps_to_its_batch_is_not(migrated: Migrated, body: str) -> None:
    assert "The batch function reads" not in _said(migrated(_BATCHES.format(body=body, options=_OPTIONS)))


_FRAME = """
from awsglue.context import GlueContext

context = GlueContext()
clicks = context.create_dynamic_frame.from_catalog("streams", "clicks", additional_options={options})
{use}
"""


@pytest.mark.parametrize(
    ("options", "use"),
    [
        ('{"startingPosition": "earliest"}', f"context.forEachBatch(clicks, process, {_OPTIONS})"),
        ("{}", f"context.forEachBatch(frame=clicks, batch_function=process, options={_OPTIONS})"),
        ('{"startingOffsets": "latest"}', ""),
    ],
)
def test_a_dynamic_frame_that_is_only_looped_over_is_read_as_a_stream(
    migrated: Migrated, options: str, use: str
) -> None:
    migration = migrated(_FRAME.format(options=options, use=use))

    assert "clicks = spark.readStream." in migration.result.decode()
    assert "Glue reads streams as DataFrames only" in _said(migration)


@pytest.mark.parametrize("use", ["clicks.show()", "clicks.toDF().count()"])
def test_a_dynamic_frame_of_a_stream_with_another_use_stays(migrated: Migrated, use: str) -> None:
    text = migrated(_FRAME.format(options='{"startingPosition": "earliest"}', use=use)).result.decode()

    assert "clicks = context.create_dynamic_frame.from_catalog(" in text


@pytest.mark.parametrize("use", ["clicks.show()", ""])
def test_a_table_that_nothing_says_to_be_a_stream_is_read_as_a_table(migrated: Migrated, use: str) -> None:
    text = migrated(_FRAME.format(options="{}", use=use)).result.decode()

    assert 'clicks = spark.table("main.streams.clicks")' in text


_HELD = """
from awsglue.context import GlueContext

context = GlueContext()
loop = {options}

{code}
"""
_BARE = 'context.create_data_frame.from_catalog("streams", "clicks")'
_STREAMED = '.readStream.option("startingVersion","latest").table("main.streams.clicks")'
_USES = {
    "an attribute": (
        f"class Job:\n    def open(self):\n        self.clicks = {_BARE}\n\n"
        "    def run(self, process):\n        context.forEachBatch(self.clicks, process, loop)"
    ),
    "what a function gives": (
        f"def clicks():\n    return {_BARE}\n\ncontext.forEachBatch(frame=clicks(), batch_function=f, options=loop)"
    ),
    "what a method gives": (
        f"class Source:\n    def clicks(self):\n        frame = {_BARE}\n        return frame.select('id')\n\n"
        "rows = Source().clicks()\nrows.withWatermark('at', '1 hour')"
    ),
    "a walrus": f"if (clicks := {_BARE}):\n    context.forEachBatch(clicks, f, loop)",
    "the call itself": f"context.forEachBatch({_BARE}.select('id'), f, loop)",
    "an argument": (
        f"def run(rows, fast):\n    context.forEachBatch(rows if fast else None, f, loop)\n\nrun({_BARE}, True)"
    ),
    "an argument by name": f"def run(*, rows=None):\n    rows.writeStream.start()\n\nrun(rows={_BARE})",
    "a function around it": f"from vendor import cleaned\n\ncleaned({_BARE}).writeStream.start()",
    "one of two": (
        f"clicks = None\nif fast:\n    clicks = {_BARE}\nelse:\n    clicks = spark.readStream.table('a')\n"
        "clicks = clicks.limit(1)\ncontext.forEachBatch(clicks, f, loop)"
    ),
    "beside a table": (
        "shops = context.create_data_frame.from_catalog('sales', 'shops', additional_options={'startingOffsets': "
        f"'earliest'}})\nclicks = {_BARE}\ncontext.forEachBatch(clicks, f, loop)\nprint(shops.columns)"
    ),
}


@pytest.mark.parametrize("code", _USES.values(), ids=_USES.keys())
def test_a_table_that_is_used_as_a_stream_by_another_name_is_read_as_one(migrated: Migrated, code: str) -> None:
    text = migrated(_HELD.format(options=_OPTIONS, code=code)).result.decode()

    assert _STREAMED in "".join(text.split())


_MIXED = {
    "two tables that are joined": (
        f"clicks = {_BARE}\nclicks.join(context.create_data_frame.from_catalog('sales', 'shops')).writeStream.start()",
        "it is made of more than one table",
    ),
    "a parameter that nobody here gives": (
        f"def run(rows):\n    rows.writeStream.start()\n\ndef clicks():\n    return {_BARE}",
        "`rows` is a stream, as `writeStream` says in line 8, and it may be this table",
    ),
    "an element": (
        f"frames = [{_BARE}]\ncontext.forEachBatch(frames[0], f, loop)",
        "`frames[0]` is a stream, as `forEachBatch` says in line 8",
    ),
}


@pytest.mark.parametrize(("code", "said"), _MIXED.values(), ids=_MIXED.keys())
def test_a_table_that_may_be_the_stream_is_refused(migrated: Migrated, code: str, said: str) -> None:
    migration = migrated(_HELD.format(options=_OPTIONS, code=code))

    assert said in _said(migration)
    assert _BARE in migration.result.decode()


_APART = {
    "a table that is joined to a stream": (
        "clicks = context.create_data_frame.from_catalog('streams', 'clicks', additional_options={'startingOffsets': "
        "'earliest'})\nshops = context.create_data_frame.from_catalog('sales', 'shops')\n"
        "clicks.join(shops, 'id').writeStream.start()"
    ),
    "a table that goes nowhere": (
        "def run(rows):\n    rows.writeStream.start()\n\n"
        "shops = context.create_data_frame.from_catalog('sales', 'shops')\nshops.show()"
    ),
    "a table that goes elsewhere": (
        "clicks = None\nclicks = spark.readStream.table('a')\nclicks.writeStream.start()\n"
        "print(context.create_data_frame.from_catalog('sales', 'shops'))"
    ),
}


@pytest.mark.parametrize("code", _APART.values(), ids=_APART.keys())
def test_a_table_beside_a_stream_is_read_as_a_table(migrated: Migrated, code: str) -> None:
    assert 'spark.table("main.sales.shops")' in migrated(_HELD.format(options=_OPTIONS, code=code)).result.decode()
