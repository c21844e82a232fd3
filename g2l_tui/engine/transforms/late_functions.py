"""A function on records that is known only when the job runs: Python calls it for each row."""

from __future__ import annotations

import ast

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.membership import RECORD
from g2l_tui.engine.transforms.registry import transform
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.ruleset.template import Place, Text


@transform
def keeping_lines(site: Surroundings, function: Argument | None, keeps: Text) -> tuple[Text, ...]:
    """Return the lines of a function of rows that is false where Glue takes an error of the given one for that."""
    if function is None or not _is_parameter(site, _called(function.node)):
        raise CannotRewriteError("the function is no parameter", code=RECORD)
    return (
        Text(f"def {keeps.code}(row):"),
        Text("    try:"),
        Text(f"        return bool({_call(site, function)})"),
        Text("    except (KeyError, TypeError, ValueError):"),
        Text("        return False"),
    )


def _call(site: Surroundings, function: Argument) -> str:
    match function.node:
        case ast.Lambda(body=ast.UnaryOp(operand=ast.Call(func=inner))):
            return f"not {site.text(inner).at(Place.RECEIVER)}(row)"
        case ast.Lambda(body=ast.Call(func=inner)):
            return f"{site.text(inner).at(Place.RECEIVER)}(row)"
        case _:
            return f"{function.text.at(Place.RECEIVER)}(row)"


def _called(node: ast.expr) -> ast.expr:
    """The function that is called: by a lambda that hands its record on, or the node itself."""
    match node:
        case ast.Lambda(args=ast.arguments(args=[ast.arg(arg=record)], defaults=[]), body=body):
            call = body.operand if isinstance(body, ast.UnaryOp) and isinstance(body.op, ast.Not) else body
            match call:
                case ast.Call(func=ast.Name() as function, args=[ast.Name(id=given)], keywords=[]) if given == record:
                    return function
    return node


def _is_parameter(site: Surroundings, node: ast.expr) -> bool:
    """True for a parameter of the function around that nothing binds anew."""
    scope = site.view.scope_of(node) if isinstance(node, ast.Name) else None
    if not isinstance(node, ast.Name) or scope is None:
        return False
    return isinstance(scope.node, ast.FunctionDef) and all(
        isinstance(each, ast.arg) for each in scope.bindings[node.id]
    )
