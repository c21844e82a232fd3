"""New code inside an f-string: it must not end the string it stands in."""

from __future__ import annotations

import ast

from g2l_tui.engine.view import View


def within_quotes(view: View, node: ast.expr, code: str) -> str | None:
    """Return the code that takes the place of `node`, with its quotes turned where the f-string around it uses them.

    None when it does not fit: older Pythons allow neither the same quotes, nor a backslash, nor a line end there.
    """
    outer = _fstring_around(view, node)
    if outer is None:
        return code
    quote = view.module.text(outer).lstrip("rRfFbB")[:1]
    other = "'" if quote == '"' else '"'
    if quote in code and other not in code:
        code = code.replace(quote, other)
    fits = quote not in code and "\\" not in code and "\n" not in code
    return code if fits and _is_where_it_says(view, node) else None


def _fstring_around(view: View, node: ast.expr) -> ast.JoinedStr | None:
    outer = view.parents.get(node)
    while outer is not None and not isinstance(outer, ast.JoinedStr):
        outer = view.parents.get(outer)
    return outer


def _is_where_it_says(view: View, node: ast.expr) -> bool:
    """Older Pythons misplace what stands in an f-string over several lines."""
    try:
        return ast.dump(ast.parse(view.module.text(node), mode="eval").body) == ast.dump(node)
    except (SyntaxError, UnicodeDecodeError, ValueError):
        return False
