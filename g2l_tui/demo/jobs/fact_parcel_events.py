from awsglue.dynamicframe import DynamicFrame
from pyspark.sql.functions import col, lit, to_timestamp

from lib.context import open_job
from lib.readers import read_json, read_table
from lib.writers import write_parquet, write_table

glueContext, job, args = open_job("from_date", "to_date")
spark = glueContext.spark_session
logger = glueContext.get_logger()

# -- events ---------------------------------------------------------------
period = "event_date >= '{0}' and event_date < '{1}'".format(args["from_date"], args["to_date"])
events = read_table(glueContext, "northlane_raw", "parcel_events", period) \
    .drop_fields(["payload_raw", "kafka_offset"]) \
    .rename_field("evt", "event_type")

# -- events that partners send as files -----------------------------------
partners = read_json(glueContext, ["s3://northlane-landing/partners/events/"])
partners_df = partners.toDF() \
    .withColumn("source", lit("partner")) \
    .withColumn("event_ts", to_timestamp(col("event_ts")))

events_df = events.toDF().withColumn("source", lit("depot"))
all_events = events_df.unionByName(partners_df, allowMissingColumns=True)
all_events.createOrReplaceTempView("all_events")

# the first scan of a kind counts, depots scan twice when the light is bad
facts = spark.sql("""
    select parcel_id, event_type, depot_code, min(event_ts) as event_ts,
           count(*) as scans, max(source) as source
    from all_events
    where parcel_id is not null
    group by parcel_id, event_type, depot_code
""")

known = spark.sql("select distinct parcel_id from northlane_core.parcels")
orphans = facts.join(known, "parcel_id", "left_anti")
if orphans.count() > 1000:
    logger.warn("more than 1000 events without a parcel, is the master late?")

write_table(glueContext, DynamicFrame.fromDF(facts, glueContext, "facts"), "northlane_marts", "fact_parcel_events")
write_parquet(
    DynamicFrame.fromDF(orphans, glueContext, "orphans"),
    "s3://northlane-exports/orphans/",
    partition_keys=["event_type"],
)
job.commit()
