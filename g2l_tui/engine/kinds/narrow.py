"""What a test of an object's class says about a name, on either side of it."""

from __future__ import annotations

import ast

from g2l_tui.engine.kinds.evaluate import Evaluator
from g2l_tui.engine.kinds.facts import Holdings
from g2l_tui.engine.kinds.kind import Either, Kind, Nothing, common, each_of


def narrowed(evaluator: Evaluator, test: ast.expr, *, is_true: bool) -> Holdings:
    """Return what names hold where a test is true, or where it is false; names it says nothing of are left out."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return narrowed(evaluator, operand, is_true=not is_true)
        case ast.BoolOp(op=ast.And(), values=values) if is_true:
            return _all_of(evaluator, values, is_true=True)
        case ast.BoolOp(op=ast.Or(), values=values) if not is_true:
            return _all_of(evaluator, values, is_true=False)
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name) as tested, classes]):
            said = _classes(evaluator, classes)
            if None in said or not evaluator.names.has(name):
                return {}
            held = evaluator.names.get(tested.id)
            return {name: _kept(held, said) if is_true else _excluded(held, said)}
        case _:
            return {}


def _all_of(evaluator: Evaluator, tests: list[ast.expr], *, is_true: bool) -> Holdings:
    found: Holdings = {}
    for test in tests:
        found |= narrowed(evaluator, test, is_true=is_true)
    return found


def _classes(evaluator: Evaluator, node: ast.expr) -> tuple[Kind, ...]:
    named = node.elts if isinstance(node, ast.Tuple) else [node]
    return tuple(evaluator.annotated(each) for each in named)


def _kept(held: Kind, said: tuple[Kind, ...]) -> Kind:
    both = tuple(each for each in each_of(held) if each in said)
    return common(both or said)


def _excluded(held: Kind, said: tuple[Kind, ...]) -> Kind:
    if held in said:
        return Nothing()  # nobody gets here
    left = tuple(each for each in each_of(held) if each not in said)
    return common(left) if isinstance(held, Either) and left else held
