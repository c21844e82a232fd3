"""What is set on a context goes only where it would have no effect."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration

Migrated = Callable[..., Migration]

CONTEXT = "from awsglue.context import GlueContext\nfrom awsglue.job import Job\nglueContext = GlueContext()\n"


@pytest.mark.parametrize(
    "owner", ["glueContext", "glueContext.spark_session", "glueContext.spark_session.sparkContext"]
)
def test_a_setting_of_hadoops_own_clients_goes_wherever_it_is_reached_from(migrated: Migrated, owner: str) -> None:
    migration = migrated(f'{CONTEXT}{owner}._jsc.hadoopConfiguration().set("fs.s3.impl", "S3AFileSystem")\n')

    assert "hadoopConfiguration" not in migration.result.decode()
    assert migration.findings == ()


@pytest.mark.parametrize(
    ("setting", "hint"),
    [
        ('"fs.s3.canned.acl", "BucketOwnerFullControl"', "in the cluster's Spark configuration"),
        ('"fs.s3a.secret.key", key', "storage credential"),
        ("name, value", "in the cluster's Spark configuration"),
    ],
)
def test_any_other_setting_stays_and_says_where_it_belongs(migrated: Migrated, setting: str, hint: str) -> None:
    statement = f"conf.set({setting})\n"
    migration = migrated(f"{CONTEXT}conf = glueContext._jsc.hadoopConfiguration()\n{statement}")

    assert statement in migration.result.decode()
    assert "conf = glueContext._jsc.hadoopConfiguration()" in migration.result.decode()
    assert any(hint in finding.hint for finding in migration.findings)


def test_a_call_that_does_more_than_give_the_deleted_object_is_not_deleted_with_it(migrated: Migrated) -> None:
    source = "def begin(context):\n    audit()\n    return Job(context)\n\n\nbegin(glueContext).commit()\n"
    migration = migrated(CONTEXT + source)

    assert "begin(glueContext).commit()" in migration.result.decode()
    assert any("may do more" in finding.message for finding in migration.findings)
