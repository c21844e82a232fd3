"""What comes out of lists, dictionaries and collections of frames."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.kinds.kind import Instance, Kind, Many, join


def of_container(kind: Many, method: str) -> Kind:
    """What a method of a list or dictionary gives."""
    match method:
        case "values":
            return Many(kind.element)
        case "copy" | "union":
            return kind
        case "items":
            return Many(Many(None, (None, kind.element)))
        case "get" | "pop" | "setdefault":
            return kind.element
        case _:
            return None


def with_added(kind: Many, method: str, arguments: list[Kind]) -> Many | None:
    """What a list, set or dictionary is after a method that adds to it; None for any other method."""
    match method, arguments:
        case ("append" | "add", [added]) | ("insert" | "setdefault", [_, added]):
            return grown(kind, added)
        case (("extend" | "update"), [Many(element)]):
            return grown(kind, element)
        case _:
            return None


def grown(kind: Many, added: Kind) -> Many:
    """What a container is after something was put into it."""
    return Many(join(kind.element, added), is_mapping=kind.is_mapping)


def parts(kind: Kind, count: int) -> Iterator[Kind]:
    """What each of `count` names gets when the value is unpacked into them."""
    if isinstance(kind, Many) and len(kind.items) == count:
        return iter(kind.items)
    element = kind.iterated if isinstance(kind, Many) else None
    return iter([element] * count)


def element_of(kind: Kind, index: ast.expr | None) -> Kind:
    """What an element is, the one at `index` where that is known; a slice is of the same kind as the whole."""
    match kind, index:
        case Many(), ast.Slice():
            return kind
        case Many(items=items), ast.Constant(value=int(position)) if items and -len(items) <= position < len(items):
            return items[position]
        case Many(element), _:
            return element
        case Instance("DynamicFrameCollection"), ast.expr():
            return Instance("DynamicFrame")
        case _:
            return None
