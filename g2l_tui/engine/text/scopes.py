"""Scopes: which binding each name refers to."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from g2l_tui.engine.text.tree import Nodes, children_of

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Capture = ast.ExceptHandler | ast.MatchAs | ast.MatchStar | ast.MatchMapping
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(eq=False)
class Scope:
    """A module, class, function or comprehension: its bindings and the names it loads.

    `bindings` are the nodes that bind a name: statements, parameters, `except` clauses, targets.
    """

    node: ast.AST
    parent: Scope | None = None
    bindings: dict[str, list[ast.AST]] = field(default_factory=lambda: defaultdict(list))
    loads: list[ast.Name] = field(default_factory=list)
    of_module: frozenset[str] = frozenset()
    of_outer: frozenset[str] = frozenset()

    @property
    def is_class(self) -> bool:
        """True for a class body, whose names the functions inside do not see."""
        return isinstance(self.node, ast.ClassDef)

    @property
    def elsewhere(self) -> frozenset[str]:
        """The names that this scope declares as belonging to another one."""
        return self.of_module | self.of_outer

    def bound_once(self, name: str) -> bool:
        """True when exactly one node binds the name here."""
        return len(self.bindings.get(name, ())) == 1


@dataclass(frozen=True)
class Scopes:
    """All scopes of a module, and where each loaded name is bound."""

    module: Scope
    every: tuple[Scope, ...]
    resolved: dict[ast.Name, Scope | None] = field(repr=False)
    of_statement: dict[ast.stmt, Scope] = field(repr=False)
    loads_of: dict[Scope, dict[str, list[ast.Name]]] = field(repr=False)

    def loads(self, scope: Scope, name: str) -> list[ast.Name]:
        """Every load of a name that is bound in `scope`, from whatever scope it comes."""
        return self.loads_of.get(scope, {}).get(name, [])

    @cached_property
    def loads_anywhere(self) -> Mapping[str, Sequence[ast.Name]]:
        """The loads of each name that is bound in the module, in whatever scope."""
        found: dict[str, list[ast.Name]] = defaultdict(list)
        for scope in self.every:
            for name, loads in self.loads_of.get(scope, {}).items():
                found[name] += loads
        return dict(found)

    def scope_of_load(self, name: ast.Name) -> Scope | None:
        """The scope in which a name is read."""
        return self._reading.get(name)

    @cached_property
    def bindings(self) -> Mapping[str, Sequence[ast.AST]]:
        """What binds each name, in any scope."""
        found: dict[str, list[ast.AST]] = defaultdict(list)
        for scope in self.every:
            for name, nodes in scope.bindings.items():
                found[name] += nodes
        return found

    @cached_property
    def of_node(self) -> Mapping[ast.AST, Scope]:
        """The scope that each function, class or comprehension opens."""
        return {scope.node: scope for scope in self.every}

    @cached_property
    def _reading(self) -> dict[ast.Name, Scope]:
        return {name: scope for scope in self.every for name in scope.loads}

    @cached_property
    def free(self) -> Mapping[str, list[ast.Name]]:
        """Loads of names that nothing in the module binds: builtins, star imports, mistakes."""
        found: dict[str, list[ast.Name]] = defaultdict(list)
        for name, scope in self.resolved.items():
            if scope is None:
                found[name.id].append(name)
        return dict(found)


def scopes_of(nodes: Nodes) -> Scopes:
    """Find the scopes of a module, of which these are the nodes."""
    builder = _Builder(nodes)
    builder.block(nodes.inside.get(builder.module.node, ()))
    resolved: dict[ast.Name, Scope | None] = {}
    loads: dict[Scope, dict[str, list[ast.Name]]] = defaultdict(lambda: defaultdict(list))
    for scope in builder.every:
        owners: dict[str, Scope | None] = {}
        for load in scope.loads:
            name = load.id
            if name not in owners:
                owners[name] = resolve(scope, name)
            owner = resolved[load] = owners[name]
            if owner:
                loads[owner][name].append(load)
    return Scopes(builder.module, tuple(builder.every), resolved, builder.of_statement, loads)


def resolve(scope: Scope, name: str) -> Scope | None:
    """Return the scope that binds a name which is read in `scope`; None for one that nothing binds."""
    at: Scope | None = scope.parent if name in scope.of_outer else scope
    while at and name in scope.of_module and at.parent:
        at = at.parent
    while at:
        visible = at is scope or not at.is_class
        if visible and name in at.bindings:
            return at
        at = at.parent
    return None


class _Builder:
    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self.module = Scope(nodes.every[0])
        self.scope = self.module
        self.every = [self.module]
        self.of_statement: dict[ast.stmt, Scope] = {}

    def block(self, statements: Sequence[ast.stmt]) -> None:
        for statement in statements:
            self.of_statement[statement] = self.scope
            own = self.nodes.own[statement]
            if self._BINDERS.keys().isdisjoint(map(type, own)):
                self.names(own, statement)
                self.block(self.nodes.inside.get(statement, ()))
            else:
                self.visit(statement, statement)

    def names(self, nodes: Sequence[ast.AST], statement: ast.AST) -> None:
        for node in nodes:
            if isinstance(node, ast.Name):
                self.name(node, statement)

    def name(self, node: ast.Name, statement: ast.AST) -> None:
        if isinstance(node.ctx, ast.Store):
            self.bind(node.id, statement)
        else:
            self.scope.loads.append(node)

    def visit(self, node: ast.AST, statement: ast.AST) -> None:
        if isinstance(node, ast.Name):
            self.name(node, statement)
        elif binder := self._BINDERS.get(type(node)):
            binder(self, node, statement)
        else:
            self.children(node, statement)

    def children(self, node: ast.AST, statement: ast.AST) -> None:
        waiting = children_of(node)[::-1]
        while waiting:
            child = waiting.pop()
            if isinstance(child, ast.Name):
                self.name(child, statement)
            elif isinstance(child, ast.stmt):
                self.block([child])
            elif binder := self._BINDERS.get(type(child)):
                binder(self, child, statement)
            else:
                waiting += reversed(children_of(child))

    def bind(self, name: str, node: ast.AST, scope: Scope | None = None) -> None:
        owner = scope or self.scope
        if name in owner.of_module:
            owner = self.module
        elif name in owner.of_outer and (outer := self.function_with(name, owner.parent)):
            owner = outer
        owner.bindings[name].append(node)

    def function_with(self, name: str, scope: Scope | None) -> Scope | None:
        """The nearest function around that binds a name, as `nonlocal` means it."""
        while scope and (scope.is_class or name not in scope.bindings):
            scope = scope.parent
        return scope

    def around_comprehensions(self) -> Scope:
        """The scope in which a walrus binds: the one around all comprehensions it stands in."""
        scope = self.scope
        while isinstance(scope.node, _Comprehension) and scope.parent:
            scope = scope.parent
        return scope

    def enter(self, node: ast.AST) -> Scope:
        outer, self.scope = self.scope, Scope(node, self.scope)
        self.every.append(self.scope)
        return outer

    def function(self, node: _Function, _: ast.AST) -> None:
        arguments = node.args
        if not isinstance(node, ast.Lambda):
            self.bind(node.name, node)
            for decorator in node.decorator_list:
                self.visit(decorator, node)
            if node.returns:
                self.visit(node.returns, node)
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += [each for each in (arguments.vararg, arguments.kwarg) if each]
        for default in (*arguments.defaults, *arguments.kw_defaults, *(each.annotation for each in every)):
            if default:
                self.visit(default, node)
        outer = self.enter(node)
        for argument in every:
            self.bind(argument.arg, argument)
        if isinstance(node, ast.Lambda):
            self.visit(node.body, node)
        else:
            self.block(node.body)
        self.scope = outer

    def class_body(self, node: ast.ClassDef, _: ast.AST) -> None:
        self.bind(node.name, node)
        for child in (*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)):
            self.visit(child, node)
        outer = self.enter(node)
        self.block(node.body)
        self.scope = outer

    def comprehension(self, node: _Comprehension, _: ast.AST) -> None:
        self.visit(node.generators[0].iter, node)
        outer = self.enter(node)
        for position, generator in enumerate(node.generators):
            self.visit(generator.target, node)
            for child in (*([generator.iter] if position else []), *generator.ifs):
                self.visit(child, node)
        for element in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self.visit(element, node)
        self.scope = outer

    def imports(self, node: ast.Import | ast.ImportFrom, _: ast.AST) -> None:
        for alias in node.names:
            if alias.name != "*":
                self.bind(alias.asname or alias.name.partition(".")[0], node)

    def of_module(self, node: ast.Global, _: ast.AST) -> None:
        self.scope.of_module |= frozenset(node.names)

    def of_outer(self, node: ast.Nonlocal, _: ast.AST) -> None:
        self.scope.of_outer |= frozenset(node.names)

    def walrus(self, node: ast.NamedExpr, statement: ast.AST) -> None:
        self.visit(node.value, statement)
        self.bind(node.target.id, statement, self.around_comprehensions())

    def capture(self, node: _Capture, statement: ast.AST) -> None:
        if name := node.rest if isinstance(node, ast.MatchMapping) else node.name:
            self.bind(name, node)
        self.children(node, statement)

    _BINDERS: ClassVar[Mapping[type[ast.AST], Callable[[Any, Any, ast.AST], None]]] = {
        ast.AsyncFunctionDef: function,
        ast.ClassDef: class_body,
        ast.DictComp: comprehension,
        ast.ExceptHandler: capture,
        ast.FunctionDef: function,
        ast.GeneratorExp: comprehension,
        ast.Global: of_module,
        ast.Import: imports,
        ast.ImportFrom: imports,
        ast.Lambda: function,
        ast.ListComp: comprehension,
        ast.MatchAs: capture,
        ast.MatchMapping: capture,
        ast.MatchStar: capture,
        ast.NamedExpr: walrus,
        ast.Nonlocal: of_outer,
        ast.SetComp: comprehension,
    }
    """The nodes that have scopes of their own, or say something of their scope in another way than by a name."""
