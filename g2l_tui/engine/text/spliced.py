"""A result as a module, made of nodes that its source has already, and of those that are new: only these are parsed."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain, groupby

from g2l_tui.engine.text.module import Module, parse_module, parse_tree
from g2l_tui.engine.text.scopes import scopes_of
from g2l_tui.engine.text.tree import Nodes, nodes_below
from g2l_tui.engine.text.units import ends_line, parsed_alone, units_of
from g2l_tui.model.change import Edit
from g2l_tui.model.source import Source


@dataclass(frozen=True)
class Spliced(Module):
    """A result. The lines of its nodes are those of the parts that they came from, and mean nothing here.

    `gone` are the lines of the source whose statements are not in it any more.
    """

    before: Module = field(repr=False)
    gone: frozenset[int] = field(repr=False)
    added: Nodes = field(repr=False)

    @cached_property
    def nodes(self) -> Nodes:
        """Every node of the tree."""
        before, added = self.before.nodes, self.added
        own = {**before.own, **added.own, self.tree: [self.tree]}
        inside = {**before.inside, **added.inside, self.tree: self.tree.body}
        parents = {**before.parents, **added.parents}
        parents.update(dict.fromkeys(self.tree.body, self.tree))
        every: list[ast.AST] = []
        waiting: list[ast.AST] = [self.tree]
        while waiting:
            statement = waiting.pop()
            every += own[statement]
            waiting += reversed(inside.get(statement, ()))
        return Nodes(every, parents, own, inside)

    @cached_property
    def free(self) -> Mapping[str, Sequence[ast.Name]]:
        """The reads of names that nothing binds: those of the source that are left, and new ones."""
        scopes, added = self.before.scopes, scopes_of(self.added)
        bound = {name for name, nodes in scopes.module.bindings.items() if not all(map(self._is_gone, nodes))}
        bound.update(added.module.bindings)
        read = chain(scopes.free.items(), scopes.loads_of.get(scopes.module, {}).items())
        found = {name: [each for each in loads if not self._is_gone(each)] for name, loads in read if name not in bound}
        for name, loads in added.free.items():
            if name not in bound:
                found.setdefault(name, []).extend(loads)
        return {name: loads for name, loads in found.items() if loads}

    def _is_gone(self, node: ast.AST) -> bool:
        return getattr(node, "lineno", 0) in self.gone


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines of a source with all the statements in them, and how many bytes longer they are in the result."""

    start: int
    end: int
    statements: Sequence[ast.stmt]
    is_new: bool
    growth: int


@lru_cache(maxsize=2)  # that it parses is made sure of first, then the validators look at it
def spliced(source: Source, result: bytes, edits: tuple[Edit, ...]) -> Spliced | None:
    """Return what `edits`, in their order, make of a source; None where only all of the text tells what that is."""
    before = parse_module(source)
    if before.content != before.code or not before.tree.body:
        return None
    body: list[ast.stmt] = []
    gone: set[int] = set()
    added = ast.Module([], [])
    at = 0
    for part in _parts(before, edits):
        text = result[at : at + part.end - part.start + part.growth]
        at += len(text)
        if 0 < at < len(result) and not ends_line(result, at):
            return None
        if not part.is_new and text == before.code[part.start : part.end]:
            body += part.statements
        elif part.is_new and (tree := parsed_alone(text, parse_tree)):
            body += tree.body
            added.body += tree.body
            gone.update(range(before.line_of(part.start), before.line_of(part.end - 1) + 1))
        else:
            return None
    tree = ast.Module(body, [])
    return Spliced(source.path, result, result, before.encoding, tree, before, frozenset(gone), nodes_below(added))


def forget_parsed() -> None:
    """Let go of what was parsed last: it takes a hundred times the room of its text."""
    spliced.cache_clear()
    parse_module.cache_clear()


def _parts(before: Module, edits: Sequence[Edit]) -> Iterator[_Part]:
    """Yield the lines of a source in turn, as they stay and as they do not."""
    units = units_of(before.tree.body, before.code, before.line_starts)
    starts = [unit.start for unit in units]
    growth: dict[int, int] = {}
    for edit in edits:
        first = bisect_right(starts, edit.start) - 1
        for at in range(first, bisect_right(starts, max(edit.start, edit.end - 1))):
            growth.setdefault(at, 0)
        growth[first] += len(edit.replacement) - (edit.end - edit.start)
    for is_new, run in groupby(range(len(units)), key=growth.__contains__):
        numbers = list(run)
        statements = [statement for number in numbers for statement in units[number].statements]
        grown = sum(growth.get(number, 0) for number in numbers)
        yield _Part(units[numbers[0]].start, units[numbers[-1]].end, statements, is_new, grown)
