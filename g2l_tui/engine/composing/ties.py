"""Ties: what a function, an attribute or a variable takes and gives, on which its makers and its users must agree."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from g2l_tui.engine.composing.liveness import Liveness
from g2l_tui.engine.kinds.callables import Callables
from g2l_tui.engine.kinds.kind import Either, Instance, Kind, Many, Symbol, each_of
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.view import View

CHANGED_KINDS = frozenset({
    "DynamicFrame", "DynamicFrameCollection", "DataSink", "DataSource", "ErrorRecords", "GlueLogger",
})  # fmt: skip
"""Kinds whose objects are something else after the migration."""

_PASSED_KINDS = CHANGED_KINDS | {"GlueContext", "Job"}


def ties_of(liveness: Liveness) -> Mapping[ast.stmt, frozenset[str]]:
    """Return, for statements with a draft, what of the workspace's own takes or gives something else with it."""
    view = liveness.view
    ties = _Ties(view, liveness, Callables(view.ruleset, view.knowledge))
    telling = ties.telling()
    found: dict[ast.stmt, set[str]] = defaultdict(set)
    for statement in (each for block in view.blocks for each in block if each in telling):
        named = {tie for tie in ties.named_in(statement) if ties.changes(tie)}
        for draft in ties.touched_by(statement) if named else ():
            found[draft.statement] |= named
    return {statement: frozenset(named) for statement, named in found.items()}


def open_ties(view: View, drafts: Mapping[ast.stmt, Draft]) -> frozenset[str]:
    """Return what the statements that are refused share with other files."""
    ties = _Ties(view, Liveness(view, drafts), Callables(view.ruleset, view.knowledge))
    named = {tie for statement, draft in drafts.items() if draft.refused for tie in ties.named_in(statement)}
    return frozenset(tie for tie in named if ties.changes(tie) and shared(view, tie))


def shared(view: View, tie: str) -> bool:
    """True when another file has to do with what the tie names."""
    path, _, name = tie.partition(":")
    return path != view.module.path or view.knowledge.is_used_elsewhere(path, name.partition(".")[0])


@dataclass(frozen=True)
class _Ties:
    view: View
    liveness: Liveness
    callables: Callables

    def telling(self) -> set[ast.AST]:
        """Return the statements that may name a tie: of most, nothing is known that could be one."""
        view = self.view
        found: set[ast.AST] = {view.statement_of(node) for node in view.known}
        for name, nodes in view.scopes.module.bindings.items():
            found.update(nodes if shared(view, f"{view.module.path}:{name}") else ())
        return found.union(view.module.nodes.of(ast.FunctionDef), view.module.nodes.of(ast.AsyncFunctionDef))

    def changes(self, tie: str) -> bool:
        """True when what the tie names takes or gives a kind of object that becomes another one."""
        knowledge = self.view.knowledge
        if function := knowledge.function(tie):
            names = (*function.parameters, function.variadic, function.keywords)
            return becomes_another(knowledge.result(tie)) or any(
                becomes_another(knowledge.argument(tie, name)) for name in names if name
            )
        owner, _, name = tie.rpartition("." if "." in tie.rpartition(":")[2] else ":")
        held = knowledge.own_attribute(owner, name) if knowledge.is_class(owner) else knowledge.export(owner, name)
        return becomes_another(held)

    def named_in(self, statement: ast.stmt) -> Iterator[str]:
        """Yield the ties that a statement names; the head of a function and its `return` name the function."""
        function = function_around(self.view, statement)
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            yield symbol_of(self.view, statement)
        is_global = self.view.scopes.of_statement[statement] is self.view.scopes.module
        for node in self.view.module.nodes.own[statement]:
            if isinstance(node, ast.Name):
                if self.view.kind(node) is not None:
                    yield from self._of_name(node, function)
                elif is_global and isinstance(node.ctx, ast.Store):
                    tie = f"{self.view.module.path}:{node.id}"
                    yield from [tie] if shared(self.view, tie) else []
            elif isinstance(node, ast.Attribute):
                yield from self._of_attribute(node)
            elif (
                isinstance(node, ast.Yield) and function and node.value and becomes_another(self.view.kind(node.value))
            ):
                yield symbol_of(self.view, function)
        match statement:
            case ast.Return(value=ast.expr() as value) if function and becomes_another(self.view.kind(value)):
                yield symbol_of(self.view, function)

    def _of_name(self, node: ast.Name, function: ast.AST | None) -> Iterator[str]:
        kind = self.view.kind(node)
        if isinstance(kind, Symbol):
            yield from self.callables.own_symbols(kind)
        if not becomes_another(kind) or (scope := self.view.scope_of(node)) is None:
            return
        path = self.view.module.path
        tie = f"{path}:{node.id}"
        is_shared = scope is self.view.scopes.module and shared(self.view, tie)
        for binding in scope.bindings[node.id]:
            match binding:
                case ast.arg() if function is scope.node:
                    yield symbol_of(self.view, function)
                case ast.ImportFrom(module=module, level=level, names=names):
                    origin = self.view.knowledge.path_of(path, module or "", level)
                    yield from (
                        f"{origin}:{each.name}" for each in names if origin and (each.asname or each.name) == node.id
                    )
                case _ if is_shared:
                    yield tie

    def _of_attribute(self, node: ast.Attribute) -> Iterator[str]:
        held, of = self.view.kind(node), self.view.kind(node.value)
        if held is None and of is None:
            return
        yield from self.callables.own_symbols(held)
        knowledge = self.view.knowledge
        for owner in each_of(of):
            match owner:
                case Instance(name) if knowledge.is_class(name):
                    maker = knowledge.maker(name, node.attr)
                    yield from [f"{maker}.{node.attr}"] if maker else knowledge.methods(name, node.attr)
                case Symbol(name) if name.endswith(":"):
                    yield f"{name}{node.attr}"

    def touched_by(self, statement: ast.stmt) -> Iterator[Draft]:
        """Yield the draft of a statement, and those that make what it reads or use what it alone has named."""
        drafts = self.liveness.drafts
        own = drafts.get(statement)
        if own:
            yield own
        for node in self.view.module.nodes.own[statement]:
            if not isinstance(node, ast.Name):
                continue
            if isinstance(node.ctx, ast.Store) and own is None:
                yield from self.liveness.consumers(self.view.scopes.of_statement[statement], node.id)
            elif (scope := self.view.scope_of(node)) and becomes_another(self.view.kind(node)):
                bindings = scope.bindings[node.id]
                yield from (drafts[each] for each in bindings if isinstance(each, ast.stmt) and each in drafts)


def function_around(view: View, statement: ast.AST) -> ast.AST | None:
    """Return the innermost function that a node stands in."""
    node = view.parents.get(statement)
    while node is not None and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        node = view.parents.get(node)
    return node


def symbol_of(view: View, node: ast.AST | None) -> str:
    """Return the `path:name` of a function or class, with the names of those that it stands in."""
    names: list[str] = []
    while node is not None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
        node = view.parents.get(node)
    return f"{view.module.path}:{'.'.join(reversed(names))}"


def becomes_another(kind: Kind) -> bool:
    """True for a kind whose objects are something else after the migration, and for what holds one."""
    if isinstance(kind, Many):
        return becomes_another(kind.element) or any(map(becomes_another, kind.items))
    each_kind = kind.kinds if isinstance(kind, Either) else (kind,)
    return any(isinstance(each, Instance) and each.name in _PASSED_KINDS for each in each_kind)
