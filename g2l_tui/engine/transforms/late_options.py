"""Formats and options that are known only when the job runs: read by key, and looked at first.

Each key that has a counterpart is read with what Glue takes where it is missing; any other key stops the job.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.databases import JDBC, read_database, write_database
from g2l_tui.engine.transforms.entries import CONNECTION, FORMAT, OPTIONS, Chain, known_entries
from g2l_tui.engine.transforms.formats import READ_FORMATS, WRITE_FORMATS, format_name, path_writer
from g2l_tui.engine.transforms.late_keys import NO_LIST, Keys, Late, late
from g2l_tui.engine.transforms.literals import quoted, settled
from g2l_tui.engine.transforms.options import FILE_TYPES, check_no_format, connection_kind, read_files
from g2l_tui.engine.transforms.registry import transform
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.ruleset.template import Place as Where
from g2l_tui.ruleset.template import Text


@dataclass(frozen=True, slots=True)
class Side:
    """What is read or written: the keys for files, for each of their formats, for one not known, for databases."""

    files: Keys
    formats: Mapping[str, Keys]
    of_other_formats: Keys
    of_late_format: Keys
    databases: Mapping[str, Keys]
    accepted: frozenset[str]


_QUOTE = "'\"'"
_CSV = {"separator": '","', "quoteChar": _QUOTE}
_TUNED = ("useGlueParquetWriter", "blockSize", "pageSize")
_DATABASE = dict.fromkeys(("url", "dbtable", "user", "password"))
_DOCUMENTS = dict.fromkeys(("uri", "database", "collection"))
_ADDRESS = {"uri": "connection.uri"}
_WAREHOUSE = {**_DATABASE, "redshiftTmpDir": None}
_FORWARDED = {"forward_spark_s3_credentials": '"aws_iam_role" not in {held}'}

_SIDES = {
    "read": Side(
        files=Keys({"paths": None, "recurse": "False"}, ("groupFiles", "groupSize", "compressionType")),
        formats={
            "csv": Keys({"withHeader": "False", **_CSV, "multiLine": "False"}, ("optimizePerformance",)),
            "json": Keys({"multiLine": "False"}),
            "xml": Keys({"rowTag": None}),
        },
        of_other_formats=Keys({}),
        of_late_format=Keys({"withHeader": "False", **_CSV, "multiLine": "False"}, ("optimizePerformance",)),
        databases={
            **dict.fromkeys(JDBC, Keys(_DATABASE, ("hashfield", "hashexpression", "hashpartitions"))),
            "documentdb": Keys(_DOCUMENTS),
            "mongodb": Keys(_DOCUMENTS, also=_ADDRESS),
            "redshift": Keys(_WAREHOUSE, handed_on=("aws_iam_role",), told=_FORWARDED),
        },
        accepted=READ_FORMATS,
    ),
    "write": Side(
        files=Keys({"path": None, "partitionKeys": NO_LIST}, ("groupFiles", "groupSize"), ("compression",)),
        formats={"csv": Keys({"writeHeader": "True", **_CSV}), "json": Keys({})},
        of_other_formats=Keys({}, _TUNED, ("compression",)),
        of_late_format=Keys({"writeHeader": "True", **_CSV}, _TUNED, ("compression",)),
        databases={
            **dict.fromkeys(JDBC, Keys(_DATABASE, ("bulkSize",))),
            "documentdb": Keys(_DOCUMENTS, ("maxBatchSize",)),
            "mongodb": Keys(_DOCUMENTS, ("maxBatchSize",), also=_ADDRESS),
            "redshift": Keys(_WAREHOUSE, handed_on=("aws_iam_role", "extracopyoptions"), told=_FORWARDED),
        },
        accepted=WRITE_FORMATS,
    ),
}

_LATE_KIND = "The connection type is known only when the job runs: any other than {accepted} stops the job"
_LATE_OPTIONS = (
    "The options are known only when the job runs: those that have a counterpart mean what they mean in Glue, "
    "and any other one stops the job"
)
_LATE_FORMAT = {
    "read": "The format is known only when the job runs: one that only Glue has stops the job; CSV without a header "
    "has columns called _c0, _c1, … where Glue calls them col0, col1, …; a column of JSON whose type differs from "
    "record to record was a choice in Glue and becomes text; Avro gives dates, timestamps and decimals as such",
    "write": "The format is known only when the job runs: one that only Glue has, as `glueparquet` is, stops the job",
}


@dataclass(frozen=True, slots=True)
class Place:
    """What is read from or written to: a database, or files, whose format may not be known yet."""

    kind: str
    file_format: str
    late_format: str | None
    options: Late
    formatting: Late
    lines: tuple[str, ...] = ()


@transform
def late_reader(
    site: Surroundings,
    connection_type: Argument | None,
    connection_options: Argument | None,
    format_: Argument | None,
    format_options: Argument | None,
    *variables: Text,
) -> Text:
    """Return the calls that read what `from_options` reads where its format, or keys of options, are not known."""
    place = _place(site, "read", connection_type, connection_options, format_, format_options, *variables)
    _caution(site, "read", place)
    if place.kind not in FILE_TYPES:
        read, *calls = read_database(site, place.kind, place.options.entries).calls
        return Chain((read, *place.options.handed_on, *calls)).text
    options, formatting = place.options.entries, place.formatting.entries
    return read_files(site, place.file_format, options, formatting, place.late_format).text


@transform
def late_writer(
    site: Surroundings,
    connection_type: Argument | None,
    connection_options: Argument | None,
    format_: Argument | None,
    format_options: Argument | None,
    *variables: Text,
) -> Text:
    """Return the calls that append what `from_options` writes where its format, or keys of options, are not known."""
    place = _place(site, "write", connection_type, connection_options, format_, format_options, *variables)
    _caution(site, "write", place)
    handed_on = Chain((*place.options.handed_on, *place.formatting.handed_on))
    if place.kind not in FILE_TYPES:
        return handed_on.then(*write_database(site, place.kind, place.options.entries).calls).text
    options, formatting = place.options.entries, place.formatting.entries
    return handed_on.then(*path_writer(site, options, place.file_format, formatting, place.late_format).calls).text


@transform
def late_lines(
    site: Surroundings,
    verb: str,
    connection_type: Argument | None,
    connection_options: Argument | None,
    format_: Argument | None,
    format_options: Argument | None,
    *variables: Text,
) -> tuple[Text, ...]:
    """Return the lines that hold the options and stop the job where one of them has no counterpart."""
    place = _place(site, verb, connection_type, connection_options, format_, format_options, *variables)
    return tuple(Text(line) for line in (*place.lines, *place.options.lines, *place.formatting.lines))


def _place(
    site: Surroundings,
    verb: str,
    connection_type: Argument | None,
    connection_options: Argument | None,
    format_: Argument | None,
    format_options: Argument | None,
    *variables: Text,
) -> Place:
    side = _SIDES[verb]
    kind, lines = _late_kind(site, connection_type, connection_options, format_)
    kind = kind or connection_kind(site, connection_type)
    if kind in side.databases:
        check_no_format(site, kind, format_, format_options)
        options = late(site, connection_options, variables[0], side.databases[kind])
        return Place(kind, "", None, options, Late({}), lines)
    if kind not in FILE_TYPES:
        raise CannotRewriteError(f"connection type `{kind}` has no files", code=CONNECTION)
    is_known = format_ is None or _is_known(site, format_)
    file_format = format_name(site, format_, side.accepted) if is_known or format_ is None else "csv"
    keys = side.formats.get(file_format, side.of_other_formats) if is_known else side.of_late_format
    return Place(
        kind,
        file_format,
        None if is_known or format_ is None else format_.text.at(Where.ALONE),
        late(site, connection_options, variables[0], side.files),
        late(site, format_options, variables[1], keys),
        lines,
    )


def _late_kind(
    site: Surroundings,
    connection_type: Argument | None,
    connection_options: Argument | None,
    format_: Argument | None,
) -> tuple[str, tuple[str, ...]]:
    """What a connection type that is not known yet must be, and the lines that stop the job where it is another one."""
    if connection_type is None or _is_known(site, connection_type):
        return "", ()
    calls = (each.func for each in ast.walk(connection_type.node) if isinstance(each, ast.Call))
    if any(not isinstance(each, ast.Attribute) or each.attr != "get" for each in calls):
        return "", ()
    kind = connection_type.text
    if format_:
        named, others = "s3", f'{kind.at(Where.OPERAND)} != "s3"'
    elif connection_options and "dbtable" in (known_entries(site, connection_options.node) or {}):
        named = min(JDBC)
        others = f"{kind.at(Where.OPERAND)} not in {{{', '.join(map(quoted, sorted(JDBC)))}}}"
    else:
        return "", ()
    return named, (
        f"if {others}:",
        f'    raise ValueError("no counterpart for this connection type", {kind.code})',
    )


def _is_known(site: Surroundings, argument: Argument) -> bool:
    return isinstance(site.literal(argument.node), ast.Constant) or settled(site, argument.node) is not None


def _caution(site: Surroundings, verb: str, place: Place) -> None:
    is_late = place.options.lines or place.formatting.lines
    if not is_late and place.late_format is None and not place.lines:
        raise CannotRewriteError("the options are known", code=OPTIONS)
    if place.lines:
        accepted = "`s3`" if place.kind == "s3" else ", ".join(f"`{each}`" for each in sorted(JDBC))
        site.caution(CONNECTION, _LATE_KIND.format(accepted=accepted))
    if is_late:
        site.caution(OPTIONS, _LATE_OPTIONS)
    if place.late_format is not None:
        site.caution(FORMAT, _LATE_FORMAT[verb])
