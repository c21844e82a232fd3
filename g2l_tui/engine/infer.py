"""Walks a module as it would run and finds out what each expression holds."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from g2l_tui.engine.awsglue import CLASSES, EXPORTS, canonical
from g2l_tui.engine.evaluate import Evaluator
from g2l_tui.engine.facts import Facts, Names
from g2l_tui.engine.kinds import Instance, Kind, Many, Symbol, join
from g2l_tui.engine.knowledge import Function, Knowledge, module_symbol
from g2l_tui.engine.module import Module
from g2l_tui.ruleset.ruleset import RuleSet

ROUNDS = 4
"""How often a module is walked at the most, until nothing new is learnt of its own functions."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef


def infer(module: Module, ruleset: RuleSet, behind: Knowledge) -> tuple[Facts, Knowledge]:
    """Return the facts of a module and what it teaches about its own functions and classes."""
    before: Knowledge | None = None
    for _ in range(ROUNDS):
        learnt = Knowledge(before or behind)
        walker = _Walker(module, ruleset, learnt)
        walker.walk_module()
        if before and learnt.says_the_same_as(before):
            break
        before = learnt
    learnt.behind = behind
    return walker.facts, learnt


@dataclass(frozen=True, slots=True)
class _Later:
    """A function whose body waits until the scope around it is complete."""

    node: Definition
    symbol: str
    owner: str
    names: Names


class _Walker(Evaluator):
    def __init__(self, module: Module, ruleset: RuleSet, knowledge: Knowledge) -> None:
        super().__init__(ruleset, knowledge)
        self.path = module.path
        self.tree = module.tree
        self.later: list[_Later] = []
        self.prefix = f"{module.path}:"

    def walk_module(self) -> None:
        self.block(self.tree.body)
        self.knowledge.exports[self.path] = dict(self.names.ever)
        while self.later:
            self._walk_function(self.later.pop(0))
        self.knowledge.exports[self.path] = dict(self.names.ever)

    def block(self, statements: Sequence[ast.stmt]) -> None:
        for statement in statements:
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:  # noqa: C901, PLR0912 -- one case for each form of statement
        match node:
            case ast.Assign(targets=targets, value=value):
                kind = self.kind(value)
                for target in targets:
                    self.bind_target(target, kind)
            case ast.AnnAssign(target=target, annotation=annotation, value=value):
                promised = self.annotated(annotation)
                held = self.kind(value)
                self.bind_target(target, promised if promised is not None else held)
            case ast.AugAssign(target=target, value=value):
                before, added = self._held(target), self.kind(value)
                is_list = isinstance(before, Many) and isinstance(added, Many)
                self.bind_target(target, join(before, added) if is_list else None)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._define(node)
            case ast.ClassDef():
                self._define_class(node)
            case ast.Return(value=value):
                self.knowledge.learn_return(self.names.function, self.kind(value))
            case ast.If(test=test, body=body, orelse=orelse):
                self.kind(test)
                self._branches([body, orelse])
            case (
                ast.For(target=target, iter=iterable, body=body, orelse=orelse)
                | ast.AsyncFor(target=target, iter=iterable, body=body, orelse=orelse)
            ):
                self._loop(body, target, self._iterated(iterable))
                self.block(orelse)
            case ast.While(test=test, body=body, orelse=orelse):
                self.kind(test)
                self._loop(body, None, None)
                self.block(orelse)
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                for item in items:
                    self._enter(item)
                self.block(body)
            case ast.Try():
                self._try(node)
            case ast.Import() | ast.ImportFrom():
                self._import(node)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                self.names.passed_on |= frozenset(names)
            case ast.Match(subject=subject, cases=cases):
                self.kind(subject)
                self._branches([case.body for case in cases])
            case _:
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.expr):
                        self.kind(child)

    def _held(self, target: ast.expr) -> Kind:
        return self.names.get(target.id) if isinstance(target, ast.Name) else None

    def _branches(self, bodies: Sequence[Sequence[ast.stmt]]) -> None:
        before = dict(self.names.held)
        ends: list[dict[str, Kind]] = []
        for body in bodies:
            self.names.held = dict(before)
            self.block(body)
            if not _leaves(body):
                ends.append(self.names.held)
        self.names.held = _merged(ends) if ends else before

    def _loop(self, body: Sequence[ast.stmt], target: ast.expr | None, element: Kind) -> None:
        for _ in range(2):
            before = dict(self.names.held)
            if target is not None:
                self.bind_target(target, element)
            self.block(body)
            self.names.held = _merged([before, self.names.held])

    def _iterated(self, iterable: ast.expr) -> Kind:
        match iterable, self.kind(iterable):
            case ast.Call(func=ast.Name(id="enumerate"), args=[values, *_]), _:
                held = self.facts.kinds.get(values)
                return Many(None, (None, held.element if isinstance(held, Many) else None))
            case _, Many(element):
                return element
            case _:
                return None

    def _enter(self, item: ast.withitem) -> None:
        kind = self.kind(item.context_expr)
        if isinstance(kind, Instance) and (symbol := self.knowledge.method(kind.name, "__enter__")):
            kind = self.knowledge.result(symbol)
        if isinstance(kind, Many):  # what a context manager's generator yields
            kind = kind.element
        if item.optional_vars is not None:
            self.bind_target(item.optional_vars, kind)

    def _try(self, node: ast.Try) -> None:
        before = dict(self.names.held)
        self.block(node.body)
        self.block(node.orelse)
        ends = [] if _leaves(node.body) else [self.names.held]
        for handler in node.handlers:
            self.names.held = _merged([before, self.names.held])
            self.kind(handler.type)
            self.block(handler.body)
            if not _leaves(handler.body):
                ends.append(self.names.held)
        self.names.held = _merged(ends) if ends else before
        self.block(node.finalbody)

    def _define(self, node: Definition) -> None:
        for default in (*node.args.defaults, *node.args.kw_defaults):
            self.kind(default)
        decorators = {_last_name(self._decorator(decorator)) for decorator in node.decorator_list}
        symbol = f"{self.prefix}{node.name}"
        parameters = tuple(argument.arg for argument in _arguments(node))
        if self.names.owner and "staticmethod" not in decorators:
            parameters = parameters[1:]
        is_property = bool(decorators & {"property", "cached_property"})
        self.knowledge.functions[symbol] = Function(parameters, is_property, "staticmethod" in decorators)
        if (promised := self.annotated(node.returns)) is not None:
            self.knowledge.returns[symbol] = promised
        self.names.bind(node.name, Symbol(symbol))
        self.later.append(_Later(node, symbol, self.names.owner, self.names))

    def _decorator(self, node: ast.expr) -> ast.expr:
        self.kind(node)
        return node

    def _define_class(self, node: ast.ClassDef) -> None:
        symbol = f"{self.prefix}{node.name}"
        bases = tuple(self.kind(base) for base in node.bases)
        names = tuple(base.name for base in bases if isinstance(base, Symbol))
        self.knowledge.bases[symbol] = tuple(CLASSES.get(name, name) for name in names)
        for decorator in node.decorator_list:
            self.kind(decorator)
        outer, prefix = self.names, self.prefix
        self.names = Names(outer, owner=symbol)
        self.prefix = f"{symbol}."
        self.block(node.body)
        for name, kind in self.names.ever.items():
            if not isinstance(kind, Symbol):
                self.knowledge.learn_attribute(symbol, name, kind)
        self.names, self.prefix = outer, prefix
        self.names.bind(node.name, Symbol(symbol))

    def _walk_function(self, later: _Later) -> None:
        node, symbol = later.node, later.symbol
        outer = later.names.outer if later.owner else later.names
        self.names = Names(outer, function=symbol)
        prefix, self.prefix = self.prefix, f"{symbol}."
        function = self.knowledge.functions[symbol]
        if later.owner and not function.is_static and (arguments := _arguments(node)):
            is_class_method = any(_last_name(each) == "classmethod" for each in node.decorator_list)
            self.names.bind(arguments[0].arg, Symbol(later.owner) if is_class_method else Instance(later.owner))
        defaults = _defaults(node)
        for argument in _arguments(node):
            if argument.arg in function.parameters:
                promised = self.annotated(argument.annotation)
                seen = self.knowledge.argument(symbol, argument.arg)
                if argument.arg in defaults:
                    given = self.facts.kinds.get(defaults[argument.arg])
                    seen = join(given, seen) if seen is not None and given is not None else seen or given
                self.names.bind(argument.arg, promised if promised is not None else seen)
        promised = self.knowledge.returns.get(symbol) if node.returns is not None else None
        self.block(node.body)
        if promised is not None:
            self.knowledge.returns[symbol] = promised
        self.prefix = prefix
        self.names = self._outermost()

    def _outermost(self) -> Names:
        names = self.names
        while names.outer:
            names = names.outer
        return names

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                self._import_module(alias)
            return
        module, level = node.module or "", node.level
        own = self.knowledge.path_of(self.path, module, level) if not module.startswith("awsglue") else None
        for alias in node.names:
            if alias.name == "*":
                self._import_star(module, own)
            else:
                self.names.bind(alias.asname or alias.name, self._imported(module, level, alias.name, own))

    def _import_module(self, alias: ast.alias) -> None:
        own = self.knowledge.path_of(self.path, alias.name, 0) if not alias.name.startswith("awsglue") else None
        if alias.asname or "." not in alias.name:
            kind = module_symbol(own) if own else Symbol(canonical(alias.name))
            self.names.bind(alias.asname or alias.name, kind)
        else:
            self.names.bind(alias.name.partition(".")[0], Symbol(alias.name.partition(".")[0]))

    def _imported(self, module: str, level: int, name: str, own: str | None) -> Kind:
        submodule = self.knowledge.path_of(self.path, f"{module}.{name}".strip("."), level)
        if own:
            self.knowledge.used_elsewhere[own].add(name)
            kind = self.knowledge.export(own, name)
            return kind if kind is not None or not submodule else module_symbol(submodule)
        if submodule and not module.startswith("awsglue"):
            return module_symbol(submodule)
        return Symbol(canonical(f"{module}.{name}")) if not level else None

    def _import_star(self, module: str, own: str | None) -> None:
        names = self.knowledge.names_of(own) if own else {}
        if own:
            self.knowledge.used_elsewhere[own].add("*")
        for name, origin in EXPORTS.get(module, {}).items():
            self.names.bind(name, Symbol(canonical(origin)))
        for name, kind in names.items():
            if not name.startswith("_"):
                self.names.bind(name, kind)


def _arguments(node: Definition) -> list[ast.arg]:
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]


def _defaults(node: Definition) -> dict[str, ast.expr]:
    """The default values of a function's parameters, by name."""
    positional = [*node.args.posonlyargs, *node.args.args]
    found = dict(zip([each.arg for each in positional[::-1]], node.args.defaults[::-1], strict=False))
    for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        if default is not None:
            found[argument.arg] = default
    return found


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return _last_name(function)
        case _:
            return ""


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """True when the block never reaches its end."""
    return bool(body) and isinstance(body[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break))


def _merged(ends: Sequence[dict[str, Kind]]) -> dict[str, Kind]:
    merged = dict(ends[0])
    for end in ends[1:]:
        for name, kind in end.items():
            merged[name] = join(merged[name], kind) if name in merged else kind
    return merged
