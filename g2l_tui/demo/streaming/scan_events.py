"""Depot scans from Kinesis into the bronze table, in batches of one minute."""
import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F

args = getResolvedOptions(sys.argv, ["JOB_NAME", "TempDir", "stream_arn"])
glueContext = GlueContext(SparkContext())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)
logger = glueContext.get_logger()

CHECKPOINT = args["TempDir"] + args["JOB_NAME"] + "/checkpoint/"
TARGET = "s3://northlane-landing/scans/"

stream = glueContext.create_data_frame.from_options(
    connection_type="kinesis",
    connection_options={
        "typeOfData": "kinesis",
        "streamARN": args["stream_arn"],
        "classification": "json",
        "startingPosition": "TRIM_HORIZON",
        "inferSchema": "true",
    },
    transformation_ctx="stream",
)


def write_batch(batch, batch_id):
    if batch.count() == 0:
        return
    # handhelds without GPS send "" instead of nothing
    scans = batch.withColumn("scan_date", F.to_date("scanned_at")).replace("", None, ["position"])
    scans.write.mode("append").partitionBy("scan_date").parquet(TARGET)
    logger.info(f"batch {batch_id}: {scans.count()} scans")


glueContext.forEachBatch(
    frame=stream,
    batch_function=write_batch,
    options={"windowSize": "60 seconds", "checkpointLocation": CHECKPOINT},
)
job.commit()
