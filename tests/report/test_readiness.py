from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source
from g2l_tui.report.assessment import Assessment
from g2l_tui.report.readiness import readiness

READ = """\
from awsglue.context import GlueContext

glue = GlueContext()
orders = glue.create_dynamic_frame.from_catalog(database="sales", table_name="orders").toDF()
"""
Assessed = Callable[..., Assessment]


def finding(severity: Severity, line: int = 3) -> Finding:
    return Finding("G2L105", severity, line, 1, f"{severity.value} at {line}", "do it")


def migration(status: Status, calls: int, translated: int, *findings: Finding) -> Migration:
    return Migration(Source("job.py", b""), status, b"", findings=findings, calls=calls, calls_translated=translated)


def test_a_file_with_nothing_left_has_all_points(assessed: Assessed) -> None:
    assessment = assessed({"job.py": READ})

    assert assessment.files[0].points == 100
    assert assessment.files[0].losses == ()
    assert assessment.points == 100


def test_what_is_left_is_charged_to_the_finding_that_keeps_it() -> None:
    file = readiness("job.py", migration(Status.PARTIAL, 10, 8, finding(Severity.ERROR, 7), finding(Severity.WARNING)))

    assert file.points == 78
    assert [(loss.points, loss.line, loss.reason) for loss in file.losses] == [
        (20, 7, "error at 7"),
        (2, 3, "warning at 3"),
    ]


@pytest.mark.parametrize("status", [Status.FAILED, Status.REFUSED])
def test_a_file_of_which_nothing_could_be_done_has_no_points(status: Status) -> None:
    assert readiness("job.py", migration(status, 3, 0, finding(Severity.ERROR))).points == 0


def test_calls_that_are_left_without_a_finding_are_a_reason_too() -> None:
    losses = readiness("job.py", migration(Status.PARTIAL, 4, 3)).losses

    assert [(loss.points, loss.reason) for loss in losses] == [(25, "1 of 4 Glue calls are left")]


def test_a_repository_weighs_files_by_their_glue_calls(assessed: Assessed) -> None:
    assessment = assessed({"job.py": READ, "broken.py": "import awsglue\nprint 'two'\n", "plain.py": "a = 1\n"})

    calls = next(file.calls for file in assessment.files if file.path == "job.py")
    assert assessment.points == 100 * calls // (calls + 1)
    assert [file.path for file in assessment.unfinished] == ["broken.py"]


@given(
    status=st.sampled_from(Status),
    calls=st.integers(0, 60),
    left=st.integers(0, 60),
    severities=st.lists(st.sampled_from(Severity), max_size=80),
)
def test_every_lost_point_has_a_reason(status: Status, calls: int, left: int, severities: list[Severity]) -> None:
    findings = [finding(severity, line) for line, severity in enumerate(severities, 1)]
    file = readiness("job.py", migration(status, calls, max(calls - left, 0), *findings))

    assert 0 <= file.points <= 100
    assert file.points == 100 - sum(loss.points for loss in file.losses)
    assert all(loss.reason for loss in file.losses)
    assert (file.points == 0) == (status in {Status.FAILED, Status.REFUSED})
