"""A schema of the run's own on another machine's engine: whatever is spoken of there lies in it, and goes with it."""

from __future__ import annotations

import re
import sys
import uuid
from collections.abc import Callable
from typing import Any

from g2l_tui.prove.samples.queries import changes_rows_only, tables_in
from g2l_tui.prove.worker.sandbox import RefusedError


class Scratch:
    """Made when the session begins; names without a schema lie in it too. Raises what the engine says if it may not."""

    def __init__(self, run_sql: Callable[[str], Any]) -> None:
        self._run_sql = run_sql
        self._schema = f"g2l_proof_{uuid.uuid4().hex[:12]}"
        run_sql(f"CREATE SCHEMA {self._schema}")
        run_sql(f"USE SCHEMA {self._schema}")
        self.has_delta = self._can("CREATE TABLE delta_is_known (x INT) USING delta")
        for name in ("delta", "delta.tables"):
            sys.modules[name] = None  # type: ignore[assignment]  # it would reach tables past their names here

    def name_of(self, table: str) -> str:
        """Return where a table lies, by its name in the job's words; a name from here stays."""
        plain = table.replace("`", "").lower()
        if "." not in plain or self.holds(plain):
            return table
        return f"{self._schema}.{re.sub(r'[^a-z0-9]+', '_', plain)}"

    def holds(self, table: str) -> bool:
        """True for the name of a table here, as `name_of` gives it."""
        return table.startswith(f"{self._schema}.")

    def checked(self, text: str) -> str:
        """Return SQL text whose tables are already those here. Raises RefusedError for any other, and for statements
        that do more than read and change rows.
        """  # noqa: D205
        if not changes_rows_only(text):
            raise RefusedError(f"the proof sends no such statement to another machine: {' '.join(text.split())[:80]}")
        for name in tables_in(text):
            if "." in name and not self.holds(name):
                raise RefusedError(f"the proof speaks of no table of another machine but its own ({name})")
        return text

    def drop(self) -> None:
        """Remove the schema with all that lies in it."""
        self._run_sql(f"DROP SCHEMA IF EXISTS {self._schema} CASCADE")

    def _can(self, statement: str) -> bool:
        try:
            self._run_sql(statement)
        except Exception:  # noqa: BLE001 - each engine says in its own way that it does not know Delta
            return False
        return True
