"""Which files may be different after another one was saved: those that import it, or use it by way of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from g2l_tui.model.migration import Migration


@dataclass(slots=True)
class Importers:
    """What migrated files import, by a look at their lines, and which files use names of which others.

    Each name that is imported is held once for all files.
    """

    _imported: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    _names: dict[bytes, bytes] = field(default_factory=dict)
    _importing: defaultdict[bytes, set[str]] = field(default_factory=lambda: defaultdict(set))
    _used: dict[str, frozenset[str]] = field(default_factory=dict)
    _users: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def take(self, migration: Migration) -> None:
        """Look at a file again."""
        from g2l_tui.engine.outline import imported_names  # noqa: PLC0415 - the engine loads after the first paint

        path = migration.source.path
        self.drop(path)
        imported = imported_names(migration.source.content)
        self._imported[path] = tuple(self._names.setdefault(name, name) for name in imported)
        for name in self._imported[path]:
            self._importing[name].add(path)
        if used := frozenset(name.partition(":")[0] for name, _ in migration.rests.uses):
            self._used[path] = used
        for each in used:
            self._users[each].add(path)

    def drop(self, path: str) -> None:
        """Forget a file."""
        for name in self._imported.pop(path, ()):
            self._importing[name].discard(path)
        for used in self._used.pop(path, ()):
            self._users[used].discard(path)

    def with_importers(self, saved: Iterable[str]) -> tuple[str, ...]:
        """Return files, then those that may import one of them or use it by way of others."""
        from g2l_tui.engine.outline import module_name  # noqa: PLC0415 - as above

        found = dict.fromkeys(saved)
        importing = (self._importing.get(name, set()) for name in {module_name(path) for path in found})
        found |= dict.fromkeys(sorted(set().union(*importing)))
        for path in (waiting := [*found]):
            fresh = sorted(self._users[path] - found.keys()) if path in self._users else []
            found |= dict.fromkeys(fresh)
            waiting += fresh
        return tuple(found)
