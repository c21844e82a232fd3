"""A copy of awsglue itself is no job: it stays as it is, and nothing else is different because it is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from g2l_tui.model.finding import Severity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.validators import validate

Workspace = Callable[[dict[str, str]], dict[str, Migration]]

CONTEXT = """\
from awsglue.dynamicframe import DynamicFrame
from awsglue.utils import makeOptions
import boto3


class GlueContext(SQLContext):
    def create_dynamic_frame_from_options(self, connection_type, connection_options={}):
        boto3.client("glue").get_tables(DatabaseName="a")
        return DynamicFrame(makeOptions(self._sc, connection_options), self)
"""
COPY = {
    "__init__.py": "from .dynamicframe import DynamicFrame\n",
    "context.py": CONTEXT,
    "dynamicframe.py": "class DynamicFrame:\n    def toDF(self, options=None): ...\n",
    "job.py": "from awsglue.context import GlueContext\nclass Job:\n    def __init__(self, glue_context): ...\n",
    "transforms/__init__.py": "from .apply_mapping import *\n",
    "transforms/apply_mapping.py": "from awsglue.transforms import GlueTransform\nclass ApplyMapping: ...\n",
    "scripts/crawler_undo.py": "from awsglue.context import GlueContext\nGlueContext(sc).read_from_catalog(a='b')\n",
}
JOBS = {
    "job.py": """\
import sys
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.transforms import ApplyMapping
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from lib.reading import read

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)
frame = ApplyMapping.apply(read(glueContext), [("id", "string", "id", "long")])
frame.toDF().write.saveAsTable("orders")
job.commit()
""",
    "lib/reading.py": "def read(context):\n    return context.create_dynamic_frame.from_catalog('a', 'b')\n",
    "star.py": "from awsglue.dynamicframe import *\nprint(DynamicFrame.fromDF(df, gc, 'x').count())\n",
}
ROOTS = ("", "stubs/", "tests/unit/fakes/")


def below(root: str, files: dict[str, str]) -> dict[str, str]:
    return {f"{root}awsglue/{name}": text for name, text in files.items()}


@pytest.mark.parametrize("root", ROOTS)
def test_every_file_of_a_copy_stays_and_says_what_it_is(migrated_workspace: Workspace, root: str) -> None:
    copy = below(root, COPY)

    done = migrated_workspace({**JOBS, **copy})

    for path in copy:
        migration = validate(done[path])
        (finding,) = migration.findings
        assert (migration.status, migration.result) == (Status.UNCHANGED, migration.source.content)
        assert (migration.calls, finding.code, finding.severity) == (0, "G2L221", Severity.INFO)


@pytest.mark.parametrize("root", ROOTS)
def test_jobs_are_translated_as_if_the_copy_were_not_there(migrated_workspace: Workspace, root: str) -> None:
    alone = migrated_workspace(JOBS)

    beside = migrated_workspace({**JOBS, **below(root, COPY)})

    assert alone["job.py"].status is Status.MIGRATED
    for path, migration in alone.items():
        assert replace(beside[path], seconds=0) == replace(migration, seconds=0)


def test_a_single_module_may_be_a_copy_too(migrated_workspace: Workspace) -> None:
    stub = "class GlueContext: ...\nclass DynamicFrame: ...\n"

    assert migrated_workspace({**JOBS, "stubs/awsglue.py": stub})["stubs/awsglue.py"].findings[0].code == "G2L221"


OWN = {
    "a package of another name": {"awsglue_utils/context.py": CONTEXT},
    "a package in a package": {"mylib/__init__.py": "", "mylib/awsglue/context.py": CONTEXT},
    "a package that is imported by way of a folder": {
        "mylib/awsglue/context.py": CONTEXT,
        "user.py": "from mylib.awsglue.context import GlueContext\n",
    },
    "one that is imported from its folder": {
        "mylib/awsglue/context.py": CONTEXT,
        "user.py": "from mylib import awsglue\n",
    },
    "one that its neighbours import": {
        "mylib/awsglue/context.py": CONTEXT,
        "mylib/user.py": "from .awsglue.context import GlueContext\n",
    },
    "a folder of jobs": {"awsglue/job.py": f"{JOBS['job.py']}class Job: ...\n"},
    "a job beside a copy": {
        "awsglue/dynamicframe.py": COPY["dynamicframe.py"],
        "awsglue/orders.py": JOBS["job.py"],
    },
    "a module with functions of its own": {"awsglue.py": JOBS["job.py"]},
}


@pytest.mark.parametrize("files", OWN.values(), ids=OWN)
def test_what_only_has_the_name_is_the_users_own(migrated_workspace: Workspace, files: dict[str, str]) -> None:
    done = migrated_workspace({"lib/reading.py": JOBS["lib/reading.py"], **files})

    own = [migration for path, migration in done.items() if files.get(path) in (CONTEXT, JOBS["job.py"])]
    assert not any(finding.code == "G2L221" for migration in own for finding in migration.findings)
    assert all(migration.calls for migration in own)


def test_functions_of_a_package_with_a_name_like_glues_are_followed(migrated_workspace: Workspace) -> None:
    job = (
        "from awsglue.context import GlueContext\nfrom awsglue_utils.reading import read\n"
        "gc = GlueContext()\nread(gc).toDF().show()\n"
    )

    done = migrated_workspace({"awsglue_utils/reading.py": JOBS["lib/reading.py"], "job.py": job})

    assert done["job.py"].result.endswith(b"read(spark).show()\n")
    assert b'context.table("main.a.b")' in done["awsglue_utils/reading.py"].result
