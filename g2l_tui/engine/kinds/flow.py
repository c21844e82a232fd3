"""Walks statements as they would run: branches, loops and handlers, and where their ways come together."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from g2l_tui.engine.kinds.annotations import settled
from g2l_tui.engine.kinds.evaluate import Evaluator
from g2l_tui.engine.kinds.facts import Holdings, Names
from g2l_tui.engine.kinds.kind import Instance, Kind, Many, Nothing, Symbol, join
from g2l_tui.engine.kinds.knowledge import Knowledge
from g2l_tui.engine.kinds.narrow import narrowed
from g2l_tui.engine.kinds.patterns import captures, matches_all
from g2l_tui.engine.text.tree import TRIES
from g2l_tui.ruleset.ruleset import RuleSet

LAPS = 4
"""How often a loop is walked at the most, until a further lap changes nothing."""


class Flow(Evaluator):
    """Walks statements one after the other; those that define or import something are left to `define`."""

    def __init__(self, ruleset: RuleSet, knowledge: Knowledge) -> None:
        super().__init__(ruleset, knowledge)
        self._breaks: list[_Ends] = []
        self._continues: list[_Ends] = []

    def define(self, node: ast.stmt) -> None:
        """Walk a definition or an import."""
        raise NotImplementedError

    def block(self, statements: Sequence[ast.stmt]) -> None:
        """Walk statements in their order."""
        for statement in statements:
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        """Walk a statement."""
        walk = self._STATEMENTS.get(node.__class__)
        if walk:
            walk(self, node)
        else:
            self.parts(node)

    def _assignment(self, node: ast.Assign) -> None:
        kind = self.kind(node.value)
        for target in node.targets:
            self.bind_target(target, kind)
            if kind is None and isinstance(target, ast.Attribute):
                self._learn_from_attribute(node.value, target)

    def _annotated_assignment(self, node: ast.AnnAssign) -> None:
        held = self.kind(node.value)
        self.bind_target(node.target, settled(self.annotated(node.annotation), held))

    def _addition(self, node: ast.AugAssign) -> None:
        before, added = self._held(node.target), self.kind(node.value)
        is_list = isinstance(before, Many) and isinstance(added, Many)
        self.bind_target(node.target, join(before, added) if is_list else None)

    def _expression(self, node: ast.Expr) -> None:
        self.kind(node.value)

    def _return(self, node: ast.Return) -> None:
        self.knowledge.learn_return(self.names.function, self.kind(node.value) if node.value else Nothing())

    def _break(self, _: ast.Break) -> None:
        if self._breaks:
            self._breaks[-1].add(self.names)

    def _continue(self, _: ast.Continue) -> None:
        if self._continues:
            self._continues[-1].add(self.names)

    def _declaration(self, node: ast.Global | ast.Nonlocal) -> None:
        for name in node.names:
            self.names.lend(name, of_module=isinstance(node, ast.Global))

    def _learn_from_attribute(self, value: ast.expr, target: ast.Attribute) -> None:
        """A parameter that is kept in an attribute is what the attribute must hold by its uses."""
        owner = self.facts.kinds.get(target.value)
        held = self.knowledge.attribute(owner.name, target.attr) if isinstance(owner, Instance) else None
        if held == Instance("GlueContext"):
            self.learn_parameter(value, held)

    def _define(self, node: ast.stmt) -> None:
        self.define(node)

    def _held(self, target: ast.expr) -> Kind:
        return self.names.get(target.id) if isinstance(target, ast.Name) else self.kind(target)

    def _if(self, node: ast.If) -> None:
        self.kind(node.test)
        ends: list[Holdings] = []
        for body, is_true in ((node.body, True), (node.orelse, False)):
            said = narrowed(self, node.test, is_true=is_true)
            self.names.enter()
            self.names.hold(said)
            self._way(body, ends)
        self.names.hold(self.names.merged(ends))

    def _assertion(self, node: ast.Assert) -> None:
        self.parts(node)
        self.names.hold(narrowed(self, node.test, is_true=True))

    def _match(self, node: ast.Match) -> None:
        subject = self.kind(node.subject)
        ends: list[Holdings] = []
        for case in node.cases:
            self.names.enter()
            for name, kind in captures(self, case.pattern, subject):
                self.names.bind(name, kind)
            self.kind(case.guard)
            self._way(case.body, ends)
        if not any(matches_all(case) for case in node.cases):
            ends.append({})
        self.names.hold(self.names.merged(ends))

    def _way(self, body: Sequence[ast.stmt], ends: list[Holdings]) -> None:
        """Walk one of several ways to its end; what it leaves is added to `ends`, unless it never gets there."""
        self.block(body)
        bound = self.names.leave()
        if not _leaves(body):
            ends.append(bound)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While) -> None:
        element = self.kind(node.test if isinstance(node, ast.While) else node.iter)
        breaks = _Ends(len(self.names.ways))
        self.names.enter()
        for _ in range(LAPS):
            laps = _Ends(len(self.names.ways), [{}])
            self.names.enter()
            self._breaks.append(breaks)
            self._continues.append(laps)
            if not isinstance(node, ast.While):
                self.bind_target(node.target, self.gone_through(element))
            self._way(node.body, laps.found)
            self._breaks.pop()
            self._continues.pop()
            bound = self.names.merged(laps.found)
            is_settled = self.names.reads_the_same(bound)
            self.names.hold(bound)
            if is_settled:
                break
        self.block(node.orelse)
        bound = self.names.leave()
        self.names.hold(self.names.merged([bound, *breaks.found]))

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        self.names.enter()
        is_left_early = False
        for item in node.items:
            is_left_early |= self._enter(item) == Instance("contextlib.suppress")
        with self.names.trail() as bound:
            self.block(node.body)
        end = self.names.leave()
        self.names.hold(self.names.merged([{}, bound, end]) if is_left_early else end)

    def _enter(self, item: ast.withitem) -> Kind:
        kind = self.kind(item.context_expr)
        if isinstance(item.context_expr, ast.Call):
            function = self.facts.kinds.get(item.context_expr.func)
            kind = Instance(function.name) if function == Symbol("contextlib.suppress") else kind
        if item.optional_vars is not None:
            self.bind_target(item.optional_vars, self.entered(kind))
        return kind

    def _try(self, node: ast.Try) -> None:
        ends: list[Holdings] = []
        with self.names.trail() as every:
            self.names.enter()
            with self.names.trail() as bound:
                self.block(node.body)
            after = self.names.leave()
            for handler in node.handlers:
                self.names.enter()
                self.names.hold(self.names.merged([{}, bound]))
                caught = self.kind(handler.type)
                if handler.name:
                    is_own = isinstance(caught, Symbol) and self.knowledge.is_class(caught.name)
                    self.names.bind(handler.name, self.callables.result(caught, []) if is_own else None)
                self._way(handler.body, ends)
            if not _leaves(node.body):
                self.names.enter()
                self.names.hold(after)
                self._way(node.orelse, ends)
        together = self.names.merged(ends)
        if node.finalbody:
            self.names.enter()
            self.names.hold(self.names.merged([{}, every]))
            with self.names.trail() as last:
                self.block(node.finalbody)
            end = self.names.leave()
            together |= {name: end[name] for name in last if name in end}
        self.names.hold(together)

    _STATEMENTS: ClassVar[Mapping[type[ast.stmt], Callable[[Any, Any], None]]] = {
        ast.AnnAssign: _annotated_assignment,
        ast.Assert: _assertion,
        ast.Assign: _assignment,
        ast.AsyncFor: _loop,
        ast.AsyncFunctionDef: _define,
        ast.AsyncWith: _with,
        ast.AugAssign: _addition,
        ast.Break: _break,
        ast.ClassDef: _define,
        ast.Continue: _continue,
        ast.Expr: _expression,
        ast.For: _loop,
        ast.FunctionDef: _define,
        ast.Global: _declaration,
        ast.If: _if,
        ast.Import: _define,
        ast.ImportFrom: _define,
        ast.Match: _match,
        ast.Nonlocal: _declaration,
        ast.Return: _return,
        ast.While: _loop,
        ast.With: _with,
        **dict.fromkeys(TRIES, _try),
    }
    """How the forms of statements are walked that do more than have parts."""


@dataclass(frozen=True, slots=True)
class _Ends:
    """Where ways end that began with the way of this number: what names were bound to in between."""

    way: int
    found: list[Holdings] = field(default_factory=list)

    def add(self, names: Names) -> None:
        """Let one end here."""
        self.found.append(names.bound_since(self.way))


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """True when the block never reaches its end."""
    return bool(body) and isinstance(body[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break))
