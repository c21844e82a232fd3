"""A change keeps its id as long as its statement and its rewrite are the same, and gives it to no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration

Ids = Callable[..., dict[int, str]]

HEAD = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext())
"""


def read(table: str) -> str:
    return f'{table} = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="{table}")\n'


def function(name: str, *statements: str) -> str:
    return f"def {name}():\n" + "".join(f"    {statement}" for statement in statements) + "\n\n"


SHOW = "frame = orders.toDF()\n"


@pytest.fixture(scope="session")
def ids(migrated: Callable[..., Migration]) -> Ids:
    """Gives the ids by the line of the statement in a body."""

    def run(body: str, catalog: str = "main") -> dict[int, str]:
        above = HEAD.count("\n")
        changes = migrated(HEAD + body, catalog=catalog).changes
        return {change.line - above: change.id for change in changes if change.line > above}

    return run


def test_lines_above_and_below_change_no_id(ids: Ids) -> None:
    before = ids(read("orders") + SHOW)

    after = ids("# orders\nx = 1\n" + read("orders") + "y = 2\n" + SHOW + "z = 3\n")

    assert list(after.values()) == list(before.values())


def test_a_changed_neighbour_keeps_the_ids_of_the_others(ids: Ids) -> None:
    before = ids(read("orders") + read("items"))

    after = ids(read("orders") + read("parts"))

    assert after[1] == before[1]
    assert after[2] != before[2]


def test_a_moved_function_takes_its_ids_along(ids: Ids) -> None:
    first, second = function("first", read("orders"), SHOW), function("second", read("items"))

    before, after = ids(first + second), ids(second + first)

    assert sorted(before.values()) == sorted(after.values())
    assert (after[6], after[7]) == (before[2], before[3])


def test_a_renamed_function_keeps_the_ids_of_what_stands_in_it(ids: Ids) -> None:
    assert ids(function("first", read("orders"))) == ids(function("other", read("orders")))


def test_statements_of_the_same_text_have_their_own_ids(ids: Ids) -> None:
    found = ids(read("orders") + read("orders") + function("f", read("orders")))

    assert len(set(found.values())) == 3


def test_the_same_statement_in_another_function_is_followed_by_its_function(ids: Ids) -> None:
    first, second = function("first", read("orders")), function("second", read("orders"))

    before, after = ids(first + second), ids(second + first)

    assert (after[2], after[6]) == (before[6], before[2])


@pytest.mark.parametrize("gone", [0, 1])
def test_of_the_same_statements_in_one_place_none_takes_the_id_of_one_that_is_gone(ids: Ids, gone: int) -> None:
    two = [read("orders"), "a = 1\n", read("orders")]
    before = ids("".join(two))
    del two[2 * gone]

    assert not set(before.values()) & set(ids("".join(two)).values())


def test_another_rewrite_of_the_same_statement_is_another_change(ids: Ids) -> None:
    assert ids(read("orders"), catalog="main") != ids(read("orders"), catalog="other")
