from __future__ import annotations

from pathlib import Path

import pytest

JOB = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext.getOrCreate())
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders").toDF()
orders.show()
"""
REFUSED = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext.getOrCreate())
glueContext.purge_table("sales", "orders")
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one job, a plain module and a file that is not Python."""
    root = tmp_path / "repository"
    (root / "jobs").mkdir(parents=True)
    (root / "g2l.toml").write_text("")
    (root / "jobs" / "orders.py").write_text(JOB)
    (root / "plain.py").write_text("print('no glue')\n")
    (root / "view.sql").write_bytes(b"select 1\r\n\xff")
    return root
