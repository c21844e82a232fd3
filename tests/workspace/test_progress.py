from __future__ import annotations

from collections.abc import Callable

from g2l_tui.model.change import Decision
from g2l_tui.model.migration import Migration
from g2l_tui.workspace.progress import by_folder, tally

JOB = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext())
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")
orders.toDF().show()
"""
Migrated = Callable[[dict[str, str]], dict[str, Migration]]


def test_decided_changes_are_counted_by_folder_and_in_all(migrated_workspace: Migrated) -> None:
    migrations = migrated_workspace({"a/one.py": JOB, "a/two.py": JOB, "b/three.py": JOB, "c/plain.py": "x = 1\n"})
    first = migrations["a/one.py"].changes
    decisions = {"a/one.py": {change.id: Decision.ACCEPTED for change in first}}

    total = tally(migrations.values(), decisions)
    folders = by_folder(migrations.values(), decisions)

    assert [folder.name for folder in folders] == ["a", "b"]
    assert total.files == 3
    assert total.decided == len(first)
    assert [folder.decided for folder in folders] == [len(first), 0]
    assert sum(folder.changes for folder in folders) == total.changes == sum(total.fidelities.values())
    assert total.calls_translated == total.calls


def test_a_written_file_counts_although_nothing_of_glue_is_left(migrated_workspace: Migrated) -> None:
    migrations = migrated_workspace({"plain.py": "x = 1\n"})

    assert tally(migrations.values(), {}).files == 0
    assert tally(migrations.values(), {}, {"plain.py"}).written == 1
