"""A purge and the write behind it are one thing: an overwrite. A purge of anything less is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.change import compose, with_needed
from g2l_tui.model.ledger import Outcome
from g2l_tui.model.migration import Migration, Status

Becomes = Callable[[str], str]
Migrate = Callable[[str], Migration]

PURGE = 'gc.purge_s3_path("s3://lake/out/", {"retentionPeriod": 0})\n'
WRITE = 'gc.write_dynamic_frame.from_options(frame, "s3", {"path": "s3://lake/out/"}, "json")\n'

PURGE_TABLE = 'gc.purge_table("raw", "out", {"retentionPeriod": 0})\n'
WRITE_TABLE = 'gc.write_dynamic_frame.from_catalog(frame=frame, database="raw", table_name="out")\n'

CASES = {
    "a path": (PURGE + WRITE, 'frame.write.mode("overwrite").json("s3://lake/out/")\n'),
    "a path known at run time": (
        "to = read()\nprint(to)\n" + (PURGE + WRITE).replace('"s3://lake/out/"', "to"),
        'to = read()\nprint(to)\nframe.write.mode("overwrite").json(to)\n',
    ),
    "options under a name": (
        'all_files = {"retentionPeriod": 0}\ngc.purge_s3_path(s3_path="s3://lake/out/", options=all_files)\n' + WRITE,
        'all_files = {"retentionPeriod": 0}\nframe.write.mode("overwrite").json("s3://lake/out/")\n',
    ),
    "a table": (
        PURGE_TABLE + WRITE_TABLE,
        'frame.write.mode("overwrite").saveAsTable("main.raw.out")\n',
    ),
    "a write that overwrites already": (
        PURGE + 'frame.toDF().limit(1).write.mode("overwrite").json("s3://lake/out/")\n',
        'frame.limit(1).write.mode("overwrite").json("s3://lake/out/")\n',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES.keys())
def test_a_purge_of_everything_right_before_a_write_to_the_same_place_overwrites(
    becomes: Becomes, before: str, after: str
) -> None:
    assert becomes(before) == after


REFUSED = {
    "files up to an age": PURGE.replace("0}", "24}") + WRITE,
    "the default age, which is a week": PURGE.replace(', {"retentionPeriod": 0}', "") + WRITE,
    "storage classes left out": PURGE.replace("0}", '0, "excludeStorageClasses": ["GLACIER"]}') + WRITE,
    "another path": PURGE + WRITE.replace("out/", "out/2024/"),
    "something between": PURGE + "x = 1\n" + WRITE,
    "a path that a call gives": (PURGE + WRITE).replace('"s3://lake/out/"', "next_path()"),
    "a frame from the same place": (
        'frame = gc.create_dynamic_frame.from_options("s3", {"paths": ["s3://lake/out/a"]}, "json")\n' + PURGE + WRITE
    ),
    "one partition of a table": (
        PURGE_TABLE.replace("0}", '0, "partitionPredicate": "a = 1"}') + WRITE_TABLE
    ),
    "overwriting that means partitions": (
        'gc.spark_session.conf.set("spark.sql.sources.partitionOverwriteMode", "dynamic")\n' + PURGE + WRITE
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED.keys())
def test_a_purge_of_less_or_elsewhere_is_refused_and_never_overwrites(behind: Migrate, code: str) -> None:
    migration = behind(code)

    assert migration.status is Status.PARTIAL
    assert "gc.purge_" in migration.result.decode()
    assert "overwrite" not in migration.result.decode()


def test_the_purge_and_the_write_are_accepted_together(behind: Migrate) -> None:
    migration = behind(PURGE + WRITE)

    for change in migration.changes:
        result = compose(migration.source.content, with_needed([change], migration.changes)).decode()
        assert ("purge_s3_path" in result) is ('mode("overwrite")' not in result)


def test_every_argument_of_the_purge_is_accounted_for(behind: Migrate) -> None:
    rows = [row for row in behind(PURGE + WRITE).ledger if row.call == "GlueContext.purge_s3_path"]

    assert {row.argument: row.outcome for row in rows} == dict.fromkeys(("s3_path", "options"), Outcome.TRANSLATED)


@pytest.mark.parametrize(
    "body",
    [
        (
            '    context.purge_s3_path(path, {"retentionPeriod": 0})\n'
            '    context.write_dynamic_frame.from_options(frame, "s3", {"path": path}, "json")\n'
        ),
        '    sink = context.getSink("s3", path=path)\n    sink.setFormat("json")\n    sink.writeFrame(frame)\n',
    ],
    ids=["a purge", "a sink"],
)
def test_a_context_that_only_statements_made_into_one_need_is_a_session(migrated: Migrate, body: str) -> None:
    before = "from awsglue.context import GlueContext\nlake = GlueContext()\nspark = lake.spark_session\n"
    frame = 'lake.create_dynamic_frame.from_catalog("a", "b")'

    migration = migrated(f'{before}def write(context, frame, path):\n{body}write(lake, {frame}, "s3://lake")\n')

    assert migration.status is Status.MIGRATED
    assert migration.result.decode().endswith('write(spark, spark.table("main.a.b"), "s3://lake")\n')
