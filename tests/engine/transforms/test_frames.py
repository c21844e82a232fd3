"""Collections, splits, merges, samples, and what Glue Studio adds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration

Migrated = Callable[..., Migration]

_HEAD = "from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection\nfrom awsglue.transforms import *\n\n\n"


def _step(call: str) -> str:
    return (
        f"{_HEAD}def step(frame: DynamicFrame, other: DynamicFrame, names, path):\n    out = {call}\n    return out\n"
    )


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ('DynamicFrameCollection(dict(a=frame), frame.glue_ctx)["a"].toDF()', 'dict(a=frame)["a"]'),
        ("DynamicFrameCollection({n: frame for n in names}, None)", "{n: frame for n in names}"),
        ('frame.split_fields(["`a.b`"], "l", "r")', '{"l": frame.select("`a.b`"), "r": frame.drop("a.b")}'),
        ("Coalesce.apply(frame, 4, shuffle=True)", "frame.repartition(4)"),
        ("frame.coalesce(4, shuffle=False)", "frame.coalesce(4)"),
        ('frame.gs_explode("`a.b`", "x")', 'frame.withColumn("x", F.explode(F.col("`a.b`")))'),
        (
            'frame.gs_to_timestamp("t", "seconds")',
            'frame.withColumn("t", F.timestamp_seconds(F.col("t").cast("bigint")))',
        ),
    ],
)
def test_what_is_known_is_translated(migrated: Migrated, call: str, code: str) -> None:
    assert f"out = {code}\n" in migrated(_step(call)).result.decode()


@pytest.mark.parametrize(
    "call",
    [
        "DynamicFrameCollection([frame, other], None)",
        "DynamicFrameCollection(names, None)",
        'frame.split_fields([*names, "a.b"], "l", "r")',
        'frame.split_fields(["a.b"], "l", "r")',
        'SplitFields.apply(frame, ["a"])',
        'SplitFields.apply(frame, ["a"], None, "r")',
        'frame.split_rows({"a": names}, "l", "r")',
        'frame.split_rows({"a": {"<>": 1}}, "l", "r")',
        'frame.split_rows({"a": {"=": None}}, "l", "r")',
        'frame.mergeDynamicFrame(other, ["a.b"])',
        "frame.mergeDynamicFrame(other, names)",
        'frame.mergeDynamicFrame(other, ["a"], options={"x": 1})',
        "frame.coalesce(4, shuffle=names)",
        "frame.unnest(stageThreshold=5)",
        'frame.spigot(path, {"topk": 3, "odd": 1})',
        "frame.spigot(path, names)",
        'frame.gs_to_timestamp("t", "iso")',
        "frame.gs_derived(names, '1')",
        'frame.gs_array_to_cols("a", "x,x")',
        "frame.gs_repartition(names)",
        'frame.applyMapping([("a", "string", "a", "string")], mappings=[])',
    ],
)
def test_what_is_not_known_stays_with_a_finding(migrated: Migrated, call: str) -> None:
    migration = migrated(_step(call))

    assert f"out = {call}\n" in migration.result.decode()
    assert any(finding.severity.value == "error" for finding in migration.findings)


def test_a_sample_is_written_before_the_frame_is_handed_on(migrated: Migrated) -> None:
    result = migrated(_step('frame.spigot(path, {"topk": 3})')).result.decode()

    assert '    frame.limit(3).write.mode("append").json(path)\n    out = frame\n' in result


def test_rows_with_null_are_among_the_others_of_a_split(migrated: Migrated) -> None:
    result = migrated(_step('frame.split_rows({"a": {"!=": 1}}, "l", "r")')).result.decode()

    assert 'F.coalesce(F.col("a") != 1, F.lit(False))' in result


def test_a_dict_that_is_filled_step_by_step_is_a_collection(migrated: Migrated) -> None:
    source = f"{_HEAD}frames = {{}}\nframes['a'] = one\nout = DynamicFrameCollection(frames, context)\n"

    assert "out = frames\n" in migrated(source).result.decode()


def test_a_function_hidden_by_the_loop_is_refused(migrated: Migrated) -> None:
    migration = migrated(f"{_HEAD}def step(frames: DynamicFrameCollection, name):\n    return frames.map(name)\n")

    assert "frames.map(name)" in migration.result.decode()


def test_a_sink_that_may_be_given_a_collection_is_refused(migrated: Migrated) -> None:
    source = (
        "from awsglue.context import GlueContext\n\n\ndef write(context: GlueContext, frames, path):\n"
        '    sink = context.getSink("s3", path=path)\n    sink.setFormat("json")\n    sink.write(frames)\n'
    )

    assert b"sink.write(frames)" in migrated(source).result
