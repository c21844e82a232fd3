"""Glue databases and tables as names of Unity Catalog."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import replace

from g2l_tui.config import Settings
from g2l_tui.engine.kinds.kind import Instance
from g2l_tui.engine.kinds.members import is_enumeration
from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.literals import inside_fstring, quoted, string
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.ruleset.binds import Binds
from g2l_tui.ruleset.template import Place, Text

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
CATALOG = "G2L110"
UNWRITTEN = "G2L119"


@transform
def table_name(
    site: Surroundings, database: Argument | None, table: Argument | None, name_space: Argument | None = None
) -> Text:
    """Return the three-level name of a table: a literal, or an f-string where a part is known only at run time.

    `name_space` is Glue's old word for the database.
    """
    schema = database or name_space
    if schema is None or table is None:
        raise CannotRewriteError("a catalog table needs a database and a table name", code=CATALOG)
    schema, table = _by_value(site, schema), _by_value(site, table)
    known_schema, known_table = string(site, schema.node), string(site, table.node)
    if known_schema is not None and known_table is not None:
        name = full_name(site.settings, known_schema, known_table)
        kept = f"{quoted_name(site.settings.catalog)}.{_kept(schema, known_schema)}.{_kept(table, known_table)}"
        is_kept = isinstance(schema.node, ast.Name) or isinstance(table.node, ast.Name)
        is_plain = (
            name == f"{quoted_name(site.settings.catalog)}.{quoted_name(known_schema)}.{quoted_name(known_table)}"
        )
        return Text(f'f"{kept}"' if is_kept and is_plain else quoted(name))
    left = _escaped(schema_name(site.settings, known_schema)) if known_schema is not None else _looked_up(site, schema)
    right = _escaped(quoted_name(known_table)) if known_table is not None else _inside(table)
    name = f'f"{left}.{right}"'
    if not may_be_mapped(site.settings, known_schema, known_table):
        return Text(name)
    site.constant(f"_TABLES = {by_lower_name(site.settings.tables)}")
    database_key = _escaped(known_schema) if known_schema is not None else f"{{{_expression_inside(schema)}}}"
    table_key = _escaped(known_table) if known_table is not None else f"{{{_expression_inside(table)}}}"
    return Text(f'_TABLES.get(f"{database_key}.{table_key}".lower(), {name})')


def _kept(argument: Argument, known: str) -> str:
    """A part of a name within an f-string: what the author calls it stays, so that it may be changed in one place."""
    written = argument.text.code if isinstance(argument.node, ast.Name) else ""
    name = quoted_name(known)
    return name.replace(known, f"{{{written}}}") if written and name in (known, f"`{known}`") else _escaped(name)


def may_be_mapped(settings: Settings, database: str | None, table: str | None) -> bool:
    """True when a table of which a part is not known yet may be one that the settings map by name."""
    names = (name.partition(".") for name in settings.tables)
    return any(_may_be(database, of_database) and _may_be(table, of_table) for of_database, _, of_table in names)


def _may_be(known: str | None, mapped: str) -> bool:
    return known is None or known.lower() == mapped.lower()


def _looked_up(site: Site, schema: Argument) -> str:
    """A database that is known only when the job runs: where some are mapped by name, it is looked up there."""
    if not site.settings.schemas:
        return f"{quoted_name(site.settings.catalog)}.{_inside(schema)}"
    site.constant(f"_SCHEMAS = {by_lower_name(site.settings.schemas)}")
    key, name = _expression_inside(schema, Place.RECEIVER), _expression_inside(schema)
    return f"{{_SCHEMAS.get({key}.lower(), '{quoted_name(site.settings.catalog)}.' + {name})}}"


def by_lower_name(settings: Mapping[str, str]) -> str:
    """Return a dictionary of the settings as code, by names in lower case."""
    entries = (f"{quoted(name.lower())}: {quoted(target)}" for name, target in settings.items())
    return f"{{{', '.join(entries)}}}"


@transform
def path_no_longer_written(site: Site, path: Argument | None) -> Text:
    """Tell that a write to a table of the catalog leaves the path alone to which Glue wrote as well."""
    if path is not None:
        where = site.source(path.node)
        site.caution(UNWRITTEN, f"The table has its own place: this puts no new files into {where}")
    return Text("None")


@transform
def predicate(site: Site, given: Argument | None) -> Text:
    """Return a predicate for `where`; one that may be empty or None lets every row through, as Glue does."""
    if given is None:
        raise CannotRewriteError("the predicate is missing")
    node = site.literal(given.node)
    if isinstance(node, ast.JoinedStr | ast.BinOp) or (isinstance(node, ast.Constant) and node.value):
        return given.text
    return Text(f'{given.text.at(Place.OPERAND)} or "true"', Binds.BOOLEAN)


def full_name(settings: Settings, database: str, table: str) -> str:
    """Return `catalog.schema.table` for a Glue database and table."""
    mapped = mapped_name(settings.tables, f"{database}.{table}")
    return mapped or f"{schema_name(settings, database)}.{quoted_name(table)}"


def schema_name(settings: Settings, database: str) -> str:
    """Return `catalog.schema` for a Glue database."""
    mapped = mapped_name(settings.schemas, database)
    return mapped or f"{quoted_name(settings.catalog)}.{quoted_name(database)}"


def mapped_name(settings: Mapping[str, str], name: str) -> str | None:
    """Look a name up; Glue stores names in lower case and takes them in any."""
    return next((target for each, target in settings.items() if each.lower() == name.lower()), None)


def quoted_name(part: str) -> str:
    """Return one part of a name, in back-quotes where it needs them."""
    return part if _PLAIN.fullmatch(part.lower()) and part.isascii() else f"`{part.replace('`', '``')}`"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("{", "{{").replace("}", "}}")


def _by_value(site: Surroundings, argument: Argument) -> Argument:
    """A member of an enumeration as its value: in an f-string, newer versions of Python would write its own name."""
    match site.kind(argument.node):
        case Instance(name) if is_enumeration(site.view.knowledge, name):
            return replace(argument, text=Text(f"{argument.text.at(Place.RECEIVER)}.value"))
        case _:
            return argument


def _inside(argument: Argument) -> str:
    """The argument as a quoted name within an f-string."""
    if isinstance(argument.node, ast.JoinedStr) and (inner := _fstring_body(argument.text.code)) is not None:
        return f"`{inner}`"
    code = _expression_inside(argument)
    return f"`{{ {code}}}`" if code.startswith("{") else f"`{{{code}}}`"


def _expression_inside(argument: Argument, place: Place = Place.OPERAND) -> str:
    return inside_fstring(argument.text.at(place))


def _fstring_body(code: str) -> str | None:
    found = re.fullmatch(r"f(['\"])([^'\"\\\n]*)\1", code)
    return found[2] if found else None
