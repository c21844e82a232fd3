import sys
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job

## @params: [JOB_NAME]
args = getResolvedOptions(sys.argv, ['JOB_NAME', 'week'])
sc = SparkContext(); glueContext = GlueContext(sc); spark = glueContext.spark_session
job = Job(glueContext)
job.init(args['JOB_NAME'], args)

MAX_DAYS = 14
EXPORT = "s3://northlane-exports/late_parcels/"

promised = glueContext.create_dynamic_frame.from_catalog("northlane_core", "promises", transformation_ctx="promised")
delivered = glueContext.create_dynamic_frame.from_catalog("northlane_marts", "deliveries", "", "delivered")

# compensation was an int until 2020 and is text ("12.50 EUR") since
promised = ResolveChoice.apply(frame=promised, choice="make_cols", transformation_ctx="promised_cols")

late = Join.apply(promised, delivered, ["parcel_id"], ["parcel_id"])
late = Filter.apply(frame=late, f=lambda r: r["days_late"] > 0 and r["days_late"] <= MAX_DAYS)
late = DropNullFields.apply(frame=late)

#old: glueContext.write_dynamic_frame.from_catalog(frame=late, database="reports", table_name="late_parcels")

late_df = late.toDF()
late_df.createOrReplaceTempView("late")
per_depot = spark.sql("""
    select l.depot_code, d.city, count(*) as parcels, avg(l.days_late) as days_late
    from late l join northlane_marts.dim_depots d on d.depot_code = l.depot_code
    group by l.depot_code, d.city -- one row per depot
""")

glueContext.write_dynamic_frame.from_options(
    frame = DynamicFrame.fromDF(per_depot.coalesce(1), glueContext, "per_depot"),
    connection_type = "s3",
    connection_options = {"path": EXPORT + args["week"] + "/", "partitionKeys": []},
    format = "csv",
    format_options = {"separator": ";"},
    transformation_ctx = "export")

job.commit()