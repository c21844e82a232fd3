"""Writing, the same way in every job."""
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame

MARTS = "s3://northlane-marts/"


def write_table(glue_context: GlueContext, frame: DynamicFrame, database: str, table: str) -> None:
    """Append to a catalog table and add columns it does not have yet."""
    sink = glue_context.getSink(
        connection_type="s3",
        path=MARTS + table + "/",
        enableUpdateCatalog=True,
        updateBehavior="UPDATE_IN_DATABASE",
    )
    sink.setCatalogInfo(catalogDatabase=database, catalogTableName=table)
    sink.setFormat("glueparquet")
    sink.writeFrame(frame)


def write_parquet(frame, path, partition_keys=()):
    """Append Parquet files below `path`; the context comes with the frame."""
    frame.glue_ctx.write_dynamic_frame.from_options(
        frame=frame,
        connection_type="s3",
        connection_options={"path": path, "partitionKeys": list(partition_keys)},
        format="parquet",
    )
