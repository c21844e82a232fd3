"""What a test imitates of Glue is refused with the names of what it tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration

Migrate = Callable[[str], Migration]
Workspace = Callable[[dict[str, str]], dict[str, Migration]]

CODE = "G2L222"
HEAD = """\
from unittest import mock
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrameReader
from pyspark.context import SparkContext

gc = GlueContext(SparkContext.getOrCreate())
"""
IMITATIONS = {
    "a question after a call": (
        "gc.purge_table.assert_called_once_with('a', 'b')\n",
        "`gc.purge_table.assert_called_once_with` asks after a call of Glue's, and nothing makes it any more",
    ),
    "an answer to a call": (
        "gc.create_dynamic_frame_from_options.return_value = frame\n",
        "`gc.create_dynamic_frame_from_options.return_value` is about a call of Glue's, and nothing makes it any more",
    ),
    "a method that is replaced": (
        "GlueContext.purge_s3_path = mock.MagicMock()\n",
        "`GlueContext.purge_s3_path` is given another function, and nothing calls it any more",
    ),
    "a class whose part is replaced": (
        "with mock.patch.object(GlueContext, 'purge_table'):\n    pass\n",
        "`mock.patch.object(GlueContext, 'purge_table')` replaces a part of Glue, and nothing looks for it any more",
    ),
    "a module whose part is replaced": (
        "with mock.patch('awsglue.context'):\n    pass\n",
        "`mock.patch('awsglue.context')` replaces a part of Glue, and nothing looks for it any more",
    ),
    "a class that is looked up by its name": (
        "mock.patch('awsglue.job.Job').start()\n",
        "`mock.patch('awsglue.job.Job')` replaces a part of Glue, and nothing looks for it any more",
    ),
    "a method that is kept for later": (
        "DynamicFrameReader.real = DynamicFrameReader.from_catalog\n",
        "`DynamicFrameReader.real` is given another function, and nothing calls it any more",
    ),
    "a method that was kept": (
        "DynamicFrameReader.real = DynamicFrameReader.from_catalog\nDynamicFrameReader.real(gc, 'a', 'b')\n",
        "`DynamicFrameReader.real` is what line 7 keeps of Glue's, and there is nothing to keep any more",
    ),
}


@pytest.mark.parametrize(("code", "message"), IMITATIONS.values(), ids=IMITATIONS)
def test_an_imitation_of_glue_says_what_is_gone(migrated: Migrate, code: str, message: str) -> None:
    migration = migrated(HEAD + code)

    assert (CODE, message) in [(finding.code, finding.message) for finding in migration.findings]
    assert code.encode() in migration.result


def test_what_the_test_tests_is_named(migrated_workspace: Workspace) -> None:
    reading = "def read(gc):\n    return gc.create_dynamic_frame.from_catalog('a', 'b')\n"
    test = (
        f"{HEAD}from reading import read\ndef test_reading():\n    read(gc)\n"
        "    gc.create_dynamic_frame.from_catalog.assert_called_once()\n"
    )

    done = migrated_workspace({"reading.py": reading, "test_reading.py": test})["test_reading.py"]

    (finding,) = (each for each in done.findings if each.code == CODE)
    assert finding.hint == (
        "let the test look at what `read` of reading.py makes of DataFrames, or at the calls it makes now"
    )


@pytest.mark.parametrize("code", ["GlueContext.mine = mine\n", "gc.mine = mine\n", "mock.patch.object(x, 'y')\n"])
def test_what_is_the_users_own_is_no_imitation(migrated: Migrate, code: str) -> None:
    assert CODE not in {finding.code for finding in migrated(HEAD + code).findings}


def test_what_asks_after_a_call_is_none_itself(migrated: Migrate) -> None:
    code = "gc.create_dynamic_frame.from_catalog.assert_called_once_with(database='a', table_name='b')\n"

    migration = migrated(HEAD + code)

    assert [row.call for row in migration.ledger] == ["awsglue.context.GlueContext"]
    assert (migration.calls, migration.calls_translated) == (1, 0)
    assert code.encode() in migration.result
