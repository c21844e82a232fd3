"""What calling something runs, gives and is told."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from g2l_tui.engine.awsglue import CLASSES, UNIQUE_KEYWORDS, is_glue
from g2l_tui.engine.kinds import spark
from g2l_tui.engine.kinds.kind import (
    ERROR_RECORDS,
    Either,
    Instance,
    Kind,
    Many,
    Member,
    Nothing,
    Symbol,
    common,
    says_something,
)
from g2l_tui.engine.kinds.knowledge import Knowledge
from g2l_tui.engine.kinds.spread import Given
from g2l_tui.ruleset.ruleset import RuleSet

_PARTIALS = (Symbol("functools.partial"), Symbol("functools.partialmethod"))
_RECORD, _FRAME = Instance("DynamicRecord"), Instance("DynamicFrame")

LAMBDA_TAKES: Mapping[str, tuple[Kind, ...]] = {
    "DynamicFrame.filter": (_RECORD,),
    "DynamicFrame.map": (_RECORD,),
    "awsglue.transforms.Filter.apply": (_RECORD,),
    "awsglue.transforms.Map.apply": (_RECORD,),
    "DynamicFrameCollection.map": (_FRAME, None),
    "DynamicFrameCollection.flatmap": (_FRAME, None),
    "awsglue.transforms.MapToCollection.apply": (_FRAME, None),
}
"""What Glue calls a function with that it is given."""


@dataclass(frozen=True, slots=True)
class Callables:
    """What is known of things that are called: from the rules, and from the workspace's own code."""

    ruleset: RuleSet
    knowledge: Knowledge

    def result(self, function: Kind, arguments: Sequence[Kind]) -> Kind:
        """Return what a call gives; a bound method may be that of any class below."""
        match function:
            case None:
                return None
            case Symbol(name) if self.knowledge.is_class(name):
                return Instance(name)
            case Symbol(name) if ":" in name:
                return self.knowledge.result(name)
            case Symbol(name) if name in CLASSES:
                return Instance(CLASSES[name])
            case Symbol(name) if is_glue(name) and name.rpartition(".")[2][:1].isupper():
                return Instance(name)
            case Symbol("functools.partial" | "functools.partialmethod") if arguments:
                return self._partial(arguments[0], len(arguments) - 1)
            case Member(owner, "_replace") if self.knowledge.fields(owner):
                return Instance(owner)
            case Member(owner) | Instance(owner) if self.knowledge.is_class(owner) or (
                owner == "DynamicFrame" and self.own_symbols(function)
            ):
                return common(tuple(self.knowledge.result(each) for each in self.own_symbols(function)))
            case Nothing():
                return function
            case Member("DynamicFrameCollection", "values"):
                return Many(Instance("DynamicFrame"))
            case Member("DataFrame" | "RDD" as owner, "randomSplit"):
                return Many(Instance(owner))
        return self._by_rule(callee_of(function))

    def _by_rule(self, callee: str | None) -> Kind:
        if callee is None:
            return None
        if rule := self.ruleset.for_call(callee):
            return ERROR_RECORDS if rule.writes else instance_of(rule.callee.result)
        result = spark.MEMBERS.get(f"{callee}()")
        return Instance(result) if result else None

    def _partial(self, function: Kind, count: int) -> Kind:
        symbols = self.own_symbols(function)
        if not symbols or (isinstance(function, Symbol) and self.knowledge.is_class(function.name)):
            return function
        given = function.given if isinstance(function, Symbol) else 0
        return common(tuple(Symbol(symbol, given + count) for symbol in symbols))

    def pass_on(self, function: Kind, passed: Given) -> None:
        """Teach what a call passes to functions of the workspace."""
        arguments = passed.places
        if function in _PARTIALS and arguments:
            function, arguments = arguments[0], arguments[1:]
        given = function.given if isinstance(function, Symbol) else 0
        if isinstance(function, Member) and not self.knowledge.is_class(function.owner):
            given = 1  # the frame that a method is called on
        for symbol in self.own_symbols(function):
            own = self.knowledge.function(symbol)
            if own is None:
                continue
            places = own.parameters[given:]
            for parameter, kind in zip(places, arguments, strict=False):
                self.knowledge.learn_argument(symbol, parameter, kind)
            for kind in arguments[len(places) :] if own.variadic else ():
                self.knowledge.learn_argument(symbol, own.variadic, kind)
            for parameter, kind in passed.named.items():
                self.knowledge.learn_argument(symbol, parameter if parameter in own.parameters else own.keywords, kind)
            left = (*places[len(arguments) :], own.variadic, own.keywords) if says_something(passed.others) else ()
            for parameter in left:
                if parameter and parameter not in passed.named:
                    self.knowledge.learn_argument(symbol, parameter, passed.others)

    def made_by_new(self, call: ast.Call, arguments: Sequence[Kind]) -> Kind:
        """Return the object that `super().__new__(cls)` makes of a class of the workspace."""
        if not arguments or not isinstance(call.func, ast.Attribute) or call.func.attr != "__new__":
            return None
        made = arguments[0]
        return Instance(made.name) if isinstance(made, Symbol) and self.knowledge.is_class(made.name) else None

    def own_symbols(self, function: Kind) -> tuple[str, ...]:
        """Return the functions of the workspace that a call may run."""
        match function:
            case None:
                return ()
            case Symbol(name) | Instance(name) if ":" not in name:
                return ()  # of a library
            case Symbol(name) if self.knowledge.is_class(name):
                method = self.knowledge.method(name, "__init__")
                return (method,) if method else ()
            case Symbol(name):
                return (name,)
            case Member(owner, path) if self.knowledge.is_class(owner):
                return self.knowledge.methods(owner, "__init__" if path == "_replace" else path)
            case Member("DynamicFrame", path) if isinstance(
                patch := self.knowledge.attribute("DynamicFrame", path), Symbol
            ):
                return (patch.name,)
            case Instance(name) if self.knowledge.is_class(name):
                return self.knowledge.methods(name, "__call__")
            case _:
                return ()


def callee_of(function: Kind) -> str | None:
    """Return the name under which rules speak of a function."""
    match function:
        case Member():
            return function.name
        case Symbol(name):
            return name
        case Instance(name) if name.startswith("awsglue.transforms."):
            return f"{name}.apply"
        case Either(kinds) if kinds == {Member("GlueContext", path := _path(kinds)), Member("SparkSession", path)}:
            return f"SparkSession.{path}"
        case _:
            return None


def _path(kinds: Iterable[Kind]) -> str:
    return next((each.path for each in kinds if isinstance(each, Member)), "")


def asked_for_to_df(call: ast.Call) -> ast.expr | None:
    """Return the frame of `frame.toDF()`, and nothing of any other call: Spark's frames need names for it."""
    match call:
        case ast.Call(func=ast.Attribute(value=owner, attr="toDF"), args=[], keywords=[]):
            return owner
        case _:
            return None


def asks_for_a_frame(call: ast.Call, arguments: Sequence[Kind]) -> bool:
    """True for a call that only a DynamicFrame takes, by its arguments: of two ways to join, one is Glue's."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in SHARED:
        return False
    match call:
        case ast.Call(func=ast.Attribute(attr="union" | "join")) if _FRAME in arguments:
            return True
        case ast.Call(func=ast.Attribute(attr="join"), args=[ast.List(), ast.List(), _, *_]):
            return True
        case ast.Call(func=ast.Attribute(attr="write"), args=[ast.Constant(value=str()), ast.Dict(), *_]):
            return True
        case _:
            return not UNIQUE_KEYWORDS.isdisjoint(keyword.arg for keyword in call.keywords)


def is_glue_callee(callee: str) -> bool:
    """True for a call of Glue's, false for one of Spark's that a rule speaks of as well."""
    return is_glue(callee) or callee.partition(".")[0] in _GLUE_KINDS


SHARED = frozenset({"coalesce", "filter", "join", "map", "repartition", "union", "write"})
"""Methods of a DynamicFrame that objects of other libraries have as well."""

_GLUE_KINDS = frozenset(kind for symbol, kind in CLASSES.items() if symbol.startswith("awsglue.")) | {"GlueLogger"}


def instance_of(name: str) -> Kind:
    """Return the kind that the result of a rule's callee names; plain values are of no kind."""
    if not name or name in ("None", "bool", "int", "str", "dict"):
        return None
    return Instance(name)
