"""What the awsglue library exports: facts of its published source (awslabs/aws-glue-libs, Glue 6.0)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TRANSFORMS = (
    "ApplyMapping", "Coalesce", "DropFields", "DropNullFields", "ErrorsAsDynamicFrame", "Filter", "FlatMap",
    "Join", "Map", "MapToCollection", "Relationalize", "RenameField", "Repartition", "ResolveChoice",
    "SelectFields", "SelectFromCollection", "Spigot", "SplitFields", "SplitRows", "Unbox", "Union",
    "UnnestFrame",
)  # fmt: skip
"""What `from awsglue.transforms import *` binds: its `__all__`."""

CLASSES: Mapping[str, str] = MappingProxyType({
    "awsglue.context.GlueContext": "GlueContext",
    "awsglue.dynamicframe.DynamicFrame": "DynamicFrame",
    "awsglue.dynamicframe.DynamicFrameCollection": "DynamicFrameCollection",
    "awsglue.dynamicframe.DynamicFrameReader": "DynamicFrameReader",
    "awsglue.dynamicframe.DynamicFrameWriter": "DynamicFrameWriter",
    "awsglue.job.Job": "Job",
    "awsglue.data_sink.DataSink": "DataSink",
    "awsglue.data_source.DataSource": "DataSource",
    "pyspark.context.SparkContext": "SparkContext",
    "pyspark.sql.session.SparkSession": "SparkSession",
    "pyspark.sql.SQLContext": "SparkSession",
    "pyspark.sql.HiveContext": "SparkSession",
    "pyspark.sql.dataframe.DataFrame": "DataFrame",
    "pyspark.rdd.RDD": "RDD",
    "delta.tables.DeltaTable": "DeltaTable",
})  # fmt: skip
"""The kinds that instances of these classes are of."""

_PYTHON = {name: name for name in ("json", "logging", "os", "re", "sys", "time", "traceback", "uuid", "argparse")}
_SPARK = {
    "DataFrame": "pyspark.sql.DataFrame",
    "SparkSession": "pyspark.sql.SparkSession",
    "pyspark": "pyspark",
}

_FRAMES = {
    name: f"awsglue.dynamicframe.{name}"
    for name in (
        "DynamicFrame", "DynamicFrameCollection", "DynamicFrameReader", "DynamicFrameWriter", "ResolveOption",
    )
}  # fmt: skip


def _of(*pairs: str, **others: str) -> dict[str, str]:
    return {name: (_PYTHON | _SPARK | _FRAMES)[name] for name in pairs} | others


EXPORTS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "awsglue": _of("DynamicFrame"),
    "awsglue.context": _of(
        "DataFrame", "DynamicFrame", "DynamicFrameCollection", "DynamicFrameReader", "DynamicFrameWriter",
        "SparkSession", "logging", "os", "pyspark", "re", "time", "uuid",
        GlueContext="awsglue.context.GlueContext",
        SparkContext="pyspark.context.SparkContext",  # in older versions of the library
        DataSink="awsglue.data_sink.DataSink",
        DataSource="awsglue.data_source.DataSource",
        StreamingDataSource="awsglue.streaming_data_source.StreamingDataSource",
        SQLContext="pyspark.sql.SQLContext",
        JavaClass="py4j.java_gateway.JavaClass",
        java_import="py4j.java_gateway.java_import",
        register="awsglue.context.register",
        makeOptions="awsglue.utils.makeOptions",
        callsite="awsglue.utils.callsite",
    ),
    "awsglue.dynamicframe": _of(
        "DataFrame", "DynamicFrame", "DynamicFrameCollection", "DynamicFrameReader", "DynamicFrameWriter",
        "ResolveOption", "json", "sys",
        RDD="pyspark.rdd.RDD",
        makeOptions="awsglue.utils.makeOptions",
        callsite="awsglue.utils.callsite",
        iteritems="awsglue.utils.iteritems",
        itervalues="awsglue.utils.itervalues",
    ),
    "awsglue.utils": _of(
        "argparse", "json", "sys", "traceback",
        getResolvedOptions="awsglue.utils.getResolvedOptions",
        GlueArgumentError="awsglue.utils.GlueArgumentError",
        GlueArgumentParser="awsglue.utils.GlueArgumentParser",
        Job="awsglue.job.Job",
        makeOptions="awsglue.utils.makeOptions",
        callsite="awsglue.utils.callsite",
        iteritems="awsglue.utils.iteritems",
        iterkeys="awsglue.utils.iterkeys",
        itervalues="awsglue.utils.itervalues",
    ),
    "awsglue.job": {"Job": "awsglue.job.Job", "java_import": "py4j.java_gateway.java_import"},
    "awsglue.transforms": {name: f"awsglue.transforms.{name}" for name in TRANSFORMS},
    "awsglue.gluetypes": _of(
        "json", "sys",
        **{name: f"awsglue.gluetypes.{name}" for name in (
            "ArrayType", "AtomicType", "BinaryType", "BooleanType", "ByteType", "ChoiceType", "DataType",
            "DateType", "DecimalType", "DoubleType", "DynamicRecord", "EntityType", "EnumType", "Field",
            "FloatType", "IntegerType", "LongType", "MapType", "NullType", "SetType", "ShortType",
            "StringType", "StructType", "TimestampNTZType", "TimestampType", "UnknownType", "mergeDataTypes",
        )},
    ),
})  # fmt: skip
"""For each module, what a star import of it binds, and where that really comes from."""

CANONICAL: Mapping[str, str] = MappingProxyType(
    {
        f"{module}.{name}": origin
        for module, names in EXPORTS.items()
        for name, origin in names.items()
        if f"{module}.{name}" != origin
    }
    | {
        "pyspark.SparkContext": "pyspark.context.SparkContext",
        "pyspark.SparkConf": "pyspark.conf.SparkConf",
        "pyspark.RDD": "pyspark.rdd.RDD",
        "pyspark.sql.SparkSession": "pyspark.sql.session.SparkSession",
        "pyspark.sql.DataFrame": "pyspark.sql.dataframe.DataFrame",
        "pyspark.SQLContext": "pyspark.sql.SQLContext",
        "pyspark.sql.context.SQLContext": "pyspark.sql.SQLContext",
        "delta.DeltaTable": "delta.tables.DeltaTable",
    }
)
"""Other spellings of a qualified name, and the one that rules use."""


def canonical(name: str) -> str:
    """Return the one spelling of a qualified name that rules and kinds use."""
    while name in CANONICAL:
        name = CANONICAL[name]
    return name


PACKAGES = frozenset({"awsglue", "awsgluedq", "awsglueml", "awsgluedi"})
"""The packages that only Glue has."""


def is_glue(name: str) -> bool:
    """True for a qualified name inside one of Glue's packages, or a Glue Studio transform, `gs_…`."""
    return is_library(name) or name.startswith("gs_")


def is_library(name: str) -> bool:
    """True for a qualified name inside one of Glue's packages."""
    return name.partition(".")[0] in PACKAGES


ONLY_GLUE = frozenset(name for names in EXPORTS.values() for name, origin in names.items() if is_glue(origin)) - {
    "Coalesce",
    "Field",
    "Filter",
    "Job",
    "Join",
    "Map",
    "Repartition",
    "Union",
}
"""Names that mean Glue even where the import is missing; ordinary words are left out."""

_OF_OBJECTS = (
    dict.fromkeys(
        (
            "create_dynamic_frame", "create_dynamic_frame_from_catalog", "create_dynamic_frame_from_options",
            "create_dynamic_frame_from_rdd", "create_data_frame_from_catalog", "create_data_frame_from_options",
            "write_dynamic_frame", "write_dynamic_frame_from_catalog", "write_dynamic_frame_from_options",
            "write_dynamic_frame_from_jdbc_conf", "write_data_frame", "write_data_frame_from_catalog",
            "create_data_frame", "create_sample_dynamic_frame_from_catalog", "write_from_jdbc_conf",
            "create_sample_dynamic_frame_from_options", "write_from_options", "extract_jdbc_conf",
            "purge_table", "purge_s3_path", "transition_table", "transition_s3_path", "forEachBatch",
            "add_ingestion_time_columns", "getSampleStreamingDynamicFrame", "getSink", "getStreamingSource",
            "get_catalog_schema_as_spark_schema", "convert_resolve_option",
        ),
        "GlueContext",
    )
    | dict.fromkeys(
        (
            "apply_mapping", "applyMapping", "drop_fields", "select_fields", "rename_field", "resolveChoice",
            "relationalize", "unnest_ddb_json", "simplify_ddb_json", "split_fields", "split_rows", "spigot",
            "mergeDynamicFrame", "errorsAsDynamicFrame", "errorsCount", "stageErrorsCount",
            "assertErrorThreshold", "glue_ctx", "with_frame_schema", "gs_array_to_cols", "gs_concat",
            "gs_derived", "gs_explode", "gs_flatten", "gs_format_timestamp", "gs_now", "gs_null_rows",
            "gs_regex_extract", "gs_repartition", "gs_split", "gs_to_timestamp",
        ),
        "DynamicFrame",
    )
    | dict.fromkeys(("setAccumulableSize", "setCatalogInfo", "writeDataFrame", "writeFrame"), "DataSink")
    | {
        "classify_columns": "awsglueml.transforms.EntityDetector",
        "from_jdbc_conf": "DynamicFrameWriter",
        "getSampleFrame": "DataSource",
    }
)  # fmt: skip
_OF_CLASSES = {"fromDF": "DynamicFrame"} | dict.fromkeys(
    (
        "continuation_options", "data_lineage_options", "encryption_type_options", "job_bookmark_options",
        "job_bookmark_range_options",
    ),
    "Job",
)  # fmt: skip

UNIQUE_MEMBERS: Mapping[str, str] = MappingProxyType(_OF_OBJECTS | _OF_CLASSES)
"""Members that no other class of Glue, Spark or Python has: using one says what the object is."""

COMMON_MEMBERS = frozenset({
    "abort_transaction", "begin_transaction", "cacheTable", "cancel_transaction", "clearCache", "coalesce",
    "commit", "commit_transaction", "count", "createDataFrame", "createExternalTable", "currentTimeMillis", "debug",
    "detect", "dropTempTable", "error", "filter", "flatmap", "from_catalog", "from_options", "from_rdd", "getConf",
    "getDataFrame", "getFrame", "getNumPartitions", "getOrCreate", "getSource", "get_logger", "id_params", "info",
    "init", "isInitialized", "join", "keys", "map", "mapPartitions", "mapPartitionsWithIndex", "name", "newSession",
    "printSchema", "process_rows", "range", "read", "readStream", "registerDataFrameAsTable", "registerFunction",
    "registerJavaFunction", "repartition", "schema", "select", "setConf", "setFormat", "show", "sparkSession",
    "spark_session", "sql", "start_transaction", "streams", "table", "tableNames", "tables", "toDF", "trace", "udf",
    "udtf", "unbox", "uncacheTable", "union", "unnest", "values", "warn", "write",
})  # fmt: skip
"""The other members of Glue's classes: those of two of them, of Spark's, and of libraries that a job may use."""

UNIQUE_KEYWORDS = frozenset({
    "connection_options", "connection_type", "frame2", "paths1", "paths2", "stageThreshold", "totalThreshold",
    "transformation_ctx",
})  # fmt: skip
"""Arguments that only Glue's calls are given by name."""

TELLING: Mapping[str, frozenset[str]] = MappingProxyType({
    "abort_transaction": frozenset({"transaction_id"}),
    "begin_transaction": frozenset({"read_only"}),
    "cancel_transaction": frozenset({"transaction_id"}),
    "commit_transaction": frozenset({"transaction_id", "wait_for_commit"}),
    "from_catalog": frozenset({"name_space", "table_name"}),
    "getSource": frozenset({"paths"}),
    "start_transaction": frozenset({"read_only"}),
})  # fmt: skip
"""Arguments that say of a common member that it is Glue's."""

ACCESSORS = frozenset({"create_data_frame", "create_dynamic_frame", "write_data_frame", "write_dynamic_frame"})
"""Members of GlueContext that are objects with methods, and no methods themselves."""

_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def _is_told_by_another(name: str) -> bool:
    """True for a name that has another one in it, so that whoever looks for that one finds it as well."""
    return any(other != name and other in name for other in _OF_OBJECTS)


MENTIONS = (
    b"awsglue",
    b"%glue_version",
    *("awsglue".encode(codec) for codec in _WIDE),
    b".gs_",
    *(name.encode() for name in _OF_OBJECTS if not name.startswith("gs_") and not _is_told_by_another(name)),
)
"""A file with none of these bytes in it has nothing of Glue in it, but for what its helpers hand it.

What is asked of a class is not among them: who has the class has imported it, from awsglue or from a helper.
"""
