"""Names of sources and sinks in one spelling, so that both sides of a proof speak of the same."""

from __future__ import annotations

import re
from collections.abc import Mapping

_JDBC = frozenset("jdbc mysql postgresql oracle sqlserver redshift snowflake aurora mariadb db2 teradata".split())
_SCHEME = re.compile(r"^(s3[an]?|dbfs|file|hdfs|abfss?|gs):/+")


def table_name(database: str, table: str) -> str:
    """Return `database.table` in lower case without quotes; empty when there is no table."""
    if not table:
        return ""
    return ".".join(part.strip('`" ').lower() for part in (database, table) if part)


def path_name(path: str) -> str:
    """Return a path with the scheme `s3`, one slash between parts and none at its end."""
    found = _SCHEME.match(path)
    if not found:
        return re.sub(r"/+", "/", path).rstrip("/")
    scheme = "s3" if found[1].startswith("s3") else found[1]
    return f"{scheme}://" + re.sub(r"/+", "/", path[found.end() :]).strip("/")


def connection_name(kind: str, table: str) -> str:
    """Return the name of a table behind a connection. Databases that JDBC reaches are all called `jdbc`: the two
    sides may well say it in other words.
    """  # noqa: D205
    plain = kind.lower().rpartition(".")[2]
    return f"{'jdbc' if plain in _JDBC else plain}:{table_name('', table)}"


def is_path(name: str) -> bool:
    """True for a path, false for a table or a connection."""
    return "://" in name or name.startswith("/")


def catalog_name(name: str, catalog: str, schemas: Mapping[str, str], tables: Mapping[str, str]) -> str:
    """Return what the settings make of `database.table`: `catalog.schema.table`, in lower case without quotes."""
    for glue, target in tables.items():
        if glue.lower() == name:
            return target.lower().replace("`", "")
    database, _, table = name.rpartition(".")
    if database.count("."):
        return name
    schema = next(
        (target for glue, target in schemas.items() if glue.lower() == database), f"{catalog}.{database or 'default'}"
    )
    return f"{schema}.{table}".lower().replace("`", "")


def mapped_path(path: str, paths: Mapping[str, str]) -> str:
    """Return the path that the settings make of one: the longest prefix wins."""
    for prefix in sorted(paths, key=len, reverse=True):
        start = path_name(prefix)
        if path == start or path.startswith(start + "/"):
            return path_name(paths[prefix]) + path[len(start) :]
    return path
