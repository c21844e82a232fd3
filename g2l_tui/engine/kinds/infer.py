"""Walks a module as it would run and finds out what each expression holds."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from g2l_tui.engine.awsglue import CLASSES, EXPORTS, canonical, is_library
from g2l_tui.engine.kinds.annotations import settled
from g2l_tui.engine.kinds.constants import constants_of
from g2l_tui.engine.kinds.decorators import is_transparent, last_name
from g2l_tui.engine.kinds.facts import Facts, Names
from g2l_tui.engine.kinds.flow import Flow
from g2l_tui.engine.kinds.kind import Instance, Kind, Many, Symbol
from g2l_tui.engine.kinds.knowledge import Asked, Function, Knowledge, module_symbol
from g2l_tui.engine.kinds.plain import is_plain
from g2l_tui.engine.kinds.signatures import defaults_of, parameters_of
from g2l_tui.engine.kinds.spread import Given
from g2l_tui.engine.text.module import Module
from g2l_tui.ruleset.ruleset import RuleSet

ROUNDS = 5
"""How often a module is walked at the most, until nothing new is learnt of its own functions."""

_CONTEXTS = (Instance("GlueContext"), Instance("Job"), Instance("DynamicFrame"))
"""What `self` is of in a class that others are derived from together with one of these, if it says so."""

_OF_CLASSES = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})
"""Methods that get the class, whether they say so or not."""

_MADE_BY = frozenset({"BaseModel", "NamedTuple", "Struct", "TypedDict", "attrs", "dataclass", "define", "frozen"})
"""Decorators and bases that make an `__init__` of the fields of a class."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef


def infer(
    module: Module, ruleset: RuleSet, behind: Knowledge | Asked, *, teaches: bool = True
) -> tuple[Facts, Knowledge]:
    """Return the facts of a module and what it teaches about its own functions and classes.

    What functions return that the module itself does not ask is only found out where it `teaches` others.
    """
    before: Knowledge | Asked = behind
    for _ in range(ROUNDS):
        asked = Asked(before)
        learnt = Knowledge(asked, module.path)
        walker = _Walker(module, ruleset, learnt)
        walker.walk_module()
        learnt.behind = behind
        if learnt.bears_out(asked):
            break
        learnt.find_out_all()
        before = learnt
    if teaches:
        learnt.find_out_all()
    learnt.waiting.clear()
    learnt.constants[module.path] = constants_of(module)
    return walker.facts, learnt


@dataclass(frozen=True, slots=True)
class _Later:
    """A function whose body waits until the scope around it is complete.

    `symbol` is what its callers know it by, `body` what the function itself is known by beneath its decorators.
    """

    node: Definition
    symbol: str
    body: str
    owner: str
    names: Names


class _Walker(Flow):
    def __init__(self, module: Module, ruleset: RuleSet, knowledge: Knowledge) -> None:
        super().__init__(ruleset, knowledge)
        self.path = module.path
        self.tree = module.tree
        self.module = module
        self.later: list[_Later] = []
        self.prefix = f"{module.path}:"
        self.scopes: list[tuple[str, Names]] = []
        of_module, self.rebound = module.rebound
        self.lent = of_module | self.rebound
        self.names = self._scope(self.prefix, None, of_module | knowledge.names_given(self.prefix))

    def _scope(self, symbol: str, outer: Names | None, shared: frozenset[str]) -> Names:
        """A scope that knows what its shared names were bound to when it was walked before."""
        seeds = {name: self.knowledge.attribute(symbol, name) for name in shared}
        names = Names(outer, function=symbol, shared=shared)
        names.ever = {name: kind for name, kind in seeds.items() if kind is not None}
        self.scopes.append((symbol, names))
        return names

    def walk_module(self) -> None:
        self.block(self.tree.body)
        self.knowledge.exports[self.path] = dict(self.names.ever)
        while self.later:
            self._walk_function(self.later.pop(0))
        self.knowledge.exports[self.path] = dict(self.names.ever)
        for symbol, names in self.scopes:
            for name in names.shared & names.ever.keys():
                self.knowledge.learn_attribute(symbol, name, names.ever[name])

    def define(self, node: ast.stmt) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._define_function(node)
            case ast.ClassDef():
                self._define_class(node)
            case ast.Import() | ast.ImportFrom():
                self._import(node)

    def _define_function(self, node: Definition) -> None:
        for default in (*node.args.defaults, *node.args.kw_defaults):
            self.kind(default)
        decorators = [self.kind(decorator) for decorator in node.decorator_list]
        marks = {last_name(decorator) for decorator in node.decorator_list}
        symbol = f"{self.prefix}{node.name}"
        parameters = tuple(argument.arg for argument in parameters_of(node.args))
        if self.names.owner and "staticmethod" not in marks:
            parameters = parameters[1:]
        function = Function(
            parameters,
            is_property=bool(marks & {"property", "cached_property"}),
            is_static="staticmethod" in marks,
            is_transparent=is_transparent(node),
            variadic=node.args.vararg.arg if node.args.vararg else "",
            keywords=node.args.kwarg.arg if node.args.kwarg else "",
        )
        is_accessor = bool(marks & {"setter", "deleter"})
        if not is_accessor:
            self.knowledge.functions[symbol] = function
        changing = [each for each in decorators if not self._keeps_results(each)]
        body = f"{symbol}@{last_name(node.decorator_list[0])}" if changing or is_accessor else symbol
        self.knowledge.functions[body] = function
        if (promised := self.annotated(node.returns)) is not None:
            self.knowledge.returns[body] = self.knowledge.result_or(body, promised)
        for each in decorators:
            self.callables.pass_on(each, Given([Symbol(body)]))
        if changing:
            self.knowledge.returns[symbol] = self._decorated(changing, Symbol(body))
        self.names.bind(node.name, Symbol(symbol))
        self.later.append(_Later(node, symbol, body, self.names.owner, self.names))

    def _keeps_results(self, decorator: Kind) -> bool:
        """True for a decorator that is not of the workspace, or whose wrapper gives what the function gives."""
        symbols = self.callables.own_symbols(decorator)
        functions = [self.knowledge.function(symbol) for symbol in symbols]
        is_class = isinstance(decorator, Symbol) and self.knowledge.is_class(decorator.name)
        return not is_class and all(each is None or each.is_transparent for each in functions)

    def _decorated(self, decorators: list[Kind], function: Kind) -> Kind:
        """What calling a function gives whose decorators, innermost last, change what it gives."""
        for decorator in reversed(decorators):
            self.callables.pass_on(decorator, Given([function]))
            function = self.callables.result(decorator, [function])
        return self.callables.result(function, [])

    def _define_class(self, node: ast.ClassDef) -> None:
        symbol = f"{self.prefix}{node.name}"
        bases = tuple(self.kind(base) for base in node.bases)
        names = tuple(base.name for base in bases if isinstance(base, Symbol))
        names += tuple(f"builtins.{base.id}" for base in node.bases if isinstance(base, ast.Name) and base.id == "str")
        self.knowledge.learn_bases(symbol, tuple(CLASSES.get(name, name) for name in names))
        for decorator in (*node.decorator_list, *(keyword.value for keyword in node.keywords)):
            self.kind(decorator)
        outer, prefix = self.names, self.prefix
        self.names = Names(outer, owner=symbol)
        self.prefix = f"{symbol}."
        self.block(node.body)
        self._make_init(node, symbol, names)
        for name, kind in self.names.ever.items():
            if kind != Symbol(f"{symbol}.{name}") or self.knowledge.is_class(f"{symbol}.{name}"):
                self.knowledge.learn_attribute(symbol, name, kind)
        self.names, self.prefix = outer, prefix
        self.names.bind(node.name, Symbol(symbol))

    def _make_init(self, node: ast.ClassDef, symbol: str, bases: Sequence[str]) -> None:
        """Let a data class or a named tuple be made of its fields."""
        is_made_of_fields = _MADE_BY & {last_name(each) for each in (*node.decorator_list, *node.bases)}
        inherited = [name for base in bases for name in self.knowledge.fields(base)]
        named = {each.name for each in node.body if isinstance(each, Definition)}
        if "__init__" not in named and (is_made_of_fields or inherited):
            annotated = (each.target for each in node.body if isinstance(each, ast.AnnAssign))
            own = [target.id for target in annotated if isinstance(target, ast.Name)]
            init = Function(tuple(dict.fromkeys([*inherited, *own])), is_made=True)
            self.knowledge.functions[f"{symbol}.__init__"] = init

    def _walk_function(self, later: _Later) -> None:
        node, symbol = later.node, later.body
        outer = later.names.outer if later.owner else later.names
        self.names = self._scope(symbol, outer, self._rebound_in(node))
        prefix, self.prefix = self.prefix, f"{later.symbol}."
        function = self.knowledge.functions[symbol]
        if later.owner and not function.is_static and (arguments := parameters_of(node.args)):
            is_class_method = node.name in _OF_CLASSES or any(
                last_name(each) == "classmethod" for each in node.decorator_list
            )
            own = Symbol(later.owner) if is_class_method else Instance(later.owner)
            said = self.annotated(arguments[0].annotation)
            self.names.bind(arguments[0].arg, said if said in _CONTEXTS else own)
        defaults = defaults_of(node.args)
        for argument in parameters_of(node.args):
            if argument.arg in function.parameters:
                if (promised := self.annotated(argument.annotation)) is not None:
                    self.knowledge.learn_argument(later.symbol, argument.arg, promised)
                seen = self.passed(defaults.get(argument.arg), later.symbol, argument.arg)
                self.names.bind(argument.arg, settled(promised, seen))
        self._bind_rest(node, later.symbol)
        promised = self.annotated(node.returns)
        if promised is not None:
            self.knowledge.returns.pop(symbol, None)
        walk = partial(self._walk_body, later, self.names, promised)
        if is_plain(node.body, self.module.nodes, self.names, self.lent):
            self.knowledge.waiting[symbol] = walk
        else:
            walk()
        self.prefix = prefix
        self.names = self._outermost()

    def _rebound_in(self, node: Definition) -> frozenset[str]:
        """The names of a function that functions inside it bind as well."""
        if not self.rebound:
            return self.rebound
        scope = self.module.scopes.of_node[node]
        return self.rebound.intersection((*scope.bindings, *(load.id for load in scope.loads)))

    def _walk_body(self, later: _Later, names: Names, promised: Kind) -> None:
        around = self.names, self.prefix
        self.names, self.prefix = names, f"{later.symbol}."
        self.block(later.node.body)
        if promised is not None:
            self.knowledge.returns[later.body] = settled(promised, self.knowledge.returns.get(later.body))
        self.names, self.prefix = around

    def _bind_rest(self, node: Definition, symbol: str) -> None:
        for argument, is_mapping in ((node.args.vararg, False), (node.args.kwarg, True)):
            if argument:
                seen = self.knowledge.argument(symbol, argument.arg)
                element = settled(self.annotated(argument.annotation), seen)
                self.names.bind(argument.arg, Many(element, is_mapping=is_mapping))

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
        own = self.knowledge.path_of(self.path, module, level) if level or not is_library(module) else None
        for alias in node.names:
            if alias.name == "*":
                self._import_star(module, own)
            else:
                bound = alias.asname or alias.name
                self.lenders |= {bound: (f"{own}:", alias.name)} if own else {}
                self.names.bind(bound, self._imported(module, level, alias.name, own))

    def _import_module(self, alias: ast.alias) -> None:
        own = self.knowledge.path_of(self.path, alias.name, 0) if not is_library(alias.name) else None
        if alias.asname or "." not in alias.name:
            kind = module_symbol(own) if own else Symbol(canonical(alias.name))
            self.names.bind(alias.asname or alias.name, kind)
        else:
            self.modules |= {alias.name: own} if own else {}
            self.names.bind(alias.name.partition(".")[0], Symbol(alias.name.partition(".")[0]))

    def _imported(self, module: str, level: int, name: str, own: str | None) -> Kind:
        is_of_library = not level and is_library(module)
        submodule = None if is_of_library else self.knowledge.path_of(self.path, f"{module}.{name}".strip("."), level)
        if own:
            self.knowledge.used_elsewhere[own].add(name)
            kind = self.knowledge.export(own, name)
            return kind if kind is not None or not submodule else module_symbol(submodule)
        if submodule:
            return module_symbol(submodule)
        return Symbol(canonical(f"{module}.{name}")) if not level else None

    def _import_star(self, module: str, own: str | None) -> None:
        names = self.knowledge.names_of(own) if own else {}
        if own:
            handed_on = {name for name in names if self.knowledge.is_used_elsewhere(self.path, name)}
            self.knowledge.used_elsewhere[own] |= handed_on | (names.keys() & self.module.names_read)
        for name, origin in EXPORTS.get(module, {}).items():
            self.names.bind(name, Symbol(canonical(origin)))
        for name, kind in names.items():
            if not name.startswith("_"):
                self.names.bind(name, kind)
