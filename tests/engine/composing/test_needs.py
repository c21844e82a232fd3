"""What makes a frame and what uses it is accepted together, and said so in no more words than there are changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.change import with_needed, without_rejected
from g2l_tui.model.migration import Migration

HEAD = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext())
"""
STEP = """\
frame = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="t{number}")
frame.toDF().show()
"""
TIMES = 20


@pytest.fixture(scope="module")
def one_name(migrated: Callable[..., Migration]) -> Migration:
    """A job that keeps one frame after the other in the same variable."""
    return migrated(HEAD + "".join(STEP.format(number=number) for number in range(TIMES)), catalog="main")


def test_all_that_is_kept_in_one_variable_is_accepted_together(one_name: Migration) -> None:
    frames = {change.id for change in one_name.changes if change.line > HEAD.count("\n")}

    for change in one_name.changes:
        if change.id in frames:
            assert frames <= {each.id for each in with_needed([change], one_name.changes)}
            assert frames.isdisjoint(each.id for each in without_rejected(one_name.changes, [change.id]))


def test_what_is_needed_grows_with_the_changes_and_not_with_their_square(one_name: Migration) -> None:
    needs = sum(len(change.needs) for change in one_name.changes)

    assert len(one_name.changes) >= 2 * TIMES
    assert needs <= 6 * len(one_name.changes)
