"""Names of tables in SQL text and in Spark's own calls: Glue's databases become schemas of Unity Catalog.

Only what stands where a table must stand is touched, and where it is written: in the call itself, or in the literal
behind a name. What is not certain stays as it is, and is told.
"""

from __future__ import annotations

import ast
import re

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.iceberg import by_name
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.text.sql import glue_catalogs
from g2l_tui.engine.transforms.catalog import schema_name
from g2l_tui.engine.transforms.literals import quoted, string
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.ruleset.template import Place, Text

_KEY = re.compile(r"spark\.sql\.catalog\.(\w+)(?:\.[\w.-]+)?")


@transform
def sql_names(site: Site, query: Argument | None) -> Text:
    """Return the text of a query with the tables of Glue's databases under their catalog."""
    return _named(site, query, "the query is missing")


@transform
def table_text(site: Site, name: Argument | None) -> Text:
    """Return the name of a table as Spark's own calls take it, with its catalog."""
    return _named(site, name, "the name is missing")


@transform
def named_call(site: Surroundings, name: Argument | None, *_others: Argument | None) -> Text:
    """Return a call as it is written, but for the table that it names."""
    _named(site, name, "the name is missing")
    code = site.text(site.call.func).at(Place.RECEIVER)
    arguments = [site.text(argument).code for argument in site.call.args]
    named = [f"{each.arg}={site.text(each.value).code}" if each.arg else f"**{site.text(each.value).code}"
             for each in site.call.keywords]  # fmt: skip
    return Text(f"{code}({', '.join([*arguments, *named])})")


@transform
def iceberg_table(site: Surroundings, name: Argument | None, *_others: Argument | None) -> Text:
    """Return the read of a table, or the append to one, that Iceberg's source was given by its name."""
    owner = by_name(site.call, site.literal)
    if owner is None:
        raise CannotRewriteError("Iceberg's source is given a path, or more than the name of a table")
    code, table = site.text(owner).at(Place.RECEIVER), _named(site, name, "the name is missing").code
    is_read = isinstance(site.call.func, ast.Attribute) and site.call.func.attr == "load"
    return Text(f"{code}.table({table})" if is_read else f"{code}.writeTo({table}).append()")


@transform
def schema_text(site: Site, name: Argument | None) -> Text:
    """Return the name of a database as Spark's own calls take it, with its catalog."""
    return _named(site, name, "the name is missing")


@transform
def schema_in_use(site: Site, name: Argument) -> Text:
    """Return the call that makes a database the current one: Spark's own knows only those of the current catalog."""
    known = string(site, name.node)
    schema = schema_name(site.settings, known) if known is not None else f"{site.settings.catalog}.…"
    statement = quoted(f"USE {schema}")
    match site.call.func:
        case ast.Attribute(value=ast.Attribute(value=session, attr="catalog")):
            owner = site.text(session).at(Place.RECEIVER)
        case _:
            owner = ""
    if known is not None and owner:
        return Text(f"{owner}.sql({statement})")
    code = f"{site.source(site.call.func)}({name.text.code})"
    site.caution("G2L205", f"`{code}` knows the current catalog only: write `{owner or 'spark'}.sql({statement})`")
    return Text(code)


@transform
def catalog_in_use(site: Surroundings, name: Argument) -> Text:
    """Return the catalog of Unity Catalog in the place of Glue's own; refuse any other."""
    if (string(site, name.node) or "").lower() in glue_catalogs(site.view.module.code):
        return Text(quoted(site.settings.catalog))
    raise CannotRewriteError(f"`{site.source(name.node)}` is no name of Glue's catalog")


def _named(site: Site, argument: Argument | None, missing: str) -> Text:
    if argument is None:
        raise CannotRewriteError(missing)
    for code, sentence in site.untouched_names:
        site.caution(code, sentence)
    return argument.text


@transform
def key_of_glue_catalog(site: Surroundings, key: Argument) -> Text:
    """Allow the key of a setting that says how Spark reaches Glue's own catalog; refuse any other."""
    found = _KEY.fullmatch(string(site, key.node) or "")
    if found and found[1].lower() in glue_catalogs(site.view.module.code):
        return Text("None")
    raise CannotRewriteError(f"`{site.source(key.node)}` is no setting of Glue's catalog")
