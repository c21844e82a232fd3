"""Reading, the same way in every job."""
from typing import List, Optional

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame


def read_table(
    glue_context: GlueContext, database: str, table: str, predicate: Optional[str] = None
) -> DynamicFrame:
    """Read a catalog table. Use a predicate on the partition columns for the big ones."""
    if predicate:
        return glue_context.create_dynamic_frame.from_catalog(
            database=database, table_name=table, push_down_predicate=predicate
        )
    return glue_context.create_dynamic_frame.from_catalog(database=database, table_name=table)


def read_json(ctx, paths: List[str]):
    # one document per line; `recurse` because partners invent folders
    return ctx.create_dynamic_frame.from_options(
        connection_type="s3",
        connection_options={"paths": paths, "recurse": True},
        format="json",
        format_options={"multiline": False},
    )


def columns(frame: "DynamicFrame") -> List[str]:
    return frame.toDF().columns
