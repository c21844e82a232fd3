"""SQL text: where the names of tables and databases stand in it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

_PART = r"(?:`[^`]+`|\w+)"
_NAME = rf"{_PART}(?:\s*\.\s*{_PART})*"
_PARTS = re.compile(_PART)
_WHOLE = re.compile(_NAME)
_NOT_CODE = re.compile(r"'(?:[^'\\]|''|\\.)*'|\"(?:[^\"\\]|\"\"|\\.)*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)

_OF_SCHEMA = re.compile(
    rf"""\s*(?: show\s+(?:tables|views)\s+(?:in|from)
              | desc(?:ribe)?\s+(?:database|schema)(?:\s+extended)?
              | alter\s+(?:database|schema)
              | use(?:\s+(?:database|schema))? )\s+(?!catalog\b)(?P<name>{_NAME})""",
    re.IGNORECASE | re.VERBOSE,
)
_OF_CATALOG = re.compile(
    rf"\s*(?:use\s+catalog|show\s+(?:databases|schemas|namespaces)\s+(?:in|from))\s+(?P<name>{_NAME})", re.IGNORECASE
)
_OF_DATABASES = re.compile(r"\b(?:use|databases?|schemas?|namespaces|tables|views)\b", re.IGNORECASE)
_OF_TABLE = re.compile(
    rf"""\s*(?: (?:msck\s+)?repair\s+table
              | show\s+(?:partitions|create\s+table|tblproperties|columns\s+(?:in|from))
              | optimize | vacuum | table )\s+(?P<name>{_NAME})""",
    re.IGNORECASE | re.VERBOSE,
)
_BEFORE_A_QUERY = re.compile(
    r"""\s*(?: explain(?:\s+(?:extended|formatted|codegen|cost))?\s
              | insert\s+overwrite\s+(?:local\s+)?directory\s+'[^']*'\s+using\s+\w+\s+(?:options\s*\([^)]*\)\s*)? )""",
    re.IGNORECASE | re.VERBOSE,
)
"""What may stand before a query and is not understood with it."""

_CREATED = re.compile(
    rf"\s*create\s+(?:or\s+replace\s+)?(?:external\s+)?table\s+(?:if\s+not\s+exists\s+)?(?P<name>{_NAME})",
    re.IGNORECASE,
)
_AFTER_A_WORD = re.compile(
    rf"\b(?:from|join|into|table|update|overwrite)\s+(?:if\s+(?:not\s+)?exists\s+)?(?P<name>{_NAME})",
    re.IGNORECASE,
)

_CATALOGS = frozenset({"glue_catalog", "awsdatacatalog", "spark_catalog"})
_SET_UP = re.compile(
    rb"spark\.sql\.catalog\.(\w+)\.(?:catalog-impl|type)[\"'\s,=]+(?:org\.apache\.iceberg\.aws\.glue\.GlueCatalog|glue)\b"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A table, a database or a catalog, by the offsets of the parts of its name, back-quotes included."""

    parts: tuple[tuple[int, int], ...]
    is_schema: bool = False
    is_catalog: bool = False


def may_name(text: str) -> bool:
    """True for a text that may name a database: most name views and nothing else, and need not be parsed."""
    return "." in text or _OF_DATABASES.search(text) is not None


def named_in(text: str) -> tuple[Named, ...] | None:
    """Return the tables and databases that a text of one or more statements names; None when it is not understood."""
    if before := _BEFORE_A_QUERY.match(text):
        text = " " * before.end() + text[before.end() :]
    for pattern in (_OF_CATALOG, _OF_SCHEMA, _OF_TABLE):
        if found := pattern.match(text):
            named = _named(found, is_schema=pattern is not _OF_TABLE)
            return (replace(named, is_catalog=pattern is _OF_CATALOG),)
    import sqlglot  # noqa: PLC0415 -- a seventh of a second that files without SQL need not wait

    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    try:
        statements = [statement for statement in sqlglot.parse(text, dialect="spark") if statement]
    except (sqlglot.errors.SqlglotError, RecursionError):
        return _only_created(text)
    if any(statement.key == "command" for statement in statements) and mentioned(text):
        return None
    return tuple(named for statement in statements for named in _tables_of(statement))


def glue_catalogs(code: bytes) -> frozenset[str]:
    """Return what Spark calls Glue's own catalog, in lower case: the usual names, and those that a module sets up."""
    return _CATALOGS | {name.decode().lower() for name in _SET_UP.findall(code)}


def name_alone(text: str) -> Named | None:
    """Return the name that a text is, as calls take it that read or write a table."""
    found = _WHOLE.fullmatch(text)
    return _named_from(text, 0, is_schema=False) if found else None


def mentioned(text: str) -> tuple[Named, ...]:
    """Return what looks like the name of a table in a text that is not understood."""
    code = _NOT_CODE.sub(lambda found: " " * len(found[0]), text)
    return tuple(_named(found, is_schema=False) for found in _AFTER_A_WORD.finditer(code))


def _only_created(text: str) -> tuple[Named, ...] | None:
    """A table whose columns are filled in later is known by how its statement begins, if nothing else is named."""
    found = _CREATED.match(text)
    rest = mentioned(text)
    return (_named(found, is_schema=False),) if found and len(rest) == 1 else None


def _named(found: re.Match[str], *, is_schema: bool) -> Named:
    return _named_from(found["name"], found.start("name"), is_schema=is_schema)


def _named_from(name: str, start: int, *, is_schema: bool) -> Named:
    parts = ((start + part.start(), start + part.end()) for part in _PARTS.finditer(name))
    return Named(tuple(parts), is_schema)


def _tables_of(statement: exp.Expr) -> Iterator[Named]:
    from sqlglot import exp  # noqa: PLC0415 -- as above

    kind = str(statement.args.get("kind")).upper()
    if isinstance(statement, exp.Use) and kind == "CATALOG":
        return
    is_schema = isinstance(statement, exp.Use) or kind in ("SCHEMA", "DATABASE")
    for table in statement.find_all(exp.Table):
        if all("start" in node.meta for node in table.parts):
            yield Named(tuple((node.meta["start"], node.meta["end"] + 1) for node in table.parts), is_schema)
