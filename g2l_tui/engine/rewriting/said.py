"""What is only said to people: in a log, on the screen, in an error."""

from __future__ import annotations

import ast

from g2l_tui.engine.view import View

_SAID = frozenset({"critical", "debug", "error", "exception", "info", "log", "print", "trace", "warn", "warning"})


def is_said(view: View, node: ast.AST) -> bool:
    """True for a part of what is printed, logged or raised."""
    while (parent := view.parents.get(node)) is not None:
        match parent:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _SAID:
                return True
            case ast.Raise() | ast.Assert():
                return True
            case ast.stmt():
                return False
        node = parent
    return False
