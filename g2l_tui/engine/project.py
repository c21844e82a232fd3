"""What is known of all modules of a workspace together: helpers and their callers are understood as one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from g2l_tui.engine.kinds.infer import infer
from g2l_tui.engine.kinds.kind import Kind
from g2l_tui.engine.kinds.knowledge import Asked, Knowledge, module_index
from g2l_tui.engine.outline import imported_names, mentions_glue, module_name
from g2l_tui.engine.text.module import Module, parse_module
from g2l_tui.errors import ParseError
from g2l_tui.model.source import Source
from g2l_tui.ruleset.ruleset import RuleSet

ROUNDS = 4
"""How far a frame is followed from module to module: each round carries it over one more import."""

KEPT = 60
"""Modules that stay parsed while all are surveyed; one of 250 lines takes almost a megabyte."""


@dataclass(frozen=True)
class Project:
    """The knowledge of a workspace, and the modules that can have to do with Glue.

    Those that `run_on_glue` mention it, or are imported by one that does, or import one: their tables are Glue's.
    Those that are `connected` may import another one, or be imported by one.
    """

    knowledge: Knowledge = field(default_factory=Knowledge, repr=False)
    related: frozenset[str] = frozenset()
    run_on_glue: frozenset[str] = frozenset()
    connected: frozenset[str] = frozenset()

    def stands_alone(self, source: Source) -> bool:
        """True when a module tells others nothing, and hears nothing of them, as it was surveyed and as it is now."""
        if source.path in self.connected or mentions_glue(source.content) is not (source.path in self.run_on_glue):
            return False
        own = module_name(source.path) if source.path in self.related else b""
        return not any(self._modules[name] > (name == own) for name in imported_names(source.content))

    def is_imported_in(self, content: bytes) -> bool:
        """True when a text may import one of the related modules."""
        return any(name in self._modules for name in imported_names(content))

    @cached_property
    def _modules(self) -> Counter[bytes]:
        """How many of the related modules are imported by each name."""
        return Counter(map(module_name, self.related))

    def imported_by(self, path: str) -> tuple[str, ...]:
        """Return the other modules that import one themselves."""
        return tuple(sorted(name for name, used in self.knowledge.imports.items() if path in used and name != path))

    def importers(self, path: str) -> frozenset[str]:
        """Return the modules that import one, directly or through others, and that one itself."""
        return _importers(self.knowledge, {path})


def survey(sources: Iterable[Source], ruleset: RuleSet) -> Project:
    """Find out what the functions and classes of a workspace take, give and hold. The sources are gone through twice.

    Only files that have to do with Glue, and their neighbours by import, are parsed, and of those not the ones that
    stand alone: they have nothing to tell each other. What does not parse, or is nested too deeply, is left out here
    and reported when it is migrated.
    """
    outlines = [_outline(source) for source in sources]
    related = _related(outlines)
    connected = _connected(related)
    knowledge = Knowledge(paths=module_index(outline.path for outline in outlines))
    _learn_from([source for source in sources if source.path in connected], ruleset, knowledge)
    with_glue = {outline.path for outline in related if outline.mentions_glue}
    run_on_glue = _importers(knowledge, with_glue) | _imported_by(knowledge, with_glue)
    return Project(knowledge, frozenset(outline.path for outline in related), run_on_glue, connected)


def _learn_from(sources: list[Source], ruleset: RuleSet, knowledge: Knowledge) -> None:
    """Let modules teach each other; one is read again only where it would hear something else than it did.

    Most are parsed again for that: all trees together would fill the memory.
    """
    heard: dict[str, Asked] = {}
    said: _ByTeacher = defaultdict(dict)
    kept: dict[str, Module] = {}
    for _ in range(ROUNDS):
        is_settled = True
        for source in tuple(sources):
            asked = heard.get(source.path)
            if asked and asked.would_hear_the_same_from(knowledge):
                continue
            is_settled = False
            asked = heard[source.path] = Asked(knowledge)
            try:
                module = kept.get(source.path) or parse_module(source)
                _, learnt = infer(module, ruleset, asked)
            except (ParseError, RecursionError):
                sources.remove(source)
                continue
            if len(kept) < KEPT:
                kept[source.path] = module
            _absorb(knowledge, source.path, learnt, said)
        if is_settled:
            break


def _importers(knowledge: Knowledge, paths: Iterable[str]) -> frozenset[str]:
    """The modules that import one of these, directly or through others, and these."""
    found = set(paths)
    while more := {name for name, imported in knowledge.imports.items() if imported & found} - found:
        found |= more
    return frozenset(found)


def _imported_by(knowledge: Knowledge, paths: Iterable[str]) -> frozenset[str]:
    """The modules that these import, directly or through others, and these."""
    found = set(paths)
    while more := {name for path in found for name in knowledge.imports.get(path, ())} - found:
        found |= more
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Outline:
    """What is seen of a module without parsing it: the name that others import it by, and what it imports."""

    path: str
    name: bytes
    imported: frozenset[bytes]
    mentions_glue: bool


def _outline(source: Source) -> _Outline:
    imported = imported_names(source.content)
    return _Outline(source.path, module_name(source.path), imported, mentions_glue(source.content))


def _related(outlines: Sequence[_Outline]) -> list[_Outline]:
    """Files that mention Glue, files that import one of those, and files that one of those imports."""
    names = {outline.name for outline in outlines if outline.mentions_glue}
    imported = {name for outline in outlines if outline.mentions_glue for name in outline.imported}
    return [
        outline for outline in outlines if outline.mentions_glue or outline.name in imported or outline.imported & names
    ]


def _connected(related: Sequence[_Outline]) -> frozenset[str]:
    """Files that may import another one of these, and files that another one may import."""
    importers = Counter(name for outline in related for name in outline.imported)
    modules = Counter(outline.name for outline in related)
    return frozenset(
        outline.path
        for outline in related
        if any(modules[each] > (each == outline.name) for each in outline.imported)
        or importers[outline.name] > (outline.name in outline.imported)
    )


_ByTeacher: TypeAlias = "defaultdict[str, dict[str, dict[str, Kind]]]"
"""For each class what modules say of its attributes, by the module that says it."""


def _absorb(knowledge: Knowledge, path: str, learnt: Knowledge, said: _ByTeacher) -> None:
    """Take over what one module taught, in place of what it taught before."""
    knowledge.functions.update(learnt.functions)
    knowledge.returns.update(learnt.returns)
    for symbol, bases in learnt.bases.items():
        knowledge.learn_bases(symbol, bases)
    knowledge.imports.update(learnt.imports)
    for path_used, names in learnt.used_elsewhere.items():
        knowledge.used_elsewhere[path_used] |= names
    for taught in knowledge.taught.values() if path in knowledge.exports else ():
        taught.pop(path, None)
    for symbol, arguments in learnt.arguments.items():
        knowledge.taught[symbol][path] = arguments
    for owner, attributes in learnt.attributes.items():
        said[owner][path] = attributes
        knowledge.attributes[owner] = {}
        for by_one in said[owner].values():
            for name, kind in by_one.items():
                knowledge.learn_attribute(owner, name, kind)
    knowledge.exports.update(learnt.exports)
    knowledge.constants.update(learnt.constants)
