from __future__ import annotations

from pathlib import Path

from g2l_tui import Glue2DatabricksSDK, MigrationOptions

SDK = Glue2DatabricksSDK()
JOB = """\
import sys
from awsglue.context import GlueContext
from awsglue.transforms import ApplyMapping
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME", "day"])
glueContext = GlueContext(SparkContext())
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")
mapped = ApplyMapping.apply(frame=orders, mappings=[("id", "long", "id", "long")])
glueContext.write_dynamic_frame.from_options(
    frame=mapped, connection_type="s3", connection_options={"path": "s3://out/"}, format="parquet"
)
"""


def test_an_analysis_says_what_a_file_has_of_glue(repository: Path) -> None:
    (repository / "jobs" / "mapped.py").write_text(JOB)

    found = SDK.analyze_file(repository / "jobs" / "mapped.py")

    assert found["success"]
    assert found["imports"] == [
        "awsglue.context.GlueContext",
        "awsglue.transforms.ApplyMapping",
        "awsglue.utils.getResolvedOptions",
    ]
    assert (found["glue_context_usage"], found["dynamic_frame_count"]) == (1, 1)
    assert [table["name"] for table in found["catalog_references"]] == ["sales.orders"]
    assert found["transforms_used"] == {"ApplyMapping": 1}
    assert found["s3_paths"] == ["s3://out/"]
    assert found["job_arguments"] == ["JOB_NAME", "day"]
    assert found["complexity_score"] == 2 + 3 + 2 + 4 + 1 + 2


def test_a_package_has_the_sum_of_its_files(repository: Path) -> None:
    (repository / "jobs" / "mapped.py").write_text(JOB)

    found = SDK.analyze_package(repository)

    assert found["total_files"] == len(found["files"]) == 3
    assert (found["total_dynamic_frames"], found["total_catalog_refs"]) == (2, 2)


def test_what_cannot_be_analysed_says_why(repository: Path, tmp_path: Path) -> None:
    (repository / "broken.py").write_text("import awsglue\nprint 'two'\n")

    assert not SDK.analyze_file(repository / "broken.py")["success"]
    missing = SDK.analyze_file(tmp_path / "nowhere.py")
    assert (missing["success"], missing["error"]["error"]) == (False, "ConfigurationError")


def test_a_migration_brings_its_analysis_unless_it_is_skipped(repository: Path) -> None:
    analysed = SDK.migrate_package(repository, options=MigrationOptions(dry_run=True))
    skipped = SDK.migrate_package(repository, options=MigrationOptions(dry_run=True, skip_analysis=True))

    assert analysed.metadata["analysis"]["total_dynamic_frames"] == 1
    assert "analysis" not in skipped.metadata
