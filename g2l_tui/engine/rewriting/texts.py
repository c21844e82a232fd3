"""Texts that are put together: the parts of what an expression surely is, through names, `+`, `%` and `format`."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from g2l_tui.engine.rewriting.held import Container, Value, container_of, elements_of, values_of
from g2l_tui.engine.text.scopes import Scope
from g2l_tui.engine.text.tree import dotted_name
from g2l_tui.engine.text.written import Hole, Part, exchanged, filled, percented, written
from g2l_tui.engine.view import View

_AS_IT_IS = frozenset({"strip", "lstrip", "rstrip"})
_DEDENTS = frozenset({"dedent", "textwrap.dedent", "cleandoc", "inspect.cleandoc"})
_TELLS = frozenset("debug info warning warn error exception critical log print".split())

_MARK = re.compile(r"\W*[A-Z][A-Z0-9_]+\W*|[^\w\s.`'-]+\w+[^\w\s.`'-]*")
"""What stands in a text for another one: `DAY`, `{day}`, `$day`, `:day`, `@DAY@`."""

_MANY = 1000

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
    _seen: dict[Variable, tuple[int, bool]] = field(default_factory=dict, init=False)
    _containers: dict[Variable, Container] = field(default_factory=dict, init=False)

    def of(self, node: ast.expr, path: frozenset[Variable] = frozenset()) -> list[list[Part]] | None:
        """Return each text that an expression may be, by its parts; None when it is no text that is known here."""
        match node:
            case ast.Constant(value=str()) | ast.JoinedStr():
                parts = written(self.view.module, node)
                self.through[node] |= path
                return [parts] if parts is not None else None
            case ast.Name() | ast.Attribute():
                return self._held(node, path)
            case ast.Subscript(value=ast.Name() as container, slice=key):
                return self._entry(container, key, path)
            case ast.IfExp(body=body, orelse=orelse):
                ways = [self.of(each, path) for each in (body, orelse)]
                return [text for way in ways for text in way or ()] if all(ways) else None
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._added(left, right, path)
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                return _each(self.of(left, path), lambda parts: percented(parts, right))
            case ast.Call():
                return self._called(node, path)
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
        return all(map(self._is_followed, self.through[owner]))

    def _is_followed(self, variable: Variable) -> bool:
        """True for a variable of which every read is followed; looked up again only where more has been followed."""
        known, result = self._seen.get(variable, (-1, False))
        if known != len(self.followed):
            result = all(load in self.followed or _is_told(self.view, load) for load in self._loads(variable))
            self._seen[variable] = len(self.followed), result
        return result

    def _called(self, node: ast.Call, path: frozenset[Variable]) -> list[list[Part]] | None:
        """What a method of a text gives, or one of a container."""
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name() as container, attr="get"), args=[key]):
                return self._entry(container, key, path)
            case ast.Call(func=ast.Attribute(value=text, attr="format")):
                return self.formatted(text, node, path)
            case ast.Call(func=ast.Attribute(value=text, attr="replace"), args=[ast.Constant(value=str(old)), new]):
                texts = self.of(text, path) if self._is_mark(old) else None
                return _each(texts, lambda parts: exchanged(parts, old, new))
            case ast.Call(func=ast.Attribute(value=ast.Constant() as between, attr="join"), args=[pieces]):
                return self._joined(between, pieces, path)
            case ast.Call(func=ast.Attribute(value=text, attr=method), args=[]) if method in _AS_IT_IS:
                return self.of(text, path)
            case ast.Call(func=function, args=[text]) if dotted_name(function) in _DEDENTS:
                return self.of(text, path)
            case _:
                return None

    def _added(self, left: ast.expr, right: ast.expr, path: frozenset[Variable]) -> list[list[Part]] | None:
        before, after = self.of(left, path), self.of(right, path)
        if before is None and after is None:
            return None
        return _behind(before or [self._unknown(left)], after or [self._unknown(right)])

    def _unknown(self, node: ast.expr) -> list[Part]:
        return [Hole(node, self.view.module.start(node), self.view.module.end(node))]

    def _held(self, node: ast.Name | ast.Attribute, path: frozenset[Variable]) -> list[list[Part]] | None:
        variable = self.variable(node)
        values = self._values(variable) if variable and variable not in path else None
        if variable is None or not values:
            return None
        self.followed.add(node)
        return self._of_any(values, path | {variable})

    def _of_any(self, values: list[Value], path: frozenset[Variable]) -> list[list[Part]] | None:
        """What one of several values is, with what is added to it."""
        found: list[list[Part]] = []
        for value in values:
            ways = self._of_value(value, path)
            for piece in value.added:
                ways = _behind(ways, self.of(piece, path) or [self._unknown(piece)])
            if ways is None:
                return None
            found += ways
        return found

    def _of_value(self, value: Value, path: frozenset[Variable]) -> list[list[Part]] | None:
        """What a value begins with; None where its container may be somebody else's as well."""
        variables = frozenset(map(self.variable, value.reads))
        if None in variables:
            return None
        self.followed.update(value.reads)
        return self.of(value.node, path | {variable for variable in variables if variable})

    def _entry(self, container: ast.Name, key: ast.expr, path: frozenset[Variable]) -> list[list[Part]] | None:
        """What a list or a dictionary has under a key, all of it where the key is not known."""
        variable = self.variable(container)
        if variable is None:
            return None
        if variable not in self._containers:
            self._containers[variable] = container_of(self.view, container)
        found = self._containers[variable].under(key)
        return self._of_any([Value(each, reads=(container,)) for each in found], path) if found else None

    def _joined(self, between: ast.Constant, pieces: ast.expr, path: frozenset[Variable]) -> list[list[Part]] | None:
        """What `join` makes of a list; one that a comprehension makes is taken for its only element."""
        gap = written(self.view.module, between)
        values = elements_of(self.view, pieces)
        texts = [self._of_value(value, path) for value in values]
        if gap is None or not any(texts):
            return None
        ways: list[list[Part]] | None = [[]]
        for number, (value, text) in enumerate(zip(values, texts, strict=True)):
            ways = _behind(_behind(ways, [gap] if number else [[]]), text or [self._unknown(value.node)])
        return ways

    def _is_mark(self, old: str) -> bool:
        """True for a text that only stands for another: it is nowhere in what is put into a text here."""
        settings = self.view.settings
        new = (settings.catalog, *settings.schemas.values(), *settings.tables.values())
        return _MARK.fullmatch(old) is not None and not any(old in each for each in new)

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

    def _values(self, variable: Variable) -> list[Value] | None:
        scope, name = variable
        bindings = scope.bindings[name] if scope else list(self._attribute_bindings(name))
        return values_of(self.view, bindings, name)

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


def _behind(ways: list[list[Part]] | None, others: list[list[Part]]) -> list[list[Part]] | None:
    """Put each of the others behind each of the ways; None where that makes too many."""
    if ways is None or len(ways) * len(others) > _MANY:
        return None
    if len(others) == 1:
        for way in ways:
            way.extend(others[0])
        return ways
    return [[*way, *other] for way in ways for other in others]


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
