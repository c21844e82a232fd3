"""Sources and targets that are no files: databases, warehouses and the connectors of Glue."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.connectors import OWN_DRIVERS, OWN_SOURCES, mapped_types, own_driver, own_source
from g2l_tui.engine.transforms.documents import read_documents, write_documents
from g2l_tui.engine.transforms.entries import (
    CONNECTION,
    LIMITED,
    OPTIONS,
    Chain,
    Entries,
    account,
    entries_of,
    is_off,
    known,
    option,
    shown,
)
from g2l_tui.engine.transforms.literals import quoted, string
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.engine.transforms.secrets import with_secrets
from g2l_tui.engine.transforms.seeing import Surroundings, may_be_none
from g2l_tui.engine.transforms.warehouses import read_redshift, write_redshift
from g2l_tui.ruleset.template import Text

JDBC = frozenset({"mysql", "postgresql", "sqlserver", "oracle"})
_FEDERATED = frozenset({"redshift", "snowflake", "bigquery"})
_DOCUMENTS = frozenset({"mongodb", "documentdb"})
DATABASES = JDBC | _FEDERATED | _DOCUMENTS | OWN_SOURCES | OWN_DRIVERS

_ONE_CONNECTION = "the rows are read over one connection, which may take longer than Glue's parallel reads"
_DRIVER = "the driver's jar must be on the cluster, which serverless compute does not allow"
_UC_CONNECTION = (
    "The connection must exist in Unity Catalog (JDBC connections are in preview), "
    "and Spark creates a missing table with types of its own."
)
_READ_CONNECTION = (
    "The connection must exist in Unity Catalog (JDBC connections are in preview); "
    "its driver gives the types, where Glue has a mapping of its own."
)
_IN_PLACE = "Glue reads the sampleQuery in its place"
_IN_CATALOG = "the foreign catalog holds it"

_PARALLEL = (
    "hashfield",
    "hashexpression",
    "hashpartitions",
    "partitionColumn",
    "lowerBound",
    "upperBound",
    "numPartitions",
)
_BOOKMARK = ("jobBookmarkKeys", "jobBookmarkKeysSortOrder")
_HELD: Mapping[str, str] = dict.fromkeys(
    (
        "useConnectionProperties", "aws_iam_role", "redshiftTmpDir", "className", "secretId", "sfDatabase",
        "sfWarehouse", "sfRole", "autopushdown", "parentProject", "viewsEnabled", "materializationDataset",
        "database",
    ),
    _IN_CATALOG,
)  # fmt: skip
"""Options that say how to reach a database, which a foreign catalog knows."""

_BY_CONNECTION = {
    "database": "the Unity Catalog connection names the database",
    "className": "the Unity Catalog connection names the driver",
    "bulkSize": "how many rows travel at once",
    "aws_iam_role": "rows are sent over the connection, without a COPY from S3",
    "redshiftTmpDir": "rows are sent over the connection, without a COPY from S3",
}

_TABLE = re.compile(r"[\w$-]+\.[\w$-]+")
_PLAIN = re.compile(r"[A-Za-z_]\w*")


def read_database(site: Surroundings, kind: str, options: Entries) -> Chain:
    """Return the calls that read a table of a database, behind the session."""
    if kind in _DOCUMENTS:
        return read_documents(site, kind, options)
    if kind in OWN_SOURCES:
        return Chain(("read", *own_source(site, options).calls, "load()"))
    if kind == "redshift" and "url" in options and "connectionName" not in options:
        bookmark_keys(site, options)
        return read_redshift(site, _without(options, *_BOOKMARK))
    if kind in _FEDERATED or _is_mapped_table(site, kind, options):
        return Chain((f"table({_federated_table(site, kind, options)})",))
    if "connectionName" in options:
        return _read_through_connection(site, kind, options)
    if kind in OWN_DRIVERS:
        driver = own_driver(site, _without(options, "dataTypeMapping"))
        return Chain(("read", 'format("jdbc")')).then(*driver, "load()", *mapped_types(site, options))
    return Chain(("read", 'format("jdbc")')).then(*_jdbc_read_options(site, options), "load()")


def write_database(site: Surroundings, kind: str, options: Entries) -> Chain:
    """Return the calls that append rows to a table of a database, behind `frame.write`."""
    if kind in _DOCUMENTS:
        return write_documents(site, kind, options)
    if kind in OWN_SOURCES:
        return own_source(site, options).then('mode("append")', "save()")
    if kind == "redshift" and "url" in options and "connectionName" not in options:
        return write_redshift(site, options)
    if kind in _FEDERATED:
        raise _cannot_write(site, kind, options)
    if "connectionName" in options:
        return _write_through_connection(site, kind, options)
    if kind in OWN_DRIVERS:
        return Chain(('format("jdbc")',)).then(*own_driver(site, options), 'mode("append")', "save()")
    used = {"url", "dbtable", "user", "password", "customJdbcDriverClassName"}
    account(site, options, used, {"bulkSize": "how many rows travel at once", "customJdbcDriverS3Path": _DRIVER})
    given = with_secrets(site, options)
    calls = [option(key, given[key][1].code) for key in ("url", "dbtable", "user", "password") if key in given]
    return Chain(('format("jdbc")',)).then(*calls, *_driver(site, options), 'mode("append")', "save()")


@transform
def connection_writer(site: Surroundings, connection: Argument | None, connection_options: Argument | None) -> Text:
    """Return the calls that append through a Unity Catalog connection, behind `frame.write`."""
    options = entries_of(site, connection_options, "connection_options")
    if connection is None:
        raise CannotRewriteError("the connection is missing", code=CONNECTION, hint="name the connection")
    return _appended(site, _named_connection(site, connection.node, connection.text.code), options).text


def parallel_read(site: Site, options: Entries) -> None:
    """Drop the options that split a read, and tell that it is not split any more."""
    found = [key for key in _PARALLEL if key in options]
    for key in found:
        site.drop(key, "splits the read over several connections; the rows are the same")
    if found:
        site.caution(CONNECTION, f"The option `{found[0]}` is dropped: {_ONE_CONNECTION}.")


def bookmark_keys(site: Site, options: Entries) -> None:
    """Drop the keys of a job bookmark where the workspace reads everything each time.

    Raises CannotRewriteError otherwise: with a bookmark, Glue reads only what is new.
    """
    for key in _BOOKMARK:
        if key in options and site.settings.bookmarks == "full":
            site.drop(key, 'the workspace reads everything each time: bookmarks = "full"')
        elif key in options:
            raise CannotRewriteError(
                f"`{key}` says that a job bookmark reads only new rows; without it the job would read all of them",
                code=LIMITED,
                hint=f"keep the highest value of {shown(site, options, 'jobBookmarkKeys', 'the key')} in a control "
                'table and filter on it, or set bookmarks = "full" in g2l.toml if the job reads everything each time',
            )


def _without(options: Entries, *keys: str) -> Entries:
    return {key: value for key, value in options.items() if key not in keys}


def _is_mapped_table(site: Site, kind: str, options: Entries) -> bool:
    """True for a table of a connection that the settings map to a foreign catalog, or would if they did."""
    table = _schema_and_table(site, kind, options)
    return known(site, options, "connectionName") in site.settings.connections and bool(_TABLE.fullmatch(table or ""))


def _federated_table(site: Site, kind: str, options: Entries) -> str:
    parallel_read(site, options)
    bookmark_keys(site, options)
    parts = _schema_and_table(site, kind, options)
    name = known(site, options, "connectionName")
    mapped = site.settings.connections.get(name) if name else None
    if not mapped or not parts or not _TABLE.fullmatch(parts):
        raise _unmapped(site, kind, options, parts)
    rest = _without(options, "connectionName", *_PARALLEL, *_BOOKMARK, *_TABLE_KEYS)
    account(site, rest, (), _HELD)
    schema, table = parts.split(".")
    return quoted(f"{mapped}.{_named(schema)}.{_named(table)}")


def _unmapped(site: Site, kind: str, options: Entries, parts: str | None) -> CannotRewriteError:
    name = known(site, options, "connectionName")
    source = f"the Glue connection {shown(site, options, 'connectionName', '…')}"
    table = f'spark.table("<foreign catalog>.{parts or "<schema>.<table>"}")'
    return CannotRewriteError(
        f"{source if 'connectionName' in options else f'the {kind} source'} is not mapped to a foreign catalog, "
        "or the options do not name schema and table",
        code=CONNECTION,
        hint=f'add [connections] {quoted(name)} = "<foreign catalog>" to g2l.toml, or write {table}'
        if name
        else f"make a foreign catalog of the database, and write {table}",
    )


_TABLE_KEYS = ("dbtable", "dbTable", "sfSchema", "table", "sourceType")


def _schema_and_table(site: Site, kind: str, options: Entries) -> str | None:
    table = known(site, options, "dbtable") or known(site, options, "dbTable")
    if kind == "bigquery":
        return known(site, options, "table") if known(site, options, "sourceType") in (None, "table") else None
    if kind == "snowflake" and "sfSchema" in options:
        schema = known(site, options, "sfSchema")
        return f"{schema}.{table}" if schema and table else None
    return table


def _named(part: str) -> str:
    return part if _PLAIN.fullmatch(part) else f"`{part}`"


def _jdbc_read_options(site: Surroundings, options: Entries) -> list[str]:
    parallel_read(site, options)
    bookmark_keys(site, options)
    used = {"url", "dbtable", "query", "sampleQuery", "user", "password", "customJdbcDriverClassName", "queryTimeout"}
    dropped = {"customJdbcDriverS3Path": _DRIVER, "enablePartitioningForSampleQuery": "the query is read as it is"}
    rest = _without(options, *_PARALLEL, *_BOOKMARK)
    account(site, rest, used, dropped)
    given = with_secrets(site, options)
    if not is_off(site, options, "enablePartitioningForSampleQuery"):
        raise CannotRewriteError(
            "`sampleQuery` is written to be continued by Glue with a condition of its own",
            code=OPTIONS,
            hint="write the whole query, and set enablePartitioningForSampleQuery to False",
        )
    _check_replaced(site, options)
    queries = [key for key in ("query", "sampleQuery", "dbtable") if key in options][:1]
    if "query" in options and ("dbtable" in options or "sampleQuery" in options):
        raise CannotRewriteError("`query` is given beside another table or query", code=OPTIONS)
    names = {"sampleQuery": "query"}
    keys = ["url", *queries, "user", "password", "queryTimeout"]
    calls = [option(names.get(key, key), given[key][1].code) for key in keys if key in given]
    return [*calls, *_driver(site, options)]


def _check_replaced(site: Surroundings, options: Entries) -> bool:
    """Tell that the query is read in place of a table. Raises CannotRewriteError where it may be None."""
    if "sampleQuery" not in options or "dbtable" not in options:
        return False
    if may_be_none(site, options["sampleQuery"][0]):
        raise CannotRewriteError(
            "`sampleQuery` may be None, and then Glue reads the table",
            code=OPTIONS,
            hint='set it only where there is a query: if query: options["sampleQuery"] = query',
        )
    site.drop("dbtable", _IN_PLACE)
    return True


def _driver(site: Site, options: Entries) -> list[str]:
    if "customJdbcDriverS3Path" in options or "customJdbcDriverClassName" in options:
        site.caution(CONNECTION, f"{_DRIVER[0].upper()}{_DRIVER[1:]}.")
    name = options.get("customJdbcDriverClassName")
    return [option("driver", name[1].code)] if name else []


def _read_through_connection(site: Surroundings, kind: str, options: Entries) -> Chain:
    parallel_read(site, options)
    bookmark_keys(site, options)
    if _check_replaced(site, options):
        options = _without(options, "dbtable")
    queries = [key for key in ("query", "sampleQuery", "dbtable", "dbTable") if key in options]
    if len(queries) != 1:
        raise CannotRewriteError("connection_options names no table and no query, or several", code=OPTIONS)
    connection = _connection(site, kind, options)
    rest = _without(options, "connectionName", *_PARALLEL, *_BOOKMARK)
    account(site, rest, {*queries, "queryTimeout", "useConnectionProperties", "dataTypeMapping"}, _BY_CONNECTION)
    site.caution(CONNECTION, _READ_CONNECTION)
    names = {"sampleQuery": "query", "dbTable": "dbtable"}
    calls = [option(names.get(key, key), options[key][1].code) for key in (*queries, "queryTimeout") if key in options]
    return Chain(("read", 'format("jdbc")', connection)).then(*calls, "load()", *mapped_types(site, options))


def _write_through_connection(site: Site, kind: str, options: Entries) -> Chain:
    connection = _connection(site, kind, options)
    site.caution(CONNECTION, _UC_CONNECTION)
    return _appended(site, connection, _without(options, "connectionName", "useConnectionProperties"))


def _connection(site: Site, kind: str, options: Entries) -> str:
    """The option that names the Unity Catalog connection in place of Glue's."""
    if kind in JDBC and is_off(site, options, "useConnectionProperties"):
        raise CannotRewriteError(
            "the connection's own properties are not asked for: `useConnectionProperties`",
            code=CONNECTION,
            hint="say useConnectionProperties: True, or give url, user and password",
        )
    if "useConnectionProperties" in options:
        site.drop("useConnectionProperties", "the Unity Catalog connection holds them")
    node, text = options["connectionName"]
    return _named_connection(site, node, text.code)


def _named_connection(site: Site, node: ast.expr, code: str) -> str:
    name = string(site, node)
    mapped = site.settings.connections.get(name) if name else None
    return option("databricks.connection", quoted(mapped) if mapped else code)


def _appended(site: Site, connection: str, options: Entries) -> Chain:
    account(site, options, {"dbtable", "dbTable"}, _BY_CONNECTION)
    table = options.get("dbtable") or options.get("dbTable")
    if table is None:
        raise CannotRewriteError("connection_options names no `dbtable`", code=OPTIONS)
    written = option("dbtable", table[1].code)
    return Chain(('format("jdbc")', connection, written, 'mode("append")', "save()"))


def _cannot_write(site: Site, kind: str, options: Entries) -> CannotRewriteError:
    account(site, {key: value for key, value in options.items() if key in ("preactions", "postactions")}, (), {})
    table = shown(site, options, "dbtable", "<table>")
    target = shown(site, options, "table", "…")
    advice = {
        "redshift": 'on classic compute frame.write.format("redshift") with url, tempdir and '
        f'.option("dbtable", {table}).mode("append").save(); or write files and COPY them in a SQL task',
        "snowflake": f'on classic compute frame.write.format("snowflake") with secrets, .option("dbtable", {table})',
        "bigquery": f'on classic compute frame.write.format("bigquery"), .option("table", {target})',
    }
    return CannotRewriteError(
        f"connection type `{kind}` has no counterpart that is written the same way: foreign catalogs are read only",
        code=CONNECTION,
        hint=advice.get(kind, "write with the database's own JDBC driver"),
    )
