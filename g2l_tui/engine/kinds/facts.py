"""What is found out about a module as it is read: what each name holds, and what each expression is."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain

from g2l_tui.engine.kinds.kind import Instance, Kind, join

Holdings = dict[str, Kind]
"""Kinds by name."""

_UNBOUND = Instance("<unbound>")
"""What a name held that was not bound: no program has it."""


@dataclass(slots=True)
class Names:
    """The names of one scope and what they hold at this point of the program; `outer` is the scope around.

    `shared` are names that functions inside this scope bind as well: these hold anything they ever do, as nobody
    knows when such a function runs. `lent` are names of other scopes that this one binds. `missed` are names that were
    asked for while this scope held nothing by them. `ways` are the branches and loops that are walked just now, the
    outermost first: what each name held that was bound since they began.
    """

    outer: Names | None = None
    held: Holdings = field(default_factory=dict)
    ever: Holdings = field(default_factory=dict)
    function: str = ""
    owner: str = ""
    is_expression: bool = False
    shared: frozenset[str] = frozenset()
    lent: dict[str, Names] = field(default_factory=dict)
    trails: list[Holdings] = field(default_factory=list)
    missed: set[str] = field(default_factory=set)
    ways: list[Holdings] = field(default_factory=list)

    def get(self, name: str) -> Kind:
        """Return what a name holds here; in an outer scope it may hold anything it ever does."""
        if name in self.lent:
            return self.lent[name].ever.get(name)
        around = self
        while name not in around.held and around.is_expression and around.outer:
            around = around.outer
        if name in around.held:
            return around.ever[name] if name in around.shared else around.held[name]
        around.missed.add(name)
        if name in around.shared and name in around.ever:
            return around.ever[name]
        return self.around(name)

    def around(self, name: str) -> Kind:
        """Return what a name may hold in the scopes around this one."""
        scope = self.outer
        while scope:
            if name in scope.ever:
                return scope.ever[name]
            scope = scope.outer
        return None

    def of_module(self, name: str) -> Kind:
        """Return what a name of the module may hold."""
        scope = self
        while scope.outer:
            scope = scope.outer
        return scope.get(name) if scope is self else scope.ever.get(name)

    def has(self, name: str) -> bool:
        """True when the name is bound in this scope or one around it."""
        if name in self.held:
            return True
        self.missed.add(name)
        return bool(self.outer and (name in self.outer.ever or self.outer.has(name)))

    def binds(self, name: str) -> bool:
        """True for a name that holds something here, or that this scope lends from another."""
        return name in self.held or name in self.lent

    def enter(self) -> None:
        """Begin a way that may not be the only one."""
        self.ways.append({})

    def leave(self) -> Holdings:
        """Return what names were bound to on the way that began last, and let them hold again what they held before."""
        found = {}
        for name, before in self.ways.pop().items():
            found[name] = self.held[name]
            if before is _UNBOUND:
                del self.held[name]
            else:
                self.held[name] = before
        return found

    def bound_since(self, way: int) -> Holdings:
        """Return what names hold that were bound since the way of that number began."""
        return {name: self.held[name] for bound in self.ways[way:] for name in bound}

    def merged(self, ends: Sequence[Holdings]) -> Holdings:
        """Return what names hold where ways come together that began here and ended so."""
        together: Holdings = {}
        for name in dict.fromkeys(chain.from_iterable(ends)):
            before = self.held.get(name, _UNBOUND)
            found: Kind = _UNBOUND
            for end in ends:
                kind = end.get(name, before)
                if found is _UNBOUND:
                    found = kind
                elif kind is not _UNBOUND and kind is not found:
                    found = join(found, kind)
            together[name] = found
        return together

    def reads_the_same(self, bound: Holdings) -> bool:
        """True when code that was walked from here on would read the same, if names held these things before."""
        for name, kind in bound.items():
            if name not in self.held:
                if name in self.missed or name in self.shared:
                    return False
            elif self.held[name] != kind:
                return False
        return True

    def hold(self, bound: Holdings) -> None:
        """Let names hold these things from here on, without binding them anew."""
        if self.ways:
            way = self.ways[-1]
            for name in bound:
                way.setdefault(name, self.held.get(name, _UNBOUND))
        self.held.update(bound)

    def bind(self, name: str, kind: Kind) -> None:
        """Let a name hold something from here on."""
        target = self.lent.get(name, self)
        if target.ways and name not in target.ways[-1]:
            target.ways[-1][name] = target.held.get(name, _UNBOUND)
        target.held[name] = kind
        for seen in (target.ever, *target.trails):
            before = seen.setdefault(name, kind)
            if before is not kind:
                seen[name] = join(before, kind)

    def bind_around(self, name: str, kind: Kind) -> None:
        """Let a name hold something in the scope around all expressions this one stands in, as a walrus does."""
        scope = self
        while scope.is_expression and scope.outer:
            scope.bind(name, kind)
            scope = scope.outer
        scope.bind(name, kind)

    def lend(self, name: str, *, of_module: bool) -> None:
        """Let a name mean that of the module, or that of the nearest function around which has it."""
        scope = self.outer
        while scope and scope.outer and (of_module or name not in scope.ever):
            scope = scope.outer
        if scope:
            self.lent[name] = scope

    @contextmanager
    def trail(self) -> Iterator[Holdings]:
        """Give all that names are bound to meanwhile, and not only what they hold at the end."""
        seen: Holdings = {}
        self.trails.append(seen)
        yield seen
        self.trails.pop()

    def inner(self, function: str) -> Names:
        """Return the scope of an expression inside this one; it sees what names hold just now."""
        return Names(self, function=function, owner=self.owner, is_expression=True)


@dataclass
class Facts:
    """What was found out about one module: the kind of each expression and the callee of each Glue call."""

    kinds: dict[ast.expr, Kind] = field(default_factory=dict)
    callees: dict[ast.Call, str] = field(default_factory=dict)

    def note(self, node: ast.expr, kind: Kind) -> None:
        """Note the kind of an expression; seen twice, as in a loop, it is what both ways have in common."""
        before = self.kinds.setdefault(node, kind)
        if before is not kind:
            self.kinds[node] = join(before, kind)
