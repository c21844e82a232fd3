"""The public pages that the oracle was written from. A docstring or a doubt names one by its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    url: str


_GUIDE = "https://docs.aws.amazon.com/glue/latest/dg/"
_TRANSFORMS = f"{_GUIDE}aws-glue-api-crawler-pyspark-transforms-"
_EXTENSIONS = f"{_GUIDE}aws-glue-api-crawler-pyspark-extensions-"
_SAMPLES = "https://github.com/aws-samples/aws-glue-samples/blob/master/examples/"

SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        "class-page": Source("DynamicFrame class", f"{_EXTENSIONS}dynamic-frame.html"),
        "collection-page": Source("DynamicFrameCollection class", f"{_EXTENSIONS}dynamic-frame-collection.html"),
        "context-page": Source("GlueContext class", f"{_EXTENSIONS}glue-context.html"),
        "reader-page": Source("DynamicFrameReader class", f"{_EXTENSIONS}dynamic-frame-reader.html"),
        "writer-page": Source("DynamicFrameWriter class", f"{_EXTENSIONS}dynamic-frame-writer.html"),
        "arguments-page": Source("getResolvedOptions", f"{_EXTENSIONS}get-resolved-options.html"),
        "types-page": Source("PySpark extension types", f"{_EXTENSIONS}types.html"),
        "scala-page": Source(
            "AWS Glue Scala DynamicFrame class", f"{_GUIDE}glue-etl-scala-apis-glue-dynamicframe-class.html"
        ),
        "transform-page": Source("GlueTransform base class", f"{_TRANSFORMS}GlueTransform.html"),
        "mapping-page": Source("ApplyMapping class", f"{_TRANSFORMS}ApplyMapping.html"),
        "drop-fields-page": Source("DropFields class", f"{_TRANSFORMS}DropFields.html"),
        "drop-nulls-page": Source("DropNullFields class", f"{_TRANSFORMS}DropNullFields.html"),
        "errors-page": Source("ErrorsAsDynamicFrame class", f"{_TRANSFORMS}ErrorsAsDynamicFrame.html"),
        "filter-page": Source("Filter class", f"{_TRANSFORMS}filter.html"),
        "flat-map-page": Source("FlatMap class", f"{_TRANSFORMS}flat-map.html"),
        "join-page": Source("Join class", f"{_TRANSFORMS}join.html"),
        "map-page": Source("Map class", f"{_TRANSFORMS}map.html"),
        "map-to-collection-page": Source("MapToCollection class", f"{_TRANSFORMS}MapToCollection.html"),
        "relationalize-page": Source("Relationalize class", f"{_TRANSFORMS}Relationalize.html"),
        "rename-page": Source("RenameField class", f"{_TRANSFORMS}RenameField.html"),
        "choice-page": Source("ResolveChoice class", f"{_TRANSFORMS}ResolveChoice.html"),
        "select-page": Source("SelectFields class", f"{_TRANSFORMS}SelectFields.html"),
        "select-collection-page": Source("SelectFromCollection class", f"{_TRANSFORMS}SelectFromCollection.html"),
        "spigot-page": Source("Spigot class", f"{_TRANSFORMS}spigot.html"),
        "split-fields-page": Source("SplitFields class", f"{_TRANSFORMS}SplitFields.html"),
        "split-rows-page": Source("SplitRows class", f"{_TRANSFORMS}SplitRows.html"),
        "unbox-page": Source("Unbox class", f"{_TRANSFORMS}Unbox.html"),
        "unnest-page": Source("UnnestFrame class", f"{_TRANSFORMS}UnnestFrame.html"),
        "quality-page": Source("EvaluateDataQuality class", f"{_TRANSFORMS}EvaluateDataQuality.html"),
        "formats-page": Source(
            "Data format options for inputs and outputs", f"{_GUIDE}aws-glue-programming-etl-format.html"
        ),
        "partitions-page": Source(
            "Managing partitions for ETL output", f"{_GUIDE}aws-glue-programming-etl-partitions.html"
        ),
        "streaming-page": Source(
            "Streaming ETL concepts: forEachBatch", f"{_GUIDE}aws-glue-programming-etl-streaming.html"
        ),
        "bookmarks-page": Source("Tracking processed data using job bookmarks", f"{_GUIDE}monitor-continuations.html"),
        "sample-joins": Source(
            "Joining, filtering and loading relational data", f"{_SAMPLES}join_and_relationalize.md"
        ),
        "sample-choices": Source("Exploring the resolveChoice method", f"{_SAMPLES}resolve_choice.md"),
        "sample-cleaning": Source("Data cleaning with AWS Glue", f"{_SAMPLES}data_cleaning_and_lambda.md"),
        "library": Source("awsglue Python library, public interface", "https://github.com/awslabs/aws-glue-libs"),
        "library-issue-76": Source(
            "Join on several keys matches permutations", "https://github.com/awslabs/aws-glue-libs/issues/76"
        ),
    }
)
