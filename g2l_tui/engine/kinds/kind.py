"""Kinds: what a value is while analysing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class: `DynamicFrame`, `GlueContext`, …, or a class of the repository, `path.py:Class`."""

    name: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """A module, class or function by its qualified name; one of the repository is `path.py:name`.

    `given` counts the arguments that `functools.partial` has given it already.
    """

    name: str
    given: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A member not called yet: a bound method, or an accessor such as `GlueContext.create_dynamic_frame`."""

    owner: str
    path: str

    @property
    def name(self) -> str:
        """The callee it would be, when called."""
        return f"{self.owner}.{self.path}"


@dataclass(frozen=True, slots=True)
class Many:
    """A list, tuple, dict or set. `items` are the kinds of a tuple's elements where they are known one by one.

    The elements of a mapping are its values, its items those under its `names`; going through it gives its keys, each
    of them a `key`.
    """

    element: Kind
    items: tuple[Kind, ...] = ()
    is_mapping: bool = False
    names: tuple[str, ...] = ()
    key: Kind = None

    @property
    def iterated(self) -> Kind:
        """What a loop over it gives."""
        return self.key if self.is_mapping else self.element

    @property
    def by_name(self) -> Mapping[str, Kind]:
        """What a mapping holds whose names are known."""
        return dict(zip(self.names, self.items, strict=True)) if self.names else {}

    @staticmethod
    def named(entries: Mapping[str, Kind]) -> Many:
        """Return a mapping that holds these."""
        return Many(common(tuple(entries.values())), tuple(entries.values()), is_mapping=True, names=tuple(entries))


@dataclass(frozen=True, slots=True)
class Either:
    """One of several kinds, which the evidence cannot tell apart."""

    kinds: frozenset[Instance | Symbol | Member | Many | Nothing | Unknown]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something of which nothing is known, as one of several possibilities."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """The value None: says nothing about what a name holds otherwise."""


ERROR_RECORDS = Instance("ErrorRecords")
"""What Glue's writers give: a frame of the records that they could not write. Spark's writers give None."""

Kind: TypeAlias = "Instance | Symbol | Member | Many | Either | Nothing | Unknown | None"
"""None is a value of which nothing is known."""


def join(left: Kind, right: Kind) -> Kind:
    """Return what a name holds that is `left` on one way through the program and `right` on another."""
    if left is right or left == right:
        return left
    if isinstance(left, Nothing):
        return right
    if isinstance(right, Nothing):
        return left
    if left is None or right is None:
        known = left or right
        is_certain = isinstance(known, Instance | Either)
        return Either(_alternatives(known) | {Unknown()}) if is_certain else None
    if isinstance(left, Many) and isinstance(right, Many):
        is_alike = len(left.items) == len(right.items) and left.names == right.names
        items = tuple(join(*pair) for pair in zip(left.items, right.items, strict=False)) if is_alike else ()
        return Many(
            join(left.element, right.element),
            items,
            left.is_mapping and right.is_mapping,
            left.names if items else (),
            join(left.key, right.key),
        )
    return Either(_alternatives(left) | _alternatives(right))


def common(kinds: Sequence[Kind]) -> Kind:
    """Return what a value is that is any of `kinds`; None for an empty choice."""
    found = kinds[0] if kinds else None
    for kind in kinds[1:]:
        found = join(found, kind)
    return found


def _alternatives(kind: Kind) -> frozenset[Instance | Symbol | Member | Many | Nothing | Unknown]:
    match kind:
        case Either(kinds):
            return kinds
        case None:
            return frozenset()
        case _:
            return frozenset({kind})


def says_something(kind: Kind) -> bool:
    """False for what is not known, for None, and for containers of nothing else."""
    if isinstance(kind, Many):
        return says_something(kind.element) or any(map(says_something, kind.items))
    return kind is not None and not isinstance(kind, Nothing)


def each_of(kind: Kind) -> tuple[Kind, ...]:
    """Return the kinds that a value may be of, in an order that is always the same."""
    return tuple(sorted(kind.kinds, key=repr)) if isinstance(kind, Either) else (kind,)


def is_of_no_kind(kind: Kind) -> bool:
    """True for a value of which nothing is known, for None, and for what holds nothing else."""
    if isinstance(kind, Many):
        return is_of_no_kind(kind.element) and all(map(is_of_no_kind, kind.items))
    return kind is None or isinstance(kind, Nothing)


def contradicts(promised: Kind, held: Kind) -> bool:
    """True when an annotation says one frame and the value may be another: then neither can be trusted."""
    return any({promised, each} == _FRAMES for each in each_of(held))


_FRAMES = {Instance("DynamicFrame"), Instance("DataFrame")}


def in_words(kind: Kind) -> str:
    """Return the classes that a value may be an object of, as a sentence names them."""
    named = [each.name.rpartition(":")[2] for each in each_of(kind) if isinstance(each, Instance)]
    return " or ".join([*named, *(["something that is not known here"] if len(named) < len(each_of(kind)) else [])])


def instance_name(kind: Kind) -> str | None:
    """Return the class that the value is surely an object of."""
    return kind.name if isinstance(kind, Instance) else None
