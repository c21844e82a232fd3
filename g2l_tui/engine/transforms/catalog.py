"""Glue databases and tables as names of Unity Catalog."""

from __future__ import annotations

import ast
import re

from g2l_tui.engine.binding import Argument
from g2l_tui.engine.refusal import CannotRewriteError
from g2l_tui.engine.transforms.literals import quoted, string
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.ruleset.template import Text

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
CATALOG = "G2L110"


@transform
def table_name(
    site: Site, database: Argument | None, table: Argument | None, name_space: Argument | None = None
) -> Text:
    """Return the three-level name of a table: a literal, or an f-string where a part is known only at run time.

    `name_space` is Glue's old word for the database.
    """
    schema = database or name_space
    if schema is None or table is None:
        raise CannotRewriteError("a catalog table needs a database and a table name", code=CATALOG)
    known_schema, known_table = string(site, schema.node), string(site, table.node)
    if known_schema is not None and known_table is not None:
        return Text(quoted(full_name(site, known_schema, known_table)))
    if known_schema is None and site.settings.schemas:
        raise CannotRewriteError(
            f"the database `{schema.text.code}` is known only when the job runs, and [schemas] maps some by name",
            code=CATALOG,
            hint="write the mapped name, or look it up in a dictionary of your own",
        )
    head = schema_name(site, known_schema) if known_schema is not None else None
    left = _escaped(head) if head is not None else f"{site.settings.catalog}.{_inside(schema)}"
    right = _escaped(_name(known_table)) if known_table is not None else _inside(table)
    return Text(f'f"{left}.{right}"')


def full_name(site: Site, database: str, table: str) -> str:
    """Return `catalog.schema.table` for a Glue database and table."""
    mapped = site.settings.tables.get(f"{database}.{table}")
    return mapped or f"{schema_name(site, database)}.{_name(table)}"


def schema_name(site: Site, database: str) -> str:
    """Return `catalog.schema` for a Glue database."""
    mapped = site.settings.schemas.get(database)
    return mapped or f"{_name(site.settings.catalog)}.{_name(database)}"


def _name(part: str) -> str:
    return part if _PLAIN.fullmatch(part.lower()) and part.isascii() else f"`{part.replace('`', '``')}`"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("{", "{{").replace("}", "}}")


def _inside(argument: Argument) -> str:
    """The argument within an f-string in double quotes: its own quotes turned, older Pythons need that."""
    match argument.node:
        case ast.JoinedStr():
            inner = _fstring_body(argument.text.code)
            if inner is not None:
                return f"`{inner}`"
    code = argument.text.code
    if '"' in code and "'" not in code:
        code = code.replace('"', "'")
    if any(mark in code for mark in ('"', "\\", "\n", "#")):
        raise CannotRewriteError(f"`{argument.text.code}` does not fit into an f-string", code=CATALOG)
    if code.startswith("{"):
        code = f" {code}"
    return f"`{{{code}}}`"


def _fstring_body(code: str) -> str | None:
    found = re.fullmatch(r"f(['\"])([^'\"\\\n]*)\1", code)
    return found[2] if found else None
