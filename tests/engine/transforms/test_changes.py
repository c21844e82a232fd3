"""Map: what becomes of a function that changes records."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration

Migrated = Callable[..., Migration]

_JOB = """
from awsglue.transforms import *


def change(rec):
{body}


out = Map.apply(frame=orders, f=change)
"""


def _job(*lines: str) -> str:
    return _JOB.format(body="\n".join(f"    {line}" for line in lines))


def _refusal(migration: Migration) -> str:
    (finding,) = [each for each in migration.findings if each.severity.value == "error"]
    return finding.message


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["rec['a'] = 1"], "returns nothing"),
        (["rec['a'] = 1", "return None"], "returns None"),
        (["return rec", "rec['a'] = 1"], "goes on behind its `return`"),
        (["if rec['a']:", "    rec['b'] = 1", "return rec"], "`if rec['a']:` has no counterpart"),
        (["rec['a'] = rec['b'] + rec['c']", "return rec"], "depending on the types of the fields"),
        (["rec['a'] = 'x' + 1 + rec['b']", "return rec"], "depending on the types of the fields"),
        (["rec['a'] = rec['b'] / 2", "return rec"], "has no counterpart on columns"),
        (["rec['a'] = str(rec['b'])", "return rec"], "has no counterpart on columns"),
        (["rec['a'] = now()", "return rec"], "computed once, not for each record"),
        (["rec['a'] = None", "return rec"], "a column without a type"),
        (["rec['a']['b'] = 1", "return rec"], "has no counterpart on columns"),
        (["rec['a'] = rec['b'] or 'x'", "return rec"], "the truth of `rec['b']`"),
        (["del rec['a']", "rec['b'] = rec['a']", "return rec"], "read behind its deletion"),
        (["rec['id'] = rec['ID']", "return rec"], "are one column in Spark"),
        (["x = rec['a']", "rec['b'] = x", "return rec"], "`x = rec['a']` has no counterpart"),
        (["return {**rec, 'a': 1}"], "no literal name of its own"),
        (["rec['a'] = ('x', 1)", "return rec"], "no value that a column can be made of"),
        (["rec['a'] = ['x', 1]", "return rec"], "no value that a column can be made of"),
        (["rec['a'] = []", "return rec"], "no value that a column can be made of"),
        (["rec['a'] = {}", "return rec"], "no value that a column can be made of"),
        (["return other"], "not the record that was given"),
    ],
)
def test_what_python_may_mean_in_two_ways_is_refused(migrated: Migrated, lines: list[str], said: str) -> None:
    migration = migrated(_job(*lines))

    assert said.lower() in _refusal(migration).lower()
    assert b"out = Map.apply(frame=orders, f=change)" in migration.result


def test_a_filter_stands_where_a_changed_field_is_read(migrated: Migrated) -> None:
    migration = migrated(_job("rec['a'] = '<' + rec['a']", "rec['n'] = len(rec['a'])", "return rec"))

    result = migration.result.decode()
    assert '.filter(F.col("a").isNotNull())\n    .withColumn("n", F.length(F.col("a")))' in result


def test_a_branch_not_taken_raises_nothing(migrated: Migrated) -> None:
    migration = migrated(_job("rec['a'] = rec['b'].upper() if rec['b'] is not None else 'none'", "return rec"))

    assert b"filter" not in migration.result


def test_what_a_later_part_needs_counts_only_where_python_looks_at_it(migrated: Migrated) -> None:
    migration = migrated(_job("rec['a'] = rec['x'] == 1 or rec['y'] > 2", "return rec"))

    assert b'.filter(F.col("x").eqNullSafe(1) | F.col("y").isNotNull())' in migration.result


def test_a_variable_that_is_another_one_at_the_call_is_refused(migrated: Migrated) -> None:
    source = """
from awsglue.transforms import *

tag = "outer"


def change(rec):
    rec["tag"] = tag
    return rec


def run(orders):
    tag = "inner"
    return Map.apply(frame=orders, f=change)
"""

    assert "another one here" in _refusal(migrated(source))


def test_a_default_of_the_function_is_what_the_column_holds(migrated: Migrated) -> None:
    source = """
from awsglue.transforms import *


def change(rec, tag="x"):
    rec["tag"] = tag
    return rec


out = Map.apply(frame=orders, f=change)
"""

    assert b'orders.withColumn("tag", F.lit("x"))' in migrated(source).result


def test_deletions_that_follow_each_other_are_one_call(migrated: Migrated) -> None:
    migration = migrated(_job("del rec['a'], rec['b']", "rec.pop('c', None)", "return rec"))

    assert b'out = orders.drop("a", "b", "c")' in migration.result


def test_a_decorated_function_is_refused(migrated: Migrated) -> None:
    source = _job("return rec").replace("def change", "@traced\ndef change")

    assert "is decorated" in _refusal(migrated(source))


def test_a_lambda_that_hands_its_record_on_is_the_function(migrated: Migrated) -> None:
    source = _job("rec['a'] = 1", "return rec").replace("f=change", "f=lambda r: change(r)")

    assert b'orders.withColumn("a", F.lit(1))' in migrated(source).result


def test_a_dictionary_of_constants_is_a_struct(migrated: Migrated) -> None:
    text = migrated(_job("rec['a'] = {'by': 'web', 'n': 1}", "return rec")).result.decode()

    assert text.endswith('orders.withColumn("a", F.struct(F.lit(\'web\').alias("by"), F.lit(1).alias("n")))\n')


def test_a_dictionary_by_name_is_refused(migrated: Migrated) -> None:
    migration = migrated("LABELS = {'by': 'web'}\n" + _job("rec['a'] = LABELS", "return rec"))

    assert "`LABELS` is no value that a column can be made of here" in _refusal(migration)
