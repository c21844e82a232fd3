"""What is known of the workspace's own functions and classes: gathered while analysing, looked up after."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from g2l_tui.engine.kinds.constants import Constants
from g2l_tui.engine.kinds.kind import Either, Kind, Nothing, Symbol, common, join
from g2l_tui.engine.kinds.modules import file_of
from g2l_tui.engine.kinds.taught import Taught

_STANDARD = sys.stdlib_module_names
_ARGUMENT, _ATTRIBUTE = "argument", "attribute"


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the workspace: its parameters without `self`, and how it is bound.

    `variadic` is the name behind its `*`, `keywords` the one behind its `**`. A decorator `is_transparent` when what
    it makes gives what the decorated function gives. An `__init__` `is_made` of the fields of a class that has none.
    """

    parameters: tuple[str, ...]
    is_property: bool = False
    is_static: bool = False
    is_transparent: bool = False
    variadic: str = ""
    keywords: str = ""
    is_made: bool = False


@dataclass
class Knowledge:
    """Kinds by symbol. `behind` answers what this one does not know: the rest of the workspace, or the same module
    when it was walked before.

    `users` holds, by module and by the module that takes them, the names that are `used_elsewhere`.

    `path` is the module that teaches this; what all modules together pass to functions is in `taught`. `guesses` are
    answers from what a module has taught so far, where a later walk knows all of it. The functions that are `waiting`
    are walked when somebody asks what they return.
    """  # noqa: D205

    behind: Knowledge | Asked | None = None
    path: str = ""
    functions: dict[str, Function] = field(default_factory=dict)
    returns: dict[str, Kind] = field(default_factory=dict)
    arguments: dict[str, dict[str, Kind]] = field(default_factory=lambda: defaultdict(dict))
    taught: Taught = field(default_factory=Taught, compare=False)
    attributes: dict[str, dict[str, Kind]] = field(default_factory=lambda: defaultdict(dict))
    bases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    derived: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    exports: dict[str, dict[str, Kind]] = field(default_factory=dict)
    constants: dict[str, Constants] = field(default_factory=dict)
    used_elsewhere: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    users: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(dict))
    imports: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    waiting: dict[str, Callable[[], None]] = field(default_factory=dict, repr=False, compare=False)
    guesses: set[tuple[str, str, str, Kind]] = field(default_factory=set, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Nothing is found out about bases so far."""
        self._bases: dict[str, tuple[str, ...]] = {}

    def bears_out(self, asked: Asked) -> bool:
        """True when another walk of the module, with this behind it, would go as the one did that has taught this."""
        return asked.would_hear_the_same_from(self) and all(
            (self.argument(owner, name) if question == _ARGUMENT else self.own_attribute(owner, name)) == answer
            for question, owner, name, answer in tuple(self.guesses)
        )

    def function(self, symbol: str) -> Function | None:
        """Return the function of that symbol."""
        return self.functions.get(symbol) or (self.behind.function(symbol) if self.behind else None)

    def is_class(self, symbol: str) -> bool:
        """True when the symbol is a class of the workspace."""
        return ":" in symbol and (symbol in self.bases or bool(self.behind and self.behind.is_class(symbol)))

    def base_names(self, symbol: str) -> tuple[str, ...]:
        """Return the names of the kinds that a class of the workspace is derived from.

        None of them is the class itself, as it can look where modules import each other.
        """
        if ":" not in symbol:
            return ()  # no class of the workspace
        if symbol not in self._bases:
            own = tuple(base for base in self._read_bases(symbol) if not self._leads_to(base, symbol))
            self._bases[symbol] = own
        return self._bases[symbol]

    def _read_bases(self, symbol: str) -> tuple[str, ...]:
        return self.bases.get(symbol) or (self.behind.base_names(symbol) if self.behind else ())

    def _leads_to(self, symbol: str, wanted: str) -> bool:
        seen: set[str] = set()
        waiting = [symbol]
        while waiting:
            each = waiting.pop()
            if each == wanted:
                return True
            if each not in seen:
                seen.add(each)
                waiting += self._read_bases(each)
        return False

    def result(self, symbol: str) -> Kind:
        """Return what calling a function of the workspace gives; one that has not been seen to return gives None."""
        for kind in self.returned(symbol):
            return kind
        return Nothing() if self.function(symbol) else None

    def result_or(self, symbol: str, promised: Kind) -> Kind:
        """Return what calling a function gives, or what it promises, where nothing else is known."""
        if self.behind and symbol not in self.returns:
            return self.behind.result_or(symbol, promised)
        found = self.result(symbol)
        return promised if found in (None, Nothing()) else found

    def returned(self, symbol: str) -> tuple[Kind, ...]:
        """Return what a function has been seen to return, or nothing at all."""
        if symbol in self.waiting:
            self.waiting.pop(symbol)()
        if symbol in self.returns:
            return (self.returns[symbol],)
        return self.behind.returned(symbol) if self.behind else ()

    def find_out_all(self) -> None:
        """Walk the functions that nobody has asked for so far."""
        while self.waiting:
            self.waiting.popitem()[1]()

    def argument(self, symbol: str, parameter: str) -> Kind:
        """Return what calls have been seen to pass for a parameter, or None."""
        if self.behind and self.behind.path:
            return self.behind.argument(symbol, parameter)
        passed = self.arguments.get(symbol, {})
        own = (passed[parameter],) if parameter in passed else ()
        found = self.passed_by_all(symbol, parameter, self.path, *own)
        if self.path:
            self.guesses.add((_ARGUMENT, symbol, parameter, found))
        return found

    def unsure(self) -> tuple[Either, ...]:
        """Return what parameters may be that may be of several kinds."""
        passed = (kind for table in self.arguments.values() for kind in table.values() if isinstance(kind, Either))
        return (*passed, *self.taught.unsure(), *(self.behind.unsure() if self.behind else ()))

    def passed_by_all(self, symbol: str, parameter: str, path: str, *own: Kind) -> Kind:
        """Return what all modules pass for a parameter, where the one of that path passes its `own`, if anything."""
        if self.behind:
            return self.behind.passed_by_all(symbol, parameter, path, *own)
        return common((*own, *self.taught.by_others(symbol, parameter, path)))

    def attribute(self, owner: str, name: str) -> Kind:
        """Return what an attribute of a class of the workspace holds, its bases and the classes below included."""
        if is_private(name):
            return self.own_attribute(owner, name)
        below = [held for each in self.subclasses(owner) if (held := self.own_attribute(each, name)) is not None]
        found = self.own_attribute(owner, name)
        for base in self.base_names(owner) if found is None else ():
            if (found := self._inherited_attribute(base, name)) is not None:
                break
        return common((*below, found) if found is not None else tuple(below))

    def own_attribute(self, owner: str, name: str) -> Kind:
        """Return what a class itself assigns to an attribute."""
        if self.behind and self.behind.path:
            return self.behind.own_attribute(owner, name)
        held = self.attributes.get(owner, {}).get(name)
        found = self.behind.own_attribute(owner, name) if held is None and self.behind else held
        if self.path:
            self.guesses.add((_ATTRIBUTE, owner, name, found))
        return found

    def names_given(self, owner: str) -> frozenset[str]:
        """Return the attributes that a class or a module is given, by whatever module."""
        own = frozenset(self.attributes.get(owner, ()))
        return own | self.behind.names_given(owner) if self.behind else own

    def _inherited_attribute(self, owner: str, name: str) -> Kind:
        if (own := self.own_attribute(owner, name)) is not None:
            return own
        found = (self._inherited_attribute(base, name) for base in self.base_names(owner))
        return next((each for each in found if each is not None), None)

    def assigns(self, owner: str, name: str) -> bool:
        """True when a class of the workspace, or one that it is derived from, assigns the attribute or defines it."""
        return (
            self.has_assigned(owner, name)
            or self.method(owner, name) is not None
            or any(self.assigns(base, name) for base in self.base_names(owner))
        )

    def has_assigned(self, owner: str, name: str) -> bool:
        """True when a class itself has been seen to assign the attribute."""
        is_here = name in self.attributes.get(owner, {})
        return is_here or bool(self.behind and self.behind.has_assigned(owner, name))

    def maker(self, owner: str, name: str) -> str | None:
        """Return the class that assigns an attribute: the object's own, or one that it is derived from."""
        if self.own_attribute(owner, name) is not None:
            return owner
        found = (self.maker(base, name) for base in self.base_names(owner))
        return next((each for each in found if each), None)

    def subclasses(self, owner: str) -> tuple[str, ...]:
        """Return the classes of the workspace that are derived from one, directly or not."""
        below: set[str] = set()
        waiting = [owner]
        while waiting:
            found = self.derived_from(waiting.pop()) - below
            below |= found
            waiting += found
        return tuple(sorted(below - {owner}))

    def derived_from(self, owner: str, known: frozenset[str] = frozenset()) -> frozenset[str]:
        """Return the classes of the workspace that are derived from one directly, those that are `known` included."""
        found = known.union(self.derived.get(owner, ()))
        return self.behind.derived_from(owner, found) if self.behind else found

    def methods(self, owner: str, name: str) -> tuple[str, ...]:
        """Return every method that a call on an object may reach: the class's own, and those that override it."""
        own = self.method(owner, name)
        below = () if is_private(name) else (f"{each}.{name}" for each in self.subclasses(owner))
        return (*((own,) if own else ()), *(symbol for symbol in below if self.function(symbol)))

    def inherits(self, owner: str, base: str, name: str) -> bool:
        """True when objects of a class, and of all classes below it, have the method from a class of a library."""
        return base in self.bases_outside(owner) and not self.methods(owner, name)

    def method(self, owner: str, name: str) -> str | None:
        """Return the symbol of a method, looked up through the bases."""
        symbol = f"{owner}.{name}"
        if self.function(symbol):
            return symbol
        found = (self.method(base, name) for base in self.base_names(owner) if self.is_class(base))
        return next((each for each in found if each), None)

    def fields(self, owner: str) -> tuple[str, ...]:
        """Return what objects of a class of the workspace are made of, in the order of the arguments that make them."""
        init = self.function(self.method(owner, "__init__") or "")
        return init.parameters if init and init.is_made else ()

    def field(self, owner: str, name: str) -> Kind:
        """Return what a field of objects of a class has been seen to be made of."""
        return self.argument(self.method(owner, "__init__") or "", name) if name in self.fields(owner) else None

    def bases_outside(self, owner: str) -> tuple[str, ...]:
        """Return what a class of the workspace is derived from that is of other libraries than Python's own."""
        bases = self.base_names(owner)
        outside = [base for base in bases if not self.is_class(base) and base.partition(".")[0] not in _STANDARD]
        return (*outside, *(name for base in bases if self.is_class(base) for name in self.bases_outside(base)))

    def export(self, path: str, name: str) -> Kind:
        """Return what a module of the workspace binds to a name."""
        if path in self.exports:
            return self.exports[path].get(name)
        return self.behind.export(path, name) if self.behind else None

    def names_of(self, path: str) -> Mapping[str, Kind]:
        """Return all that a module of the workspace binds."""
        if path in self.exports:
            return self.exports[path]
        return self.behind.names_of(path) if self.behind else {}

    def text(self, symbol: str) -> str | None:
        """Return the text that a name of a module, or an attribute of a class, stands for wherever it is read."""
        path, _, name = symbol.partition(":")
        found = self.constants_of(path).texts.get(name)
        return None if found is None or self.is_stored(name.rpartition(".")[2]) else found

    def entry(self, symbol: str) -> str | None:
        """Return the text that a dictionary of a module begins with under a key: of `path:NAME["key"]`."""
        path, _, name = symbol.partition(":")
        return self.constants_of(path).entries.get(name)

    def constants_of(self, path: str) -> Constants:
        """Return the constants of a module of the workspace."""
        if path in self.constants:
            return self.constants[path]
        return self.behind.constants_of(path) if self.behind else Constants()

    def is_stored(self, attribute: str) -> bool:
        """True when some module that has to do with Glue assigns an attribute of that name."""
        is_here = any(attribute in each.stored for each in self.constants.values())
        return is_here or bool(self.behind and self.behind.is_stored(attribute))

    def is_used_elsewhere(self, path: str, name: str) -> bool:
        """True when another module of the workspace takes this name from that one."""
        names = self.used_elsewhere.get(path, ())
        return name in names or bool(self.behind and self.behind.is_used_elsewhere(path, name))

    def users_of(self, path: str, name: str) -> tuple[str, ...]:
        """Return the other modules of the workspace that take this name from that one."""
        if self.behind:
            return self.behind.users_of(path, name)
        return tuple(sorted(user for user, names in self.users.get(path, {}).items() if name in names))

    def path_of(self, importer: str, module: str, level: int) -> str | None:
        """Return the file that `import module` means in the file `importer`, if it is one of the workspace."""
        if self.behind:
            found = self.behind.path_of(importer, module, level)
            if found:
                self.imports[importer].add(found)
            return found
        return file_of(self.paths, importer, module, level)

    def learn_bases(self, symbol: str, bases: tuple[str, ...]) -> None:
        """Note what a class is derived from."""
        self.bases[symbol] = bases
        self._bases.clear()
        for base in bases:
            self.derived[base].add(symbol)

    def learn_argument(self, symbol: str, parameter: str, kind: Kind) -> None:
        """Note what one call passes for a parameter."""
        seen = self.arguments[symbol]
        seen[parameter] = join(seen[parameter], kind) if parameter in seen else kind

    def learn_attribute(self, owner: str, name: str, kind: Kind) -> None:
        """Note what is assigned to an attribute."""
        seen = self.attributes[owner]
        seen[name] = join(seen[name], kind) if name in seen else kind

    def learn_by_use(self, owner: str, name: str, kind: Kind) -> None:
        """Note what an attribute must hold, as something is asked of it that nothing else has."""
        maker = self.maker(owner, name) or owner
        if self.attributes[maker].get(name) is None:
            self.attributes[maker][name] = kind
        else:
            self.learn_attribute(maker, name, kind)

    def learn_return(self, symbol: str, kind: Kind) -> None:
        """Note what one `return` or `yield` gives."""
        self.returns[symbol] = join(self.returns[symbol], kind) if symbol in self.returns else kind


Answers: TypeAlias = "dict[tuple[Any, ...], Any]"
"""What was answered to questions: the name of a method of Knowledge, and what it was called with."""


class Asked:
    """Knowledge that remembers what it was asked, and what it answered."""

    def __init__(self, knowledge: Knowledge | Asked, answers: Answers | None = None) -> None:
        self._knowledge = knowledge
        self.answers: Answers = answers or {}
        self.path: str = knowledge.path

    def __getattr__(self, question: str) -> Callable[..., Any]:
        """Ask any question that Knowledge has a method for."""
        answers, ask = self.answers, getattr(self._knowledge, question)

        def answer(*about: Any) -> Any:
            key = (question, *about)
            if key not in answers:
                answers[key] = ask(*about)
            return answers[key]

        self.__dict__[question] = answer  # where it is found when it is asked again
        return answer

    def would_hear_the_same_from(self, knowledge: Knowledge) -> bool:
        """True when the same questions would be answered in the same way."""
        return all(getattr(knowledge, key[0])(*key[1:]) == answer for key, answer in self.answers.items())


def is_private(name: str) -> bool:
    """True for a name that Python keeps apart for each class that says it: `self.__context`."""
    return name.startswith("__") and not name.endswith("__")


def module_symbol(path: str) -> Symbol:
    """Return the kind of an imported module of the workspace."""
    return Symbol(f"{path}:")
