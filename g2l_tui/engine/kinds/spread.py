"""What a call passes, where lists and dictionaries are spread into its arguments too."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from g2l_tui.engine.kinds.kind import Kind, Many, common, says_something


@dataclass(frozen=True, slots=True)
class Given:
    """What is passed by place and by name; `others` may be passed in any place, or by any name, that is left."""

    places: Sequence[Kind] = ()
    named: Mapping[str, Kind] = field(default_factory=dict)
    others: Kind = None


def passed_by(call: ast.Call, arguments: Sequence[Kind], kinds: Mapping[ast.expr, Kind]) -> Given:
    """Return what a call passes whose `arguments` are of these kinds; `kinds` has those of their parts."""
    places: list[Kind] = []
    others: list[Kind] = []
    for argument, kind in zip(call.args, arguments, strict=True):
        elements = _elements(argument.value, kind, kinds) if isinstance(argument, ast.Starred) else [kind]
        if others or elements is None:
            others.append(kind.iterated if isinstance(kind, Many) else kind)
        else:
            places += elements
    named: dict[str, Kind] = {}
    for keyword in call.keywords:
        kind = kinds.get(keyword.value)
        if keyword.arg:
            named[keyword.arg] = kind
        elif isinstance(kind, Many):
            named |= kind.by_name
            others += () if kind.names else (kind.element,)
    return Given(places, named, common(tuple(filter(says_something, others))))


def _elements(node: ast.expr, kind: Kind, kinds: Mapping[ast.expr, Kind]) -> Sequence[Kind] | None:
    """Return what stands in the places of a list; None where that is not known one by one."""
    match node:
        case ast.List(elts=elements) | ast.Tuple(elts=elements) if not any(
            isinstance(each, ast.Starred) for each in elements
        ):
            return [kinds.get(each) for each in elements]
        case _ if isinstance(kind, Many) and kind.items and not kind.is_mapping:
            return kind.items
        case _:
            return None
