"""Decorators: whether calling what they make gives what the decorated function gives."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.text.tree import children_of

Definition = ast.FunctionDef | ast.AsyncFunctionDef


def last_name(node: ast.expr) -> str:
    """Return the last part of a decorator's name, whether it is called or not."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return last_name(function)
        case _:
            return ""


def is_transparent(decorator: Definition) -> bool:
    """True for a function that, as a decorator, leaves the results of what it decorates as they are."""
    match decorator.body[-1]:
        case ast.Return(value=ast.Name()) if decorator.args.args:
            wrapped = decorator.args.args[0].arg
        case _:
            return False
    inner = {node.name: node for node in decorator.body if isinstance(node, Definition)}
    return all(
        isinstance(value, ast.Name) and (value.id == wrapped or _gives_result(inner.get(value.id), wrapped))
        for value in _returned(decorator)
    )


def _gives_result(wrapper: Definition | None, wrapped: str) -> bool:
    values = list(_returned(wrapper)) if wrapper else []
    return bool(values) and all(_is_result(value, wrapped, wrapper) for value in values)


def _is_result(value: ast.expr | None, wrapped: str, wrapper: Definition | None) -> bool:
    match value:
        case ast.Await(value=inner):
            return _is_result(inner, wrapped, wrapper)
        case ast.Call(func=ast.Name(id=name)):
            return name == wrapped
        case ast.Name(id=name) if wrapper:
            assigned = [node for node in ast.walk(wrapper) if _binds(node, name)]
            return bool(assigned) and all(
                isinstance(node, ast.Assign) and isinstance(node.value, ast.Call | ast.Await)
                and _is_result(node.value, wrapped, None)
                for node in assigned
            )  # fmt: skip
        case _:
            return False


def _binds(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Assign(targets=targets):
            return any(isinstance(target, ast.Name) and target.id == name for target in targets)
        case ast.AugAssign(target=ast.Name(id=target)) | ast.AnnAssign(target=ast.Name(id=target)):
            return target == name
        case ast.NamedExpr(target=ast.Name(id=target)) | ast.For(target=ast.Name(id=target)):
            return target == name
        case _:
            return False


def _returned(function: Definition) -> Iterator[ast.expr | None]:
    """Yield what the function itself returns, not what functions inside it do."""
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Return):
            yield node.value
        elif not isinstance(node, Definition | ast.Lambda | ast.ClassDef):
            waiting.extend(children_of(node))
