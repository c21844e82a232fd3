from __future__ import annotations

import pickle
from collections.abc import Callable
from copy import copy
from dataclasses import fields, replace

from g2l_tui.model.migration import Migration, packed, with_common_values, without_texts
from g2l_tui.workspace.report import Report, as_lines, as_values, plain

JOB = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext.getOrCreate())
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")
glueContext.purge_table("sales", "orders")
orders.toDF().show()
"""


def test_a_report_tells_the_same_without_the_texts(migrated: Callable[..., Migration]) -> None:
    whole = migrated(JOB)

    reports = [Report(".", {"job.py": each}, 1.0) for each in (whole, without_texts(whole))]

    assert whole.changes
    assert whole.findings
    assert as_values(reports[0]) == as_values(reports[1])
    assert list(as_lines(reports[0], plain)) == list(as_lines(reports[1], plain))


def test_words_that_many_files_have_in_common_are_there_once(migrated: Callable[..., Migration]) -> None:
    first, second = (without_texts(pickle.loads(pickle.dumps(migrated(JOB, path)))) for path in ("a.py", "b.py"))

    assert first.ledger[0].call is second.ledger[0].call
    assert first.changes[0].needs is second.changes[-1].ties
    assert all(one.hint is other.hint for one, other in zip(first.findings, second.findings, strict=True))
    assert first.source.content == first.result == b""


def test_migrations_that_come_from_processes_share_what_they_say_alike(migrated: Callable[..., Migration]) -> None:
    whole = migrated(JOB)
    copies: list[Migration] = [pickle.loads(pickle.dumps(whole)) for _ in range(2)]

    first, second = map(with_common_values, copies)

    assert first == second == whole
    assert all(one.reason is other.reason for one, other in zip(first.ledger, second.ledger, strict=True))
    assert all(one.ties is other.ties for one, other in zip(first.changes, second.changes, strict=True))


def test_a_packed_migration_tells_all_that_the_migration_does(migrated: Callable[..., Migration]) -> None:
    whole = migrated(JOB)

    small = packed(whole)

    assert [getattr(small, each.name) for each in fields(whole)] == [
        getattr(whole, each.name) for each in fields(whole)
    ]
    assert small.source.content == whole.source.content


def test_a_packed_migration_is_sent_to_other_processes_as_it_was(migrated: Callable[..., Migration]) -> None:
    whole = migrated(JOB)

    assert pickle.loads(pickle.dumps(packed(whole))) == copy(packed(whole)) == whole


def test_a_packed_migration_keeps_a_result_that_is_not_of_its_changes(migrated: Callable[..., Migration]) -> None:
    small = replace(packed(migrated(JOB)), result=b"made by a plugin\n")

    assert small.result == b"made by a plugin\n"
    assert replace(small, changes=()).result == small.result


def test_a_packed_migration_with_fewer_changes_composes_another_result(migrated: Callable[..., Migration]) -> None:
    small = packed(migrated(JOB))

    none = replace(small, changes=(), result=small.source.content)

    assert none.result == JOB.encode() != small.result
