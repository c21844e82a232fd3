"""Long chains of calls: `frame.a().b().c()` nests as deeply as it is long, deeper than Python recurses."""

from __future__ import annotations

import ast
from collections.abc import Container

MANY = 60
"""Links from which on a chain is worked from the inside out; fewer are no danger."""


def long_chain(node: ast.expr, ready: Container[ast.expr]) -> list[ast.expr]:
    """Return what the end of a long chain hangs on, the innermost first; nothing for an ordinary expression.

    What is `ready` needs no more work, nor does what that hangs on.
    """
    found: list[ast.expr] = []
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Call())):
            at: ast.expr | None = node
        case _:
            return found
    while at is not None:
        match at:
            case ast.Call(func=inner) | ast.Attribute(value=inner) | ast.Subscript(value=inner):
                at = inner
            case ast.BinOp(left=inner):
                at = inner
            case _:
                break
        if at in ready:
            break
        found.append(at)
    return found[::-1] if len(found) > MANY else []
