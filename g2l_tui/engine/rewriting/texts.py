"""Texts that are put together: the parts of what an expression surely is, through names, `+`, `%` and `format`."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from g2l_tui.engine.text.scopes import Scope
from g2l_tui.engine.text.written import Hole, Part, filled, percented, written
from g2l_tui.engine.view import View

_AS_IT_IS = frozenset({"strip", "lstrip", "rstrip"})
_DEDENTS = frozenset({"dedent", "textwrap.dedent", "cleandoc", "inspect.cleandoc"})
_TELLS = frozenset("debug info warning warn error exception critical log print".split())

Variable = tuple[Scope | None, str]
"""A name by the scope that binds it; an attribute of a class of this module has no scope."""


@dataclass
class Texts:
    """Follows expressions to the literals they are made of, and notes which names it went through.

    `followed` are the reads of names that are known to be used as what is looked for.
    """

    view: View
    followed: set[ast.expr] = field(default_factory=set)
    through: dict[ast.expr, set[Variable]] = field(default_factory=lambda: defaultdict(set))

    def of(self, node: ast.expr, path: frozenset[Variable] = frozenset()) -> list[list[Part]] | None:
        """Return each text that an expression may be, by its parts; None when it is no text that is known here."""
        match node:
            case ast.Constant(value=str()) | ast.JoinedStr():
                parts = written(self.view.module, node)
                self.through[node] |= path
                return [parts] if parts is not None else None
            case ast.Name() | ast.Attribute():
                return self._held(node, path)
            case ast.IfExp(body=body, orelse=orelse):
                ways = [self.of(each, path) for each in (body, orelse)]
                return [text for way in ways for text in way or ()] if all(ways) else None
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._added(left, right, path)
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                return _each(self.of(left, path), lambda parts: percented(parts, right))
            case ast.Call(func=ast.Attribute(value=text, attr="format")):
                return self.formatted(text, node, path)
            case ast.Call(func=ast.Attribute(value=text, attr=method), args=[]) if method in _AS_IT_IS:
                return self.of(text, path)
            case ast.Call(func=function, args=[text]) if ast.unparse(function) in _DEDENTS:
                return self.of(text, path)
            case _:
                return None

    def looked_at(self, node: ast.expr) -> list[list[Part]] | None:
        """Return what `of` does, without taking the reads of names on the way for uses of what is looked for."""
        before = set(self.followed)
        found = self.of(node)
        self.followed &= before
        return found

    def formatted(
        self, text: ast.expr, call: ast.Call, path: frozenset[Variable] = frozenset(), skip: int = 0
    ) -> list[list[Part]] | None:
        """Return what a text is with the arguments of a call in its fields, but for the first ones."""
        named: dict[str | int, ast.expr] = dict(enumerate(call.args[skip:]))
        named |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        if any(isinstance(each, ast.Starred) for each in call.args):
            return None
        return _each(self.of(text, path), lambda parts: filled(parts, named, call))

    def may_change(self, owner: ast.expr) -> bool:
        """True when a literal has no other use than those that were followed, or to be told to a person."""
        return all(
            load in self.followed or _is_told(self.view, load)
            for variable in self.through[owner]
            for load in self._loads(variable)
        )

    def _added(self, left: ast.expr, right: ast.expr, path: frozenset[Variable]) -> list[list[Part]] | None:
        before, after = self.of(left, path), self.of(right, path)
        if before is None and after is None:
            return None
        return [
            [*first, *then] for first in before or [self._unknown(left)] for then in after or [self._unknown(right)]
        ]

    def _unknown(self, node: ast.expr) -> list[Part]:
        return [Hole(node, self.view.module.start(node), self.view.module.end(node))]

    def _held(self, node: ast.Name | ast.Attribute, path: frozenset[Variable]) -> list[list[Part]] | None:
        variable = self.variable(node)
        values = self._values(variable) if variable and variable not in path else None
        if variable is None or not values:
            return None
        self.followed.add(node)
        ways = [self.of(value, path | {variable}) for value in values]
        return [text for way in ways for text in way or ()] if all(way is not None for way in ways) else None

    def variable(self, node: ast.expr) -> Variable | None:
        """Return the variable that an expression reads, if this module alone says what it holds."""
        knowledge, path = self.view.knowledge, self.view.module.path
        match node:
            case ast.Name(id=name):
                scope = self.view.scope_of(node)
                is_shared = scope is self.view.scopes.module and knowledge.is_used_elsewhere(path, name)
                hidden = scope is None or name in scope.elsewhere or name in self.view.looked_up
                return None if hidden or is_shared else (scope, name)
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
                owner = self._class_around(node)
                return (None, name) if owner and not knowledge.is_used_elsewhere(path, owner.name) else None
            case _:
                return None

    def _class_around(self, node: ast.AST) -> ast.ClassDef | None:
        at: ast.AST | None = node
        while at is not None and not isinstance(at, ast.ClassDef):
            at = self.view.parents.get(at)
        return at

    def _values(self, variable: Variable) -> list[ast.expr] | None:
        """Everything that a variable is ever bound to; None when not all of it is an expression."""
        scope, name = variable
        bindings = scope.bindings[name] if scope else list(self._attribute_bindings(name))
        values: list[ast.expr] = []
        for binding in bindings:
            match binding:
                case ast.Assign(targets=[ast.Name(id=bound) | ast.Attribute(attr=bound)], value=value) if bound == name:
                    values.append(value)
                case ast.AnnAssign(value=ast.expr() as value):
                    values.append(value)
                case ast.For(target=ast.Name(id=bound), iter=ast.List(elts=each) | ast.Tuple(elts=each)) if (
                    bound == name
                ):
                    values += each
                case _:
                    return None
        return values

    def _attribute_bindings(self, name: str) -> Iterator[ast.AST]:
        for scope in self.view.scopes.every:
            if scope.is_class:
                yield from scope.bindings.get(name, ())
        for node in self.view.module.nodes.of(ast.Attribute):
            if node.attr == name and not isinstance(node.ctx, ast.Load):
                yield self.view.parents[node]

    def _loads(self, variable: Variable) -> list[ast.expr]:
        scope, name = variable
        if scope:
            return list(self.view.scopes.loads(scope, name))
        inside = [
            load for each in self.view.scopes.every if each.is_class for load in self.view.scopes.loads(each, name)
        ]
        found = [node for node in self.view.module.nodes.of(ast.Attribute) if node.attr == name]
        return [*inside, *(node for node in found if isinstance(node.ctx, ast.Load))]


def _each(texts: list[list[Part]] | None, change: Callable[[list[Part]], list[Part] | None]) -> list[list[Part]] | None:
    changed = [parts for text in texts or () if (parts := change(text)) is not None]
    return changed if texts and len(changed) == len(texts) else None


def _is_told(view: View, load: ast.expr) -> bool:
    """True for a use that only tells a person: in what is printed, or written into a log."""
    node: ast.AST = load
    while isinstance(parent := view.parents.get(node), ast.JoinedStr | ast.FormattedValue | ast.BinOp):
        node = parent
    match parent:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=arguments) if node in arguments:
            return name in _TELLS and isinstance(view.parents.get(parent), ast.Expr)
        case _:
            return False
