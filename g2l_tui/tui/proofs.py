"""The proofs of an open workbench: one warm worker, and what a person wants proven again on each accept."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from g2l_tui.model.change import Change, Decision, compose
from g2l_tui.model.migration import Migration

if TYPE_CHECKING:
    from g2l_tui.prove.prover import Prover
    from g2l_tui.prove.verdict import Proof
    from g2l_tui.tui.session import AllDecisions
    from g2l_tui.workspace.workspace import Workspace


class Proofs:
    """Runs nothing by itself. Methods that do not only say what is wanted may take seconds, in several threads."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.RLock()
        self._stack = ExitStack()
        self._prover: Prover | None = None
        self._wanted: dict[str, str] = {}

    def prover(self) -> Prover:
        """Return the prover, opened when it is first needed. Raises ConfigurationError for what is not installed."""
        from g2l_tui.prove.opened import opened  # noqa: PLC0415 - needs the extra only when it is asked for
        from g2l_tui.prove.prover import Wishes  # noqa: PLC0415

        with self._lock:
            if self._prover is None:
                self._prover = self._stack.enter_context(opened(self._workspace, Wishes()))
            return self._prover

    def is_wanted(self, path: str) -> bool:
        """True when a person asked for a file to be proven on each accept."""
        return path in self._wanted

    def wanted_for(self, decided: AllDecisions) -> tuple[str, ...]:
        """Return the files that are to be proven again, as something in them is accepted now."""
        accepted = (path for path, decisions in decided.items() if Decision.ACCEPTED in decisions.values())
        return tuple(filter(self.is_wanted, accepted))

    def want(self, path: str) -> bool:
        """Ask for a file to be proven on each accept, or no more; says which. It holds for the code as it is now."""
        with self._lock:
            if self._wanted.pop(path, None) is None:
                self._wanted[path] = self.prover().fingerprint(path)
            return path in self._wanted

    def again(self, migration: Migration, accepted: Sequence[Change]) -> Proof | None:
        """Prove what the accepted changes make of a file; None, and no more of it, when its code is another by now."""
        path = migration.source.path
        with self._lock:
            prover = self.prover()
            if self._wanted.get(path) != prover.fingerprint(path):
                self._wanted.pop(path, None)
                return None
        return prover.prove(path, compose(migration.source.content, accepted))

    def rest(self) -> None:
        """End the worker when nothing waits for it."""
        if not self._wanted:
            self.close()

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            self._prover = None
            self._stack.close()
