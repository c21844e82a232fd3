"""What only Glue read goes with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.ledger import Outcome
from g2l_tui.model.migration import Migration

Migrate = Callable[..., Migration]

HEAD = """\
import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions

"""
GIVEN = 'args = getResolvedOptions(sys.argv, ["JOB_NAME"])\n'
BEGUN = 'glue = GlueContext()\njob = Job(glue)\njob.init(args["JOB_NAME"], args)\n'
REST = "glue.spark_session.table('a.b.c').show()\n"


def test_the_name_of_the_job_goes_with_what_read_it(migrated: Migrate) -> None:
    migration = migrated(HEAD + GIVEN + BEGUN + REST)

    assert migration.result.decode() == (
        "from pyspark.sql import SparkSession\n\n"
        "spark = SparkSession.builder.getOrCreate()\nspark.table('a.b.c').show()\n"
    )
    (row,) = {row for row in migration.ledger if row.argument == "options"}
    assert row.outcome is Outcome.DROPPED


def test_it_goes_only_together_with_what_read_it(migrated: Migrate) -> None:
    changes = migrated(HEAD + GIVEN + "day = 1\n" + BEGUN + REST).changes

    (gone,) = (change for change in changes if "job-name-unused" in change.rules)
    assert gone.needs == {change.id for change in changes if "job-init" in change.rules}


@pytest.mark.parametrize(
    "code",
    [
        GIVEN + BEGUN + "print(args)\n",
        GIVEN.replace('"JOB_NAME"', '"JOB_NAME", "day"') + BEGUN,
        "def begin():\n    " + GIVEN + "    return args\n" + BEGUN.replace("args", "begin()"),
        GIVEN + BEGUN + "x = globals()[name]\n",
        f"try:\n    {GIVEN}except SystemExit:\n    args = {{}}\n{BEGUN}",
    ],
)
def test_arguments_that_somebody_reads_or_must_give_stay(code: str, migrated: Migrate) -> None:
    assert "parse_known_args" in migrated(HEAD + code + REST).result.decode()


def test_arguments_that_another_module_reads_stay(migrated_workspace: Callable[..., dict[str, Migration]]) -> None:
    done = migrated_workspace(
        {"job.py": HEAD + GIVEN + BEGUN + REST, "other.py": "from job import args\nprint(args)\n"}
    )

    assert "parse_known_args" in done["job.py"].result.decode()
