"""What is known of all modules of a workspace together: helpers and their callers are understood as one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, TypeAlias

from g2l_tui.engine.copies import copies
from g2l_tui.engine.kinds.infer import infer
from g2l_tui.engine.kinds.kind import Kind
from g2l_tui.engine.kinds.knowledge import Asked, Knowledge
from g2l_tui.engine.kinds.modules import module_index
from g2l_tui.engine.outline import Outline, imported_names, mentions_glue, module_name, outline_of
from g2l_tui.engine.text.module import Module, parse_module
from g2l_tui.errors import ParseError
from g2l_tui.model.graph import reached
from g2l_tui.model.source import Source
from g2l_tui.ruleset.ruleset import RuleSet

ROUNDS = 4
"""How far what callers pass is followed from module to module: each round carries it over one more import."""

KEPT = 60
"""Modules that stay parsed while all are surveyed; one of 250 lines takes almost a megabyte."""


@dataclass(frozen=True)
class Project:
    """The knowledge of a workspace, and the modules that can have to do with Glue.

    Those that `run_on_glue` mention it, or are imported by one that does, or import one: their tables are Glue's.
    Those that are `connected` may import another one, or be imported by one. `copies` are the files of awsglue itself,
    and `holders` the names of folders that an own package of that name is imported out of.
    """

    knowledge: Knowledge = field(default_factory=Knowledge, repr=False)
    related: frozenset[str] = frozenset()
    run_on_glue: frozenset[str] = frozenset()
    connected: frozenset[str] = frozenset()
    copies: frozenset[str] = frozenset()
    holders: frozenset[str] = frozenset()

    def stands_alone(self, source: Source) -> bool:
        """True when a module tells others nothing, and hears nothing of them, as it was surveyed and as it is now."""
        if source.path in self.connected or mentions_glue(source.content) is not (source.path in self.run_on_glue):
            return False
        own = module_name(source.path)
        return not any(self._modules_called(name) > (name == own) for name in imported_names(source.content))

    def _modules_called(self, name: bytes) -> int:
        """How many modules are imported by a name, those that had nothing to do with Glue so far included."""
        return len(self.knowledge.paths.get(name.decode("utf-8", "surrogateescape"), ()))

    def is_imported_in(self, content: bytes) -> bool:
        """True when a text may import one of the related modules."""
        return not self._modules.isdisjoint(imported_names(content))

    @cached_property
    def _modules(self) -> frozenset[bytes]:
        """The names by which the related modules are imported."""
        return frozenset(map(module_name, self.related))

    def imported_by(self, path: str) -> tuple[str, ...]:
        """Return the other modules that import one themselves."""
        return self._imported_by.get(path, ())

    def importers(self, paths: Iterable[str]) -> frozenset[str]:
        """Return the modules that import one of these, directly or through others, and these themselves."""
        return reached(paths, self._imported_by)

    @cached_property
    def _imported_by(self) -> Mapping[str, tuple[str, ...]]:
        return _imported_by(self.knowledge)


class Lessons(Protocol):
    """What modules taught when they were surveyed before, with the same text and by the same rules."""

    def recalled(self, path: str, digest: str, knowledge: Knowledge) -> tuple[Asked, Knowledge] | None:
        """Return what a module asked and taught, if all that it asked is answered by `knowledge` as it was then."""

    def keep(self, source: Source, asked: Asked, learnt: Knowledge) -> None:
        """Keep what a module has asked and taught."""


def survey(sources: Iterable[Source], ruleset: RuleSet) -> Project:
    """Find out what the functions and classes of a workspace take, give and hold.

    Only files that have to do with Glue, and their neighbours by import, are parsed, and of those not the ones that
    stand alone: they have nothing to tell each other. What does not parse, or is nested too deeply, is left out here
    and reported when it is migrated.
    """
    by_path = {source.path: source for source in sources}
    return survey_outlined(map(outline_of, by_path.values()), by_path.get, ruleset)


def survey_outlined(
    outlined: Iterable[Outline], read: _Read, ruleset: RuleSet, lessons: Lessons | None = None
) -> Project:
    """Survey files that are read again when they have to be parsed; what `lessons` recall is not found out anew."""
    outlines = tuple(outlined)
    held = frozenset(name for outline in outlines for name in outline.holders)
    copied = copies({each.path for each in outlines}, (each.path for each in outlines if each.defines_glue), held)
    outlines = tuple(outline for outline in outlines if outline.path not in copied)
    related = _related(outlines)
    connected = _connected(related)
    knowledge = Knowledge(paths=module_index(outline.path for outline in outlines))
    _Survey(read, ruleset, lessons, knowledge).run(_imported_first(each for each in related if each.path in connected))
    with_glue = {outline.path for outline in related if outline.mentions_glue}
    run_on_glue = reached(with_glue, _imported_by(knowledge)) | reached(with_glue, knowledge.imports)
    return Project(knowledge, frozenset(outline.path for outline in related), run_on_glue, connected, copied, held)


@dataclass(frozen=True, slots=True)
class _Survey:
    """Lets modules teach each other; one is read again only where it would hear something else than it did.

    Most are parsed again for that: all trees together would fill the memory.
    """

    read: _Read
    ruleset: RuleSet
    lessons: Lessons | None
    knowledge: Knowledge
    heard: dict[str, Asked] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    passed: set[tuple[str, str, Kind]] = field(default_factory=set)
    said: _ByTeacher = field(default_factory=lambda: defaultdict(dict))
    kept: dict[str, Module] = field(default_factory=dict)

    def run(self, outlines: Sequence[Outline]) -> None:
        by_path = {outline.path: outline for outline in outlines}
        imported = frozenset(name for outline in outlines for name in outline.imported)
        for _ in range(ROUNDS):
            is_settled = True
            for outline in outlines:
                if learnt := self._learnt_from(outline):
                    is_settled = False
                    if self._is_passed_anew(learnt) and outline.name not in imported:
                        self._tell_back(outline, by_path)
            if is_settled:
                break

    def _is_passed_anew(self, learnt: Knowledge) -> bool:
        """True when a module passes to some function what no other has passed to it."""
        every = ((symbol, *each) for symbol, arguments in learnt.arguments.items() for each in arguments.items())
        new = set(every) - self.passed
        self.passed.update(new)
        return bool(new)

    def _tell_back(self, outline: Outline, by_path: Mapping[str, Outline]) -> None:
        """Let those that a module imports hear what it passes to them: the next job like it is told all at once."""
        paths = sorted(self.knowledge.imports.get(outline.path, set()) & by_path.keys())
        for _ in range(ROUNDS):
            told = [path for path in paths if self._learnt_from(by_path[path])]
            if not told or not self._learnt_from(outline):
                break

    def _learnt_from(self, outline: Outline) -> Knowledge | None:
        """Take over what a module teaches; None for one that would hear the same as before, or cannot be read."""
        asked = self.heard.get(outline.path)
        if outline.path in self.unread or (asked and asked.would_hear_the_same_from(self.knowledge)):
            return None
        found = self._lesson(outline)
        if found is None:
            self.unread.add(outline.path)
            return None
        self.heard[outline.path], learnt = found
        self._absorb(outline.path, learnt)
        return learnt

    def _absorb(self, path: str, learnt: Knowledge) -> None:
        """Take over what one module taught, in place of what it taught before."""
        knowledge = self.knowledge
        knowledge.functions.update(learnt.functions)
        knowledge.returns.update(learnt.returns)
        for symbol, bases in learnt.bases.items():
            knowledge.learn_bases(symbol, bases)
        knowledge.imports.update(learnt.imports)
        for path_used, names in learnt.used_elsewhere.items():
            knowledge.used_elsewhere[path_used] |= names
            knowledge.users[path_used][path] = names
        knowledge.taught.replace(path, learnt.arguments)
        for owner, attributes in learnt.attributes.items():
            self._absorb_attributes(owner, path, attributes)
        knowledge.exports.update(learnt.exports)
        knowledge.constants.update(learnt.constants)

    def _absorb_attributes(self, owner: str, path: str, attributes: dict[str, Kind]) -> None:
        """Take over what one module says of a class; what others said is gone through only where it said otherwise."""
        said = self.said[owner]
        before = said.get(path)
        said[path] = attributes
        if before == attributes:
            return
        if before is not None:
            self.knowledge.attributes[owner] = {}
        for by_one in (attributes,) if before is None else said.values():
            for name, kind in by_one.items():
                self.knowledge.learn_attribute(owner, name, kind)

    def _lesson(self, outline: Outline) -> tuple[Asked, Knowledge] | None:
        """Return what a module asks, and teaches when it is told that; None for one that cannot be parsed."""
        if self.lessons and (recalled := self.lessons.recalled(outline.path, outline.digest, self.knowledge)):
            return recalled
        source = self.read(outline.path)
        if source is None:
            return None
        asked = Asked(self.knowledge)
        try:
            module = self.kept.get(outline.path) or parse_module(source)
            _, learnt = infer(module, self.ruleset, asked)
        except (ParseError, RecursionError):
            return None
        if len(self.kept) < KEPT:
            self.kept[outline.path] = module
        if self.lessons:
            self.lessons.keep(source, asked, learnt)
        return asked, learnt


def _imported_by(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """For each module the others that import it themselves."""
    by_module: dict[str, list[str]] = defaultdict(list)
    for name, used in sorted(knowledge.imports.items()):
        for path in used - {name}:
            by_module[path].append(name)
    return {path: tuple(names) for path, names in by_module.items()}


def _related(outlines: Sequence[Outline]) -> list[Outline]:
    """Files that mention Glue, files that import one of those and files that one of those imports, through any others.

    A package may hand on what its modules hold, and a function what it is given, without a word of Glue. What they
    import may keep what it is given for anybody else who imports it.
    """
    by_name, importers = defaultdict(list), defaultdict(list)
    for outline in outlines:
        by_name[outline.name].append(outline)
        for name in outline.imported:
            importers[name].append(outline)
    with_glue = [outline for outline in outlines if outline.mentions_glue]
    above = _reached_by_name(with_glue, importers, lambda outline: (outline.name,))
    below = _reached_by_name(with_glue, by_name, lambda outline: outline.imported)
    keepers = [outline for outline in outlines if outline.path in below]
    beside = _reached_by_name(keepers, importers, lambda outline: (outline.name,))
    related = above | below | beside
    return [outline for outline in outlines if outline.path in related]


def _reached_by_name(
    begun: Iterable[Outline], behind: Mapping[bytes, list[Outline]], names: Callable[[Outline], Iterable[bytes]]
) -> set[str]:
    """Return the paths of these files and of all that lie behind a name of one that is reached."""
    found = {outline.path for outline in begun}
    waiting = {name for outline in begun for name in names(outline)}
    seen = set(waiting)
    while waiting:
        more = [outline for name in waiting for outline in behind.get(name, ()) if outline.path not in found]
        found |= {outline.path for outline in more}
        waiting = {name for outline in more for name in names(outline)} - seen
        seen |= waiting
    return found


def _connected(related: Sequence[Outline]) -> frozenset[str]:
    """Files that may import another one of these, and files that another one may import."""
    importers = Counter(name for outline in related for name in outline.imported)
    modules = Counter(outline.name for outline in related)
    return frozenset(
        outline.path
        for outline in related
        if any(modules[each] > (each == outline.name) for each in outline.imported)
        or importers[outline.name] > (outline.name in outline.imported)
    )


def _imported_first(outlines: Iterable[Outline]) -> list[Outline]:
    """Order modules so that each comes behind those that it may import; in a circle, one has to come first.

    So most are told all that they ask the first time.
    """
    by_name: dict[bytes, list[Outline]] = defaultdict(list)
    for outline in outlines:
        by_name[outline.name].append(outline)
    waiting = [each for same in by_name.values() for each in same]
    begun: set[str] = set()
    found: dict[str, Outline] = {}
    while waiting:
        outline = waiting.pop()
        if outline.path in begun:
            found.setdefault(outline.path, outline)
            continue
        begun.add(outline.path)
        imported = (each for name in sorted(outline.imported & by_name.keys()) for each in by_name[name])
        waiting += [outline, *(each for each in imported if each.path not in begun)]
    return list(found.values())


_Read: TypeAlias = "Callable[[str], Source | None]"
"""Reads a file by its path; None when it is gone."""

_ByTeacher: TypeAlias = "defaultdict[str, dict[str, dict[str, Kind]]]"
"""For each class what modules say of its attributes, by the module that says it."""
