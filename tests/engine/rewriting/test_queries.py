"""Queries over views whose names are used again are given their frames: Connect looks a view up when a query runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.change import compose, with_needed
from g2l_tui.model.migration import Migration, Status
from g2l_tui.validators import validate

Becomes = Callable[[str], str]
Migrate = Callable[[str], Migration]

STUDIO = """\
def sparkSqlQuery(glueContext, query, mapping, transformation_ctx) -> DynamicFrame:
    for alias, frame in mapping.items():
        frame.toDF().createOrReplaceTempView(alias)
    result = spark.sql(query)
    return DynamicFrame.fromDF(result, glueContext, transformation_ctx)
spark = gc.spark_session
other = frame.drop_fields(["x"])
"""
FIRST = 'a = sparkSqlQuery(gc, query="select id from source", mapping={"source": frame}, transformation_ctx="a")\n'
SECOND = 'b = sparkSqlQuery(gc, "select n from Source s", {"Source": other}, "b")\n'


def test_two_queries_over_the_same_name_each_read_their_own_frame(becomes: Becomes) -> None:
    assert becomes(STUDIO + FIRST + SECOND).splitlines()[-2:] == [
        'a = spark.sql("with source as (select * from {src}) select id from source", src=frame)',
        'b = spark.sql("with Source as (select * from {src}) select n from Source s", src=other)',
    ]


def test_the_function_that_registered_the_views_goes(behind: Migrate) -> None:
    migration = behind(STUDIO + FIRST + SECOND)

    assert "sparkSqlQuery" not in migration.result.decode()
    assert "createOrReplaceTempView" not in migration.result.decode()
    assert migration.status is Status.MIGRATED
    assert migration.calls == migration.calls_translated


def test_a_query_kept_under_a_name_gets_its_frames_in_front(becomes: Becomes) -> None:
    code = (
        'text = """\nselect * from source join t on a = b\n"""\n'
        + FIRST
        + SECOND.replace('"select n from Source s", {"Source": other}', 'text, {"source": other, "t": frame}')
    )

    assert becomes(STUDIO + code).splitlines()[-1] == (
        'b = spark.sql("with source as (select * from {source}), t as (select * from {t}) " + text,'
        " source=other, t=frame)"
    )


KEPT = {
    "names that differ": FIRST + SECOND.replace("ource", "econd"),
    "one query only": FIRST,
}

TOLD = {
    "a text that is known only when the job runs": FIRST + SECOND.replace('"select n from Source s"', "text()"),
    "a text with braces": FIRST + SECOND.replace("from Source s", "from Source where a rlike 'x{2}'"),
    "a text that begins with a table of its own": FIRST + SECOND.replace('"select n', '"with y as (select 1) select n'),
    "a text that reads the catalog too": FIRST + SECOND.replace("Source s", "Source s join raw.t on a = b"),
    "frames that are known only when the job runs": FIRST + SECOND.replace('{"Source": other}', "frames"),
    "the function as a value": FIRST + SECOND + "run = sparkSqlQuery\n",
}


@pytest.mark.parametrize("code", [*KEPT.values(), *TOLD.values()], ids=[*KEPT, *TOLD])
def test_else_the_function_stays(behind: Migrate, code: str) -> None:
    result = behind(STUDIO + code).result.decode()

    assert "def sparkSqlQuery(glueContext, query, mapping, transformation_ctx) -> DataFrame:" in result
    assert 'mapping={"source": frame}' in result


@pytest.mark.parametrize("code", TOLD.values(), ids=TOLD)
def test_where_a_view_may_be_read_too_late_it_is_told(behind: Migrate, code: str) -> None:

    assert "G2L204" in {finding.code for finding in validate(behind(STUDIO + code)).findings}


def test_the_queries_and_the_function_are_accepted_together(behind: Migrate) -> None:
    migration = behind(STUDIO + FIRST + SECOND)

    for change in migration.changes:
        result = compose(migration.source.content, with_needed([change], migration.changes)).decode()
        assert result.count("= sparkSqlQuery(") in (0, 2)
        assert ("def sparkSqlQuery" in result) or "= sparkSqlQuery(" not in result
