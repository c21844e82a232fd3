"""Questions to the Glue service, asked of Unity Catalog."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration

Migrated = Callable[..., Migration]

_JOB = """
import boto3
from awsglue.context import GlueContext

spark = GlueContext().spark_session
glue = boto3.client("glue")
"""
_ASKED = 'glue.get_table(DatabaseName="sales", Name=name)'


def test_the_place_and_the_columns_of_a_table_are_asked_of_unity_catalog(migrated: Migrated) -> None:
    text = migrated(
        f"{_JOB}answer = {_ASKED}\nprint(answer['Table']['StorageDescriptor']['Location'])\n"
        "for each in answer['Table']['StorageDescriptor']['Columns']:\n    print(each['Name'])\n"
    ).result.decode()

    assert '.sql(f"DESCRIBE DETAIL main.sales.`{name}`").first()["location"]' in text
    assert "if not each.isPartition" in text
    assert "get_table" not in text


@pytest.mark.parametrize(
    "code",
    [
        f"answer = {_ASKED}\nprint(answer)\n",
        f"answer = {_ASKED}\nprint(answer['Table']['Parameters'])\n",
        f"place = {_ASKED}['Table']['StorageDescriptor']['Location']\n",
        f"try:\n    answer = {_ASKED}\n    print(answer['Table']['PartitionKeys'])\nexcept Exception:\n    pass\n",
        'answer = glue.get_table(DatabaseName="a", Name="b", CatalogId=me)\nprint(answer["Table"]["PartitionKeys"])\n',
    ],
)
def test_an_answer_that_is_used_otherwise_is_still_glues(migrated: Migrated, code: str) -> None:
    assert "glue.get_table(" in migrated(_JOB + code).result.decode()


def test_a_crawler_that_is_not_started_any_more_is_told(migrated: Migrated) -> None:
    migration = migrated(f'{_JOB}glue.start_crawler(Name="orders")\n')

    assert "start_crawler" not in migration.result.decode()
    assert "MSCK REPAIR TABLE" in " ".join(finding.message for finding in migration.findings)


def test_without_glue_in_it_a_file_goes_on_asking(migrated: Migrated) -> None:
    code = 'import boto3\n\nboto3.client("glue").start_crawler(Name="orders")\n'

    assert migrated(code).result.decode() == code
