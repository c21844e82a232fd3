"""The arguments of a job."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration


@pytest.mark.parametrize("name", ["JOB_ID", "JOB_RUN_ID"])
def test_a_name_that_glue_does_not_let_a_job_ask_for_is_told(migrated: Callable[[str], Migration], name: str) -> None:
    before = "import sys\nfrom awsglue.utils import getResolvedOptions\n"

    [finding] = migrated(f'{before}args = getResolvedOptions(sys.argv, ["day", "{name}"])\n').findings

    assert finding.message == f"Glue raises when asked for {name}"
