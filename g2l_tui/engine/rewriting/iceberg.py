"""What is Iceberg's own: tables about tables and procedures in SQL text, and tables that are taken for files."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from g2l_tui.engine.text.sql import Named, name_alone

METADATA: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("history", "snapshots", "metadata_log_entries", "refs"), "DESCRIBE HISTORY {table}"),
        **dict.fromkeys(("files", "data_files", "all_data_files", "all_files", "entries"), "DESCRIBE DETAIL {table}"),
        "partitions": "SHOW PARTITIONS {table}",
    }
)
"""What tells most of what a table of Iceberg's about another one does, by its name."""

_PROCEDURES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("expire_snapshots", "remove_orphan_files"), "write `VACUUM {table}`"),
        **dict.fromkeys(("rewrite_data_files", "rewrite_position_delete_files"), "write `OPTIMIZE {table}`"),
        "rewrite_manifests": "leave it out: Delta has no manifests",
        **dict.fromkeys(
            ("rollback_to_snapshot", "set_current_snapshot"),
            "write `RESTORE TABLE {table} TO VERSION AS OF …`, with a version that DESCRIBE HISTORY shows",
        ),
        "rollback_to_timestamp": "write `RESTORE TABLE {table} TO TIMESTAMP AS OF …`",
    }
)
_ELSE = "Databricks has no such procedure for {table}"

_CALL = re.compile(r"\s*call\s+(?:[\w`]+\s*\.\s*)?system\s*\.\s*(?P<name>\w+)\s*\(", re.IGNORECASE)
_BY_NAME = re.compile(r"\btable\s*=>\s*'(?P<table>[^']*)'", re.IGNORECASE)
_BY_PLACE = re.compile(r"\(\s*'(?P<table>[^']*)'")


def procedure(text: str) -> tuple[str, str, Named | None] | None:
    """Return the procedure of Iceberg's that a statement calls, what to do instead, and the table it is for."""
    called = _CALL.match(text)
    if called is None:
        return None
    given = _BY_NAME.search(text, called.end()) or _BY_PLACE.match(text, called.end() - 1)
    named = name_alone(given["table"]) if given else None
    start = given.start("table") if given else 0
    parts = tuple((start + first, start + last) for first, last in named.parts) if named else ()
    return called["name"], _PROCEDURES.get(called["name"].lower(), _ELSE), Named(parts) if parts else None


_WANTED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"load": {"format": "iceberg"}, "save": {"format": "iceberg", "mode": "append"}}
)
_PIECE = re.compile(r"[\w.`]*")


def by_name(call: ast.Call, literal: Callable[[ast.expr], ast.expr]) -> ast.expr | None:
    """Return what reads or writes a table whose name Iceberg's source is given in the place of a path.

    That is the `reader` of `reader.format("iceberg").load(name)`, and the `frame` of
    `frame.write.format("iceberg").mode("append").save(name)`, where nothing else is said. `literal` gives the constant
    behind a name.
    """
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _WANTED:
        return None
    said = {keyword.arg: keyword.value for keyword in call.keywords}
    path = said.pop("path", None) or next(iter(call.args), None)
    owner = call.func.value
    while isinstance(owner, ast.Call):
        match owner:
            case ast.Call(func=ast.Attribute(value=inner, attr="format" | "mode" as word), args=[value], keywords=[]):
                owner = inner
                said.setdefault(word, value)
            case _:
                return None
    words = {name: getattr(value, "value", None) for name, value in said.items()}
    if words != _WANTED[call.func.attr] or len(call.args) > 1 or path is None or not _is_a_name(literal(path)):
        return None
    match owner:
        case ast.Attribute(attr="read" | "readStream") if call.func.attr == "load":
            return owner
        case ast.Attribute(value=frame, attr="write") if call.func.attr == "save":
            return frame
        case _:
            return None


def _is_a_name(node: ast.expr) -> bool:
    """True for the name of a table behind a database, and false for a path."""
    match node:
        case ast.Constant(value=str(text)):
            found = name_alone(text)
            return found is not None and len(found.parts) > 1
        case ast.JoinedStr(values=values):
            said = "".join(str(each.value) for each in values if isinstance(each, ast.Constant))
            return "." in said and _PIECE.fullmatch(said) is not None
        case _:
            return False
