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


@pytest.mark.parametrize(
    "read",
    [
        'glue.create_dynamic_frame.from_options("dynamodb", options, transformation_ctx="orders")',
        'glue.create_dynamic_frame.from_options(connection_type="custom.spark", transformation_ctx="orders")',
        'glue.create_data_frame.from_catalog("s", "t", transformation_ctx="o", additional_options={"inferSchema": 1})',
    ],
)
def test_a_source_of_which_glue_keeps_no_bookmark_is_no_question(read: str, migrated: Callable[..., Migration]) -> None:
    job = JOB.replace('glue.create_dynamic_frame.from_catalog("sales", "orders", transformation_ctx="orders")', read)

    assert read in job
    assert all(finding.code != "G2L112" for finding in migrated(job).findings)


def test_the_question_is_asked_at_the_first_source_that_is_no_stream(migrated: Callable[..., Migration]) -> None:
    options = 'transformation_ctx="clicks", additional_options={"startingPosition": "earliest"}'
    stream = f'clicks = glue.create_data_frame.from_catalog("s", "t", {options})\n'

    findings = migrated(JOB.replace("orders = ", f"{stream}orders = ")).findings

    assert [finding.line for finding in findings if finding.code == "G2L112"] == [8]


def test_a_source_that_is_not_translated_is_no_question(migrated: Callable[..., Migration]) -> None:
    refused = JOB.replace('transformation_ctx="orders"', 'transformation_ctx="orders", catalog_id="1"')

    assert "G2L112" not in {finding.code for finding in migrated(refused).findings}


def test_a_job_that_is_never_begun_has_no_bookmark(migrated: Callable[..., Migration]) -> None:
    assert migrated(JOB.replace('job.init("orders", {})\n', "")).findings == ()
