"""Functions that Python chooses by the class of their first argument: DynamicFrame and DataFrame are one class now."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.kinds.annotations import promised
from g2l_tui.engine.kinds.kind import Instance, Kind
from g2l_tui.engine.rewriting.annotated import class_rules
from g2l_tui.engine.rewriting.refusal import Refused
from g2l_tui.engine.view import View

CODE = "G2L227"

_HINT = "give the functions names of their own, and call the one that is meant"
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def check_dispatched(view: View, statement: ast.stmt) -> None:
    """Refuse a function that is chosen by a class of Glue's, where what it becomes may choose another. Raises Refused.

    It is safe where nothing else can be chosen: the one function for all other classes only raises an error.
    """
    chooser = _chooser(statement)
    if chooser is None or not isinstance(statement, _Function) or not _takes_glue(view, statement):
        return
    rest = [each for each in _functions(view) if each is not statement and _is_of(each, chooser)]
    if isinstance(chooser, ast.Name) and rest and all(map(_only_raises, rest)):
        return
    reason = f"`{ast.unparse(chooser)}` chooses by the class, and a DynamicFrame is a DataFrame now"
    raise Refused(chooser, reason, CODE, _HINT)


def _chooser(statement: ast.stmt) -> ast.expr | None:
    """Return what a function is registered with by its annotations: `save` of `@save.register`, `dispatch` alone."""
    for decorator in getattr(statement, "decorator_list", ()):
        match decorator:
            case (
                ast.Attribute(value=chooser, attr="register")
                | ast.Call(func=ast.Attribute(value=chooser, attr="register"), args=[])
            ):
                return chooser
            case ast.Name(id="dispatch") | ast.Attribute(attr="dispatch"):
                return decorator
    return None


def _takes_glue(view: View, function: _Function) -> bool:
    rules = class_rules(view)

    def kind(node: ast.expr) -> Kind:
        return Instance(node.id) if isinstance(node, ast.Name) and node.id in rules else None

    arguments = [*function.args.posonlyargs, *function.args.args]
    return any(promised(each.annotation, kind) is not None for each in arguments)


def _functions(view: View) -> Iterator[_Function]:
    yield from view.module.nodes.of(ast.FunctionDef)
    yield from view.module.nodes.of(ast.AsyncFunctionDef)


def _is_of(function: _Function, chooser: ast.expr) -> bool:
    """True for the function that chooses, and for those that are registered with it, in whatever way."""
    name = ast.unparse(chooser)
    inside = (each for decorator in function.decorator_list for each in ast.walk(decorator))
    return function.name == name or any(isinstance(each, ast.expr) and ast.unparse(each) == name for each in inside)


def _only_raises(function: _Function) -> bool:
    return isinstance(function.body[-1], ast.Raise) and len(function.body) <= 2
