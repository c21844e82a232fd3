"""Depot dimension: one row per depot, opening hours as a struct."""
from awsglue.transforms import SelectFields

from lib.context import open_job
from lib.readers import read_table
from lib.writers import write_table

COLUMNS = ["depot_code", "name", "city", "country", "opens", "closes"]


def open_depots(depots, year: int):
    """Leave out the depots that closed before `year`."""
    return depots.filter(lambda row: row["closed_in"] is None or row["closed_in"] >= year)


def main() -> None:
    glue_context, job, args = open_job("year")
    depots = read_table(glue_context, "northlane_core", "depot_master")
    current = open_depots(depots, int(args["year"]))
    slim = SelectFields.apply(frame=current, paths=COLUMNS)
    print(f"{slim.count()} depots")
    write_table(glue_context, slim, "northlane_marts", "dim_depots")
    job.commit()


if __name__ == "__main__":
    main()
