"""File formats: format options as options of Spark's readers and writers."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.entries import FORMAT, Chain, Entries, account, is_off, known, option
from g2l_tui.engine.transforms.literals import quoted, settled, string, strings, truth
from g2l_tui.engine.transforms.registry import Site
from g2l_tui.engine.transforms.seeing import Surroundings, may_be_none
from g2l_tui.ruleset.template import Place, Text

READ_FORMATS = frozenset({"csv", "json", "parquet", "orc", "avro", "xml"})
WRITE_FORMATS = frozenset({"csv", "json", "parquet", "orc", "avro"})
_METHODS = frozenset({"csv", "json", "parquet", "orc"})

_WRITER = "tunes Glue's own writer"
FORMAT_DROPPED: Mapping[str, str] = {"optimizePerformance": "chooses Glue's CSV reader"} | dict.fromkeys(
    ("useGlueParquetWriter", "blockSize", "pageSize"), _WRITER
)
_READ_DROPPED: Mapping[str, str] = {**FORMAT_DROPPED, "compression": "Spark tells it from the file name"}
ON_FRAME = ("attachFilename",)
"""Format options that become calls on the frame that was read: who reads the file applies them."""

_ONLY_CSV = frozenset({"withHeader", "writeHeader", "separator", "quoteChar", "escaper", "skipFirst"})
_MULTILINE = ("multiLine", "multiline")
_XML = ("rowTag", "encoding", "excludeAttribute", "attributePrefix", "valueTag", "ignoreSurroundingSpaces")

_CHOICES = "a column whose type differs from record to record was a choice in Glue and becomes text in Spark"
_ESCAPES = "Glue takes the escape character away and knows \\n, \\r, \\t and \\0; Spark keeps what it does not know"
_NO_HEADER = "without a header Spark calls the columns _c0, _c1, … where Glue calls them col0, col1, …"
_NUMBERED = "without a header the columns are called col0, col1, … as in Glue, which documents it nowhere"
_NUMBERING = 'transform(lambda rows: rows.toDF(*(f"col{at}" for at in range(len(rows.columns)))))'
_ARRAY = (
    "Spark makes a row of each element of an array by itself; an array over several lines needs multiLine, "
    "and then Spark reads one value from each file"
)
_LOGICAL = "Spark reads dates, timestamps and decimals as such, where Glue's Avro 1.7 gave numbers and bytes"

_ELSEWHERE: Mapping[str, str] = {
    "ion": "convert the files to JSON or Parquet before the job reads them",
    "groklog": 'read lines with spark.read.text and take them apart with F.regexp_extract("value", pattern, group)',
    "excel": "read the sheets with pandas from a Volume, or export them as CSV",
    "xml": "write JSON or Parquet: Glue cannot write XML either",
    "hudi": "read it where a cluster has the Hudi library, or convert the table to Delta",
    "iceberg": "read the table through the catalog with spark.table",
    "delta": 'write with .format("delta"); see that mode and partitions are those of the table',
}


def format_name(site: Surroundings, argument: Argument | None, accepted: Iterable[str]) -> str:
    """Return Spark's name of the format. Raises CannotRewriteError for one that is not accepted or not known."""
    name = settled(site, argument.node) if argument else None
    if name is None:
        raise CannotRewriteError(
            "the file format is not given, or known only when the job runs",
            code=FORMAT,
            hint="write the format where it is used, or one statement for each",
        )
    found = {"glueparquet": "parquet"}.get(name.lower(), name.lower())
    if found not in accepted:
        raise CannotRewriteError(
            f"Spark has no counterpart of the format `{name}` here",
            code=FORMAT,
            hint=_ELSEWHERE.get(found, "store the files in a format that both know: CSV, JSON, Avro, ORC or Parquet"),
        )
    return found


def read_format_calls(site: Site, file_format: str, formatting: Entries) -> list[str]:
    """Return the calls on a reader that stand for the format options."""
    if file_format != "csv":
        formatting = _without_csv_options(site, formatting)
    match file_format:
        case "csv":
            used = {"withHeader", "separator", "quoteChar", "escaper", "skipFirst", *_MULTILINE, *ON_FRAME}
            account(site, formatting, used, _READ_DROPPED)
            return _csv_read_calls(site, formatting)
        case "json":
            account(site, formatting, {"jsonPath", *_MULTILINE, *ON_FRAME}, _READ_DROPPED)
            site.caution(FORMAT, _CHOICES)
            _check_json_path(site, formatting)
            return _lines(site, formatting)
        case "xml":
            account(site, formatting, {"treatEmptyValuesAsNulls", *_XML, *ON_FRAME}, _READ_DROPPED)
            return _xml_calls(site, formatting)
        case "avro":
            account(site, formatting, {"version", *ON_FRAME}, _READ_DROPPED)
            if known(site, formatting, "version") != "1.8":
                site.caution(FORMAT, _LOGICAL)
            return []
        case _:
            account(site, formatting, {"mergeSchema", *ON_FRAME}, _READ_DROPPED)
            return [option(key, formatting[key][1].code) for key in ("mergeSchema",) if key in formatting]


def naming_calls(site: Site, file_format: str, formatting: Entries) -> list[str]:
    """Return the call on the frame that was read which gives columns without a header the names they have in Glue."""
    is_named = "withHeader" in formatting and truth(site, formatting["withHeader"][0]) is not False
    if file_format != "csv" or is_named:
        return []
    site.caution(FORMAT, _NUMBERED)
    return [_NUMBERING]


def path_writer(
    site: Surroundings, options: Entries, file_format: str, formatting: Entries, late_format: str | None = None
) -> Chain:
    """Return the calls that append files to a path, behind `frame.write`.

    `late_format` is code that gives the format where it is not known yet.
    """
    if "path" not in options:
        raise CannotRewriteError("connection_options names no `path`", code="G2L105")
    formatting = formatting if file_format == "csv" else _without_csv_options(site, formatting)
    used = {"compression", *({"writeHeader", "separator", "quoteChar"} if file_format == "csv" else ())}
    dropped = {**FORMAT_DROPPED, **({"version": "says how Glue encodes dates"} if file_format == "avro" else {})}
    account(site, formatting, used, dropped)
    chain = Chain(('mode("append")',))
    if compression := options.get("compression") or formatting.get("compression"):
        _check_codec(site, compression[0])
        chain = chain.then(option("compression", compression[1].code))
    if file_format == "csv":
        chain = chain.then(*_csv_write_calls(site, formatting))
    chain = chain.then(*partition_calls(site, options.get("partitionKeys")))
    path = options["path"][1].code
    if file_format in _METHODS and late_format is None:
        return chain.then(f"{file_format}({path})")
    return chain.then(f"format({late_format or quoted(file_format)})", f"save({path})")


def partition_calls(site: Surroundings, given: tuple[ast.expr, Text] | None) -> list[str]:
    """Return the call that writes a folder for each value of the keys; none for no keys."""
    if given is None:
        return []
    match site.literal(given[0]):
        case ast.Constant(value=None) | ast.List(elts=[]):
            return []
        case ast.Constant(value=str()):
            return [f"partitionBy({given[1].code})"]
    keys = strings(site, given[0])
    if keys is None or isinstance(given[0], ast.Name | ast.Attribute | ast.Subscript):
        some = given[1].at(Place.OPERAND)
        return [f"partitionBy(*({some} or []))" if may_be_none(site, given[0]) else f"partitionBy(*{some})"]
    return [f"partitionBy({', '.join(quoted(key) for key in keys)})"] if keys else []


def _without_csv_options(site: Site, formatting: Entries) -> Entries:
    for key in _ONLY_CSV & formatting.keys():
        site.drop(key, "Glue reads it for CSV only")
    return {key: value for key, value in formatting.items() if key not in _ONLY_CSV}


def _csv_read_calls(site: Site, formatting: Entries) -> list[str]:
    calls = [*_header(site, formatting), *_separator(formatting), *_quote(site, formatting)]
    if "escaper" in formatting:
        site.caution(FORMAT, _ESCAPES)
        calls.append(option("escape", formatting["escaper"][1].code))
    elif escape := _doubled_quote(site, formatting):
        calls.append(option("escape", escape))
    return [*calls, *_lines(site, formatting)]


def _header(site: Site, formatting: Entries) -> list[str]:
    if not is_off(site, formatting, "skipFirst"):
        return _skipped_line(site, formatting)
    if "withHeader" not in formatting:
        return []
    node, text = formatting["withHeader"]
    if truth(site, node) is None:
        site.caution(FORMAT, _NO_HEADER)
    if isinstance(site.literal(node), ast.Constant) and string(site, node) is not None:
        raise CannotRewriteError(
            "`withHeader` is given as text, which Glue is reported to ignore",
            code=FORMAT,
            hint="write True or False, whichever the job has been doing",
        )
    return [option("header", text.code)]


def _skipped_line(site: Site, formatting: Entries) -> list[str]:
    if truth(site, formatting["skipFirst"][0]) is None or not is_off(site, formatting, "withHeader"):
        raise CannotRewriteError(
            "`skipFirst` skips a line of the rows, beside the header or only sometimes; Spark can skip a header only",
            code=FORMAT,
            hint='read with .option("header", True) and leave the row out with .where',
        )
    return [option("header", "True")]


def _separator(formatting: Entries) -> list[str]:
    return [option("sep", formatting["separator"][1].code)] if "separator" in formatting else []


def _quote(site: Site, formatting: Entries) -> list[str]:
    if "quoteChar" not in formatting:
        return []
    node, text = formatting["quoteChar"]
    return [option("quote", '""' if _is_minus_one(site, node) else text.code)]


def _doubled_quote(site: Site, formatting: Entries) -> str | None:
    """What escapes a quote: Glue doubles it and knows no other way, Spark puts a backslash before it unless told."""
    if "quoteChar" not in formatting:
        return "'\"'"
    node, text = formatting["quoteChar"]
    return None if _is_minus_one(site, node) else text.code


def _is_minus_one(site: Site, node: ast.expr) -> bool:
    return ast.unparse(site.literal(node)) in ("-1", "'-1'")


def _lines(site: Site, formatting: Entries) -> list[str]:
    given = next((formatting[key] for key in _MULTILINE if key in formatting), None)
    if given is None or truth(site, given[0]) is False:
        return []
    return [option("multiLine", "True" if truth(site, given[0]) else given[1].code)]


def _check_json_path(site: Site, formatting: Entries) -> None:
    if "jsonPath" not in formatting:
        return
    path = known(site, formatting, "jsonPath")
    if path != "$[*]":
        below = path.removeprefix("$.").removesuffix("[*]") if path else "<field>"
        raise CannotRewriteError(
            f"`jsonPath` takes the rows from `{path or formatting['jsonPath'][1].code}`, below the top of each file",
            code=FORMAT,
            hint=f'read whole records, then .select(F.explode("{below}").alias("row")).select("row.*")',
        )
    site.caution(FORMAT, _ARRAY)


def _xml_calls(site: Site, formatting: Entries) -> list[str]:
    calls = [option(key, formatting[key][1].code) for key in _XML if key in formatting]
    if is_off(site, formatting, "treatEmptyValuesAsNulls"):
        return calls
    if truth(site, formatting["treatEmptyValuesAsNulls"][0]) is None:
        raise CannotRewriteError(
            "`treatEmptyValuesAsNulls` is known only when the job runs", code=FORMAT, hint="write True or False"
        )
    return [*calls, option("nullValue", '""')]


def _csv_write_calls(site: Site, formatting: Entries) -> list[str]:
    escape = _doubled_quote(site, formatting)
    if escape is None:
        raise CannotRewriteError(
            "Spark cannot write CSV without quotes",
            code=FORMAT,
            hint='write text: frame.select(F.concat_ws(",", *frame.columns)).write.mode("append").text(path)',
        )
    header = formatting["writeHeader"][1].code if "writeHeader" in formatting else "True"
    return [option("header", header), *_separator(formatting), *_quote(site, formatting), option("escape", escape)]


def _check_codec(site: Site, node: ast.expr) -> None:
    if string(site, node) == "lzo":
        raise CannotRewriteError(
            "Databricks cannot write LZO", code=FORMAT, hint='choose a codec that it has, such as "gzip" or "zstd"'
        )
