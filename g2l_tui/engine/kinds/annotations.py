"""What annotations promise."""

from __future__ import annotations

import ast
from collections.abc import Callable

from g2l_tui.engine.kinds.kind import ERROR_RECORDS, Kind, Many, Nothing, common, contradicts, each_of, join

ClassKind = Callable[[ast.expr], Kind]
"""Gives the kind of the objects of the class that a name or attribute means."""

_CONTAINERS = frozenset({"list", "List", "set", "Set", "Sequence", "Iterable", "Iterator", "Generator", "frozenset"})
_MAPPINGS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "DefaultDict"})
_WRAPPERS = frozenset({"Optional", "Final", "ClassVar", "Annotated"})


def promised(node: ast.expr | None, class_kind: ClassKind) -> Kind:
    """Return the kind that an annotation promises; what is quoted is read like the rest."""
    match node:
        case ast.Constant(value=str(text)):
            try:
                return promised(ast.parse(text.strip(), mode="eval").body, class_kind)
            except (SyntaxError, ValueError):
                return None
        case ast.Name() | ast.Attribute():
            return class_kind(node)
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return join(promised(left, class_kind), promised(right, class_kind))
        case ast.Constant(value=None):
            return Nothing()
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=index):
            parts = index.elts if isinstance(index, ast.Tuple) else [index]
            if isinstance(parts[-1], ast.Constant) and parts[-1].value is ...:
                return Many(promised(parts[0], class_kind))
            return _generic(name, [promised(part, class_kind) for part in parts])
        case _:
            return None


def settled(said: Kind, held: Kind) -> Kind:
    """Return what a value is of which an annotation says one thing and the program another.

    The annotation wins, but where it names the wrong sort of frame: then it may be either. What a writer gives was
    a frame, and is none any more.
    """
    if said is None or ERROR_RECORDS in each_of(held):
        return held
    return join(said, held) if contradicts(said, held) else said


def _generic(name: str, parts: list[Kind]) -> Kind:
    if name in _WRAPPERS:
        return parts[0]
    if name == "Union":
        return common(tuple(parts))
    if name in _CONTAINERS:
        return Many(parts[0])
    if name in _MAPPINGS:
        return Many(parts[-1], is_mapping=True)
    if name in ("tuple", "Tuple"):
        return Many(common(tuple(parts)), tuple(parts))
    return None
