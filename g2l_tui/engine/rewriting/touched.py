"""What of a call its new text touches: where only arguments differ, the author's layout of the rest stays."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from g2l_tui.ruleset.template import Text


def new_arguments(call: ast.Call, code: str, rewritten: Callable[[ast.expr], Text]) -> Mapping[ast.expr, str] | None:
    """Return the arguments of a method's call that are others in its new text; None where more than those is.

    What the method is called on must be no more than that `rewritten` by itself.
    """
    code = f"({code}\n)"
    new = ast.parse(code, mode="eval").body
    match call.func, new:
        case ast.Attribute(value=owner, attr=before), ast.Call(func=ast.Attribute(value=receiver, attr=after)):
            is_same_method = before == after and ast.dump(receiver) == ast.dump(_parsed(rewritten(owner).code))
            old, now = _arguments(call), _arguments(new)
        case _:
            return None
    if not is_same_method or old.keys() != now.keys():
        return None
    differing = [name for name, node in old.items() if ast.dump(_parsed(rewritten(node).code)) != ast.dump(now[name])]
    return {old[name]: ast.get_source_segment(code, now[name]) or ast.unparse(now[name]) for name in differing}


def _parsed(code: str) -> ast.expr:
    return ast.parse(f"({code}\n)", mode="eval").body


def _arguments(call: ast.Call) -> dict[int | str | None, ast.expr]:
    """The arguments by place or name; several with `**` are one to compare, as no rule says anything of them."""
    return {**dict(enumerate(call.args)), **{keyword.arg: keyword.value for keyword in call.keywords}}
