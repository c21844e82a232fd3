"""Streams: what a batch read of the same table would get wrong, and the loop over batches."""

from __future__ import annotations

import ast
import re

from g2l_tui.engine.kinds.kind import Instance
from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.entries import Chain, Entries, account, entries_of, is_off, known, option
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.engine.transforms.seeing import Surroundings, assigned_name
from g2l_tui.engine.transforms.stream_uses import streaming_use
from g2l_tui.engine.transforms.unsupported import STREAM, STREAM_OPTIONS
from g2l_tui.ruleset.template import Place, Text

LOOP = "G2L187"

_LOOP_DROPPED = {
    "persistDataFrame": "each batch is read again where it is used twice; its rows are the same",
    "storageLevel": "batches are not kept",
    "batchMaxRetries": "the retry policy of the Databricks job starts the stream again, from its checkpoint",
    "outputMode": "Glue does not read it",
}

_OF_THE_JOB_ALONE = frozenset(map(Instance, ("DataFrame", "DynamicFrame", "SparkSession")))
_ASKED_OF_SESSION = re.compile(r"create_\w+|sql|table|read|spark_session")
"""What is asked of a context and becomes a question to the session; with all else the context goes."""

_TAKEN_ALONG = (
    "The batch function reads `{name}` of the job: shared and serverless compute run it apart from the job, and refuse "
    "to take a frame or a session along; read it inside, with the `sparkSession` of the batch."
)

_BY_PIPELINE = "the pipeline that fills the table sees to it"
_OF_THE_JOB = {"startingPosition", "startingOffsets", "endingOffsets", "addRecordTimestamp"}
_PIPELINE_OPTIONS = dict.fromkeys(STREAM_OPTIONS - _OF_THE_JOB, _BY_PIPELINE)
_FILLED = (
    "Unity Catalog has no tables of Kinesis or Kafka: {table} must be a Delta table that a pipeline of its own fills "
    "from the stream, with the columns that Glue parses; records reach this job when they are in the table."
)

_NO_DYNAMIC_STREAM = (
    "Glue reads streams as DataFrames only: there a loop over the batches of this DynamicFrame fails, here it runs"
)

_STARTS = '{"latest": "latest", "earliest": "0", "trim_horizon": "0"}'
"""Where a stream of Delta starts for a position that is known only when the job runs; a time is none of these."""


@transform
def stream_table(site: Surroundings, table: Text, additional_options: Argument | None) -> Text:
    """Return the calls that read a stream of the Data Catalog from a Delta table, behind `readStream`.

    Raises CannotRewriteError where nothing says that the table is a stream, or where in it the job starts.
    """
    options = entries_of(site, additional_options, "additional_options")
    if not STREAM_OPTIONS & options.keys() and not streaming_use(site):
        raise CannotRewriteError("nothing says that the table is a stream", code=STREAM)
    account(site, options, {"startingPosition", "startingOffsets", "addRecordTimestamp"}, _PIPELINE_OPTIONS)
    if not is_off(site, options, "addRecordTimestamp"):
        raise CannotRewriteError(
            "`addRecordTimestamp` adds a column with the time of each record",
            code=STREAM,
            hint='let the pipeline keep the time of each record, as "__src_timestamp"',
        )
    site.caution(STREAM, _FILLED.format(table=table.code))
    return Chain(_start(site, options)).then(f"table({table.code})").text


@transform
def stream_of_frames(site: Surroundings, table: Text, additional_options: Argument | None) -> Text:
    """Return what `stream_table` does for a stream that is asked for as a DynamicFrame.

    Raises CannotRewriteError where more is done with it than to loop over its batches: as a batch it has an end.
    """
    if not streaming_use(site) and not _is_never_read(site):
        raise CannotRewriteError("nothing says that the table is read as a stream", code=STREAM)
    found = stream_table(site, table, additional_options)
    site.caution(STREAM, _NO_DYNAMIC_STREAM)
    return found


def _is_never_read(site: Surroundings) -> bool:
    name, view = assigned_name(site), site.view
    if name is None or view.knowledge.is_used_elsewhere(site.path, name):
        return False
    return name not in view.scopes.loads_anywhere


def _start(site: Site, options: Entries) -> tuple[str, ...]:
    """A stream of Delta begins with all rows, one of Glue with those that come from now on."""
    key = "startingOffsets" if "startingOffsets" in options else "startingPosition"
    position = known(site, options, key) if key in options else "latest"
    match (position or "").lower():
        case "latest":
            return (option("startingVersion", '"latest"'),)
        case "earliest" | "trim_horizon":
            return ()
        case "" if key in options and not isinstance(site.literal(options[key][0]), ast.Constant):
            start = f"{_STARTS}[{options[key][1].at(Place.RECEIVER)}.lower()]"
            return (option("startingVersion", start),)
        case _:
            raise CannotRewriteError(
                f"`{key}` is neither the beginning nor the end of the stream",
                code=STREAM,
                hint='write .option("startingTimestamp", …) for a point in time, nothing for all rows',
            )


@transform
def batch_table(site: Surroundings, table: Text, additional_options: Argument | None = None) -> Text:
    """Return the name of a table that is read as a batch. Raises CannotRewriteError for a stream."""
    options = entries_of(site, additional_options, "additional_options")
    if STREAM_OPTIONS & options.keys() or streaming_use(site):
        stream_table(site, table, additional_options)
        raise CannotRewriteError("the table is a stream, which has no partitions to choose from", code=STREAM)
    return table


@transform
def stream_calls(site: Surroundings, options: Argument | None) -> Text:
    """Return the checkpoint and the trigger of a loop over batches, behind `writeStream.foreachBatch(…)`."""
    entries = entries_of(site, options, "options")
    account(site, entries, {"windowSize", "checkpointLocation"}, _LOOP_DROPPED)
    for key in ("windowSize", "checkpointLocation"):
        if key not in entries:
            raise CannotRewriteError(
                f"the options name no `{key}`, which Glue asks for", code=LOOP, hint=f'write it out: {{"{key}": "…"}}'
            )
    for name in _taken_along(site)[:1]:
        site.caution(LOOP, _TAKEN_ALONG.format(name=name))
    checkpoint, window = entries["checkpointLocation"][1], entries["windowSize"][1]
    return Chain((option("checkpointLocation", checkpoint.code), f"trigger(processingTime={window.code})")).text


def _taken_along(site: Surroundings) -> list[str]:
    """The frames, sessions and contexts of the job that the batch function reads, by their names."""
    given = [*site.call.args[1:2], *(each.value for each in site.call.keywords if each.arg == "batch_function")]
    function = site.function_of(given[0]) if given else None
    if function is None:
        return []
    inside, resolved = set(ast.walk(function)), site.view.scopes.resolved
    reads = [node for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    outer = [node for node in reads if (scope := resolved.get(node)) and scope.node not in inside]
    found = [node for node in outer if site.kind(node) in _OF_THE_JOB_ALONE or _becomes_session(site, node)]
    return [node.id for node in sorted(found, key=lambda each: (each.lineno, each.col_offset))]


def _becomes_session(site: Surroundings, name: ast.Name) -> bool:
    match site.view.parents.get(name):
        case ast.Attribute(attr=asked) if site.kind(name) == Instance("GlueContext"):
            return _ASKED_OF_SESSION.fullmatch(asked) is not None
        case _:
            return False


@transform
def guarding_batch(site: Site, batch_function: Argument | None) -> Text:
    """Allow a batch function that does nothing for an empty batch: Glue never calls it with one."""
    function = site.function_of(batch_function.node) if batch_function else None
    if batch_function is None or not isinstance(function, ast.FunctionDef) or not _guards(function):
        raise CannotRewriteError("the batch function does not look whether its batch is empty", code=LOOP)
    return batch_function.text


@transform
def batch_guard(site: Site, process: Text, guard: Text) -> tuple[Text, ...]:
    """Return the lines of a function that calls another one for batches with rows only."""
    batch, number = ("batch", "batch_id") if process.code not in ("batch", "batch_id") else ("_batch", "_batch_id")
    gap = () if site.indent else (Text(""), Text(""))
    return (
        Text(f"def {guard.code}({batch}, {number}):"),
        Text(f"    if not {batch}.isEmpty():"),
        Text(f"        {process.code}({batch}, {number})"),
        *gap,
    )


def _guards(function: ast.FunctionDef) -> bool:
    """True for a function whose body is one `if` that asks whether its first parameter has rows."""
    match function.args.args, function.body:
        case [first, _], [*docstring, ast.If(test=test, orelse=[])] if all(_is_text(each) for each in docstring):
            return ast.unparse(test) in _questions(first.arg)
        case _:
            return False


def _questions(frame: str) -> frozenset[str]:
    return frozenset(
        question.format(frame)
        for question in ("{}.count() > 0", "{}.count() >= 1", "{}.count() != 0", "not {}.isEmpty()", "{}.count()")
    )


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
