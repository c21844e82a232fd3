"""Java behind the gateway: named, called, and taken away only as a whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration

Migrated = Callable[..., Migration]

_JOB = """
from awsglue.context import GlueContext
from pyspark.context import SparkContext

sc = SparkContext()
spark = GlueContext(sc).spark_session
jvm = sc._jvm
Path = jvm.org.apache.hadoop.fs.Path
files = jvm.org.apache.hadoop.fs.FileSystem.get(jvm.java.net.URI(bucket), sc._jsc.hadoopConfiguration())
{rest}
"""


def test_names_of_java_classes_go_when_nothing_reads_them(migrated: Migrated) -> None:
    text = migrated(_JOB.format(rest="files.delete(Path(old), False)")).result.decode()

    assert "jvm" not in text
    assert "SparkContext" not in text
    assert "dbutils.fs.rm(old, False)" in text


@pytest.mark.parametrize(
    "rest",
    [
        "moved = files.rename(Path(old), Path(new))",
        "print(files.exists(Path(old)))",
        "files.delete(Path(old), True)\nprint(files.exists(Path(old)))",
        "old = Path(old)\nfiles.delete(old, True)",
        "files.delete(Path(folder, old), True)",
    ],
)
def test_java_that_is_used_otherwise_stays_as_it_was(migrated: Migrated, rest: str) -> None:
    migration = migrated(_JOB.format(rest=rest))
    text = migration.result.decode()

    assert rest.splitlines()[-1] in text
    assert "Path = jvm.org.apache.hadoop.fs.Path\n" in text
    assert "files = jvm.org.apache.hadoop.fs.FileSystem.get(" in text
    assert "G2L122" in [finding.code for finding in migration.findings]


def test_what_a_file_system_is_made_of_may_do_more_and_stays(migrated: Migrated) -> None:
    source = _JOB.format(rest="files.mkdirs(Path(new))").replace("URI(bucket)", "URI(make(bucket))")

    assert "URI(make(bucket))" in migrated(source).result.decode()
