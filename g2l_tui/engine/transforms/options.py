"""Connection, format and additional options as calls on Spark's readers and writers.

Every key of an options dictionary is used, dropped with a reason, or refused: what a table below does not
name cannot be translated.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from g2l_tui.engine.binding import Argument
from g2l_tui.engine.refusal import CannotRewriteError
from g2l_tui.engine.transforms.literals import quoted, string, strings, truth
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.ruleset.template import Place, Text

OPTIONS = "G2L105"
CONNECTION = "G2L140"
FORMAT = "G2L141"
CREDENTIAL = "G2L142"

Entries = Mapping[str, tuple[ast.expr, Text]]

_PHYSICAL = "how files are listed and packed into tasks, not what is read"
_WRITER = "tunes Glue's own writer"
_CHOICES = "a column whose type differs from record to record was a choice in Glue and becomes text in Spark"

JDBC = frozenset({"mysql", "postgresql", "sqlserver", "oracle"})
_FILE_TYPES = frozenset({"s3", "file"})
_LEGACY_TYPES = frozenset({"parquet", "orc"})
_READ_FORMATS = frozenset({"csv", "json", "parquet", "orc", "avro", "xml"})
_WRITE_FORMATS = frozenset({"csv", "json", "parquet", "orc", "avro"})
_METHODS = frozenset({"csv", "json", "parquet", "orc"})

READ_DROPPED: Mapping[str, str] = dict.fromkeys(
    ("groupFiles", "groupSize", "useS3ListImplementation", "maxBand", "maxFilesInBand"), _PHYSICAL
) | {"compressionType": "Spark tells the compression from the file name"}
WRITE_DROPPED: Mapping[str, str] = dict.fromkeys(("groupFiles", "groupSize"), _PHYSICAL) | dict.fromkeys(
    ("useGlueParquetWriter", "blockSize", "pageSize"), _WRITER
)
FORMAT_DROPPED: Mapping[str, str] = {"optimizePerformance": "chooses Glue's CSV reader"} | dict.fromkeys(
    ("useGlueParquetWriter", "blockSize", "pageSize"), _WRITER
)


@dataclass(frozen=True, slots=True)
class _Chain:
    """Calls on a reader or writer, in order."""

    calls: tuple[str, ...] = ()

    def then(self, *calls: str) -> _Chain:
        return _Chain(self.calls + calls)

    @property
    def text(self) -> Text:
        return Text("".join(f".{call}" for call in self.calls))


@transform
def reader(
    site: Site,
    connection_type: Argument | None,
    connection_options: Argument | None,
    format_: Argument | None,
    format_options: Argument | None,
) -> Text:
    """Return the calls that read what `from_options` reads, behind the session."""
    kind = _connection(site, connection_type)
    options = _entries(site, connection_options, "connection_options")
    if kind in JDBC:
        return _read_jdbc(site, kind, options).text
    if kind not in _FILE_TYPES | _LEGACY_TYPES:
        raise CannotRewriteError(
            f"connection type `{kind}` has no counterpart that is read the same way",
            code=CONNECTION,
            hint="read it through Lakehouse Federation, a Databricks connector, or files that are exported to a path",
        )
    file_format = kind if kind in _LEGACY_TYPES else _format(site, format_, _READ_FORMATS)
    formatting = _entries(site, format_options, "format_options")
    chain = _Chain(("read", f"format({quoted(file_format)})"))
    chain = chain.then(*_read_format_calls(site, file_format, formatting))
    if "recurse" in options and truth(site, options["recurse"][0]) is not False:
        chain = chain.then(f'option("recursiveFileLookup", {options["recurse"][1].code})')
    _account(site, options, {"paths", "path", "recurse"}, READ_DROPPED)
    if file_format == "json":
        site.caution(FORMAT, _CHOICES)
    paths = options.get("paths") or options.get("path")
    if paths is None:
        raise CannotRewriteError("connection_options names no `paths`", code=OPTIONS)
    return chain.then(f"load({paths[1].at(Place.ALONE)})").text


@transform
def writer(
    site: Site,
    connection_type: Argument | None,
    connection_options: Argument | None,
    format_: Argument | None,
    format_options: Argument | None,
) -> Text:
    """Return the calls that append what `from_options` writes, behind `frame.write`."""
    kind = _connection(site, connection_type)
    options = _entries(site, connection_options, "connection_options")
    if kind in JDBC:
        return _Chain(('format("jdbc")',)).then(*_jdbc_options(site, options), 'mode("append")', "save()").text
    if kind not in _FILE_TYPES:
        raise CannotRewriteError(
            f"connection type `{kind}` has no counterpart that is written the same way",
            code=CONNECTION,
            hint="write to a table or path, and let a connector of the target system pick it up",
        )
    _account(site, options, {"path", "partitionKeys", "compression"}, WRITE_DROPPED)
    formatting = _entries(site, format_options, "format_options")
    return _path_writer(site, options, _format(site, format_, _WRITE_FORMATS), formatting).text


@transform
def sink_writer(
    site: Site,
    connection_type: Argument | None,
    path: Argument | None,
    partition_keys: Argument | None,
    compression: Argument | None,
    format_: Argument | None,
    format_options: Argument | None = None,
) -> Text:
    """Return the calls that append what a sink without a catalog table writes, behind `frame.write`."""
    if _connection(site, connection_type) not in _FILE_TYPES:
        raise CannotRewriteError("the sink is not a path", code=CONNECTION)
    given = {"path": path, "partitionKeys": partition_keys, "compression": compression}
    options = {key: (argument.node, argument.text) for key, argument in given.items() if argument}
    formatting = _entries(site, format_options, "format_options")
    return _path_writer(site, options, _format(site, format_, _WRITE_FORMATS), formatting).text


@transform
def table_writer(
    site: Site,
    partition_keys: Argument | None,
    enable_update: Argument | None,
    update_behavior: Argument | None = None,
) -> Text:
    """Return `mergeSchema` and `partitionBy` as a catalog sink needs them, behind `frame.write.mode(…)`."""
    chain = _Chain()
    updates = truth(site, enable_update.node) if enable_update else False
    if updates is None:
        raise CannotRewriteError("whether the catalog is updated is known only when the job runs", code=OPTIONS)
    behavior = string(site, update_behavior.node) if update_behavior else "UPDATE_IN_DATABASE"
    if updates and behavior == "UPDATE_IN_DATABASE":
        chain = chain.then('option("mergeSchema", "true")')
    return chain.then(
        *_partition_calls(site, (partition_keys.node, partition_keys.text) if partition_keys else None)
    ).text


@transform
def table_options(site: Site, additional_options: Argument | None) -> Text:
    """Return what `additional_options` of a catalog write asks for, behind `frame.write.mode(…)`."""
    options = _entries(site, additional_options, "additional_options")
    _account(site, options, {"partitionKeys", "enableUpdateCatalog", "updateBehavior"}, WRITE_DROPPED)
    given = {key: Argument(key, node, text) for key, (node, text) in options.items()}
    return table_writer(site, given.get("partitionKeys"), given.get("enableUpdateCatalog"), given.get("updateBehavior"))


@transform
def catalog_predicate(site: Site, additional_options: Argument | None) -> Text:
    """Return the calls that `additional_options` of a catalog read stands for, behind the table."""
    options = _entries(site, additional_options, "additional_options")
    _account(site, options, {"catalogPartitionPredicate"}, READ_DROPPED)
    predicate = options.get("catalogPartitionPredicate")
    return Text(f".where({predicate[1].code})") if predicate else Text("")


@transform
def connection_writer(site: Site, connection: Argument | None, connection_options: Argument | None) -> Text:
    """Return the calls that append through a Unity Catalog connection, behind `frame.write`."""
    name = string(site, connection.node) if connection else None
    mapped = site.settings.connections.get(name) if name else None
    options = _entries(site, connection_options, "connection_options")
    _account(
        site,
        options,
        {"dbtable"},
        {"database": "the Unity Catalog connection names the database", **READ_DROPPED},
    )
    if connection is None or "dbtable" not in options:
        raise CannotRewriteError("connection_options names no `dbtable`", code=OPTIONS)
    target = quoted(mapped) if mapped else connection.text.code
    return _Chain((
        'format("jdbc")',
        f'option("databricks.connection", {target})',
        f'option("dbtable", {options["dbtable"][1].code})',
        'mode("append")',
        "save()",
    )).text  # fmt: skip


def _connection(site: Site, argument: Argument | None) -> str:
    name = string(site, argument.node) if argument else None
    if name is None:
        raise CannotRewriteError("the connection type is known only when the job runs", code=CONNECTION)
    return name.lower() if name.lower() in _FILE_TYPES | _LEGACY_TYPES | JDBC else name


def _format(site: Site, argument: Argument | None, known: Iterable[str]) -> str:
    name = string(site, argument.node) if argument else None
    if name is None:
        raise CannotRewriteError("the file format is not given, or known only when the job runs", code=FORMAT)
    found = {"glueparquet": "parquet"}.get(name.lower(), name.lower())
    if found not in known:
        raise CannotRewriteError(f"Spark has no counterpart of the format `{name}` here", code=FORMAT)
    return found


def _entries(site: Site, argument: Argument | None, what: str) -> Entries:
    if argument is None:
        return {}
    entries = site.entries(argument.node)
    if entries is None:
        raise CannotRewriteError(
            f"the keys of {what} are known only when the job runs",
            code=OPTIONS,
            hint="write the dictionary where it is used, or assign it once and leave it as it is",
        )
    return entries


def _account(site: Site, entries: Entries, used: Iterable[str], dropped: Mapping[str, str]) -> None:
    """Every key is used or dropped with its reason; one that is neither is a refusal."""
    for key in entries:
        if key in dropped:
            site.drop(key, dropped[key])
        elif key not in used:
            raise CannotRewriteError(f"the option `{key}` has no counterpart", code=OPTIONS)


def _read_jdbc(site: Site, kind: str, options: Entries) -> _Chain:
    if "connectionName" not in options:
        return _Chain(("read", 'format("jdbc")')).then(*_jdbc_options(site, options), "load()")
    _account(site, options, {"connectionName", "dbtable"}, {"useConnectionProperties": "the catalog holds them"})
    name = string(site, options["connectionName"][0])
    table = string(site, options["dbtable"][0]) if "dbtable" in options else None
    mapped = site.settings.connections.get(name) if name else None
    if not mapped or not table or "." not in table:
        raise CannotRewriteError(
            f"the Glue connection `{name or kind}` is not mapped to a foreign catalog, or `dbtable` says no schema",
            code=CONNECTION,
            hint=f'add [connections] "{name or kind}" = "<foreign catalog>" to g2l.toml',
        )
    return _Chain((f"table({quoted(f'{mapped}.{table}')})",))


def _jdbc_options(site: Site, options: Entries) -> Iterable[str]:
    _account(site, options, {"url", "dbtable", "query", "user", "password"}, {})
    for key in ("user", "password"):
        if key in options and string(site, options[key][0]) is not None:
            raise CannotRewriteError(
                f"`{key}` is written in the source; a credential is not copied",
                code=CREDENTIAL,
                hint='put it into a secret scope and read it with dbutils.secrets.get("scope", "key")',
            )
    return [f"option({quoted(key)}, {text.code})" for key, (_, text) in options.items()]


def _read_format_calls(site: Site, file_format: str, formatting: Entries) -> list[str]:
    if file_format == "csv":
        _account(site, formatting, {"withHeader", "separator", "quoteChar", *_MULTILINE}, FORMAT_DROPPED)
        return [
            *_header(site, formatting),
            *_separator(formatting),
            *_quote(site, formatting),
            *_lines(site, formatting),
        ]
    if file_format == "json":
        _account(site, formatting, set(_MULTILINE), FORMAT_DROPPED)
        return _lines(site, formatting)
    if file_format == "xml":
        _account(site, formatting, {"rowTag"}, FORMAT_DROPPED)
        return [f'option("rowTag", {formatting["rowTag"][1].code})'] if "rowTag" in formatting else []
    _account(site, formatting, (), FORMAT_DROPPED)
    return []


_MULTILINE = ("multiLine", "multiline")


def _header(site: Site, formatting: Entries) -> list[str]:
    if "withHeader" not in formatting:
        return []
    node, text = formatting["withHeader"]
    if isinstance(site.literal(node), ast.Constant) and string(site, node) is not None:
        raise CannotRewriteError(
            "`withHeader` is given as text, which Glue is reported to ignore",
            code=FORMAT,
            hint="write True or False, whichever the job has been doing",
        )
    return [f'option("header", {text.code})']


def _separator(formatting: Entries) -> list[str]:
    return [f'option("sep", {formatting["separator"][1].code})'] if "separator" in formatting else []


def _quote(site: Site, formatting: Entries) -> list[str]:
    if "quoteChar" not in formatting:
        return []
    node, text = formatting["quoteChar"]
    return ['option("quote", "")'] if _is_minus_one(site, node) else [f'option("quote", {text.code})']


def _is_minus_one(site: Site, node: ast.expr) -> bool:
    return ast.unparse(site.literal(node)) in ("-1", "'-1'")


def _lines(site: Site, formatting: Entries) -> list[str]:
    given = next((formatting[key] for key in _MULTILINE if key in formatting), None)
    if given is None or truth(site, given[0]) is False:
        return []
    return ['option("multiLine", True)' if truth(site, given[0]) else f'option("multiLine", {given[1].code})']


def _path_writer(site: Site, options: Entries, file_format: str, formatting: Entries) -> _Chain:
    if "path" not in options:
        raise CannotRewriteError("connection_options names no `path`", code=OPTIONS)
    used = {"compression", *({"writeHeader", "separator", "quoteChar"} if file_format == "csv" else ())}
    _account(site, formatting, used, FORMAT_DROPPED)
    chain = _Chain(('mode("append")',))
    compression = options.get("compression") or formatting.get("compression")
    if compression:
        chain = chain.then(f'option("compression", {compression[1].code})')
    if file_format == "csv":
        chain = chain.then(*_csv_write_calls(site, formatting))
    chain = chain.then(*_partition_calls(site, options.get("partitionKeys")))
    path = options["path"][1].code
    if file_format in _METHODS:
        return chain.then(f"{file_format}({path})")
    return chain.then(f"format({quoted(file_format)})", f"save({path})")


def _csv_write_calls(site: Site, formatting: Entries) -> list[str]:
    if "quoteChar" in formatting and _is_minus_one(site, formatting["quoteChar"][0]):
        raise CannotRewriteError("Spark cannot write CSV without quotes", code=FORMAT)
    header = formatting["writeHeader"][1].code if "writeHeader" in formatting else "True"
    calls = [f'option("header", {header})', *_separator(formatting), *_quote(site, formatting)]
    return [*calls, """option("escape", '"')"""]


def _partition_calls(site: Site, given: tuple[ast.expr, Text] | None) -> list[str]:
    if given is None:
        return []
    keys = strings(site, given[0])
    if keys is None or isinstance(given[0], ast.Name | ast.Attribute | ast.Subscript):
        is_empty = isinstance(site.literal(given[0]), ast.List) and keys == ()
        return [] if is_empty else [f"partitionBy(*{given[1].at(Place.OPERAND)})"]
    return [f"partitionBy({', '.join(quoted(key) for key in keys)})"] if keys else []
