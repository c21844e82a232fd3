"""What comes out of lists, dictionaries and collections of frames."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.kinds.kind import Either, Instance, Kind, Many, Nothing, common, each_of, join

_ADDING = frozenset({"add", "append", "appendleft", "put", "put_nowait", "set"})


def is_container(kind: Kind) -> bool:
    """True for what is, or may be, a list or a dictionary."""
    return any(isinstance(each, Many) for each in each_of(kind))


def of_container(kind: Many, method: str, first: ast.expr | None = None) -> Kind:
    """What a method of a list or dictionary, or of what will hold one thing later, gives for its first argument."""
    match method:
        case "get" | "pop" if kind.names:
            return element_of(kind, first)
        case "values":
            return Many(kind.element)
        case "copy" | "union":
            return kind
        case "keys":
            return Many(kind.iterated)
        case "items":
            return Many(Many(None, (kind.iterated, kind.element)))
        case "popitem":
            return Many(None, (kind.iterated, kind.element))
        case "get" | "get_nowait" | "pop" | "popleft" | "result" | "send" | "setdefault":
            return kind.element
        case _:
            return None


def with_added(kind: Many, method: str, arguments: list[Kind]) -> Many | None:
    """What a list, set or dictionary is after a method that adds to it; None for any other method."""
    match method, arguments:
        case (("insert" | "setdefault"), [_, added]):
            return grown(kind, added)
        case _, [added] if method in _ADDING:
            return grown(kind, added)
        case (("extend" | "update"), [Many(element)]):
            return grown(kind, element)
        case _:
            return None


def grown(kind: Many, added: Kind, index: ast.expr | None = None) -> Many:
    """What a container is after something was put into it, under `index` where that is known."""
    match index:
        case ast.Constant(value=str(name)) if kind.names or kind == Many(Nothing(), is_mapping=True):
            return Many.named({**kind.by_name, name: added})
        case _:
            return Many(join(kind.element, added), is_mapping=kind.is_mapping, key=kind.key)


def parts(kind: Kind, count: int) -> Iterator[Kind]:
    """What each of `count` names gets when the value is unpacked into them."""
    if isinstance(kind, Many) and len(kind.items) == count and not kind.is_mapping:
        return iter(kind.items)
    if isinstance(kind, Either):
        return map(common, zip(*(parts(each, count) for each in each_of(kind)), strict=True))
    element = kind.iterated if isinstance(kind, Many) else None
    return iter([element] * count)


def element_of(kind: Kind, index: ast.expr | None) -> Kind:
    """What an element is, the one at `index` where that is known; a slice is of the same kind as the whole."""
    match kind, index:
        case Many(), ast.Slice():
            return kind
        case Many(items=items, names=()), ast.Constant(value=int(at)) if items and -len(items) <= at < len(items):
            return items[at]
        case Many(), ast.Constant(value=str(name)) if name in kind.names:
            return kind.by_name[name]
        case Many(element), _:
            return element
        case Instance("DynamicFrameCollection"), ast.expr():
            return Instance("DynamicFrame")
        case Either(), _:
            return common(tuple(element_of(each, index) for each in each_of(kind)))
        case _:
            return None
