"""Table names without a catalog: Unity Catalog looks them up in the session's current one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.rewriting.naming import NO_DATABASES
from g2l_tui.engine.text.module import Module
from g2l_tui.model.finding import Finding

CODE = "G2L205"

_TAKE_NAMES = frozenset({
    "cacheTable", "forName", "getTable", "insertInto", "isCached", "listColumns", "mergeInto", "recoverPartitions",
    "refreshTable", "saveAsTable", "table", "tableExists", "toTable", "uncacheTable", "writeTo",
})  # fmt: skip
_PARAMETERS = frozenset({"name", "sqlQuery", "table", "tableName", "tableOrViewName"})
_PART = r"(?:`[^`]+`|(?:\w|\{[^{}]*\})+)"
_TWO_PARTS = re.compile(rf"(?!\d){_PART}\.(?!\d){_PART}")
_IN_SQL = re.compile(
    r"\b(?:from|join|into|table|view|update)\s+(?:if\s+(?:not\s+)?exists\s+)?"
    rf"({_PART}\.{_PART})(?![\w.`{{])|\buse\s+({_PART})\s*;?\s*$",
    re.IGNORECASE,
)
HELD = re.compile(r"`?\w+`?\.\{[^{}]*\}")
"""A name behind the dot that is filled in may hold a schema and a table, as `main.{name}` does."""

_LISTS = re.compile(r"\s*show\s+(?:tables|views)\b", re.IGNORECASE)
_NOT_CODE = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)


def names_without_catalog(_before: Module, after: Module) -> Iterator[Finding]:
    """Find `schema.table` in calls that take the name of a table, and in literal SQL text."""
    for node in after.nodes.calls_of(_TAKE_NAMES | {"sql"}):
        if not isinstance(node.func, ast.Attribute) or not (argument := _named_by(node)):
            continue
        if name := _name_in(node.func.attr, text_of(argument)):
            message = f"`{name}` has no catalog: it is looked up in the session's current one"
            yield Finding(CODE, severity_of(CODE), node.lineno, 1, message, hint_of(CODE), target_line=node.lineno)


def _named_by(call: ast.Call) -> ast.expr | None:
    """The argument that names the table, or is the query."""
    at = 1 if isinstance(call.func, ast.Attribute) and call.func.attr == "forName" else 0
    named = (keyword.value for keyword in call.keywords if keyword.arg in _PARAMETERS)
    return next(iter((*call.args[at : at + 1], *named)), None)


def text_of(argument: ast.expr) -> str:
    """Return the text that an argument is known to be, with braces around each part that is computed."""
    match argument:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(text_of(value) for value in values)
        case ast.FormattedValue(value=value):
            return f"{{{ast.unparse(value)}}}"
        case _:
            return ""


def _name_in(member: str, text: str) -> str | None:
    """Return a name that has a database, and no catalog before it."""
    name = _name_read(member, text)
    return None if name is None or name.partition(".")[0].lower() in NO_DATABASES else name


def _name_read(member: str, text: str) -> str | None:
    if member in _TAKE_NAMES and _TWO_PARTS.fullmatch(text):
        return None if HELD.fullmatch(text) else text
    if member == "sql" and not _LISTS.match(text) and (found := _IN_SQL.search(_NOT_CODE.sub("''", text))):
        name = found[1] or found[2]
        return None if HELD.fullmatch(name) else str(name)
    return None
