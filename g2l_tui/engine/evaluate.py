"""What kind an expression is of, given what the names around it hold."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from itertools import zip_longest

from g2l_tui.engine import spark
from g2l_tui.engine.annotations import promised
from g2l_tui.engine.awsglue import CLASSES, UNIQUE_MEMBERS, canonical, is_glue
from g2l_tui.engine.containers import element_of, of_container, parts, with_added
from g2l_tui.engine.facts import Facts, Names
from g2l_tui.engine.kinds import Either, Instance, Kind, Many, Member, Nothing, Symbol, common, join
from g2l_tui.engine.knowledge import Knowledge
from g2l_tui.ruleset.ruleset import RuleSet

_RECORD, _FRAME = Instance("DynamicRecord"), Instance("DynamicFrame")

_LAMBDA_TAKES: Mapping[str, tuple[Kind, ...]] = {
    "DynamicFrame.filter": (_RECORD,),
    "DynamicFrame.map": (_RECORD,),
    "awsglue.transforms.Filter.apply": (_RECORD,),
    "awsglue.transforms.Map.apply": (_RECORD,),
    "DynamicFrameCollection.map": (_FRAME, None),
    "DynamicFrameCollection.flatmap": (_FRAME, None),
    "awsglue.transforms.MapToCollection.apply": (_FRAME, None),
}
"""What Glue calls a function with that it is given."""

_OF_SPARK = (Instance("SparkSession"), Instance("DataFrame"))  # still Glue in a half-migrated source, and refused


class Evaluator:
    """Evaluates expressions to kinds, notes them in `facts`, and teaches `knowledge` what calls pass."""

    def __init__(self, ruleset: RuleSet, knowledge: Knowledge) -> None:
        self.ruleset = ruleset
        self.knowledge = knowledge
        self.facts = Facts()
        self.names = Names()

    def kind(self, node: ast.expr | None) -> Kind:
        """Return the kind of an expression, and note it with those of all its parts."""
        if node is None:
            return None
        found = self._kind(node)
        self.facts.note(node, found)
        return found

    def _kind(self, node: ast.expr) -> Kind:  # noqa: C901, PLR0912 -- one line for each form of expression
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                return self.names.get(name)
            case ast.Constant(value=None):
                return Nothing()
            case ast.Attribute(value=value, attr=name):
                return self._attribute(self._owner(value, name), name)
            case ast.Call():
                return self._call(node)
            case ast.Tuple(elts=elements):
                items = tuple(self.kind(element) for element in elements)
                return Many(common(items), items)
            case ast.List(elts=elements) | ast.Set(elts=elements):
                return Many(common(tuple(self.kind(element) for element in elements)) if elements else Nothing())
            case ast.Dict(keys=keys, values=values):
                for key in keys:
                    self.kind(key)
                return Many(common(tuple(self.kind(value) for value in values)) if values else Nothing())
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                return self._comprehension(node)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                self.kind(test)
                return join(self.kind(body), self.kind(orelse))
            case ast.BoolOp(values=values):
                return common(tuple(self.kind(value) for value in values))
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                held = self.kind(value)
                self.names.bind(name, held)
                return held
            case ast.Subscript(value=value, slice=index):
                self.kind(index)
                return element_of(self.kind(value), index)
            case ast.Lambda():
                return self._lambda(node, ())
            case ast.Starred(value=value) | ast.Await(value=value):
                return self.kind(value)
            case ast.Yield(value=value):
                held = self.kind(value)
                self.knowledge.learn_return(self.names.function, Many(held))
                return None
            case _:
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.expr):
                        self.kind(child)
                return None

    def _owner(self, node: ast.expr, member: str) -> Kind:
        """The kind of an attribute's object; a member that only one class has is evidence for that class."""
        found = self.kind(node)
        said = Instance(UNIQUE_MEMBERS.get(member, ""))
        if said.name and (found is None or (isinstance(found, Either) and said in found.kinds)):
            found = said
            self.facts.kinds[node] = found
            self._learn_parameter(node, found)
        elif member in UNIQUE_MEMBERS and found in _OF_SPARK:
            return Instance(UNIQUE_MEMBERS[member])
        return found

    def _learn_parameter(self, node: ast.expr, kind: Kind) -> None:
        if isinstance(node, ast.Name):
            self.names.bind(node.id, kind)
            function = self.knowledge.function(self.names.function)
            if function and node.id in function.parameters:
                self.knowledge.learn_argument(self.names.function, node.id, kind)
        elif isinstance(node, ast.Attribute) and isinstance(owner := self.facts.kinds.get(node.value), Instance):
            self.knowledge.learn_attribute(owner.name, node.attr, kind)

    def _attribute(self, owner: Kind, name: str) -> Kind:
        match owner:
            case Instance(kind):
                return self._member(kind, name)
            case Member(kind, path):
                return Member(kind, f"{path}.{name}")
            case Symbol(symbol):
                return self._symbol_member(symbol, name)
            case Either(kinds):
                return common(tuple(self._attribute(each, name) for each in sorted(kinds, key=repr)))
            case Nothing():
                return owner
            case _:
                return None

    def _member(self, kind: str, name: str) -> Kind:
        if self.knowledge.is_class(kind):
            if (held := self.knowledge.attribute(kind, name)) is not None:
                return held
            if symbol := self.knowledge.method(kind, name):
                function = self.knowledge.function(symbol)
                is_property = bool(function and function.is_property)
                return self.knowledge.result(symbol) if is_property else Member(kind, name)
            base = self.knowledge.glue_base(kind)
            return self._member(base, name) if base else None
        if rule := self.ruleset.for_member(f"{kind}.{name}"):
            return _instance(rule.callee.result)
        if result := spark.MEMBERS.get(f"{kind}.{name}"):
            return Instance(result)
        return Member(kind, name)

    def _symbol_member(self, symbol: str, name: str) -> Kind:
        path, colon, inner = symbol.partition(":")
        if colon and not inner:
            self.knowledge.used_elsewhere[path].add(name)
            held = self.knowledge.export(path, name)
            return held if held is not None else self._submodule(path, name)
        if colon:
            return Member(symbol, name) if self.knowledge.is_class(symbol) else None
        if kind := CLASSES.get(symbol):
            if result := spark.MEMBERS.get(f"{kind}.{name}"):
                return Instance(result)
            return Member(kind, name)
        return Symbol(canonical(f"{symbol}.{name}"))

    def _submodule(self, path: str, name: str) -> Kind:
        found = self.knowledge.path_of(path, name, 1) if path.endswith("__init__.py") else None
        return Symbol(f"{found}:") if found else None

    def _call(self, node: ast.Call) -> Kind:
        function = self.kind(node.func)
        callee = self._callee(function)
        elements = self._elements_for(node, function)
        arguments = [self._argument(argument, callee, elements) for argument in node.args]
        if function is None and any(kind == Instance("DynamicFrame") for kind in arguments):
            function = self._by_argument(node)
            callee = self._callee(function)
        keywords = {keyword.arg: self._argument(keyword.value, callee, None) for keyword in node.keywords}
        if callee and (is_glue_callee(callee) or self.ruleset.for_call(callee)):
            self.facts.callees[node] = callee
        self._pass_on(function, arguments, {name: kind for name, kind in keywords.items() if name})
        if isinstance(node.func, ast.Attribute) and isinstance(held := self.facts.kinds.get(node.func.value), Many):
            if grown := with_added(held, node.func.attr, arguments):
                self.bind_target(node.func.value, grown)
            return of_container(held, node.func.attr)
        if elements is not None and isinstance(node.func, ast.Name):
            return elements if node.func.id == "reduce" else Many(elements)
        return self._result(function, callee, arguments)

    def _elements_for(self, node: ast.Call, function: Kind) -> Kind:
        """What the function that `reduce`, `map` or `filter` is given will be called with."""
        is_known = function is None or function == Symbol("functools.reduce")
        match node:
            case ast.Call(func=ast.Name(id="reduce" | "map" | "filter"), args=[_, values, *_]) if is_known:
                held = self.kind(values)
                return held.element if isinstance(held, Many) else None
            case _:
                return None

    def _by_argument(self, node: ast.Call) -> Kind:
        """A DynamicFrame can only be united or joined with another one: then the receiver is one too."""
        match node.func:
            case ast.Attribute(value=owner, attr="union" | "join" as member) if self.facts.kinds.get(owner) is None:
                self.facts.kinds[owner] = Instance("DynamicFrame")
                function = Member("DynamicFrame", member)
                self.facts.kinds[node.func] = function
                return function
            case _:
                return None

    def _argument(self, node: ast.expr, callee: str | None, elements: Kind) -> Kind:
        if not isinstance(node, ast.Lambda):
            return self.kind(node)
        kind = self._lambda(node, _LAMBDA_TAKES.get(callee or "", ()) or (elements, elements))
        self.facts.note(node, kind)
        return kind

    def _callee(self, function: Kind) -> str | None:
        match function:
            case Member():
                return function.name
            case Symbol(name):
                return name
            case Instance(name) if name.startswith("awsglue.transforms."):
                return f"{name}.apply"
            case _:
                return None

    def _result(self, function: Kind, callee: str | None, arguments: list[Kind]) -> Kind:
        match function:
            case Symbol(name) if ":" in name:
                return Instance(name) if self.knowledge.is_class(name) else self.knowledge.result(name)
            case Symbol(name) if name in CLASSES:
                return Instance(CLASSES[name])
            case Symbol(name) if is_glue(name) and name.rpartition(".")[2][:1].isupper():
                return Instance(name)
            case Symbol("functools.partial") if arguments:
                return arguments[0]
            case Member(owner, path) if self.knowledge.is_class(owner):
                symbol = self.knowledge.method(owner, path)
                return self.knowledge.result(symbol) if symbol else None
            case Nothing():
                return function
            case Member("DynamicFrameCollection", "values"):
                return Many(_FRAME)
        if callee is None:
            return None
        if rule := self.ruleset.for_call(callee):
            return _instance(rule.callee.result)
        result = spark.MEMBERS.get(f"{callee}()")
        return Instance(result) if result else None

    def _pass_on(self, function: Kind, arguments: list[Kind], keywords: dict[str, Kind]) -> None:
        """Teach what this call passes to a function of the workspace."""
        if function == Symbol("functools.partial") and arguments:
            function, arguments = arguments[0], arguments[1:]
        symbol = self._own_symbol(function)
        own = self.knowledge.function(symbol) if symbol else None
        if not symbol or not own:
            return
        for parameter, kind in (*zip(own.parameters, arguments, strict=False), *keywords.items()):
            self.knowledge.learn_argument(symbol, parameter, kind)

    def _own_symbol(self, function: Kind) -> str | None:
        match function:
            case Symbol(name) if self.knowledge.is_class(name):
                return self.knowledge.method(name, "__init__")
            case Symbol(name) if ":" in name:
                return name
            case Member(owner, path) if self.knowledge.is_class(owner):
                return self.knowledge.method(owner, path)
            case _:
                return None

    def _lambda(self, node: ast.Lambda, takes: tuple[Kind, ...]) -> Kind:
        outer = self.names
        self.names = Names(outer, function=outer.function, owner=outer.owner)
        _shadow(outer, self.names)
        arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        for argument, kind in zip_longest(arguments, takes[: len(arguments)]):
            self.names.bind(argument.arg, kind)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            self.kind(default)
        self.kind(node.body)
        self.names = outer
        return None

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Kind:
        outer = self.names
        self.names = Names(outer, function=outer.function, owner=outer.owner)
        _shadow(outer, self.names)
        for generator in node.generators:
            self.bind_target(generator.target, element_of(self.kind(generator.iter), None))
            for condition in generator.ifs:
                self.kind(condition)
        if isinstance(node, ast.DictComp):
            self.kind(node.key)
            element = self.kind(node.value)
        else:
            element = self.kind(node.elt)
        self.names = outer
        return Many(element)

    def bind_target(self, target: ast.expr, kind: Kind) -> None:
        """Bind what stands on the left of an assignment, a `for` or an `as`."""
        match target:
            case ast.Name(id=name):
                self.names.bind(name, kind)
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                for element, part in zip(elements, parts(kind, len(elements)), strict=True):
                    self.bind_target(element, part)
            case ast.Starred(value=value):
                self.bind_target(value, Many(kind))
            case ast.Subscript(value=value, slice=index):
                self.kind(index)
                if isinstance(held := self.kind(value), Many):
                    self.bind_target(value, Many(join(held.element, kind)))
            case ast.Attribute(value=value, attr=name):
                owner = self.kind(value)
                if isinstance(owner, Instance) and self.knowledge.is_class(owner.name):
                    self.knowledge.learn_attribute(owner.name, name, kind)
            case _:
                for child in ast.iter_child_nodes(target):
                    if isinstance(child, ast.expr):
                        self.kind(child)

    def annotated(self, node: ast.expr | None) -> Kind:
        """Return the kind that an annotation promises; quoted ones are read too."""
        return promised(node, self._class_kind)

    def _class_kind(self, node: ast.expr) -> Kind:
        match self.kind(node):
            case Symbol(name) if name in CLASSES:
                return Instance(CLASSES[name])
            case Symbol(name) if self.knowledge.is_class(name):
                return Instance(name)
            case _:
                return None


def _shadow(outer: Names, inner: Names) -> None:
    """Let an inner expression scope see what the outer one holds just now, not all it ever held."""
    inner.held.update(outer.held)


def is_glue_callee(callee: str) -> bool:
    """True for a call of Glue's, false for one of Spark's that a rule speaks of as well."""
    return is_glue(callee) or callee.partition(".")[0] in _GLUE_KINDS


_GLUE_KINDS = frozenset(kind for symbol, kind in CLASSES.items() if symbol.startswith("awsglue.")) | {
    "DynamicRecord",
    "GlueLogger",
}


def _instance(name: str) -> Kind:
    if not name or name in ("None", "bool", "int", "str", "dict"):
        return None
    return Instance(name)
