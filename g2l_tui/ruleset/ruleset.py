"""A set of rules, found by what they match."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from g2l_tui.ruleset.rule import Rule


@dataclass(frozen=True)
class RuleSet:
    """Rules in order of precedence: a later rule for the same callee takes the place of an earlier one.

    `digest` is the same only for sets that were read from the same texts; empty for one that was not read.
    """

    rules: tuple[Rule, ...] = ()
    digest: str = field(default="", repr=False, compare=False)
    _calls: Mapping[str, Rule] = field(init=False, repr=False)
    _members: Mapping[str, Rule] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_calls", _index(self.rules, is_call=True))
        object.__setattr__(self, "_members", _index(self.rules, is_call=False))

    def for_call(self, callee: str) -> Rule | None:
        """Return the rule for calls of `callee`, a name like `DynamicFrame.toDF`."""
        return self._calls.get(callee)

    def for_part(self, name: str) -> Rule | None:
        """Return a rule for calls of `name`, or of something inside it: `Outer.Class` for `Outer.Class.make`."""
        inside = (rule for callee, rule in self._calls.items() if callee.startswith(f"{name}."))
        return self._calls.get(name) or next(inside, None)

    def for_member(self, name: str) -> Rule | None:
        """Return the rule for reading the property or naming the class `name`."""
        return self._members.get(name)

    def by_id(self, rule_id: str) -> Rule | None:
        """Return the rule of that id; of several, the one that takes precedence."""
        return self._by_id.get(rule_id)

    @cached_property
    def gathering(self) -> Mapping[str, Rule]:
        """The rules that gather other calls, by the callees that end what is gathered."""
        return {callee.name: rule for rule in self.rules if rule.gather for callee in rule.callees}

    @cached_property
    def _by_id(self) -> Mapping[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    def without(self, disabled: Iterable[str]) -> RuleSet:
        """Return the set without the rules of these ids."""
        names = frozenset(disabled)
        if not names:
            return self
        said = "\n".join((self.digest, *sorted(names))).encode("utf-8", "surrogateescape")
        digest = hashlib.sha256(said).hexdigest() if self.digest else ""
        return RuleSet(tuple(rule for rule in self.rules if rule.id not in names), digest)


def _index(rules: Iterable[Rule], *, is_call: bool) -> Mapping[str, Rule]:
    index = {each.name: rule for rule in rules for each in rule.callees if each.is_call is is_call}
    return MappingProxyType(index)
