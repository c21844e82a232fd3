from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import g2l_tui

JOB = """
import sys
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from awsglue.job import Job
import awsglue.transforms as everything
from awsgluedq.transforms import EvaluateDataQuality

args = getResolvedOptions(sys.argv, ["JOB_NAME", "out"])
glueContext = GlueContext(None)
logger = glueContext.get_logger()
job = Job(glueContext)
job.init(args["JOB_NAME"], args)
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders", transformation_ctx="o")
big = Filter.apply(frame=orders, f=lambda r: r["amount"] > 10)
mapped = ApplyMapping.apply(
    frame=big, mappings=[("id", "int", "order_id", "long"), ("amount", "int", "amount", "double")])
logger.info(f"{mapped.count()} orders")
EvaluateDataQuality().process_rows(frame=mapped, ruleset="Rules = [ColumnCount > 0]")
glueContext.purge_s3_path(args["out"], {"retentionPeriod": 0})
glueContext.write_dynamic_frame.from_options(
    frame=mapped, connection_type="s3", connection_options={"path": args["out"], "partitionKeys": ["order_id"]},
    format="parquet", transformation_ctx="w")
job.commit()
"""

RUNNER = """
import json, runpy, sys
from g2l_tui.prove.oracle import Reading, Run, install

class Storage:
    def __init__(self):
        self.journal = []
    def read(self, place):
        self.journal.append(["read", place.database, place.table])
        return Reading([{"id": 1, "amount": 5}, {"id": 2, "amount": 50}, {"id": 3, "amount": None}])
    def write(self, writing):
        self.journal.append(["write", *writing.place.paths, writing.place.format, writing.mode,
                             list(writing.partitions), writing.types, list(writing.rows)])
    def maintain(self, upkeep):
        self.journal.append([upkeep.verb, *upkeep.place.paths])

storage = Storage()
run = Run(storage)
install(run)
sys.argv = [sys.argv[1], "--JOB_NAME", "j", "--out", "s3://bucket/out"]
runpy.run_path(sys.argv[0], run_name="__main__")
print(json.dumps([storage.journal, sorted(run.doubts), run.messages, run.committed, "pyspark" in sys.modules]))
"""


def test_a_job_runs_against_the_oracle_as_if_it_were_awsglue(tmp_path: Path) -> None:
    job = tmp_path / "job.py"
    job.write_text(JOB)

    journal, doubts, messages, committed, loads_spark = ran(job)

    assert journal == [
        ["read", "sales", "orders"],
        ["purge_s3_path", "s3://bucket/out"],
        [
            "write",
            "s3://bucket/out",
            "parquet",
            "append",
            ["order_id"],
            {"order_id": "bigint", "amount": "double"},
            [{"order_id": 2, "amount": 50.0}],
        ],
    ]
    assert (doubts, messages, committed) == ([], [["info", "1 orders"]], True)
    assert not loads_spark


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("context", {"GlueContext", "DynamicFrame", "SparkSession", "os", "re", "time", "uuid", "logging"}),
        ("utils", {"getResolvedOptions", "GlueArgumentError", "sys", "json"}),
        ("dynamicframe", {"DynamicFrame", "DynamicFrameCollection", "ResolveOption", "sys"}),
        ("gluetypes", {"StructType", "Field", "IntegerType", "json"}),
        ("job", {"Job"}),
    ],
)
def test_a_star_import_binds_what_it_binds_in_the_library(module: str, names: set[str], sail: Any) -> None:
    bound: dict[str, Any] = {}

    exec(f"from g2l_tui.prove.oracle.awsglue.{module} import *", bound)

    assert names <= set(bound)


def ran(job: Path) -> Any:
    checkout = Path(g2l_tui.__file__).parent.parent
    command = [sys.executable, "-c", RUNNER, str(job)]
    result = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])
