"""Names of tables in SQL text and in Spark's own calls: Glue's databases become schemas of Unity Catalog.

Only what stands where a table must stand is touched: `sqlglot` parses the text and says where that is. Text that is put
together while the job runs, and statements that it does not know, stay as they are.
"""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Iterator

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.catalog import full_name, mapped_name, schema_name
from g2l_tui.engine.transforms.literals import quoted
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.ruleset.template import Text

NAMES = "G2L205"

_NO_SCHEMAS = frozenset(
    "parquet json csv orc delta text avro xml binaryfile global_temp information_schema system".split()
)
"""What may stand before the dot and is no database: formats of files read in place, and schemas that always exist."""

_GLUE_CATALOGS = frozenset({"glue_catalog", "awsdatacatalog", "spark_catalog"})
_LITERAL = re.compile(r"[rR]?('''|\"\"\"|'|\")(.*)\1", re.DOTALL)
_USE = re.compile(r"\s*use\s+(?:database\s+|schema\s+)?([A-Za-z_]\w*)\s*;?\s*", re.IGNORECASE)
_TWO_PARTS = re.compile(r"([A-Za-z_]\w*)\.([A-Za-z_]\w*)")

Replacement = tuple[int, int, str]


@transform
def sql_names(site: Site, query: Argument | None) -> Text:
    """Return the text of a query with the tables of Glue's databases under their catalog."""
    if query is None:
        raise CannotRewriteError("the query is missing")
    literal = site.literal(query.node)
    if not isinstance(literal, ast.Constant) or not isinstance(literal.value, str):
        return query.text
    found = list(_replacements(site, literal.value))
    if not found:
        return query.text
    written = _LITERAL.fullmatch(query.text.code)
    if literal is not query.node or not written or written[2] != literal.value:
        site.caution(NAMES, "The SQL text names tables without a catalog: they are looked up in the current one")
        return query.text
    start = written.start(2)
    return Text(query.text.code[:start] + _replaced(literal.value, found) + query.text.code[written.end(2) :])


@transform
def table_text(site: Site, name: Argument | None) -> Text:
    """Return the name of a table as Spark's own calls take it, with its catalog."""
    if name is None:
        raise CannotRewriteError("the name is missing")
    match name.node:
        case ast.Constant(value=str(text)) if (parts := _TWO_PARTS.fullmatch(text)) and _is_schema(parts[1]):
            mapped = full_name(site, parts[1], parts[2])
            return Text(f"'{mapped}'" if name.text.code.startswith("'") else quoted(mapped))
        case _:
            return name.text


def _is_schema(name: str) -> bool:
    return name.lower() not in _NO_SCHEMAS


def _replaced(text: str, found: list[Replacement]) -> str:
    for start, end, new in sorted(found, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _replacements(site: Site, text: str) -> Iterator[Replacement]:
    if used := _USE.fullmatch(text):
        yield used.start(1), used.end(1), schema_name(site, used[1])
        return
    if "." not in text:
        return
    import sqlglot  # noqa: PLC0415 -- a seventh of a second that files without SQL need not wait
    from sqlglot import exp  # noqa: PLC0415

    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    try:
        statements = sqlglot.parse(text, dialect="spark")
    except sqlglot.errors.SqlglotError:
        return
    for statement in statements:
        for table in statement.find_all(exp.Table) if statement else ():
            if (found := _of_table(site, table)) is not None:
                yield found


def _of_table(site: Site, table: object) -> Replacement | None:
    """The part of a table's name that says where it is, and what it becomes."""
    parts = {name: table.args.get(name) for name in ("catalog", "db", "this")}  # type: ignore[attr-defined]
    schema, catalog = parts["db"], parts["catalog"]
    if schema is None or "start" not in schema.meta or not _is_schema(schema.name):
        return None
    if catalog is not None and catalog.name.lower() not in _GLUE_CATALOGS:
        return None
    first = catalog if catalog is not None and "start" in catalog.meta else schema
    if mapped := mapped_name(site.settings.tables, f"{schema.name}.{parts['this'].name}"):
        return first.meta["start"], parts["this"].meta["end"] + 1, mapped
    return first.meta["start"], schema.meta["end"] + 1, schema_name(site, schema.name)
