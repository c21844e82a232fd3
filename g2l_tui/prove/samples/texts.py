"""Texts that a job puts together from constants and its arguments, as far as they are known before it runs."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

Known = Mapping[str, Any]
"""What names hold: texts, lists, dictionaries."""


def value_of(node: ast.expr | None, known: Known) -> Any:
    """Return the value of an expression, None when it is not known."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return known.get(name)
        case ast.JoinedStr(values=values):
            return _joined([value_of(each, known) for each in values])
        case ast.FormattedValue(value=inner):
            return value_of(inner, known)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _added(value_of(left, known), value_of(right, known))
        case ast.BinOp(left=left, op=ast.Mod(), right=right):
            return _formatted(value_of(left, known), value_of(right, known))
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return [value_of(item, known) for item in items]
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            return {
                value_of(key, known): value_of(value, known) for key, value in pairs if isinstance(key, ast.Constant)
            }
        case ast.Subscript(value=owner, slice=key):
            return _item(value_of(owner, known), value_of(key, known))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            number = value_of(operand, known)
            return -number if isinstance(number, int | float) else None
        case ast.Call():
            return _called(node, known)
        case _:
            return None


def _called(node: ast.Call, known: Known) -> Any:
    match node.func:
        case ast.Attribute(attr="format", value=template):
            text = value_of(template, known)
            values = [value_of(each, known) for each in node.args]
            named = {each.arg: value_of(each.value, known) for each in node.keywords if each.arg}
            try:
                return text.format(*values, **named) if isinstance(text, str) and None not in values else None
            except (LookupError, ValueError, AttributeError):
                return None
        case ast.Attribute(attr="get", value=owner) if node.args:
            return _item(value_of(owner, known), value_of(node.args[0], known))
        case ast.Attribute(attr="rstrip" | "strip" | "lstrip" | "lower" | "upper" as name, value=owner):
            text = value_of(owner, known)
            arguments = [value_of(each, known) for each in node.args]
            return getattr(text, name)(*arguments) if isinstance(text, str) and None not in arguments else None
        case ast.Name(id="str") if node.args:
            return value_of(node.args[0], known)
        case _:
            return None


def _joined(parts: list[Any]) -> str | None:
    return None if None in parts else "".join(str(part) for part in parts)


def _added(left: Any, right: Any) -> Any:
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    return [*left, *right] if isinstance(left, list) and isinstance(right, list) else None


def _formatted(template: Any, values: Any) -> str | None:
    arguments = tuple(values) if isinstance(values, list) else (values,)
    try:
        return template % arguments if isinstance(template, str) and None not in arguments else None
    except (TypeError, ValueError):
        return None


def _item(owner: Any, key: Any) -> Any:
    match owner:
        case dict():
            return owner.get(key)
        case list() if isinstance(key, int) and -len(owner) <= key < len(owner):
            return owner[key]
        case _:
            return None
