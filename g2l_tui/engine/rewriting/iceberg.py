"""What is Iceberg's own in SQL text: tables about tables, procedures, and what to write for them in Databricks."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
