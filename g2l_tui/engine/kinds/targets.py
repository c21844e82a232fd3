"""Targets: what assignments, loops and calls let names, containers and attributes hold."""

from __future__ import annotations

import ast

from g2l_tui.engine.kinds.callables import Callables
from g2l_tui.engine.kinds.containers import grown, parts
from g2l_tui.engine.kinds.facts import Facts, Names
from g2l_tui.engine.kinds.kind import Instance, Kind, Many, Symbol
from g2l_tui.engine.kinds.knowledge import Knowledge
from g2l_tui.engine.kinds.members import Members
from g2l_tui.engine.text.tree import children_of
from g2l_tui.ruleset.ruleset import RuleSet

_FRAME = Instance("DynamicFrame")
_FRAME_CLASS = Symbol("awsglue.dynamicframe.DynamicFrame")


class Targets(Members):
    """Binds what is on the left; what is on the right, `kind` tells."""

    def __init__(self, ruleset: RuleSet, knowledge: Knowledge) -> None:
        super().__init__(ruleset, knowledge)
        self.facts = Facts()
        self.callables = Callables(ruleset, knowledge)
        self.names = Names()

    def kind(self, node: ast.expr | None) -> Kind:
        """Return the kind of an expression, and note it with those of all its parts."""
        raise NotImplementedError

    def parts(self, node: ast.AST) -> None:
        """Note the kinds of what stands in something that is itself of no kind."""
        for child in children_of(node):
            if isinstance(child, ast.expr):
                self.kind(child)

    def bind_target(self, target: ast.expr, kind: Kind) -> None:
        """Bind what stands on the left of an assignment, a `for` or an `as`."""
        match target:
            case ast.Name(id=name):
                self.names.bind(name, kind)
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                for element, part in zip(elements, parts(self.unpacked(kind), len(elements)), strict=True):
                    self.bind_target(element, part)
            case ast.Starred(value=value):
                self.bind_target(value, Many(kind))
            case ast.Subscript(value=value, slice=index):
                self.kind(index)
                if isinstance(held := self.kind(value), Many):
                    self.grow(value, grown(held, kind, index))
            case ast.Attribute(value=value, attr=name):
                self.assign(self.kind(value), name, kind)
            case _:
                self.parts(target)

    def grow(self, container: ast.expr, kind: Many) -> None:
        """Let a container hold more, which may be one of a scope around this one."""
        match container:
            case ast.Call(func=ast.Attribute(value=outer, attr="get" | "setdefault")):
                if isinstance(held := self.facts.kinds.get(outer), Many):
                    self.grow(outer, grown(held, kind))
                return
        if isinstance(container, ast.Name) and not self.names.binds(container.id):
            self.names.lend(container.id, of_module=False)
        if isinstance(container, ast.Name) and (lender := self.lenders.get(container.id)):
            self.knowledge.learn_attribute(*lender, kind)
        if isinstance(container, ast.Name) and self._is_parameter(container.id):
            self.knowledge.learn_attribute(_grown_by(self.names.function), container.id, kind)
        self.bind_target(container, kind)

    def let_grow(self, call: ast.Call, function: Kind) -> None:
        """Let containers that a call passes hold what the function puts into them."""
        for symbol in self.callables.own_symbols(function):
            own = self.knowledge.function(symbol)
            given = function.given if isinstance(function, Symbol) else 0
            places = zip(own.parameters[given:] if own else (), call.args, strict=False)
            named = ((each.arg, each.value) for each in call.keywords if each.arg)
            for parameter, argument in (*places, *named):
                added = self.knowledge.own_attribute(_grown_by(symbol), parameter)
                if isinstance(added, Many) and isinstance(held := self.facts.kinds.get(argument), Many):
                    self.grow(argument, grown(held, added.element))

    def _is_parameter(self, name: str) -> bool:
        function = self.knowledge.function(self.names.function)
        return function is not None and name in (*function.parameters, function.variadic, function.keywords)

    def assign(self, owner: Kind, name: str, kind: Kind) -> None:
        """Teach what is assigned to an attribute of an object, a class, a function or a module of the workspace."""
        is_own = isinstance(owner, Instance) and self.knowledge.is_class(owner.name)
        if isinstance(owner, Instance | Symbol) and (is_own or (isinstance(owner, Symbol) and ":" in owner.name)):
            self.knowledge.learn_attribute(owner.name, name, kind)
        elif owner == _FRAME_CLASS and (symbols := self.callables.own_symbols(kind)):
            self.knowledge.learn_attribute("DynamicFrame", name, kind)
            function = self.knowledge.function(symbols[0])
            if function and function.parameters:
                self.knowledge.learn_argument(symbols[0], function.parameters[0], _FRAME)


def _grown_by(function: str) -> str:
    """The owner of what a function puts into containers that it is given, by the names of its parameters."""
    return f"{function}()"
