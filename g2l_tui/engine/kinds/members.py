"""What a member of something is: of an object, a class, a module."""

from __future__ import annotations

import ast

from g2l_tui.engine.awsglue import CLASSES, canonical
from g2l_tui.engine.kinds import callables, spark
from g2l_tui.engine.kinds.annotations import settled
from g2l_tui.engine.kinds.containers import element_of
from g2l_tui.engine.kinds.kind import Either, Instance, Kind, Many, Member, Nothing, Symbol, common, each_of
from g2l_tui.engine.kinds.knowledge import Knowledge, module_symbol
from g2l_tui.ruleset.ruleset import RuleSet

_KNOWN = frozenset(CLASSES.values())
_TUPLES = frozenset({"typing.NamedTuple", "collections.namedtuple"})


def is_enumeration(knowledge: Knowledge, symbol: str) -> bool:
    """True for a class of the workspace whose objects are the members of an enumeration."""
    bases = knowledge.base_names(symbol)
    return any(base.partition(".")[0] == "enum" or is_enumeration(knowledge, base) for base in bases)


class Members:
    """Looks members up: in the rules, in what is known of Spark, and in the workspace's own classes and modules.

    `prefix` is what the names that are defined just now are known by, `modules` are those that were imported by a
    dotted name. `lenders` are the modules of the workspace that names were imported from, and their names there.
    """

    def __init__(self, ruleset: RuleSet, knowledge: Knowledge) -> None:
        self.ruleset = ruleset
        self.knowledge = knowledge
        self.prefix = ""
        self.modules: dict[str, str] = {}
        self.lenders: dict[str, tuple[str, str]] = {}

    def attribute(self, owner: Kind, name: str) -> Kind:
        """Return what a member of something is."""
        match owner:
            case Instance(kind):
                return self._member(kind, name)
            case Member(kind, path):
                return Member(kind, f"{path}.{name}")
            case Symbol(symbol):
                return self._symbol_member(symbol, name)
            case Either():
                return common(tuple(self.attribute(each, name) for each in each_of(owner)))
            case Nothing():
                return owner
            case _:
                return None

    def _member(self, kind: str, name: str) -> Kind:
        if self.knowledge.is_class(kind):
            held, made_of = self.knowledge.attribute(kind, name), self.knowledge.field(kind, name)
            if held is not None or made_of is not None:
                return self._described(made_of if isinstance(held, Nothing) else settled(held, made_of))
            if symbol := self.knowledge.method(kind, name):
                function = self.knowledge.function(symbol)
                is_property = bool(function and function.is_property)
                return self.knowledge.result(symbol) if is_property else Member(kind, name)
            base = next((each for each in self.knowledge.bases_outside(kind) if each in _KNOWN), None)
            if base and not self.knowledge.assigns(kind, name):
                return self._member(base, name)
            if name == "_replace" and self.knowledge.fields(kind):
                return Member(kind, name)
            return self.special(kind, "__getattr__")
        if rule := self.ruleset.for_member(f"{kind}.{name}"):
            return callables.instance_of(rule.callee.result)
        if kind == "DynamicFrame" and isinstance(patch := self.knowledge.attribute(kind, name), Symbol):
            path = patch.name.partition(":")[0]
            if not self.prefix.startswith(f"{path}:"):
                self.knowledge.used_elsewhere[path].add(f"{kind}.{name}")
        if result := spark.MEMBERS.get(f"{kind}.{name}"):
            return Instance(result)
        return None if name == "__class__" else Member(kind, name)

    def _described(self, held: Kind) -> Kind:
        """What is found under an attribute that a descriptor of the workspace may stand behind."""
        is_own = isinstance(held, Instance) and self.knowledge.is_class(held.name)
        found = self.special(held.name, "__get__") if is_own and isinstance(held, Instance) else None
        return held if found is None else found

    def entered(self, kind: Kind) -> Kind:
        """Return what `with` gives: what `__enter__` does, or what a context manager's generator yields."""
        if isinstance(kind, Instance) and self.knowledge.is_class(kind.name):
            return self.special(kind.name, "__enter__", "__aenter__")
        return kind.element if isinstance(kind, Many) else kind

    def special(self, kind: str, *names: str) -> Kind:
        """Return what Python's own methods of a class of the workspace give, the first of these that it has."""
        found = (self.knowledge.methods(kind, name) for name in names)
        symbols = next(filter(None, found), ())
        return common(tuple(self.knowledge.result(symbol) for symbol in symbols))

    def gone_through(self, kind: Kind) -> Kind:
        """Return what a loop over something gives."""
        match kind:
            case Many():
                return kind.iterated
            case Either():
                return common(tuple(self.gone_through(each) for each in each_of(kind)))
            case Symbol(name) if is_enumeration(self.knowledge, name):
                return Instance(name)
            case Instance(name) if self.knowledge.is_class(name):
                if isinstance(unpacked := self.unpacked(kind), Many):
                    return unpacked.element
                given = self.special(name, "__iter__", "__aiter__")
                if isinstance(given, Instance) and self.knowledge.is_class(given.name):
                    return self.special(given.name, "__next__", "__anext__")
                return given.iterated if isinstance(given, Many) else None
            case _:
                return None

    def unpacked(self, kind: Kind) -> Kind:
        """Return a named tuple as the tuple that it is, anything else as it is."""
        fields = self.knowledge.fields(kind.name) if isinstance(kind, Instance) else ()
        if not isinstance(kind, Instance) or _TUPLES.isdisjoint(self.knowledge.base_names(kind.name)):
            return kind
        items = tuple(self.attribute(kind, name) for name in fields)
        return Many(common(items), items)

    def element(self, kind: Kind, index: ast.expr | None) -> Kind:
        """Return what stands in a container, or in an object that acts as one, at an index."""
        held = self.unpacked(kind)
        match held, index:
            case Instance(name), ast.Constant(value=str(field)) if field in self.knowledge.fields(name):
                return self.attribute(held, field)
            case Instance(name), _ if self.knowledge.is_class(name):
                return self.special(name, "__getitem__")
            case _:
                return element_of(held, index)

    def _symbol_member(self, symbol: str, name: str) -> Kind:
        path, colon, inner = symbol.partition(":")
        if colon and not inner:
            self.knowledge.used_elsewhere[path].add(name)
            held = self.knowledge.export(path, name)
            return held if held is not None else self._submodule(path, name)
        if colon and (held := self.knowledge.attribute(symbol, name)) is not None:
            return held
        if self.knowledge.assigns(symbol, name) and is_enumeration(self.knowledge, symbol):
            return Instance(symbol)
        if colon:
            return Member(symbol, name) if self.knowledge.is_class(symbol) else None
        if own := self.modules.get(f"{symbol}.{name}"):
            return module_symbol(own)
        if kind := CLASSES.get(symbol):
            if result := spark.MEMBERS.get(f"{kind}.{name}"):
                return Instance(result)
            return Member(kind, name)
        return Symbol(canonical(f"{symbol}.{name}"))

    def _submodule(self, path: str, name: str) -> Kind:
        found = self.knowledge.path_of(path, name, 1) if path.endswith("__init__.py") else None
        return Symbol(f"{found}:") if found else None
