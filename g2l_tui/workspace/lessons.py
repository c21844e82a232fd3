"""What modules taught each other in earlier surveys: who would hear the same again need not be read again."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import msgspec

from g2l_tui.engine.kinds.knowledge import Asked, Knowledge
from g2l_tui.engine.outline import Outline, module_name, outline_of
from g2l_tui.model.source import Source, digest_of
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.workspace.program import program_digest
from g2l_tui.workspace.shelves import Shelves
from g2l_tui.workspace.traces import dumped, dumped_lesson, loaded, loaded_lesson

MOST = 8
"""Lessons that are kept of a module: it teaches in each round of a survey, and surveys go different ways."""


class _Module(msgspec.Struct, array_like=True, frozen=True):
    """A module as it was seen: `lessons` are pairs of what it asked and was answered, and what it then taught."""

    digest: str
    imported: frozenset[bytes]
    mentions_glue: bool
    defines_glue: bool
    holders: frozenset[str]
    lessons: tuple[tuple[bytes, bytes], ...] = ()


_MODULE = msgspec.msgpack.Decoder(_Module)


class KeptLessons:
    """The lessons of a workspace under some rules."""

    def __init__(self, root: Path, ruleset: RuleSet) -> None:
        means = digest_of(f"{program_digest()} {ruleset.digest}".encode()) if ruleset.digest else ""
        self._shelves = Shelves(root, "lessons", means)

    def outline(self, source: Source) -> Outline:
        """Look at a module, or say what was seen when it had the same text."""
        if module := self._module(source.path, source.digest):
            name = module_name(source.path)
            seen = module.imported, module.mentions_glue, module.defines_glue, module.holders
            return Outline(source.path, source.digest, name, *seen)
        outline = outline_of(source)
        seen = outline.imported, outline.mentions_glue, outline.defines_glue, outline.holders
        self._keep(source.path, _Module(source.digest, *seen))
        return outline

    def recalled(self, path: str, digest: str, knowledge: Knowledge) -> tuple[Asked, Knowledge] | None:
        """Return what a module asked and taught, if all that it asked is answered by `knowledge` as it was then."""
        module = self._module(path, digest)
        for answers, lesson in module.lessons if module else ():
            asked = Asked(knowledge, loaded(answers))
            if asked.would_hear_the_same_from(knowledge):
                return asked, loaded_lesson(lesson)
        return None

    def keep(self, source: Source, asked: Asked, learnt: Knowledge) -> None:
        """Keep what a module has asked and taught."""
        module = self._module(source.path, source.digest)
        if module:
            lessons = (*module.lessons, (dumped(asked.answers), dumped_lesson(learnt)))
            self._keep(source.path, msgspec.structs.replace(module, lessons=lessons[-MOST:]))

    def save(self, paths: Collection[str]) -> None:
        """Write what is new, for the next survey; what is kept of other files than these may go."""
        self._shelves.save(paths)

    def _module(self, path: str, digest: str) -> _Module | None:
        content = self._shelves.get(path)
        module = _MODULE.decode(content) if content else None
        return module if module and module.digest == digest else None

    def _keep(self, path: str, module: _Module) -> None:
        self._shelves.put(path, msgspec.msgpack.encode(module))
