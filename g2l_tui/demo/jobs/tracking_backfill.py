"""Loads tracking history again, table by table. Started by hand, see the runbook."""
from __future__ import annotations

import sys
from datetime import date, timedelta

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import DataFrame, SparkSession

REQUIRED = ["first_day", "last_day"]


class Tracking:
    """What the backfill needs of Glue, in one place."""

    def __init__(self, glue_context: GlueContext, database: str = "northlane_raw"):
        self._glue = glue_context
        self.database = database
        self.logger = glue_context.get_logger()
        # a value, so that the tests can put another reader in its place
        self._reader = glue_context.create_dynamic_frame.from_catalog

    @property
    def spark(self) -> SparkSession:
        return self._glue.spark_session

    def read(self, day: date) -> DataFrame:
        if day.year < 2020:
            return self._read_archive(day).toDF()
        return self._read_table("tracking", f"day = '{day:%Y-%m-%d}'").toDF()

    def sample(self, table: str, rows: int = 20) -> DataFrame:
        return self._reader(database=self.database, table_name=table).toDF().limit(rows)

    def _read_table(self, table: str, predicate: str) -> DynamicFrame:
        return self._glue.create_dynamic_frame.from_catalog(
            database=self.database, table_name=table, push_down_predicate=predicate
        )

    def _read_archive(self, day: date) -> DynamicFrame:
        path = f"s3://northlane-landing/archive/{day:%Y/%m/%d}/"
        return self._glue.create_dynamic_frame.from_options(
            connection_type="s3", connection_options={"paths": [path]}, format="parquet"
        )

    def append(self, frame: DataFrame, table: str) -> None:
        self._glue.write_dynamic_frame.from_catalog(
            frame=DynamicFrame.fromDF(frame, self._glue, table),
            database="northlane_core",
            table_name=table,
        )


def days(first: date, last: date):
    while first <= last:
        yield first
        first += timedelta(days=1)


if __name__ == "__main__":
    args = getResolvedOptions(sys.argv, REQUIRED)
    tracking = Tracking(GlueContext(SparkContext.getOrCreate()))
    tracking.spark.conf.set("spark.sql.session.timeZone", "UTC")
    tracking.sample("tracking").show()
    for day in days(date.fromisoformat(args["first_day"]), date.fromisoformat(args["last_day"])):
        history = tracking.read(day).dropDuplicates(["parcel_id", "event_ts"])
        tracking.logger.info(f"{day}: {history.count()} rows")
        tracking.append(history, "tracking_history")
