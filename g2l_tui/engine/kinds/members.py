"""What a member of something is: of an object, a class, a module."""

from __future__ import annotations

from g2l_tui.engine.awsglue import CLASSES, canonical
from g2l_tui.engine.kinds import callables, spark
from g2l_tui.engine.kinds.kind import Either, Instance, Kind, Member, Nothing, Symbol, common, each_of
from g2l_tui.engine.kinds.knowledge import Knowledge, module_symbol
from g2l_tui.ruleset.ruleset import RuleSet

_KNOWN = frozenset(CLASSES.values())


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
            if (held := self.knowledge.attribute(kind, name)) is not None:
                return held
            if symbol := self.knowledge.method(kind, name):
                function = self.knowledge.function(symbol)
                is_property = bool(function and function.is_property)
                return self.knowledge.result(symbol) if is_property else Member(kind, name)
            base = next((each for each in self.knowledge.bases_outside(kind) if each in _KNOWN), None)
            return self._member(base, name) if base and not self.knowledge.assigns(kind, name) else None
        if rule := self.ruleset.for_member(f"{kind}.{name}"):
            return callables.instance_of(rule.callee.result)
        if kind == "DynamicFrame" and isinstance(patch := self.knowledge.attribute(kind, name), Symbol):
            path = patch.name.partition(":")[0]
            if not self.prefix.startswith(f"{path}:"):
                self.knowledge.used_elsewhere[path].add(f"{kind}.{name}")
        if result := spark.MEMBERS.get(f"{kind}.{name}"):
            return Instance(result)
        return Member(kind, name)

    def _symbol_member(self, symbol: str, name: str) -> Kind:
        path, colon, inner = symbol.partition(":")
        if colon and not inner:
            self.knowledge.used_elsewhere[path].add(name)
            held = self.knowledge.export(path, name)
            return held if held is not None else self._submodule(path, name)
        if colon and (held := self.knowledge.attribute(symbol, name)) is not None:
            return held
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
