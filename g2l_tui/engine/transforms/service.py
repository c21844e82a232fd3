"""What jobs ask the Glue service through boto3 about a table, asked of Unity Catalog."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.registry import transform
from g2l_tui.engine.transforms.seeing import Surroundings, assigned_name
from g2l_tui.ruleset.template import Text

SERVICE = "G2L206"

_SESSION = "SparkSession.builder.getOrCreate()"
_COLUMNS = """[
    {{"Name": each.name, "Type": each.dataType}}
    for each in {session}.catalog.listColumns({table})
    if WANTED
]"""
_ANSWERS: Mapping[tuple[str, ...], str] = {
    ("Table", "StorageDescriptor", "Location"): '{session}.sql({described}).first()["location"]',
    ("Table", "StorageDescriptor", "Columns"): _COLUMNS.replace("WANTED", "not each.isPartition"),
    ("Table", "PartitionKeys"): _COLUMNS.replace("WANTED", "each.isPartition"),
}
"""By the keys under which a job looks for it: the code that asks Unity Catalog, given the table's name as code."""


@transform
def table_answer(site: Surroundings, table: Text) -> Text:
    """Return a dictionary with what is read of the answer of `get_table`, and nothing else.

    Raises CannotRewriteError where it is not known what is read, or where an error for a missing table is caught.
    """
    if site.is_guarded:
        raise CannotRewriteError("what it raises for a table that is missing is caught here", code=SERVICE)
    asked = sorted(set(_asked(site)))
    if not asked or any(keys not in _ANSWERS for keys in asked):
        raise CannotRewriteError("the answer is used otherwise than for place and columns of a table", code=SERVICE)
    named = {"session": _SESSION, "table": table.code, "described": _described(table.code)}
    return Text(_nested({keys: _ANSWERS[keys].format_map(named) for keys in asked}, site.indent))


def _described(table: str) -> str:
    """The statement that tells about a table, as a literal or an f-string where its name is one."""
    opening, quote, name = table.partition('"')
    return f"{opening}{quote}DESCRIBE DETAIL {name}" if opening in ("", "f") else f'"DESCRIBE DETAIL " + {table}'


def _asked(site: Surroundings) -> Iterable[tuple[str, ...]]:
    """The keys that are looked up one in the other, wherever the name of the answer is read."""
    name = assigned_name(site)
    loads = [load for scope in site.view.scopes.every for load in site.view.scopes.loads(scope, name or "")]
    return (_keys(site, load) for load in loads)


def _keys(site: Surroundings, node: ast.expr) -> tuple[str, ...]:
    keys: list[str] = []
    while tuple(keys) not in _ANSWERS:
        match site.view.parents.get(node):
            case ast.Subscript(slice=ast.Constant(value=str(key)), ctx=ast.Load(), value=value) as parent if (
                value is node
            ):
                keys.append(key)
                node = parent
            case _:
                break
    return tuple(keys)


def _nested(found: Mapping[tuple[str, ...], str], indent: str) -> str:
    """A dictionary of dictionaries as code, with a line for each key."""
    inner = f"{indent}    "
    lines = [f'{inner}"{key}": {_below(key, found, inner)},\n' for key in dict.fromkeys(keys[0] for keys in found)]
    return f"{{\n{''.join(lines)}{indent}}}"


def _below(key: str, found: Mapping[tuple[str, ...], str], indent: str) -> str:
    below = {keys[1:]: code for keys, code in found.items() if keys[0] == key}
    return below[()].replace("\n", f"\n{indent}") if () in below else _nested(below, indent)
