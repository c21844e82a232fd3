"""What is found out about a module as it is read: what each name holds, and what each expression is."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from g2l_tui.engine.kinds import Kind, join


@dataclass
class Names:
    """The names of one scope and what they hold at this point of the program; `outer` is the scope around."""

    outer: Names | None = None
    held: dict[str, Kind] = field(default_factory=dict)
    ever: dict[str, Kind] = field(default_factory=dict)
    function: str = ""
    owner: str = ""
    passed_on: frozenset[str] = frozenset()

    def get(self, name: str) -> Kind:
        """Return what a name holds here; in an outer scope it may hold anything it ever does."""
        if name in self.held and name not in self.passed_on:
            return self.held[name]
        scope = self.outer
        while scope:
            if name in scope.ever:
                return scope.ever[name]
            scope = scope.outer
        return None

    def has(self, name: str) -> bool:
        """True when the name is bound in this scope or one around it."""
        return name in self.held or bool(self.outer and (name in self.outer.ever or self.outer.has(name)))

    def bind(self, name: str, kind: Kind) -> None:
        """Let a name hold something from here on."""
        target = self
        if name in self.passed_on:
            while target.outer:
                target = target.outer
        target.held[name] = kind
        target.ever[name] = join(target.ever[name], kind) if name in target.ever else kind


@dataclass
class Facts:
    """What was found out about one module: the kind of each expression and the callee of each Glue call."""

    kinds: dict[ast.expr, Kind] = field(default_factory=dict)
    callees: dict[ast.Call, str] = field(default_factory=dict)

    def note(self, node: ast.expr, kind: Kind) -> None:
        """Note the kind of an expression; seen twice, as in a loop, it is what both ways have in common."""
        self.kinds[node] = join(self.kinds[node], kind) if node in self.kinds else kind
