"""Connection, format and additional options as calls on Spark's readers and writers.

Every key of an options dictionary is used, dropped with a reason, or refused: what a table below does not
name cannot be translated.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transactions import COMMITTED, TRANSACTION, transaction_of
from g2l_tui.engine.transforms.catalog import path_no_longer_written, predicate
from g2l_tui.engine.transforms.databases import DATABASES, bookmark_keys, parallel_read, read_database, write_database
from g2l_tui.engine.transforms.entries import (
    CONNECTION,
    FORMAT,
    LIMITED,
    OPTIONS,
    Chain,
    Entries,
    account,
    entries_of,
    is_off,
    known,
    option,
)
from g2l_tui.engine.transforms.formats import (
    ON_FRAME,
    READ_FORMATS,
    WRITE_FORMATS,
    format_name,
    naming_calls,
    partition_calls,
    path_writer,
    read_format_calls,
)
from g2l_tui.engine.transforms.literals import quoted, settled, string, strings, truth
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.engine.transforms.unsupported import STREAM_OPTIONS, no_counterpart, stream_refusal
from g2l_tui.ruleset.template import Place, Text

_FROM_NAME = "Spark tells the compression from the file name"
_PHYSICAL = "how files are listed and packed into tasks, not what is read"
FILE_TYPES = frozenset({"s3", "file"})
_LEGACY_TYPES = frozenset({"parquet", "orc"})
_LAKE_TYPES = frozenset({"delta"})

READ_DROPPED: Mapping[str, str] = dict.fromkeys(
    ("groupFiles", "groupSize", "useS3ListImplementation", "maxBand", "maxFilesInBand"), _PHYSICAL
) | {
    "compressionType": _FROM_NAME,
    "compression": _FROM_NAME,
    "useSparkDataSource": "Spark reads it in any case",
}
WRITE_DROPPED: Mapping[str, str] = dict.fromkeys(("groupFiles", "groupSize"), _PHYSICAL) | dict.fromkeys(
    ("useGlueParquetWriter", "blockSize", "pageSize"), "tunes Glue's own writer"
)
_CATALOG_DROPPED: Mapping[str, str] = {
    **READ_DROPPED,
    "mergeSchema": "a table of Unity Catalog has one schema",
    "aws_iam_role": "the catalog holds the role",
}

_OF_CSV = ("separator", "quoteChar", "writeHeader")
"""Format options of a sink that are arguments of their own, in the order in which rules give them."""

_ARCHIVED = frozenset({"GLACIER", "DEEP_ARCHIVE"})
_HIDDEN = re.compile(r"(\*\*/|s3[an]?://\S*/)?[_.][^/]*")
_FILE_PATH = "The new column holds the whole path of each file."


@transform
def reader(
    site: Surroundings,
    connection_type: Argument | None,
    connection_options: Argument | None,
    format_: Argument | None,
    format_options: Argument | None,
) -> Text:
    """Return the calls that read what `from_options` reads, behind the session."""
    kind = connection_kind(site, connection_type)
    if kind not in DATABASES | FILE_TYPES | _LEGACY_TYPES | _LAKE_TYPES:
        raise no_counterpart(site, kind, _what_is_known(site, connection_options), "read")
    options = entries_of(site, connection_options, "connection_options")
    if kind in DATABASES:
        check_no_format(site, kind, format_, format_options)
        return read_database(site, kind, options).text
    formatting = entries_of(site, format_options, "format_options")
    if kind in _LAKE_TYPES or (format_ and settled(site, format_.node) in _LAKE_TYPES):
        return _read_delta(site, options, formatting).text
    file_format = kind if kind in _LEGACY_TYPES else format_name(site, format_, READ_FORMATS)
    return read_files(site, file_format, options, formatting).text


@transform
def writer(
    site: Surroundings,
    connection_type: Argument | None,
    connection_options: Argument | None,
    format_: Argument | None,
    format_options: Argument | None,
) -> Text:
    """Return the calls that append what `from_options` writes, behind `frame.write`."""
    kind = connection_kind(site, connection_type)
    if kind not in DATABASES | FILE_TYPES:
        raise no_counterpart(site, kind, _what_is_known(site, connection_options), "written")
    file_format = format_name(site, format_, WRITE_FORMATS) if kind in FILE_TYPES else ""
    options = entries_of(site, connection_options, "connection_options")
    if kind in DATABASES:
        check_no_format(site, kind, format_, format_options)
        return write_database(site, kind, options).text
    account(site, options, {"path", "partitionKeys", "compression"}, WRITE_DROPPED)
    formatting = entries_of(site, format_options, "format_options")
    return path_writer(site, options, file_format, formatting).text


@transform
def sink_writer(
    site: Surroundings,
    connection_type: Argument | None,
    path: Argument | None,
    partition_keys: Argument | None,
    compression: Argument | None,
    format_: Argument | None,
    *of_csv: Argument | None,
) -> Text:
    """Return the calls that append what a sink without a catalog table writes, behind `frame.write`."""
    if connection_kind(site, connection_type) not in FILE_TYPES:
        raise CannotRewriteError(
            "the sink is not a path", code=CONNECTION, hint="write to the frame directly: frame.write.format(…)"
        )
    options = _given({"path": path, "partitionKeys": partition_keys, "compression": compression})
    formatting = _given(dict(zip(_OF_CSV, of_csv, strict=True)))
    return path_writer(site, options, format_name(site, format_, WRITE_FORMATS), formatting).text


def _given(arguments: Mapping[str, Argument | None]) -> Entries:
    return {key: (argument.node, argument.text) for key, argument in arguments.items() if argument}


@transform
def table_writer(
    site: Surroundings,
    partition_keys: Argument | None,
    enable_update: Argument | None,
    update_behavior: Argument | None = None,
) -> Text:
    """Return `mergeSchema` and `partitionBy` as a catalog sink needs them, behind `frame.write.mode(…)`."""
    chain = Chain()
    updates = truth(site, enable_update.node) if enable_update else False
    if updates is None:
        raise CannotRewriteError("whether the catalog is updated is known only when the job runs", code=OPTIONS)
    behavior = string(site, update_behavior.node) if update_behavior else "UPDATE_IN_DATABASE"
    if updates and behavior == "UPDATE_IN_DATABASE":
        chain = chain.then('option("mergeSchema", "true")')
    keys = (partition_keys.node, partition_keys.text) if partition_keys else None
    return chain.then(*partition_calls(site, keys)).text


@transform
def sole_write(site: Surroundings, transaction: Argument | None) -> Text:
    """Allow a write in a transaction of its own. Raises CannotRewriteError where others may share it."""
    if transaction is None:
        return Text("None")
    if not isinstance(transaction.node, ast.Name) or transaction_of(site.view, transaction.node) is None:
        raise CannotRewriteError(
            "its transaction is not around this write alone, committed right behind it and taken back if it fails",
            code=TRANSACTION,
        )
    site.drop("transactionId", COMMITTED)
    return Text("None")


@transform
def table_options(site: Surroundings, additional_options: Argument | None) -> Text:
    """Return what `additional_options` of a catalog write asks for, behind `frame.write.mode(…)`."""
    options = entries_of(site, additional_options, "additional_options")
    account(site, options, {"path", "partitionKeys", "enableUpdateCatalog", "updateBehavior"}, WRITE_DROPPED)
    given = {key: Argument(key, node, text) for key, (node, text) in options.items()}
    if "path" in given:
        site.drop("path", "the table has its own place")
        path_no_longer_written(site, given["path"])
    return table_writer(site, given.get("partitionKeys"), given.get("enableUpdateCatalog"), given.get("updateBehavior"))


@transform
def catalog_predicate(site: Surroundings, additional_options: Argument | None) -> Text:
    """Return the calls that `additional_options` of a catalog read stands for, behind the table."""
    options = entries_of(site, additional_options, "additional_options")
    if STREAM_OPTIONS & options.keys():
        raise stream_refusal(site, "kafka" if "startingOffsets" in options else "kinesis", options)
    parallel_read(site, options)
    bookmark_keys(site, options)
    used = {*_PREDICATES, "excludeStorageClasses", *_SETTLED}
    account(site, options, used, _CATALOG_DROPPED)
    _check_storage_classes(site, options)
    if "push_down_predicate" in options:
        site.caution(LIMITED, _AMONG_OPTIONS)
    given = [Argument(key, *options[key]) for key in _PREDICATES if key in options]
    empty = [each for each in given if isinstance(each.node, ast.Constant) and not each.node.value]
    for each in empty:
        site.drop(each.name, "an empty predicate lets every row through")
    return Chain(tuple(f"where({predicate(site, each).code})" for each in given if each not in empty)).text


_PREDICATES = ("push_down_predicate", "catalogPartitionPredicate")
_AMONG_OPTIONS = (
    "Glue documents `push_down_predicate` as an argument of its own: among the additional options it may have passed "
    "it over, and then it read every partition"
)


_SETTLED = (
    "hashfield", "hashexpression", "hashpartitions", "jobBookmarkKeys", "jobBookmarkKeysSortOrder",
)  # fmt: skip
"""Keys that a function of their own has dropped or refused."""


def connection_kind(site: Surroundings, argument: Argument | None) -> str:
    """Return the type of a connection. Raises CannotRewriteError when it is not known."""
    name = settled(site, argument.node) if argument else None
    if name is None:
        raise CannotRewriteError(
            "the connection type is known only when the job runs",
            code=CONNECTION,
            hint='write it where it is used, or write one statement for each type: if kind == "s3": …',
        )
    return name.lower() if name.lower() in FILE_TYPES | _LEGACY_TYPES | _LAKE_TYPES | DATABASES else name


def _what_is_known(site: Surroundings, argument: Argument | None) -> Entries:
    """Return the options that a refusal may speak of."""
    try:
        return entries_of(site, argument, "connection_options")
    except CannotRewriteError:
        return {}


def check_no_format(
    site: Surroundings, kind: str, format_: Argument | None, format_options: Argument | None = None
) -> None:
    """Raise CannotRewriteError for a format beside a database; options of none have no effect in Glue either."""
    if format_options:
        site.drop(format_options.name, f"connection type `{kind}` has no files that they could be about")
    if format_ and settled(site, format_.node) != "" and ast.unparse(format_.node) != "None":
        raise CannotRewriteError(
            f"connection type `{kind}` has no files, and a format is given",
            code=FORMAT,
            hint="leave the format out, or name the type of the files",
        )


def read_files(
    site: Site, file_format: str, options: Entries, formatting: Entries, late_format: str | None = None
) -> Chain:
    """Return the calls that read files. `late_format` is code that gives the format where it is not known yet."""
    chain = Chain(("read", f"format({late_format or quoted(file_format)})"))
    chain = chain.then(*read_format_calls(site, file_format, formatting))
    if not is_off(site, options, "recurse"):
        chain = chain.then(option("recursiveFileLookup", options["recurse"][1].code))
    chain = chain.then(*_strictness(site, file_format, options), *_merging(file_format, options))
    bookmark_keys(site, options)
    _account_files(site, file_format, options)
    paths = options.get("paths") or options.get("path")
    if paths is None:
        raise CannotRewriteError("connection_options names no `paths`", code=OPTIONS)
    named = naming_calls(site, file_format, formatting) if late_format is None else ()
    return chain.then(f"load({paths[1].at(Place.ALONE)})", *named, *_on_frame(site, {**formatting, **options}))


def _account_files(site: Site, file_format: str, options: Entries) -> None:
    used = {"paths", "path", "recurse", "excludeStorageClasses", "isFailFast", *ON_FRAME, *_SETTLED}
    used |= {"mergeSchema"} if file_format in _LEGACY_TYPES else set()
    if _excludes_hidden_files(site, options):
        site.drop("exclusions", "Spark leaves files out whose names begin with _ or a dot")
        used |= {"exclusions"}
    account(site, options, used, READ_DROPPED)
    if known(site, options, "compressionType") == "lzo":
        raise CannotRewriteError("Databricks cannot read LZO", code=FORMAT, hint="store the files with another codec")
    _check_storage_classes(site, options)


def _excludes_hidden_files(site: Site, options: Entries) -> bool:
    """True when all that is excluded is what Spark ignores anyway."""
    if "exclusions" not in options:
        return False
    text = known(site, options, "exclusions")
    try:
        patterns: object = json.loads(text) if text is not None else strings(site, options["exclusions"][0])
    except ValueError:
        return False
    if not isinstance(patterns, list | tuple) or not patterns:
        return False
    return all(isinstance(each, str) and _HIDDEN.fullmatch(each) for each in patterns)


def _check_storage_classes(site: Site, options: Entries) -> None:
    if "excludeStorageClasses" not in options:
        return
    classes = strings(site, options["excludeStorageClasses"][0])
    if classes is None or not _ARCHIVED.issuperset(classes):
        raise CannotRewriteError(
            "`excludeStorageClasses` leaves files out that Spark would read",
            code=LIMITED,
            hint="move those files to a prefix of their own, or filter on a partition",
        )
    site.drop("excludeStorageClasses", "archived files cannot be read on Databricks: the read fails")


def _strictness(site: Site, file_format: str, options: Entries) -> list[str]:
    if is_off(site, options, "isFailFast") or file_format not in ("csv", "json", "xml"):
        return []
    if truth(site, options["isFailFast"][0]) is None:
        raise CannotRewriteError("`isFailFast` is known only when the job runs", code=OPTIONS)
    return ['option("mode", "FAILFAST")']


def _merging(file_format: str, options: Entries) -> list[str]:
    is_merged = file_format in _LEGACY_TYPES and "mergeSchema" in options
    return [option("mergeSchema", options["mergeSchema"][1].code)] if is_merged else []


def _on_frame(site: Site, given: Entries) -> list[str]:
    if "attachFilename" not in given:
        return []
    site.caution(OPTIONS, _FILE_PATH)
    return [f'withColumn({given["attachFilename"][1].code}, F.col("_metadata.file_path"))']


def _read_delta(site: Site, options: Entries, formatting: Entries) -> Chain:
    account(site, {**options, **formatting}, {"path", "paths"}, READ_DROPPED)
    path = _only_path(site, options)
    return Chain(("read", 'format("delta")', f"load({path})"))


def _only_path(site: Site, options: Entries) -> str:
    given = options.get("paths") or options.get("path")
    match site.literal(given[0]) if given else None:
        case ast.List(elts=[path]):
            return site.text(path).code
        case ast.Constant(value=str()):
            return given[1].code if given else ""
        case _ if given and "paths" not in options:
            return given[1].code
        case _:
            raise CannotRewriteError("a Delta table is read from one path", code=OPTIONS)
