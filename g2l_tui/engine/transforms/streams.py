"""Streams: what a batch read of the same table would get wrong, and the loop over batches."""

from __future__ import annotations

import ast

from g2l_tui.engine.binding import Argument
from g2l_tui.engine.refusal import CannotRewriteError
from g2l_tui.engine.transforms.entries import Chain, Entries, account, entries_of, option
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.engine.transforms.seeing import Surroundings, assigned_name
from g2l_tui.engine.transforms.unsupported import STREAM, STREAM_OPTIONS, stream_read
from g2l_tui.ruleset.template import Text

LOOP = "G2L187"

_ONLY_STREAMS = frozenset({"GlueContext.forEachBatch", "GlueContext.getSampleStreamingDynamicFrame"})
_STREAM_MEMBERS = frozenset({"writeStream", "withWatermark"})

_LOOP_DROPPED = {
    "persistDataFrame": "each batch is read again where it is used twice; its rows are the same",
    "storageLevel": "batches are not kept",
    "batchMaxRetries": "the retry policy of the Databricks job starts the stream again, from its checkpoint",
    "outputMode": "Glue does not read it",
}


@transform
def batch_table(site: Surroundings, table: Text, additional_options: Argument | None) -> Text:
    """Return the name of a table that is read as a batch.

    Raises CannotRewriteError where options or uses say that it is a stream: its schema must be written down.
    """
    options = entries_of(site, additional_options, "additional_options")
    kind = "kafka" if "startingOffsets" in options else "kinesis"
    if found := sorted(STREAM_OPTIONS & options.keys()):
        raise _stream(site, f"`{found[0]}` says so", kind, options)
    if use := _streaming_use(site):
        raise _stream(site, f"`{use}` takes only streams", kind, options)
    return table


@transform
def stream_calls(site: Surroundings, options: Argument | None) -> Text:
    """Return the checkpoint and the trigger of a loop over batches, behind `writeStream.foreachBatch(…)`."""
    entries = entries_of(site, options, "options")
    account(site, entries, {"windowSize", "checkpointLocation"}, _LOOP_DROPPED)
    for key in ("windowSize", "checkpointLocation"):
        if key not in entries:
            raise CannotRewriteError(f"the options name no `{key}`, which Glue asks for", code=LOOP)
    checkpoint, window = entries["checkpointLocation"][1], entries["windowSize"][1]
    return Chain((option("checkpointLocation", checkpoint.code), f"trigger(processingTime={window.code})")).text


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


def _stream(site: Site, evidence: str, kind: str, options: Entries) -> CannotRewriteError:
    return CannotRewriteError(
        f"the table is a stream: {evidence}. Glue parses its records into columns, Spark gives bytes",
        code=STREAM,
        hint=f"write {stream_read(site, kind, options)}",
    )


def _streaming_use(site: Surroundings) -> str | None:
    """Return what the frame is given to that takes streams only."""
    name = assigned_name(site)
    if name is None:
        return None
    for scope in site.view.scopes.every:
        for load in site.view.scopes.loads(scope, name):
            parent = site.view.parents.get(load)
            if isinstance(parent, ast.keyword):
                parent = site.view.parents.get(parent)
            match parent:
                case ast.Call() if (callee := site.view.facts.callees.get(parent)) in _ONLY_STREAMS:
                    return str(callee).rpartition(".")[2]
                case ast.Attribute(attr=member) if member in _STREAM_MEMBERS:
                    return member
    return None


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
