"""What Glue's writers give: a frame of error records, where Spark's give None."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.change import Fidelity
from g2l_tui.model.migration import Migration, Status

Migrated = Callable[..., Migration]

WRITE = """\
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame


def write(context: GlueContext, frame: DynamicFrame, path):
    {statement}
"""

CALL = 'context.write_dynamic_frame.from_options(frame, "s3", {"path": path}, "parquet")'


def _migrated(migrated: Migrated, statement: str) -> Migration:
    return migrated(WRITE.format(statement=statement))


def test_a_write_that_a_function_returns_is_told_of(migrated: Migrated) -> None:
    migration = _migrated(migrated, f"return {CALL}")

    assert '    return frame.write.mode("append").parquet(path)\n' in migration.result.decode()
    assert migration.status is Status.MIGRATED
    assert [finding.code for finding in migration.findings] == ["G2L163"]
    assert Fidelity.APPROXIMATE in {change.fidelity for change in migration.changes}


@pytest.mark.parametrize(
    "statement",
    [f"errors = {CALL}; return errors", f"return {CALL}.count()", f"print({CALL})", f"return {CALL}, path"],
)
def test_a_write_whose_result_is_read_is_refused(migrated: Migrated, statement: str) -> None:
    migration = _migrated(migrated, statement)

    assert CALL in migration.result.decode()
