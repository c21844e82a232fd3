"""ResolveChoice: casts, and frames that have nothing to resolve."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.change import Fidelity
from g2l_tui.model.migration import Migration, Status

Migrated = Callable[..., Migration]

_MAPPED = """
from awsglue.transforms import *

frame = ApplyMapping.apply(frame=source, mappings=[("id", "string", "id", "long")])
{between}
out = ResolveChoice.apply(frame=frame, choice="make_cols")
"""


def test_a_frame_mapped_just_above_has_nothing_to_resolve(migrated: Migrated) -> None:
    assert b"out = frame\n" in migrated(_MAPPED.format(between="")).result


def test_transforms_that_keep_types_are_looked_through(migrated: Migrated) -> None:
    migration = migrated(_MAPPED.format(between='frame = DropFields.apply(frame=frame, paths=["x"])'))

    assert b"out = frame\n" in migration.result


@pytest.mark.parametrize(
    "between",
    [
        "frame = load()",
        "if late:\n    frame = load()",
        "for frame in frames:\n    pass",
        "with load() as frame:\n    pass",
    ],
)
def test_a_frame_that_may_be_another_one_is_refused(migrated: Migrated, between: str) -> None:
    assert b'choice="make_cols"' in migrated(_MAPPED.format(between=between)).result


def test_a_frame_bound_in_another_function_is_refused(migrated: Migrated) -> None:
    between = "def again():\n    global frame\n    frame = load()\nagain()"

    assert b'choice="make_cols"' in migrated(_MAPPED.format(between=between)).result


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ('("a b", "cast:int")', '.withColumn("a b", F.expr("try_cast(`a b` as int)"))'),
        ('("a", "cast:string")', '.withColumn("a", F.col("a").cast("string"))'),
        ('("`a.b`", "CAST:long")', '.withColumn("a.b", F.expr("try_cast(`a.b` as bigint)"))'),
        ('("a.b.c", "cast:date")', '.withColumn("a", F.col("a").withField("b.c", F.expr("try_cast(a.b.c as date)")))'),
    ],
)
def test_a_cast_names_its_field_as_spark_does(migrated: Migrated, spec: str, code: str) -> None:
    source = f"from awsglue.transforms import *\n\nout = ResolveChoice.apply(frame=orders, specs=[{spec}])\n"

    migration = migrated(source)

    assert code in migration.result.decode().replace("\n", "")
    assert max(change.fidelity.rank for change in migration.changes) == Fidelity.APPROXIMATE.rank


@pytest.mark.parametrize(
    "specs",
    ['[("a[].b", "cast:int")]', '[("a", "make_cols")]', '[("a", kind)]', "specs", "[]", '[("a", "cast:array")]'],
)
def test_what_is_not_a_plain_cast_is_refused(migrated: Migrated, specs: str) -> None:
    source = f"from awsglue.transforms import *\n\nout = ResolveChoice.apply(frame=orders, specs={specs})\n"

    assert b"ResolveChoice.apply" in migrated(source).result


def test_another_catalog_is_refused(migrated: Migrated) -> None:
    source = (
        "from awsglue.transforms import *\n\n"
        'out = ResolveChoice.apply(orders, choice="match_catalog", database="d", table_name="t", catalog_id="1")\n'
    )

    migration = migrated(source)

    assert any("catalog_id" in finding.message for finding in migration.findings)


PREAMBLE = """\
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms import *

gc = GlueContext()
table = gc.create_dynamic_frame.from_catalog("raw", "orders")
mapped = table.apply_mapping([("id", "string", "id", "long")])


def mapping(frame: DynamicFrame, late: bool):
    def other():
        return frame

    if late:
        return ApplyMapping.apply(frame, [("id", "string", "id", "long")])
    return frame.apply_mapping([("id", "string", "id", "long")])


def circular(frame: DynamicFrame):
    return circular(frame)


"""
TYPED = {
    "methods": 'mapped.select_fields(["id"]).filter(lambda row: row["id"] > 1).rename_field("id", "x")',
    "other methods": 'mapped.drop_fields(["y"]).coalesce(1)',
    "a join": 'Join.apply(mapped, mapped.rename_field("id", "x"), "id", "x")',
    "a method's join": 'mapped.join(["id"], ["x"], mapped.rename_field("id", "x"))',
    "casts": 'mapped.resolveChoice(specs=[("id", "cast:string")])',
    "a function": "mapping(table, True)",
    "a DataFrame": 'DynamicFrame.fromDF(rows, gc, "rows").repartition(4)',
}
TYPED_IN_SPARK = {
    "a table": "table",
    "fields of a table": 'SelectFields.apply(table, ["id"])',
    "files that say their types": 'gc.create_dynamic_frame.from_options("s3", {"paths": ["s3://a"]}, format="orc")',
    "a join of both": 'Join.apply(mapped, table, "id", "id")',
}
UNKNOWN = {
    "texts": 'gc.create_dynamic_frame.from_options("s3", {"paths": ["s3://a/b"]}, format="json")',
    "records that are made": "mapped.map(lambda row: row)",
    "a union": "mapped.union(mapped)",
    "a function without an end": "circular(mapped)",
    "a join with something unknown": 'Join.apply(mapped, unknown, "id", "id")',
}


def choice(migration: Migration) -> tuple[str, str]:
    row = next(row for row in migration.ledger if row.argument == "choice")
    return row.outcome.value, max(migration.changes, key=lambda change: change.fidelity.rank).fidelity.value


@pytest.mark.parametrize("frame", TYPED.values(), ids=TYPED)
def test_where_no_choice_can_be_left_it_is_dropped_and_the_ledger_says_why(migrated: Migrated, frame: str) -> None:
    migration = migrated(f"{PREAMBLE}out = {frame}\nout = out.resolveChoice(choice='make_struct')\nout.show()\n")

    (reason,) = (row.reason for row in migration.ledger if row.argument == "choice")
    assert migration.status is Status.MIGRATED
    assert reason == "no field of the frame has several types, so that there is nothing to resolve"
    assert b"out = out\n" in migration.result or b"resolveChoice" not in migration.result


@pytest.mark.parametrize("action", ["make_struct", "make_cols"])
@pytest.mark.parametrize("frame", TYPED_IN_SPARK.values(), ids=TYPED_IN_SPARK)
def test_where_only_glue_finds_several_types_that_is_said(migrated: Migrated, frame: str, action: str) -> None:
    migration = migrated(f"{PREAMBLE}out = ResolveChoice.apply({frame}, choice='{action}')\n")

    assert choice(migration) == ("dropped", "approximate")
    assert any("nothing may read the parts" in finding.message for finding in migration.findings)


@pytest.mark.parametrize("frame", UNKNOWN.values(), ids=UNKNOWN)
def test_where_several_types_may_be_left_nothing_is_done(migrated: Migrated, frame: str) -> None:
    migration = migrated(f"{PREAMBLE}out = ResolveChoice.apply({frame}, choice='make_struct')\n")

    assert b"choice='make_struct'" in migration.result


def test_a_type_for_all_choices_of_a_table_is_refused(migrated: Migrated) -> None:
    assert b"cast:long" in migrated(f"{PREAMBLE}out = ResolveChoice.apply(table, choice='cast:long')\n").result


def test_frames_that_are_joined_over_and_over_are_looked_at_once(migrated: Migrated) -> None:
    joins = "".join(f"f{at + 1} = Join.apply(f{at}, f{at}, 'id', 'id')\n" for at in range(40))

    migration = migrated(f"{PREAMBLE}f0 = mapped\n{joins}out = ResolveChoice.apply(f40, choice='make_struct')\n")

    assert choice(migration)[0] == "dropped"


def test_a_choice_that_only_the_job_knows_says_where_to_write_it(migrated: Migrated) -> None:
    code = "def resolve(frame: DynamicFrame, how='make_cols'):\n    return ResolveChoice.apply(frame, choice=how)\n"

    (finding,) = (each for each in migrated(PREAMBLE + code).findings if each.code == "G2L161")

    assert finding.message == "Which choice `how` is, is not known until the job runs"
    assert "where the function is called" in finding.hint
