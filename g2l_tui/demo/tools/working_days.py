"""Writes the calendar of working days that the promises are computed with. Runs on a laptop."""
import argparse
from datetime import date, timedelta

from pyspark.sql import SparkSession

HOLIDAYS = {(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)}


def working_days(year: int):
    day = date(year, 1, 1)
    while day.year == year:
        if day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS:
            yield day
        day += timedelta(days=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("year", type=int)
    parser.add_argument("--out", default="calendar")
    args = parser.parse_args()

    spark = SparkSession.builder.appName("calendar").getOrCreate()
    rows = [(day, number) for number, day in enumerate(working_days(args.year), start=1)]
    spark.createDataFrame(rows, "day date, number int").write.mode("overwrite").parquet(args.out)


if __name__ == "__main__":
    main()
