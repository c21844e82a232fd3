from __future__ import annotations

from collections.abc import Callable

from g2l_tui.model.finding import Severity
from g2l_tui.model.migration import Migration
from g2l_tui.report.work import remaining_work

JOB = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext())
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")
orders.toDF().show()
"""
REFUSED = JOB + "from awsglue.transforms import FindMatches\n\nmatches = FindMatches.apply(frame=orders)\n"
BROKEN = JOB + "def (:\n"
Migrated = Callable[[dict[str, str]], dict[str, Migration]]


def test_work_is_grouped_by_code_with_the_gravest_first(migrated_workspace: Migrated) -> None:
    migrations = migrated_workspace({"one.py": REFUSED, "two.py": REFUSED, "broken.py": BROKEN, "job.py": JOB})

    kinds = remaining_work(migrations)

    severities = [kind.severity for kind in kinds]
    assert severities == sorted(severities, key=list(Severity).index)
    assert {place.path for kind in kinds for place in kind.places} >= {"one.py", "two.py", "broken.py"}
    refused = next(kind for kind in kinds if kind.files == 2)
    assert refused.title
    assert all(place.finding.code == refused.code for place in refused.places)
