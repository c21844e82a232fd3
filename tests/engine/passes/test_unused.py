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


def test_the_name_of_the_job_goes_from_a_function_that_others_run(migrated: Migrate) -> None:
    body = "".join(f"    {line}\n" for line in (GIVEN + BEGUN).splitlines())

    assert "argparse" not in migrated(f"{HEAD}def begin():\n{body}    return glue\n").result.decode()


def test_arguments_that_another_module_reads_stay(migrated_workspace: Callable[..., dict[str, Migration]]) -> None:
    done = migrated_workspace(
        {"job.py": HEAD + GIVEN + BEGUN + REST, "other.py": "from job import args\nprint(args)\n"}
    )

    assert "parse_known_args" in done["job.py"].result.decode()


def test_a_session_that_nothing_reads_goes_when_the_author_has_another_one(migrated: Migrate) -> None:
    glue = (
        "from awsglue.context import GlueContext\nfrom awsglue.job import Job\nglue = GlueContext()\njob = Job(glue)\n"
    )
    own = "from pyspark.sql import SparkSession\nspark = SparkSession.builder.appName('a').getOrCreate()\n"

    assert migrated(glue + own).result.decode() == own


def test_a_session_that_is_only_given_another_name_is_made_under_that_name(migrated: Migrate) -> None:
    code = "from awsglue.context import GlueContext\nglue = GlueContext()\nspark = glue.spark_session\n"
    again = "spark = spark.newSession()\nspark.table('a.b.c').show()\n"

    assert migrated(code + again).result.decode() == (
        f"from pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\n{again}"
    )


def test_the_new_name_and_the_old_one_are_accepted_together(migrated: Migrate) -> None:
    code = "from awsglue.context import GlueContext\nc = GlueContext()\nprint(1)\nspark = c.spark_session\nspark = 1\n"

    made, named = (change for change in migrated(code).changes if change.line in (2, 4))

    assert (made.id in named.needs, named.id in made.needs) == (True, True)


@pytest.mark.parametrize("use", ["print(glue.sparkSession, glue)", "a = glue.spark_session\nb = glue.spark_session"])
def test_a_session_that_is_read_keeps_its_name(use: str, migrated: Migrate) -> None:
    code = f"from awsglue.context import GlueContext\nglue = GlueContext()\nspark = 1\n{use}\na = b = 1\n"

    assert "glue = " in migrated(code).result.decode()
