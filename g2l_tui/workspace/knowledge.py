"""What is known of all modules of a workspace, found out once and kept while saves teach nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from g2l_tui.engine.copies import defines_glue, holders
from g2l_tui.engine.kinds.infer import infer
from g2l_tui.engine.kinds.knowledge import Asked, Knowledge
from g2l_tui.engine.outline import mentions_glue
from g2l_tui.engine.project import Project
from g2l_tui.engine.text.module import parse_module
from g2l_tui.errors import ParseError, StoreError
from g2l_tui.model.source import Source
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.workspace.lessons import KeptLessons
from g2l_tui.workspace.survey import Survey, survey, survey_aside

_MANY = 100
"""Files from which on it is worth to start a process for them."""


class Surveyed:
    """The project of a workspace. A survey of a thousand jobs takes seconds, and most saves change nothing
    that other modules could know: then the last one still holds. May be used from several threads.
    """  # noqa: D205

    def __init__(self, root: Path, paths: Callable[[], Iterable[str]], read: Callable[[str], Source]) -> None:
        self._root = root
        self._paths = paths
        self._read = read
        self._lock = threading.Lock()
        self._project: Project | None = None
        self._lessons: KeptLessons
        self._ruleset: RuleSet | None = None
        self._listed: frozenset[str] = frozenset()
        self._related: dict[str, str] = {}  # digests
        self._saved: set[str] = set()
        self.is_spared = False
        """Whether a process of its own surveys many files, for this one has a screen to draw."""

    def project(self, ruleset: RuleSet) -> Project:
        """Return what is known under these rules, as if it had been found out just now."""
        with self._lock:
            if self._project is None or self._ruleset is not ruleset:
                self._survey(ruleset, anew=True)
            elif not self._still_holds(ruleset):
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

    def digests(self) -> Mapping[str, str]:
        """Return the digests, by path, of the files that can have to do with Glue, as they were surveyed."""
        with self._lock:
            return dict(self._related)

    def digest(self, path: str) -> str:
        """Return one of `digests`, empty for a file that cannot have to do with Glue."""
        with self._lock:
            return self._related.get(path, "")

    def _survey(self, ruleset: RuleSet, *, anew: bool = False) -> None:
        """Survey all files; `anew` tells that little is known of them."""
        self._saved.clear()
        if self._ruleset is not ruleset:
            self._lessons = KeptLessons(self._root, ruleset)
        paths = tuple(self._paths())
        found: Survey | None = None
        if anew and self.is_spared and len(paths) >= _MANY:
            found = survey_aside(self._root, paths, ruleset, self._lessons)
        found = found or survey(paths, self._readable, ruleset, self._lessons)
        self._project, self._listed, self._related = found.project, found.listed, found.related
        self._lessons, self._ruleset = found.lessons, ruleset

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
        if path in self._project.copies or defines_glue(source) or not holders(source) <= self._project.holders:
            return False
        if known is None:
            return not mentions_glue(source.content) and not self._project.is_imported_in(source.content)
        if known == source.digest:
            return True
        if not self._project.stands_alone(source):
            found = _lesson(source, ruleset, self._project.knowledge)
            if found is None:
                return True
            if found[1] != self._taught_before(path, self._project.knowledge):
                return False
            self._lessons.outline(source)
            self._lessons.keep(source, *found)
        self._related[path] = source.digest
        return True

    def _taught_before(self, path: str, knowledge: Knowledge) -> Knowledge | None:
        found = self._lessons.recalled(path, self._related[path], knowledge)
        return found and found[1]

    def _readable(self, path: str) -> Source | None:
        try:
            return self._read(path)
        except StoreError:
            return None


def _lesson(source: Source, ruleset: RuleSet, knowledge: Knowledge) -> tuple[Asked, Knowledge] | None:
    try:
        module = parse_module(source)
    except ParseError:
        return None
    asked = Asked(knowledge)
    _, learnt = infer(module, ruleset, asked)
    learnt.behind = None
    return asked, learnt
