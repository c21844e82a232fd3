"""Forty rules for ast-grep that find and replace what as many of ours do, without looking at what values are."""

from __future__ import annotations

import json
from pathlib import Path

METHODS = """
    create_dynamic_frame.from_catalog create_dynamic_frame.from_options create_data_frame.from_catalog
    write_dynamic_frame.from_options write_dynamic_frame.from_catalog write_dynamic_frame.from_jdbc_conf
    write_data_frame.from_catalog create_dynamic_frame_from_rdd purge_table purge_s3_path transition_table
    toDF fromDF apply_mapping drop_fields select_fields rename_field resolveChoice relationalize unbox unnest
    split_fields split_rows drop_nulls filter map join spigot printSchema show repartition coalesce
    assertErrorThreshold errorsCount errorsAsDynamicFrame stageErrorsCount mergeDynamicFrame getNumPartitions
    get_catalog_source extract_jdbc_conf
""".split()


def write_rules(path: Path) -> int:
    """Write the rules into a file, and return how many there are."""
    documents = [
        json.dumps(
            {
                "id": f"rule-{number}",
                "language": "python",
                "rule": {"pattern": f"$FRAME.{method}($$$ARGUMENTS)"},
                "fix": f"$FRAME.spark_{number}($$$ARGUMENTS)",
            }
        )
        for number, method in enumerate(METHODS)
    ]
    path.write_text("\n---\n".join(documents) + "\n", encoding="utf-8")
    return len(documents)
