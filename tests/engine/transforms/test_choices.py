"""ResolveChoice: casts, and frames that have nothing to resolve."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.change import Fidelity
from g2l_tui.model.migration import Migration

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
