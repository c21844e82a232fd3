"""Decisions on their way to disk: made on the screen's thread, written by a worker."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

from g2l_tui.errors import Glue2DatabricksError
from g2l_tui.model.change import Decision

if TYPE_CHECKING:
    from g2l_tui.workspace.workspace import Workspace


class Unsaved:
    """What was decided since the last time it was written. Any thread may call it."""

    def __init__(self) -> None:
        self._decisions: dict[str, dict[str, Decision]] = {}
        self._adding = threading.Lock()
        self._writing = threading.Lock()

    def add(self, path: str, decisions: Mapping[str, Decision]) -> None:
        """Take decisions on; never waits for the disk."""
        with self._adding:
            self._decisions.setdefault(path, {}).update(decisions)

    def write(self, workspace: Workspace) -> tuple[str, ...]:
        """Write what there is, in the order in which it was decided; return what went wrong, a sentence each."""
        problems = []
        with self._writing:
            with self._adding:
                decisions, self._decisions = self._decisions, {}
            try:
                workspace.decide(decisions)
            except Glue2DatabricksError as error:
                problems.append(error.message)
        return tuple(problems)
