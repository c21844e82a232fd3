"""What PySpark's own methods give: just enough to keep the kinds apart that Glue code mixes with its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_FRAME_TO_FRAME = (
    "agg alias cache checkpoint coalesce crossJoin describe distinct drop dropDuplicates dropDuplicatesWithinWatermark "
    "drop_duplicates dropna exceptAll fillna filter hint intersect intersectAll join limit localCheckpoint mapInArrow "
    "mapInPandas melt observe offset orderBy persist repartition repartitionByRange replace sample sampleBy select "
    "selectExpr sort sortWithinPartitions subtract summary to toDF transform union unionAll unionByName unpersist "
    "unpivot where withColumn withColumns withColumnRenamed withColumnsRenamed withMetadata withWatermark"
).split()
_FRAME_TO_GROUPS = "cube groupBy groupby groupingSets rollup".split()

_RDD_TO_RDD = (
    "aggregateByKey cache cartesian coalesce cogroup combineByKey distinct filter flatMap flatMapValues foldByKey "
    "fullOuterJoin glom groupBy groupByKey groupWith intersection join keyBy keys leftOuterJoin map mapPartitions "
    "mapPartitionsWithIndex mapValues partitionBy persist pipe reduceByKey repartition "
    "repartitionAndSortWithinPartitions rightOuterJoin sample sampleByKey setName sortBy sortByKey subtract "
    "subtractByKey union unpersist values zip zipWithIndex zipWithUniqueId"
).split()
_CONTEXT_TO_RDD = (
    "binaryFiles binaryRecords emptyRDD hadoopFile hadoopRDD newAPIHadoopFile newAPIHadoopRDD parallelize pickleFile "
    "range sequenceFile textFile union wholeTextFiles"
).split()

_MAKE_TABLE = "create createIfNotExists createOrReplace replace".split()
_DESCRIBE_TABLE = "addColumn addColumns clusterBy comment location partitionedBy property tableName".split()

_READ = "csv json load orc parquet table text xml jdbc delta".split()

_WRITE = "mode format option options partitionBy bucketBy sortBy clusterBy".split()
_STREAM_OUT = "format foreachBatch option options outputMode partitionBy queryName trigger".split()

MEMBERS: Mapping[str, str] = MappingProxyType(
    {
        "DataFrame.rdd": "RDD",
        "DataFrame.sparkSession": "SparkSession",
        "DataFrame.na": "DataFrameNaFunctions",
        "DataFrame.stat": "DataFrameStatFunctions",
        "DataFrame.write": "DataFrameWriter",
        "DataFrame.writeStream": "DataStreamWriter",
        "GroupedData.pivot()": "GroupedData",
        "SparkSession.sparkContext": "SparkContext",
        "SparkSession.read": "DataFrameReader",
        "SparkSession.readStream": "DataStreamReader",
        "SparkSession.catalog": "Catalog",
        "SparkSession.conf": "RuntimeConfig",
        "SparkSession.sql()": "DataFrame",
        "SparkSession.table()": "DataFrame",
        "SparkSession.createDataFrame()": "DataFrame",
        "SparkSession.range()": "DataFrame",
        "SparkSession.newSession()": "SparkSession",
        "SparkSession.builder": "SparkSessionBuilder",
        "SparkSessionBuilder.getOrCreate()": "SparkSession",
        "SparkContext.getOrCreate()": "SparkContext",
        "RDD.toDF()": "DataFrame",
        "DeltaTableBuilder.execute()": "DeltaTable",
    }
    | {f"DataFrame.{name}()": "DataFrame" for name in _FRAME_TO_FRAME}
    | {f"GroupedData.{name}()": "DataFrame" for name in "agg apply applyInPandas avg count max mean min sum".split()}
    | {f"DataFrame.{name}()": "GroupedData" for name in _FRAME_TO_GROUPS}
    | {f"DataFrameNaFunctions.{name}()": "DataFrame" for name in "drop fill replace".split()}
    | {f"DataFrameStatFunctions.{name}()": "DataFrame" for name in "crosstab freqItems sampleBy".split()}
    | {f"RDD.{name}()": "RDD" for name in _RDD_TO_RDD}
    | {f"SparkContext.{name}()": "RDD" for name in _CONTEXT_TO_RDD}
    | {f"SparkSessionBuilder.{name}()": "SparkSessionBuilder" for name in "appName config master".split()}
    | {f"SparkSessionBuilder.{name}()": "SparkSessionBuilder" for name in ("enableHiveSupport", "remote")}
    | {f"DataFrameReader.{name}()": "DataFrameReader" for name in "format option options schema".split()}
    | {f"DataFrameReader.{name}()": "DataFrame" for name in _READ}
    | {f"DataFrameWriter.{name}()": "DataFrameWriter" for name in _WRITE}
    | {f"DataStreamWriter.{name}()": "DataStreamWriter" for name in _STREAM_OUT}
    | {f"DataStreamReader.{name}()": "DataStreamReader" for name in "format option options schema".split()}
    | {f"DataStreamReader.{name}()": "DataFrame" for name in _READ}
    | {f"DeltaTable.{name}()": "DeltaTable" for name in "alias convertToDelta forName forPath".split()}
    | {f"DeltaTable.{name}()": "DeltaTableBuilder" for name in _MAKE_TABLE}
    | {f"DeltaTable.{name}()": "DataFrame" for name in "detail history toDF".split()}
    | {f"DeltaTableBuilder.{name}()": "DeltaTableBuilder" for name in _DESCRIBE_TABLE}
)
"""`Kind.member` for a property, `Kind.member()` for what calling it gives."""

KINDS = frozenset(name.partition(".")[0] for name in MEMBERS) | frozenset(MEMBERS.values())
"""Kinds that are Spark's own: what is not listed for them is known not to be Glue."""
