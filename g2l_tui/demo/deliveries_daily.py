"""Daily load of delivered parcels.

Takes the depot scans of one day, keeps the deliveries, adds what the parcel master knows
and writes one Parquet folder per delivery day for reporting.
"""
import sys

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F

args = getResolvedOptions(sys.argv, ["JOB_NAME", "delivery_date", "target_bucket"])

sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)
logger = glueContext.get_logger()

day = args["delivery_date"]
target = f"s3://{args['target_bucket']}/deliveries/"

scans = glueContext.create_dynamic_frame.from_catalog(
    database="northlane_raw",
    table_name="depot_scans",
    push_down_predicate=f"scan_date = '{day}'",
    transformation_ctx="scans",
)
parcels = glueContext.create_dynamic_frame.from_catalog(
    database="northlane_core", table_name="parcels", transformation_ctx="parcels"
)

delivered = Filter.apply(frame=scans, f=lambda row: row["status"] == "DELIVERED")

mapped = ApplyMapping.apply(
    frame=delivered,
    mappings=[
        ("parcel_id", "string", "parcel_id", "string"),
        ("depot", "string", "depot_code", "string"),
        ("scanned_at", "string", "delivered_at", "timestamp"),
        ("weight_g", "string", "weight_g", "int"),  # scanners send text
        ("device.serial", "string", "scanner", "string"),
        ("receiver.name", "string", "receipt.signed_by", "string"),
        ("receiver.safe_place", "boolean", "receipt.safe_place", "boolean"),
    ],
    transformation_ctx="mapped",
)

master = parcels.toDF().select("parcel_id", "service", "sender_id", "promised_on")
deliveries = (
    mapped.toDF()
    .join(master, "parcel_id", "left")
    .withColumn("delivery_date", F.to_date("delivered_at"))
    .withColumn("on_time", F.col("delivery_date") <= F.col("promised_on"))
)

unknown = deliveries.filter(F.col("service").isNull()).count()
if unknown:
    logger.warn(f"{unknown} deliveries on {day} are not in the parcel master")

glueContext.write_dynamic_frame.from_options(
    frame=DynamicFrame.fromDF(deliveries, glueContext, "deliveries"),
    connection_type="s3",
    connection_options={"path": target, "partitionKeys": ["delivery_date"]},
    format="parquet",
    transformation_ctx="write_deliveries",
)

# rejected scans are kept for three days, then support no longer needs them
glueContext.purge_s3_path("s3://northlane-landing/rejected/", {"retentionPeriod": 72})

job.commit()
