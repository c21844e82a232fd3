"""What the modules of a workspace leave as it is, for the files that use it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from g2l_tui.engine.project import Project
from g2l_tui.errors import StoreError
from g2l_tui.model.migration import Migration
from g2l_tui.model.rests import NOTHING, Rests
from g2l_tui.validators.resting import Grounds, open_names, with_what_stays_elsewhere
from g2l_tui.workspace.results import Results


class Neighbours:
    """Finds out once what each module rests on, as long as neither its text nor what is known of all is different.

    `project` returns what is known of all, `digest` that of a module's text as it was surveyed, and `migrate` migrates
    a file by itself, or raises StoreError. May be used from several threads.
    """

    def __init__(
        self, project: Callable[[], Project], digest: Callable[[str], str], migrate: Callable[[str], Migration]
    ) -> None:
        self._project = project
        self._digest = digest
        self._migrate = migrate
        self._known: tuple[Project, dict[str, tuple[str, Rests]]] = (Project(), {})
        self._grounds = Grounds(self._rests_of)

    def joined(self, migration: Migration) -> Migration:
        """Return a migration with what it uses of other modules that stays as it is there."""
        self.note([migration])
        return with_what_stays_elsewhere(migration, self._grounds_now()) if migration.rests.uses else migration

    def forget(self) -> None:
        """Take note that files were saved: what others rest on may be different now."""
        self._grounds = Grounds(self._rests_of)  # whoever goes by the old ones adds nothing to these

    def note(self, migrations: Iterable[Migration]) -> None:
        """Keep what was found out of modules that others use."""
        for migration in migrations:
            self._note(migration.source.path, migration.source.digest, migration.rests)

    def recall(self, results: Results, paths: Iterable[str]) -> None:
        """Take what an earlier run has found out of modules, which holds."""
        for path in paths:
            if rests := results.rests(path):
                self._note(path, self._digest(path), rests)

    def open_names(self, results: Results) -> dict[str, tuple[str, ...]]:
        """Return, by path, what other modules use, or may, and cannot rely on."""
        project, _ = self._known_now()
        used = sorted(path for path in project.connected if project.imported_by(path))
        self.recall(results, (path for path in used if results.hold(path, self._digest(path), project)))
        return {path: names for path in used if (names := open_names(path, self._grounds_now()))}

    def _grounds_now(self) -> Grounds:
        self._known_now()
        return self._grounds

    def _rests_of(self, path: str) -> Rests:
        project, known = self._known_now()
        digest, rests = known.get(path, ("", NOTHING))
        if path not in project.connected or (digest and digest == self._digest(path)):
            return rests
        try:
            migration = self._migrate(path)
        except StoreError:
            return NOTHING
        self.note([migration])
        return migration.rests

    def _note(self, path: str, digest: str, rests: Rests) -> None:
        project, known = self._known_now()
        if project.imported_by(path):
            if known.get(path, (digest, rests)) != (digest, rests):
                self.forget()
            known[path] = digest, rests

    def _known_now(self) -> tuple[Project, dict[str, tuple[str, Rests]]]:
        project = self._project()
        if self._known[0] is not project:
            self.forget()
            self._known = project, {}
        return self._known
