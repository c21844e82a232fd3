"""What a GlueContext inherits from SQLContext, asked of the session."""

from __future__ import annotations

import ast
import re

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.catalog import CATALOG, full_name, schema_name
from g2l_tui.engine.transforms.literals import quoted, string
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.ruleset.template import Text

SESSION = "G2L186"
TAKEN = "G2L108"

_FITS_FSTRING = re.compile(r"[^\"\\\n#{}]+")
_SETTINGS = ("spark.sql.", "spark.databricks.")


@transform
def as_given(site: Site, *_arguments: Argument | None) -> tuple[Text, ...]:
    """Return the arguments as the author gave them, in their order and by the same names."""
    positional = [site.text(node) for node in site.call.args]
    named = [
        Text(f"{keyword.arg}={site.text(keyword.value).code}" if keyword.arg else f"**{site.text(keyword.value).code}")
        for keyword in site.call.keywords
    ]
    return (*positional, *named)


@transform
def importable(site: Surroundings, line: str) -> Text:
    """Allow an import that the new code needs, unless its name means something else in the file."""
    wanted = _bindings(ast.parse(line).body[0])
    for scope in site.view.scopes.every:
        for name, origin in wanted.items():
            if any(_bindings(node).get(name) != origin for node in scope.bindings.get(name, ())):
                raise CannotRewriteError(
                    f"`{name}` means something else in this file", code=TAKEN, hint=f"rename it, so that `{line}` fits"
                )
    return Text("None")


@transform
def show_tables(site: Site, database: Argument | None) -> Text:
    """Return the statement that lists the tables of a Glue database, as a literal or an f-string."""
    if database is None:
        return Text('"SHOW TABLES"')
    name = string(site, database.node)
    if name is not None:
        return Text(quoted(f"SHOW TABLES IN {schema_name(site.settings, name)}"))
    code = database.text.code
    if site.settings.schemas or not _FITS_FSTRING.fullmatch(code):
        raise CannotRewriteError(
            f"the database `{code}` is known only when the job runs, and [schemas] gives some another name",
            code=CATALOG,
            hint=f'write spark.sql("SHOW TABLES IN …") with the Unity Catalog schema of {code}',
        )
    return Text(f'f"SHOW TABLES IN {schema_name(site.settings, "x").rpartition(".")[0]}.`{{{code}}}`"')


@transform
def spark_setting(site: Site, key: Argument | None) -> Text:
    """Allow a setting that Databricks has as well; those of Glue and of the cluster mean nothing there."""
    name = string(site, key.node) if key else None
    if key is None or name is None or not name.startswith(_SETTINGS):
        raise CannotRewriteError(
            f"the setting {key.text.code if key else ''} is Glue's or the cluster's own, or not known here",
            code=SESSION,
            hint="pass the value to the job as a parameter",
        )
    return key.text


@transform
def external_table(
    site: Site, name: Argument | None, path: Argument | None, source: Argument | None, *_others: Argument | None
) -> tuple[Text, ...]:
    """Return the arguments that create an external table in Unity Catalog."""
    table = string(site, name.node) if name else None
    if table is None or table.count(".") != 1 or path is None:
        raise CannotRewriteError(
            "an external table needs a literal `database.table` and a path", code=CATALOG,
            hint='write spark.catalog.createTable("<catalog>.<schema>.<table>", path=…, source=…)',
        )  # fmt: skip
    database, _, table = table.partition(".")
    format_ = source.text.code if source else '"parquet"'
    rest = [keyword for keyword in site.call.keywords if keyword.arg not in ("tableName", "path", "source")]
    if len(site.call.args) > 3 or any(keyword.arg is None for keyword in rest):
        raise CannotRewriteError("schema and options must be given by name", code=CATALOG)
    more = [Text(f"{keyword.arg}={site.text(keyword.value).code}") for keyword in rest]
    return (
        Text(quoted(full_name(site.settings, database, table))),
        Text(f"path={path.text.code}"),
        Text(f"source={format_}"),
        *more,
    )


def _bindings(node: ast.AST) -> dict[str, str]:
    match node:
        case ast.Import(names=names):
            return {alias.asname or alias.name.partition(".")[0]: alias.name for alias in names}
        case ast.ImportFrom(module=module, names=names, level=level):
            return {alias.asname or alias.name: f"{'.' * level}{module}.{alias.name}" for alias in names}
        case _:
            return {}
