"""Connection types that Spark has no counterpart of: what to write instead, in the author's own names."""

from __future__ import annotations

from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.entries import CONNECTION, Entries, known, shown
from g2l_tui.engine.transforms.literals import quoted
from g2l_tui.engine.transforms.registry import Site

STREAM = "G2L144"

STREAM_OPTIONS = frozenset(
    "startingPosition startingOffsets endingOffsets inferSchema schema avroSchema emitConsumerLagMetrics "
    "addRecordTimestamp maxFetchTimeInMs maxFetchRecordsPerShard maxRecordPerRead addIdleTimeBetweenReads "
    "idleTimeBetweenReadsInMs describeShardInterval numRetries retryIntervalMs maxRetryIntervalMs "
    "avoidEmptyBatches classification awsSTSRoleARN awsSTSSessionName maxOffsetsPerTrigger minPartitions "
    "failOnDataLoss pollTimeoutMs".split()
)
"""Options that only a source of Kinesis or Kafka takes."""

_READ = "read it through Lakehouse Federation, a Databricks connector, or files that are exported to a path"
_WRITE = "write to a table or path, and let a connector of the target system pick it up"
_STREAMS = frozenset({"kafka", "kinesis"})
_SAAS = "see whether Lakeflow Connect or a Unity Catalog connection reads it; else export it to files"


def no_counterpart(site: Site, kind: str, options: Entries, verb: str) -> CannotRewriteError:
    """Return the refusal of a connection type; `verb` is `read` or `written`."""
    if kind in _STREAMS and verb == "read":
        return stream_refusal(site, kind, options)
    reason = f"connection type `{kind}` has no counterpart that is {verb} the same way"
    if kind == "kafka":
        reason = f"{reason}, but for JSON by `connectionName` and `topicName` alone"
    return CannotRewriteError(reason, code=CONNECTION, hint=_advice(site, kind, options, verb))


def stream_refusal(site: Site, kind: str, options: Entries) -> CannotRewriteError:
    """Return the refusal of a stream: Glue parses its records into columns, Spark gives bytes."""
    return CannotRewriteError(
        f"a {kind} stream gives parsed columns in Glue and bytes in Spark; the columns must be named",
        code=STREAM,
        hint=f"write {stream_read(site, kind, options)}",
    )


def stream_read(site: Site, kind: str, options: Entries) -> str:
    """Return the statement that reads a stream, in the author's names, for a hint."""
    if kind == "kafka":
        topic = shown(site, options, "topicName", '"<topic>"')
        start = shown(site, options, "startingOffsets", '"latest"')
        servers = shown(site, options, "bootstrap.servers", '"<servers>"')
        source = f'.option("kafka.bootstrap.servers", {servers}).option("subscribe", {topic})'
        source += f'.option("startingOffsets", {start})'
        column = "value"
    else:
        name = shown(site, options, "streamName", '"<stream>"')
        if "streamARN" in options:
            name = f'{shown(site, options, "streamARN", "arn")}.rsplit("/", 1)[-1]'
        position = known(site, options, "startingPosition")
        start = shown(site, options, "startingPosition", '"latest"') + ".lower()"
        if position is not None or "startingPosition" not in options:
            start = quoted((position or "latest").lower())
        source = f'.option("streamName", {name}).option("initialPosition", {start})'
        column = "data"
    parsed = f'.select(F.from_json(F.col("{column}").cast("string"), <schema>).alias("v")).select("v.*")'
    return f'spark.readStream.format("{kind}"){source}.load(){parsed}'


def _advice(site: Site, kind: str, options: Entries, verb: str) -> str:
    if kind.partition(".")[0] in ("custom", "marketplace"):
        name = shown(site, options, "className", "the connector")
        return f"replace {name} by a Unity Catalog connection, or by its own driver on classic compute"
    if kind == "dynamodb":
        return _dynamodb(site, options, verb)
    match kind:
        case "kafka":
            topic = shown(site, options, "topicName", "<topic>")
            return (
                f'frame.select(F.to_json(F.struct("*")).alias("value")).write.format("kafka").option("topic", {topic})'
            )
        case "kinesis":
            return "write to a table, and put its rows into the stream with boto3 and a service credential, in batches"
        case "opensearch" | "azurecosmos" | "saphana" | "vertica":
            return "install the system's own Spark connector on classic compute, or exchange files"
        case "hudi" | "iceberg":
            return "read and write the table through the catalog: spark.table and saveAsTable"
        case _ if "ENTITY_NAME" in options or kind in ("salesforce", "teradata", "azuresql"):
            return _SAAS
        case _:
            return _READ if verb == "read" else _WRITE


def _dynamodb(site: Site, options: Entries, verb: str) -> str:
    if verb != "read":
        table = shown(site, options, "dynamodb.output.tableName", "the table")
        return f"write to {table} with boto3 and a service credential, in batches, in a task of its own"
    table = shown(site, options, "dynamodb.input.tableName", shown(site, options, "dynamodb.tableArn", "the table"))
    return (
        f"export {table} to S3 and read AWSDynamoDB/<id>/data/*.json.gz with spark.read.json; "
        "attributes lie below Item.<name>.<type>"
    )
