"""What kind an expression is of, given what the names around it hold."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, ClassVar

from g2l_tui.engine.awsglue import ACCESSORS, CLASSES, UNIQUE_MEMBERS
from g2l_tui.engine.kinds import callables
from g2l_tui.engine.kinds.annotations import promised
from g2l_tui.engine.kinds.builtin import given_back, given_back_for_all
from g2l_tui.engine.kinds.containers import is_container, of_container, with_added
from g2l_tui.engine.kinds.folds import FOLDS, gives, taken
from g2l_tui.engine.kinds.kind import Either, Instance, Kind, Many, Member, Nothing, Symbol, common, each_of, join
from g2l_tui.engine.kinds.knowledge import Function, Knowledge
from g2l_tui.engine.kinds.reflected import reflected
from g2l_tui.engine.kinds.runners import run_elsewhere
from g2l_tui.engine.kinds.signatures import defaults_of, parameters_of
from g2l_tui.engine.kinds.spread import Given, passed_by
from g2l_tui.engine.kinds.targets import Targets
from g2l_tui.engine.text.chains import long_chain
from g2l_tui.ruleset.ruleset import RuleSet

_FRAME, _CONTEXT = Instance("DynamicFrame"), Instance("GlueContext")
_EITHER_FRAME = join(_FRAME, Instance("DataFrame"))
_MAY_BE_A_FRAME = (None, Nothing(), join(_FRAME, None))
_SESSION = Instance("SparkSession")
_WELL_KNOWN: Mapping[str, Kind] = {"spark": _SESSION, "DeltaTable": Symbol("delta.tables.DeltaTable")}
"""What these names mean in every PySpark program, wherever they come from."""

_OF_SPARK = (_SESSION, Instance("DataFrame"))  # still Glue in a half-migrated source, and refused
_NOT_OF_GLUE = (None, Nothing(), *_OF_SPARK)
_OR_ELSE = frozenset({"get", "pop"})
_NONE = Nothing()
_EMPTY, _EMPTY_MAPPING = Many(_NONE), Many(_NONE, is_mapping=True)


class Evaluator(Targets):
    """Evaluates expressions to kinds, notes them in `facts`, and teaches `knowledge` what calls pass."""

    def __init__(self, ruleset: RuleSet, knowledge: Knowledge) -> None:
        super().__init__(ruleset, knowledge)
        self._ready: dict[ast.expr, Kind] = {}

    def kind(self, node: ast.expr | None) -> Kind:
        """Return the kind of an expression, and note it with those of all its parts."""
        if node is None:
            return None
        if self._ready and node in self._ready:
            return self._ready.pop(node)
        find = self._FORMS.get(node.__class__)
        if find is None:
            self.parts(node)
            return None
        found: Kind = find(self, node)
        self.facts.note(node, found)
        return found

    def _name(self, node: ast.Name) -> Kind:
        if not isinstance(node.ctx, ast.Load):
            return None
        return self.names.get(node.id) or _WELL_KNOWN.get(node.id)

    def _constant(self, node: ast.Constant) -> Kind:
        return _NONE if node.value is None else None

    def _attribute(self, node: ast.Attribute) -> Kind:
        return self.attribute(self._owner(node.value, node.attr), node.attr)

    def _tuple(self, node: ast.Tuple) -> Kind:
        items = tuple(self._element(element) for element in node.elts)
        is_plain = not any(isinstance(element, ast.Starred) for element in node.elts)
        return Many(common(items), items if is_plain else ())

    def _list(self, node: ast.List | ast.Set) -> Kind:
        return Many(common([self._element(element) for element in node.elts])) if node.elts else _EMPTY

    def _operation(self, node: ast.BinOp) -> Kind:
        sides = (self.kind(node.left), self.kind(node.right))
        if not isinstance(node.op, ast.Add | ast.BitOr | ast.Mult):
            return None
        return common([each for each in sides if isinstance(each, Many)])

    def _condition(self, node: ast.IfExp) -> Kind:
        self.kind(node.test)
        return join(self.kind(node.body), self.kind(node.orelse))

    def _comparison(self, node: ast.Compare) -> Kind:
        self.kind(node.left)
        for other in node.comparators:
            self.kind(other)
        return None

    def _any_of(self, node: ast.BoolOp) -> Kind:
        """What `or` gives may be any side; `and` gives the last one, or something empty that nobody asks."""
        kinds = [self.kind(value) for value in node.values]
        return common(kinds) if isinstance(node.op, ast.Or) else kinds[-1]

    def _walrus(self, node: ast.NamedExpr) -> Kind:
        held = self.kind(node.value)
        self.names.bind_around(node.target.id, held)
        return held

    def _inner(self, node: ast.Starred | ast.Await) -> Kind:
        return self.kind(node.value)

    def _yield(self, node: ast.Yield) -> Kind:
        self.knowledge.learn_return(self.names.function, Many(self.kind(node.value)))
        return None

    def _yield_from(self, node: ast.YieldFrom) -> Kind:
        self.knowledge.learn_return(self.names.function, self.kind(node.value))
        return None

    def _element(self, node: ast.expr) -> Kind:
        """What an element of a list is; `*others` adds those of others."""
        held = self.kind(node)
        return held.iterated if isinstance(node, ast.Starred) and isinstance(held, Many) else held

    def _dict(self, node: ast.Dict) -> Kind:
        if not node.keys:
            return _EMPTY_MAPPING
        keys = [self.kind(key) for key in node.keys]
        held = [self.kind(value) for value in node.values]
        names = [key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
        if len(names) == len(held):
            return Many.named(dict(zip(names, held, strict=True)))
        spread = [
            kind.element if key is None and isinstance(kind, Many) else kind
            for key, kind in zip(node.keys, held, strict=True)
        ]
        return Many(common(spread), is_mapping=True, key=common(keys))

    def _subscript(self, node: ast.Subscript) -> Kind:
        self.kind(node.slice)
        held = self.kind(node.value)
        match node:
            case ast.Subscript(value=ast.Call(func=ast.Name(id="globals")), slice=ast.Constant(value=str(name))):
                return self.names.of_module(name)
            case _:
                return self.element(held, node.slice)

    def _owner(self, node: ast.expr, member: str) -> Kind:
        """The kind of an attribute's object; a member that only one class has is evidence for that class."""
        found = self.kind(node)
        said = _CONTEXT if member == "spark_session" and isinstance(found, Either) else None
        said = said or Instance(UNIQUE_MEMBERS.get(member, ""))
        others = found.kinds - {said} if isinstance(found, Either) and said in found.kinds else None
        is_told = others is not None and not any(self._has(each, member) for each in others)
        if said.name and (is_told or found in (None, Nothing(), said)):
            found = said
            self.facts.kinds[node] = found
            self.learn_parameter(node, found)
        elif member in UNIQUE_MEMBERS and found in _OF_SPARK:
            return Instance(UNIQUE_MEMBERS[member])
        return found

    def _has(self, kind: Kind, member: str) -> bool:
        """True for an object of a class of the workspace that has such a member."""
        return (
            isinstance(kind, Instance)
            and self.knowledge.is_class(kind.name)
            and self.knowledge.assigns(kind.name, member)
        )

    def learn_parameter(self, node: ast.expr, kind: Kind) -> None:
        """Note what a name or an attribute holds, by what is done with it."""
        if isinstance(node, ast.Name):
            self.names.bind(node.id, kind)
            function = self.knowledge.function(self.names.function)
            if function and node.id in function.parameters:
                self.knowledge.learn_argument(self.names.function, node.id, kind)
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(owner := self.facts.kinds.get(node.value), Instance)
            and (self.knowledge.assigns(owner.name, node.attr) or not self.knowledge.bases_outside(owner.name))
        ):
            self.knowledge.learn_by_use(owner.name, node.attr, kind)

    def _call(self, node: ast.Call) -> Kind:
        for link in long_chain(node, self._ready):
            self._ready[link] = self.kind(link)
        function = self._function(node)
        callee = callables.callee_of(function)
        name = self._python_name(node.func, function)
        takes = taken(name, node.args, self._ahead) or callables.LAMBDA_TAKES.get(callee or "", ())
        arguments = [self._argument(argument, takes) for argument in node.args]
        if function is None and callables.asks_for_a_frame(node, arguments):
            function = self._by_argument(node)
            callee = callables.callee_of(function)
        keywords = {keyword.arg: self._argument(keyword.value, takes) for keyword in node.keywords}
        if function is not None:
            if callee and (callables.is_glue_callee(callee) or self.ruleset.for_call(callee)):
                self.facts.callees[node] = callee
            passed = passed_by(node, arguments, self.facts.kinds)
            for each in each_of(function):
                self.callables.pass_on(each, passed)
            self.let_grow(node, function)
        if isinstance(node.func, ast.Attribute) and is_container(held := self.facts.kinds.get(node.func.value)):
            return self._of_container(node, node.func, held, arguments)
        if name in FOLDS and any(takes):
            return gives(name, takes, lambda given: self._called(node.args[0], arguments[0], given))
        return self._result(node, name, function, arguments, keywords)

    def _of_container(self, node: ast.Call, method: ast.Attribute, held: Kind, arguments: list[Kind]) -> Kind:
        """What a method of a container gives, or of what may be one; one that adds to it lets it hold more."""
        found: list[Kind] = []
        for each in each_of(held):
            if isinstance(each, Many):
                if fuller := with_added(each, method.attr, arguments):
                    self.grow(method.value, fuller)
                got = of_container(fuller or each, method.attr, node.args[0] if node.args else None)
                found.append(join(got, arguments[1]) if method.attr in _OR_ELSE and len(arguments) > 1 else got)
            else:
                found.append(self.callables.result(self.attribute(each, method.attr), arguments))
        return common(found)

    def _result(
        self, node: ast.Call, name: str, function: Kind, arguments: list[Kind], keywords: Mapping[str | None, Kind]
    ) -> Kind:
        if (found := reflected(self, name, node)) is not None:
            return found
        if (made := self.callables.made_by_new(node, arguments)) is not None:
            return made
        match node.args, arguments:
            case [ast.Starred()], [Many() as spread]:
                found = given_back_for_all(name, spread)
            case _:
                found = given_back(name, arguments, keywords)
        if name and found is not None:
            return found
        if run := run_elsewhere(self.callables, node, function, arguments, self.facts.kinds):
            self.callables.pass_on(run.function, run.passed)
            return run.gives(self.callables.result(run.function, run.passed.places))
        return common([self.callables.result(each, arguments) for each in each_of(function)])

    def _function(self, node: ast.Call) -> Kind:
        """What is called; `toDF` of what may be either sort of frame is that of a DynamicFrame."""
        func = node.func
        if isinstance(func, ast.Attribute) and func.attr in ACCESSORS and self.kind(func.value) in _NOT_OF_GLUE:
            self._ready[func] = None  # Glue's accessor cannot be called: this is a method of another class
        function = self.kind(func)
        frame = callables.asked_for_to_df(node) if isinstance(function, Either) else None
        if frame and self.facts.kinds.get(frame) == _EITHER_FRAME:
            self.facts.kinds[frame] = _FRAME
            function = self.facts.kinds[func] = Member("DynamicFrame", "toDF")
        return function

    def _called(self, node: ast.expr, function: Kind, given: Sequence[Kind]) -> Kind:
        """What a function gives when Python calls it with these; one of which nothing is known gives the first."""
        if isinstance(node, ast.Lambda):
            self._lambda(node, tuple(given))
        self.callables.pass_on(function, Given(given))
        return given[0] if function is None else self.callables.result(function, given)

    def _python_name(self, function: ast.expr, kind: Kind) -> str:
        """What Python calls the function, if it may be one of Python's own."""
        match function, kind:
            case _, Symbol(name) if ":" not in name:
                return name
            case ast.Name(id=name), None if not self.names.has(name):
                return name
            case _:
                return ""

    def _ahead(self, node: ast.expr) -> Kind:
        """The kind of an argument before its turn comes: then it is not looked at again."""
        self._ready[node] = found = self.kind(node)
        return found

    def _by_argument(self, node: ast.Call) -> Kind:
        """What is called with arguments that only a DynamicFrame takes is one, if nothing speaks against it."""
        match node.func:
            case ast.Attribute(value=owner, attr=member) if self.facts.kinds.get(owner) in _MAY_BE_A_FRAME:
                self.facts.kinds[owner] = _FRAME
                self.learn_parameter(owner, _FRAME)
                function = Member("DynamicFrame", member)
                self.facts.kinds[node.func] = function
                return function
            case _:
                return None

    def _argument(self, node: ast.expr, takes: tuple[Kind, ...]) -> Kind:
        if not isinstance(node, ast.Lambda):
            return self.kind(node)
        kind = self._lambda(node, takes)
        self.facts.note(node, kind)
        return kind

    def _lambda(self, node: ast.Lambda, takes: tuple[Kind, ...] = ()) -> Kind:
        symbol = f"{self.prefix}<lambda {node.lineno}.{node.col_offset}>"
        outer = self.names
        for default in (*node.args.defaults, *node.args.kw_defaults):
            self.kind(default)
        self.names = outer.inner(symbol)
        arguments, defaults = parameters_of(node.args), defaults_of(node.args)
        self.knowledge.functions[symbol] = Function(tuple(argument.arg for argument in arguments))
        for argument, given in zip_longest(arguments, takes[: len(arguments)]):
            name = argument.arg
            self.names.bind(name, self.passed(defaults.get(name), symbol, name) if given is None else given)
        self.knowledge.returns[symbol] = self.kind(node.body)
        self.names = outer
        return Symbol(symbol)

    def passed(self, default: ast.expr | None, symbol: str, name: str) -> Kind:
        """Return what a parameter is, by all calls that were seen and by its default."""
        seen = self.knowledge.argument(symbol, name)
        given = self.facts.kinds.get(default) if default else None
        return join(given, seen) if seen is not None and given is not None else seen or given

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Kind:
        outer = self.names
        self.names = outer.inner(outer.function)
        for generator in node.generators:
            gone_through = self.kind(generator.iter)
            self.bind_target(generator.target, self.gone_through(gone_through))
            for condition in generator.ifs:
                self.kind(condition)
        if isinstance(node, ast.DictComp):
            made = Many(key=self.kind(node.key), element=self.kind(node.value), is_mapping=True)
        else:
            made = Many(self.kind(node.elt))
        self.names = outer
        return made

    def annotated(self, node: ast.expr | None) -> Kind:
        """Return the kind that an annotation promises; quoted ones are read too."""
        self.kind(node)
        return promised(node, self._class_kind)

    def _class_kind(self, node: ast.expr) -> Kind:
        match self.kind(node):
            case Symbol(name) if name in CLASSES:
                return Instance(CLASSES[name])
            case Symbol(name) if self.knowledge.is_class(name):
                return Instance(name)
            case _:
                return None

    _FORMS: ClassVar[Mapping[type[ast.expr], Callable[[Any, Any], Kind]]] = {
        ast.Attribute: _attribute,
        ast.Await: _inner,
        ast.BinOp: _operation,
        ast.BoolOp: _any_of,
        ast.Call: _call,
        ast.Compare: _comparison,
        ast.Constant: _constant,
        ast.Dict: _dict,
        ast.DictComp: _comprehension,
        ast.GeneratorExp: _comprehension,
        ast.IfExp: _condition,
        ast.Lambda: _lambda,
        ast.List: _list,
        ast.ListComp: _comprehension,
        ast.Name: _name,
        ast.NamedExpr: _walrus,
        ast.Set: _list,
        ast.SetComp: _comprehension,
        ast.Starred: _inner,
        ast.Subscript: _subscript,
        ast.Tuple: _tuple,
        ast.Yield: _yield,
        ast.YieldFrom: _yield_from,
    }
    """How the forms of expressions are evaluated that can be of a kind; those of others only have parts."""
