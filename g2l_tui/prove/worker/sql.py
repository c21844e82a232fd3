"""`spark.sql` of a run: tables that are spoken of are put in place, paths are mapped, changes are noted."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from g2l_tui.prove.record import Written
from g2l_tui.prove.request import SAIL
from g2l_tui.prove.samples.names import table_name
from g2l_tui.prove.samples.queries import tables_in
from g2l_tui.prove.worker.reader import Tables
from g2l_tui.prove.worker.rows import rows_of
from g2l_tui.prove.worker.world import World

_PATH = re.compile(r"""(['"`])((?:s3[an]?|dbfs):/[^'"`]+|/Volumes/[^'"`]+)\1""")
_CHANGES = re.compile(
    r"^\s*(?:insert\s+(?:into|overwrite)(?:\s+table)?|merge\s+(?:with\s+schema\s+evolution\s+)?into|update|delete\s+from|"
    r"create\s+(?:or\s+replace\s+)?(?:external\s+)?table(?:\s+if\s+not\s+exists)?)\s+([\w.`\-]+)",
    re.IGNORECASE,
)
_CREATES = re.compile(r"^\s*create\s+(?:or\s+replace\s+)?(?:external\s+)?table", re.IGNORECASE)
_USE = re.compile(r"^\s*use\s+(?!schema|catalog|database)([\w`.]+)\s*;?\s*$", re.IGNORECASE)
_DROPS = re.compile(r"^\s*(?:drop|truncate|alter|msck|refresh|optimize|vacuum|analyze|grant)\b", re.IGNORECASE)


class Sql:
    """Runs SQL text in the run's world. Tables that SQL changes are read back at the end."""

    def __init__(self, world: World, session: Any, tables: Tables, own: Callable[..., Any]) -> None:
        self._world = world
        self._session = session
        self._tables = tables
        self._own = own
        self._changed: dict[str, str] = {}

    def run(self, text: str, *arguments: Any, **named: Any) -> Any:
        """Run one statement as the engine does, and return its frame."""
        text = text.strip().rstrip(";")
        if _DROPS.match(text):
            self._world.effect(" ".join(text.split())[:120])
        changed = _CHANGES.match(text)
        creates = bool(_CREATES.match(text))
        for name in tables_in(text):
            if changed and creates and table_name("", name) == table_name("", changed[1]):
                self._tables.claim(name)
            else:
                self._tables.ensure(name)
            text = text.replace(name, self._tables.known_as(name))
        if self._tables.scratch:
            text = self._tables.scratch.checked(text)
        frame = self._own(self._mapped(text), *arguments, **named)
        if changed and not (creates and " select " not in f" {text.lower()} "):
            self._changed[self._world.catalog_name(changed[1])] = changed[1]
        return frame

    def changing(self, table: str) -> str:
        """Return the name by which the engine knows a table that is changed in place by other means than SQL text."""
        self._changed[self._world.catalog_name(table)] = table
        return self._tables.ensure(table)

    def finish(self) -> None:
        """Add to the journal what the tables hold that SQL changed."""
        for target, name in self._changed.items():
            rows, types = rows_of(self._session.table(name))
            self._world.write(Written((target,), "sql", "delta", rows, types, is_state=True))

    def close(self) -> None:
        """Leave nothing on another machine."""
        if self._tables.scratch:
            self._tables.scratch.drop()

    def _use(self, name: str, text: str) -> str:
        """The statement for a current schema, as this engine takes it."""
        self._tables.ensure_schema(f"{name}.x")
        catalog, _, schema = name.rpartition(".")
        if self._world.request.engine != SAIL:
            return text
        if catalog:
            self._own(f"USE CATALOG `{catalog}`")
        return f"USE SCHEMA `{schema}`"

    def _mapped(self, text: str) -> str:
        if used := _USE.match(text):
            return self._use(used[1].replace("`", ""), text)
        return _PATH.sub(lambda found: f"{found[1]}{self._world.place(found[2])}{found[1]}", text)
