"""Modules that a job imports, or that import one, run on Glue too: their tables are mapped, and no more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Migrate = Callable[[str], Migration]
Workspace = Callable[[dict[str, str]], dict[str, Migration]]

JOB = "from awsglue.context import GlueContext\nfrom tables import read\nread(GlueContext().spark_session)\n"
READ = 'def read(spark):\n    return spark.table("sales.orders")\n'
MAPPED = 'def read(spark):\n    return spark.table("main.sales.orders")\n'


def test_a_module_that_a_job_imports_reads_the_jobs_tables(migrated_workspace: Workspace) -> None:
    assert migrated_workspace({"job.py": JOB, "tables.py": READ})["tables.py"].result.decode() == MAPPED


def test_a_module_that_no_job_has_to_do_with_keeps_its_bytes(migrated_workspace: Workspace) -> None:
    done = migrated_workspace({"job.py": JOB, "tables.py": READ, "other.py": READ})["other.py"]

    assert (done.status, done.result.decode()) == (Status.UNCHANGED, READ)


@pytest.mark.parametrize("line", ["sc.stop()", 'sc.setLogLevel("ERROR")'])
def test_what_only_goes_beside_glue_stays_elsewhere(migrated_workspace: Workspace, line: str) -> None:
    helper = (
        f"from pyspark.context import SparkContext\nsc = SparkContext.getOrCreate()\n{line}\ndef read(spark): ...\n"
    )

    assert migrated_workspace({"job.py": JOB, "tables.py": helper})["tables.py"].status is Status.UNCHANGED


def test_spark_is_the_session_wherever_it_comes_from(migrated: Migrate) -> None:
    code = '# once: gc.create_dynamic_frame\ndef load(spark):\n    """Not DynamicFrame.toDF()."""\n    return '

    assert migrated(f'{code}spark.table("db.t")\n').result.decode() == f'{code}spark.table("main.db.t")\n'
