"""Long chains of calls: `frame.a().b().c()` nests as deeply as it is long, deeper than Python recurses."""

from __future__ import annotations

import ast
from collections.abc import Container

MANY = 60
"""Links from which on a chain is worked from the inside out; fewer are no danger."""

_HANGS_ON = {ast.Attribute: "value", ast.BinOp: "left", ast.Call: "func", ast.Subscript: "value"}
"""What the end of a chain hangs on, by its form."""


def long_chain(node: ast.expr, ready: Container[ast.expr]) -> list[ast.expr]:
    """Return what the end of a long chain hangs on, the innermost first; nothing for an ordinary expression.

    What is `ready` needs no more work, nor does what that hangs on.
    """
    found: list[ast.expr] = []
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Call())):
            at: ast.expr = node
        case _:
            return found
    while (inner := _HANGS_ON.get(at.__class__)) and (at := getattr(at, inner)) not in ready:
        found.append(at)
    return found[::-1] if len(found) > MANY else []
