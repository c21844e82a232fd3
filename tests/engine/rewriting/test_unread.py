"""What Glue's writers give: a frame of error records, where Spark's give None."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.change import Fidelity
from g2l_tui.model.migration import Migration, Status

Migrated = Callable[..., Migration]
Workspace = dict[str, Migration]

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


def test_a_frame_that_writes_itself_gives_error_records_too(migrated: Migrated) -> None:
    call = 'frame.write("s3", {"path": path}, "parquet")'

    assert f"errors = {call}; return errors" in _migrated(migrated, f"errors = {call}; return errors").result.decode()
    assert "    frame.write.mode(" in _migrated(migrated, f"errors = {call}").result.decode()


ANNOTATED = """\
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame


class Target:
    def __init__(self, context: GlueContext, path):
        self.context, self.path = context, path

    def write(self, frame: DynamicFrame) -> {annotation}:
        if self.path is None:
            return None
        return self.context.write_dynamic_frame.from_options(frame, "{kind}", {options}, "parquet")
"""


@pytest.mark.parametrize("annotation", ["DynamicFrame", '"DynamicFrame"'])
def test_a_function_that_returns_a_write_is_annotated_with_none(migrated: Migrated, annotation: str) -> None:
    code = ANNOTATED.format(annotation=annotation, kind="s3", options='{"path": self.path}')

    assert "def write(self, frame: DataFrame) -> None:\n" in migrated(code).result.decode()


def test_a_function_that_returns_a_frame_as_well_keeps_its_annotation(migrated: Migrated) -> None:
    code = ANNOTATED.format(annotation="DynamicFrame", kind="s3", options='{"path": self.path}')

    result = migrated(code.replace("return None", "return frame")).result.decode()

    assert "def write(self, frame: DataFrame) -> DataFrame:\n" in result


def test_a_function_whose_write_is_refused_keeps_its_annotation(migrated: Migrated) -> None:
    code = ANNOTATED.format(annotation="DynamicFrame", kind="dynamodb", options='{"tableName": "orders"}')

    assert "def write(self, frame: DataFrame) -> DataFrame:\n" in migrated(code).result.decode()


STORE = WRITE.format(statement=f"return {CALL}")


@pytest.mark.parametrize(
    "use",
    [
        "errors = write(context, frame, path)\n    errors.count()",
        "write(context, frame, path).toDF().show()",
        "assert write(context, frame, path)",
        "self.errors = write(context, frame, path)",
        "print(again(context, frame, path))",
    ],
)
def test_what_a_function_returns_that_a_writer_gave_is_not_used(migrated: Migrated, use: str) -> None:
    again = "def again(context, frame, path):\n    return write(context, frame, path)\n"
    code = f"{STORE}\n\n{again}\n\ndef run(self, context: GlueContext, frame: DynamicFrame, path):\n    {use}\n"

    findings = [finding for finding in migrated(code).findings if finding.code == "G2L102"]

    assert len(findings) == 1
    assert "returns Glue's frame of error records, and it is used" in findings[0].message


@pytest.mark.parametrize(
    "use",
    [
        "write(context, frame, path)",
        "errors = write(context, frame, path)",
        "return write(context, frame, path)",
        "[write(context, each, path) for each in (frame, frame)]",
    ],
)
def test_a_function_that_writes_is_called_for_what_it_does(migrated: Migrated, use: str) -> None:
    code = f"{STORE}\n\ndef run(context: GlueContext, frame: DynamicFrame, path):\n    {use}\n"

    assert migrated(code).status is Status.MIGRATED


def test_what_a_function_of_another_module_writes_is_not_used(migrated_workspace: Callable[..., Workspace]) -> None:
    job = "from store import write\n\n\ndef run(context, frame):\n    return write(context, frame, 'x').count()\n"

    migration = migrated_workspace({"store.py": STORE, "job.py": job})["job.py"]

    assert [finding.code for finding in migration.findings] == ["G2L102"]
    assert migration.result.decode() == job
