"""What is known of all modules of a workspace, found out once and kept while saves teach nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from g2l_tui.engine.infer import infer
from g2l_tui.engine.knowledge import Knowledge
from g2l_tui.engine.module import parse_module
from g2l_tui.engine.project import Project, mentions_glue, survey
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
        self._related: dict[str, Source] = {}
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
        sources = {path: source for path in self._paths() if (source := self._readable(path)) is not None}
        self._project = survey(sources.values(), ruleset)
        self._ruleset = ruleset
        self._listed = frozenset(sources)
        self._related = {path: sources[path] for path in self._project.related if path in sources}
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
        source, before = self._readable(path), self._related.get(path)
        if source is None or self._project is None:
            return False
        if before is None:
            return not mentions_glue(source.content) and not self._names_related(source.content)
        if before.digest == source.digest:
            return True
        if not self._project.stands_alone(source):
            lessons = _lessons(source, ruleset, self._project.knowledge)
            if lessons is None:
                return True
            taught = self._taught.get(path) or _lessons(before, ruleset, self._project.knowledge)
            if lessons != taught:
                return False
            self._taught[path] = lessons
        self._related[path] = source
        return True

    def _names_related(self, content: bytes) -> bool:
        return b"import" in content and any(_module_name(path) in content for path in self._related)

    def _readable(self, path: str) -> Source | None:
        try:
            return self._read(path)
        except StoreError:
            return None


def _lessons(source: Source, ruleset: RuleSet, knowledge: Knowledge) -> Knowledge | None:
    try:
        module = parse_module(source)
    except ParseError:
        return None
    _, learnt = infer(module, ruleset, knowledge)
    learnt.behind = None
    return learnt


def _module_name(path: str) -> bytes:
    place = PurePosixPath(path)
    name = place.parent.name if place.stem == "__init__" else place.stem
    return name.encode("utf-8", "surrogateescape")
