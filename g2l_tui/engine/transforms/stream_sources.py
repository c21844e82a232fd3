"""Kinesis and Kafka by their own options: where a stream is read, and where its records become columns."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from g2l_tui.engine.batches import parsing_loop
from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.entries import (
    CONNECTION,
    OPTIONS,
    Chain,
    Entries,
    account,
    entries_of,
    is_off,
    known,
    option,
)
from g2l_tui.engine.transforms.literals import quoted, settled, truth
from g2l_tui.engine.transforms.registry import transform
from g2l_tui.engine.transforms.seeing import Surroundings, only_assigned
from g2l_tui.engine.transforms.topics import brokers
from g2l_tui.engine.transforms.unsupported import STREAM
from g2l_tui.ruleset.template import Place, Text

_ARN = re.compile(r"arn:[\w-]+:kinesis:([\w-]+):\d+:stream/([\w.-]+)")
_POSITIONS = frozenset({"latest", "earliest", "trim_horizon"})
_COLUMN = {"kinesis": "data", "kafka": "value"}
_PARSING = frozenset({"classification", "inferSchema", "schema", "typeOfData", "addRecordTimestamp"})

_OF_KAFKA = {
    "bootstrap.servers": "kafka.bootstrap.servers",
    "security.protocol": "kafka.security.protocol",
    "topicName": "subscribe",
    "subscribePattern": "subscribePattern",
    "assign": "assign",
    "startingOffsets": "startingOffsets",
    "maxOffsetsPerTrigger": "maxOffsetsPerTrigger",
    "minPartitions": "minPartitions",
}
"""What Spark calls the options of a topic."""

_PACE = "how fast records are fetched"
_TUNING: Mapping[str, Mapping[str, str]] = {
    "kinesis": dict.fromkeys(
        (
            "maxFetchTimeInMs", "maxFetchRecordsPerShard", "maxRecordPerRead", "addIdleTimeBetweenReads",
            "idleTimeBetweenReadsInMs", "describeShardInterval", "numRetries", "retryIntervalMs", "maxRetryIntervalMs",
            "avoidEmptyBatches",
        ),
        _PACE,
    ),
    "kafka": dict.fromkeys(("pollTimeoutMs", "numRetries", "retryIntervalMs"), _PACE),
}  # fmt: skip
_MEASURED = {"typeOfData": "the type of the connection says it", "emitConsumerLagMetrics": "the query measures it"}

_REACHED = {
    "kinesis": "Only Databricks has the `kinesis` source; the cluster must reach the stream, by an instance profile "
    "or a service credential.",
    "kafka": "The cluster must reach the brokers.",
}
_INFERRED = (
    "Glue finds the schema of each batch anew, and so does the loop, which needs Databricks Runtime 13.2: a field "
    "whose type differs from record to record was a choice in Glue and becomes text"
)
_GIVEN = "A record that does not fit the schema gives a row of nulls"


@transform
def stream_source(site: Surroundings, connection_type: Argument | None, connection_options: Argument | None) -> Text:
    """Return the calls that read a stream of JSON, behind `readStream`.

    Raises CannotRewriteError where nothing says what its columns are, or who parses its records.
    """
    kind = settled(site, connection_type.node) if connection_type else None
    if kind not in _COLUMN:
        raise CannotRewriteError("the source is no stream", code=STREAM)
    options = entries_of(site, connection_options, "connection_options")
    calls, used = _kinesis(site, options) if kind == "kinesis" else _kafka(site, options)
    account(site, options, {*used, *_PARSING}, {**_TUNING[kind], **_MEASURED})
    if known(site, options, "classification") != "json" or not is_off(site, options, "addRecordTimestamp"):
        raise CannotRewriteError("the records are not plain JSON", code=STREAM)
    record = f'F.col("{_COLUMN[kind]}").cast("string")'
    if _is_inferred(site, options):
        if not parsing_loop(site.view, site.call):
            raise CannotRewriteError("more is done with the stream than to make DynamicFrames of it", code=STREAM)
        site.caution(STREAM, f"{_REACHED[kind]} {_INFERRED}")
        parsed = [f'select({record}.alias("record"))']
    elif "schema" in options and is_off(site, options, "inferSchema"):
        site.caution(STREAM, f"{_REACHED[kind]} {_GIVEN}")
        schema = options["schema"][1].code
        parsed = [f'select(F.from_json({record}, {schema}).alias("record"))', 'select("record.*")']
    else:
        raise CannotRewriteError("nothing says what columns the stream has", code=STREAM)
    return Chain((f'format("{kind}")', *calls, "load()", *parsed)).text


@transform
def parsing_batch(site: Surroundings, frame: Argument | None, process: Text, guard: Text) -> tuple[Text, ...]:
    """Return the lines of a function that parses each batch of a stream and gives its rows to another function."""
    read = only_assigned(site, frame.node) if frame and isinstance(frame.node, ast.Name) else None
    if not isinstance(read, ast.Call) or parsing_loop(site.view, read) is not site.call:
        raise CannotRewriteError("the stream has its columns already", code=STREAM)
    names = ("batch", "batch_id", "schema", "rows")
    batch, number, schema, rows = (f"_{name}" for name in names) if process.code in names else names
    gap = () if site.indent else (Text(""), Text(""))
    return (
        Text(f"def {guard.code}({batch}, {number}):"),
        Text(f"    if not {batch}.isEmpty():"),
        Text(f'        {schema} = {batch}.agg(F.expr("schema_of_json_agg(record)")).first()[0]'),
        Text(f'        {rows} = {batch}.select(F.from_json("record", {schema}).alias("record")).select("record.*")'),
        Text(f"        {process.code}({rows}, {number})"),
        *gap,
    )


def _kinesis(site: Surroundings, options: Entries) -> tuple[list[str], set[str]]:
    if "streamARN" not in options:
        raise CannotRewriteError("the stream is not named by its ARN", code=CONNECTION)
    calls = [*_place(site, options), *_position(site, options)]
    return calls, {"streamARN", "startingPosition"}


def _place(site: Surroundings, options: Entries) -> list[str]:
    arn = known(site, options, "streamARN")
    if arn is not None:
        if (found := _ARN.fullmatch(arn)) is None:
            raise CannotRewriteError("`streamARN` is not the ARN of a stream", code=CONNECTION)
        return [option("streamName", quoted(found[2])), option("region", quoted(found[1]))]
    named = options["streamARN"][1].at(Place.RECEIVER)
    return [option("streamName", f'{named}.rsplit("/", 1)[-1]'), option("region", f'{named}.split(":")[3]')]


def _position(site: Surroundings, options: Entries) -> list[str]:
    if "startingPosition" not in options:
        return []
    node, text = options["startingPosition"]
    position = settled(site, node)
    if position is None:
        return [option("initialPosition", f"{text.at(Place.RECEIVER)}.lower()")]
    if position.lower() not in _POSITIONS:
        raise CannotRewriteError("`startingPosition` is neither the beginning nor the end of the stream", code=STREAM)
    return [option("initialPosition", quoted(position.lower()))]


def _kafka(site: Surroundings, options: Entries) -> tuple[list[str], set[str]]:
    is_addressed = "bootstrap.servers" in options
    named = [option(name, options[key][1].code) for key, name in _OF_KAFKA.items() if key in options]
    return named if is_addressed else [brokers(site, options), *named], {*_OF_KAFKA, "connectionName"}


def _is_inferred(site: Surroundings, options: Entries) -> bool:
    if "inferSchema" not in options:
        return False
    is_inferred = truth(site, options["inferSchema"][0])
    if is_inferred is None:
        raise CannotRewriteError("`inferSchema` is known only when the job runs", code=OPTIONS)
    return is_inferred
