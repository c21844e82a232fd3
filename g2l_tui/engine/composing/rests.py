"""What a module makes by statements that are refused, and what its names need of each other and of other modules."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from g2l_tui.engine.composing.ties import becomes_another, function_around, symbol_of
from g2l_tui.engine.kinds.callables import Callables
from g2l_tui.engine.kinds.kind import Instance, Symbol, each_of
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.view import View
from g2l_tui.model.rests import Rests


def rests_of(view: View, drafts: Mapping[ast.stmt, Draft]) -> Rests:
    """Return what of a module stays as it is, and what it needs."""
    walk = _Walk(view, Callables(view.ruleset, view.knowledge), f"{view.module.path}:")
    for block in view.blocks:
        for statement in block:
            draft = drafts.get(statement)
            walk.visit(statement, is_refused=bool(draft and draft.refused))
    needs = {name: tuple(sorted(needed)) for name, needed in walk.needs.items()}
    return Rests(tuple(sorted(walk.stays.items())), tuple(sorted(walk.uses.items())), tuple(sorted(needs.items())))


@dataclass
class _Walk:
    view: View
    callables: Callables
    own: str
    stays: dict[str, int] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)
    needs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def visit(self, statement: ast.stmt, *, is_refused: bool) -> None:
        """Take note of what a statement makes, and of what it needs; a function needs all that it makes."""
        functions = set(self._functions_around(statement))
        made: set[str] = set()
        needed: set[str] = set()
        for node, name in self._named_in(statement):
            is_made = isinstance(node.ctx, ast.Store) or (is_refused and becomes_another(self.view.kind(node)))
            (made if is_made and name.startswith(self.own) else needed).add(name)
        for name in functions | made:
            if is_refused:
                self.stays[name] = min(statement.lineno, self.stays.get(name, statement.lineno))
            if others := (needed | made if name in functions else needed) - {name}:
                self.needs[name] |= others
        for name in needed:
            if not name.startswith(self.own):
                self.uses[name] = min(statement.lineno, self.uses.get(name, statement.lineno))

    def _functions_around(self, statement: ast.stmt) -> Iterator[str]:
        node: ast.AST | None = statement
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            node = function_around(self.view, statement)
        while node is not None:
            yield symbol_of(self.view, node)
            node = function_around(self.view, node)

    def _named_in(self, statement: ast.stmt) -> Iterator[tuple[ast.Name | ast.Attribute, str]]:
        scope = self.view.scopes.of_statement[statement]
        for node in self.view.module.nodes.own[statement]:
            match node:
                case ast.Name(ctx=ast.Store()) if scope is self.view.scopes.module:
                    yield node, f"{self.own}{node.id}"
                case ast.Name(ctx=ast.Load()):
                    yield from ((node, name) for name in (*self._run_by(node), *self._variables(node)))
                case ast.Attribute():
                    yield from ((node, name) for name in (*self._run_by(node), *self._attributes(node)))

    def _run_by(self, node: ast.expr) -> Iterator[str]:
        """The functions that an expression stands for; a class is made where it is called, and looked at elsewhere."""
        kind, knowledge = self.view.kind(node), self.view.knowledge
        if isinstance(kind, Symbol) and knowledge.is_class(kind.name):
            match self.view.parents.get(node):
                case ast.Call(func=function) if function is node:
                    pass
                case _:
                    return
        yield from (name for name in self.callables.own_symbols(kind) if not name.endswith(":"))

    def _variables(self, node: ast.Name) -> Iterator[str]:
        scope = self.view.scope_of(node)
        if scope is None or isinstance(self.view.kind(node), Symbol):
            return
        for binding in scope.bindings[node.id]:
            match binding:
                case ast.ImportFrom(module=module, level=level, names=names):
                    path = self.view.knowledge.path_of(self.view.module.path, module or "", level)
                    named = (each.name for each in names if (each.asname or each.name) == node.id)
                    yield from (f"{path}:{each}" for each in named if path)
                case _ if scope is self.view.scopes.module:
                    yield f"{self.own}{node.id}"

    def _attributes(self, node: ast.Attribute) -> Iterator[str]:
        knowledge = self.view.knowledge
        for owner in each_of(self.view.kind(node.value)):
            match owner:
                case Instance(name) if knowledge.is_class(name):
                    maker = knowledge.maker(name, node.attr)
                    yield from [f"{maker}.{node.attr}"] if maker else knowledge.methods(name, node.attr)
                case Symbol(name) if name.endswith(":"):
                    yield f"{name}{node.attr}"
