from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from g2l_tui.prove.oracle import Place, Reading, Run, Upkeep, Writing, begin
from g2l_tui.prove.oracle.awsglue.context import GlueContext
from g2l_tui.prove.oracle.awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from g2l_tui.prove.oracle.frame import frame_from


class Recorder:
    def __init__(self) -> None:
        self.places: list[Place] = []
        self.writings: list[Writing] = []
        self.upkeeps: list[Upkeep] = []

    def read(self, place: Place) -> Reading:
        self.places.append(place)
        return Reading([{"a": 1, "dt": "x"}, {"a": 2, "dt": "y"}], {"a": "bigint", "dt": "string"}, ("dt",))

    def write(self, writing: Writing) -> None:
        self.writings.append(writing)

    def maintain(self, upkeep: Upkeep) -> None:
        self.upkeeps.append(upkeep)


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    storage = Recorder()
    begin(Run(storage))
    yield storage
    begin(Run(Recorder()))


@pytest.fixture
def context(recorder: Recorder) -> GlueContext:
    return GlueContext("any Spark context")


def orders(context: GlueContext) -> DynamicFrame:
    return DynamicFrame(frame_from([{"a": 1}], {}), context, "orders")


def test_options_of_a_source_reach_the_storage(context: GlueContext, recorder: Recorder) -> None:
    context.create_dynamic_frame.from_options(
        "s3", {"paths": ["s3://b/x"], "recurse": True}, format="csv", format_options={"withHeader": True}
    )

    assert recorder.places == [
        Place(
            "s3",
            paths=("s3://b/x",),
            format="csv",
            options={"paths": ["s3://b/x"], "recurse": True},
            format_options={"withHeader": True},
        )
    ]


def test_a_frame_of_the_catalog_is_named_after_its_table(context: GlueContext) -> None:
    assert context.create_dynamic_frame.from_catalog(name_space="db", table_name="orders").name == "orders"


def test_a_database_must_be_named_exactly_once(context: GlueContext) -> None:
    with pytest.raises(ValueError, match="database"):
        context.create_dynamic_frame.from_catalog(table_name="orders")


def test_a_source_is_set_up_in_steps(context: GlueContext, recorder: Recorder) -> None:
    source = context.getSource("s3", paths=["s3://b"])
    source.setFormat("json", jsonPath="$.x")

    assert source.getFrame().count() == 2
    assert (recorder.places[0].format, recorder.places[0].format_options) == ("json", {"jsonPath": "$.x"})


def test_a_sink_is_set_up_in_steps(context: GlueContext, recorder: Recorder) -> None:
    sink = context.getSink(
        "s3", path="s3://b/out", enableUpdateCatalog=True, updateBehavior="UPDATE_IN_DATABASE", partitionKeys=["a"]
    )
    sink.setCatalogInfo(catalogDatabase="db", catalogTableName="t")
    sink.setFormat("glueparquet", compression="snappy")
    sink.writeFrame(orders(context))

    writing = recorder.writings[0]
    assert (writing.place.database, writing.place.table, writing.place.format) == ("db", "t", "glueparquet")
    assert (writing.partitions, writing.update, writing.mode) == (("a",), "UPDATE_IN_DATABASE", "append")
    assert (writing.rows, writing.types) == (({"a": 1},), {"a": "int"})


def test_each_frame_of_a_collection_is_written_under_its_own_name(context: GlueContext, recorder: Recorder) -> None:
    frames = DynamicFrameCollection({"x": orders(context), "y": orders(context)}, context)

    context.write_from_options(frames, "s3", {"path": "s3://b/out/"}, "json")
    context.write_from_jdbc_conf(frames, "redshift", {"database": "d"})

    assert [writing.place.paths or writing.place.table for writing in recorder.writings] == [
        ("s3://b/out/x",),
        ("s3://b/out/y",),
        "x",
        "y",
    ]


def test_keys_made_by_relationalize_are_told_from_others_of_their_name(
    context: GlueContext, recorder: Recorder
) -> None:
    frame = DynamicFrame(frame_from([{"id": 7, "tags": ["x"]}], {}), context, "orders")

    context.write_from_options(frame.relationalize("root", "s3://t"), "s3", {"path": "s3://b"}, "json")

    assert [writing.generated for writing in recorder.writings] == [("tags",), ("id",)]


def test_only_frames_can_be_written(context: GlueContext) -> None:
    with pytest.raises(TypeError, match="DynamicFrame"):
        context.write_dynamic_frame.from_options("no frame", "s3", {"path": "s3://b"})


def test_a_table_of_a_database_is_named_by_dbtable(context: GlueContext, recorder: Recorder) -> None:
    context.write_dynamic_frame.from_jdbc_conf(orders(context), "conn", {"dbtable": "public.t", "database": "d"})

    place = recorder.writings[0].place
    assert (place.connection, place.database, place.table) == ("jdbc", "d", "public.t")
    assert place.options["connectionName"] == "conn"


@pytest.mark.parametrize("frame", ["a", "b"])
def test_what_touches_stored_files_is_told_to_the_storage(context: GlueContext, recorder: Recorder, frame: str) -> None:
    context.purge_table("db", frame, {"retentionPeriod": 0})
    context.transition_s3_path("s3://b", "GLACIER")

    assert [(upkeep.verb, upkeep.place.table, upkeep.place.paths) for upkeep in recorder.upkeeps] == [
        ("purge_table", frame, ()),
        ("transition_s3_path", "", ("s3://b",)),
    ]


def test_a_batch_without_records_is_not_processed(context: GlueContext, sail: Any) -> None:
    seen: list[int] = []

    context.forEachBatch(sail.range(0), lambda frame, _number: seen.append(frame.count()), {"windowSize": "1 s"})
    context.forEachBatch(sail.range(3), lambda frame, _number: seen.append(frame.count()), {"windowSize": "1 s"})

    assert seen == [3]


def test_a_push_down_predicate_selects_partitions(recorder: Recorder, sail: Any) -> None:
    run = Run(recorder, sail)
    begin(run)

    frame = GlueContext(None).create_dynamic_frame.from_catalog("db", "t", push_down_predicate="dt == 'y'")

    assert (frame.count(), run.doubts) == (1, set())


def test_a_context_is_a_sql_context_too(recorder: Recorder, sail: Any) -> None:
    begin(Run(recorder, sail))
    context = GlueContext(None)
    context.registerDataFrameAsTable(context.createDataFrame([(1,)], "a int"), "oracle_view")

    assert context.sql("SELECT a FROM oracle_view").first()[0] == 1
    assert context.spark_session is sail


def test_what_happens_inside_the_jvm_is_refused_with_a_reason(context: GlueContext) -> None:
    with pytest.raises(AttributeError, match="JVM"):
        _ = context._jvm
