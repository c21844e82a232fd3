"""What is known of all modules of a workspace, found out once and kept while saves teach nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator

from g2l_tui.engine.kinds.infer import infer
from g2l_tui.engine.kinds.knowledge import Knowledge
from g2l_tui.engine.outline import mentions_glue
from g2l_tui.engine.project import Project, survey
from g2l_tui.engine.text.module import parse_module
from g2l_tui.errors import ParseError, StoreError
from g2l_tui.model.source import Source
from g2l_tui.ruleset.ruleset import RuleSet


class Surveyed:
    """The project of a workspace. A survey of a thousand jobs takes seconds, and most saves change nothing
    that other modules could know: then the last one still holds. May be used from several threads.
    """  # noqa: D205

    def __init__(self, paths: Callable[[], Iterable[str]], read: Callable[[str], Source]) -> None:
        self._paths = paths
        self._read = read
        self._lock = threading.Lock()
        self._project: Project | None = None
        self._ruleset: RuleSet | None = None
        self._listed: frozenset[str] = frozenset()
        self._related: dict[str, str] = {}  # digests
        self._connected: dict[str, Source] = {}
        self._taught: dict[str, Knowledge] = {}
        self._saved: set[str] = set()

    def project(self, ruleset: RuleSet) -> Project:
        """Return what is known under these rules, as if it had been found out just now."""
        with self._lock:
            if self._project is None or self._ruleset is not ruleset or not self._still_holds(ruleset):
                self._survey(ruleset)
            assert self._project is not None  # noqa: S101 - for the type checker
            return self._project

    def forget(self, paths: Iterable[str] | None = None) -> None:
        """Take note that files were saved, or, without `paths`, that any file may be different."""
        with self._lock:
            if paths is None:
                self._project = None
            else:
                self._saved |= set(paths)

    def _survey(self, ruleset: RuleSet) -> None:
        self._saved.clear()
        sources = _Sources(self._paths(), self._readable)
        self._project = survey(sources, ruleset)
        self._ruleset = ruleset
        self._listed = frozenset(sources.digests)
        self._related = {path: sources.digests[path] for path in self._project.related}
        self._connected = {source.path: source for source in sources.as_they_were(self._project.connected)}
        self._taught.clear()

    def _still_holds(self, ruleset: RuleSet) -> bool:
        while self._saved:
            if not self._teaches_the_same(self._saved.pop(), ruleset):
                return False
        return True

    def _teaches_the_same(self, path: str, ruleset: RuleSet) -> bool:
        """Tell whether a saved file teaches what it did before. One that does not parse while it is being
        edited teaches nothing new either, and is compared again when it does.
        """  # noqa: D205
        if path not in self._listed:
            return path not in frozenset(self._paths())
        source, known = self._readable(path), self._related.get(path)
        if source is None or self._project is None:
            return False
        if known is None:
            return not mentions_glue(source.content) and not self._project.is_imported_in(source.content)
        if known == source.digest:
            return True
        if not self._project.stands_alone(source):
            lessons = _lessons(source, ruleset, self._project.knowledge)
            if lessons is None:
                return True
            if lessons != self._taught_before(path, ruleset, self._project.knowledge):
                return False
            self._taught[path] = lessons
        self._related[path] = source.digest
        return True

    def _taught_before(self, path: str, ruleset: RuleSet, knowledge: Knowledge) -> Knowledge | None:
        before = self._connected.pop(path, None)
        return self._taught.get(path) if before is None else _lessons(before, ruleset, knowledge)

    def _readable(self, path: str) -> Source | None:
        try:
            return self._read(path)
        except StoreError:
            return None


class _Sources:
    """The files of a workspace, read each time they are gone through; `digests` are of those that could be, by path."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], Source | None]) -> None:
        self.digests: dict[str, str] = {}
        self._paths = tuple(paths)
        self._read = read

    def __iter__(self) -> Iterator[Source]:
        for source in filter(None, map(self._read, self._paths)):
            self.digests[source.path] = source.digest
            yield source

    def as_they_were(self, paths: Iterable[str]) -> Iterator[Source]:
        """Read some files again; what was saved since is not what was surveyed, and is left out."""
        for source in filter(None, map(self._read, paths)):
            if source.digest == self.digests.get(source.path):
                yield source


def _lessons(source: Source, ruleset: RuleSet, knowledge: Knowledge) -> Knowledge | None:
    try:
        module = parse_module(source)
    except ParseError:
        return None
    _, learnt = infer(module, ruleset, knowledge)
    learnt.behind = None
    return learnt
