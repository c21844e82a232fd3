"""Bookmarks: a question, unless the settings answer it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.finding import Severity
from g2l_tui.model.migration import Migration

JOB = """\
from awsglue.context import GlueContext
from awsglue.job import Job

glue = GlueContext()
job = Job(glue)
job.init("orders", {})
orders = glue.create_dynamic_frame.from_catalog("sales", "orders", transformation_ctx="orders")
job.commit()
"""


@pytest.mark.parametrize(
    ("bookmarks", "message", "hint"),
    [
        ("ask", "If the job runs with a bookmark, it reads only what is new", 'bookmarks = "full"'),
        ("autoloader", "By its bookmark, it reads only what is new", "cloudFiles"),
    ],
)
def test_a_job_that_may_have_a_bookmark_is_for_a_person(
    bookmarks: str, message: str, hint: str, migrated: Callable[..., Migration]
) -> None:
    (finding,) = migrated(JOB, bookmarks=bookmarks).findings

    assert finding.message.startswith(message)
    assert hint in finding.hint
    assert (finding.line, finding.severity) == (7, Severity.WARNING)


def test_without_bookmarks_there_is_nothing_to_ask(migrated: Callable[..., Migration]) -> None:
    assert migrated(JOB, bookmarks="full").findings == ()
