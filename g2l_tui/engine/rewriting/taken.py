"""Names that the new code needs, and that mean something else where it is to stand."""

from __future__ import annotations

import ast
import builtins
import re

from g2l_tui.engine.passes.imports import bound_by, is_free
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.rewriting.refusal import Refused
from g2l_tui.engine.text.scopes import resolve
from g2l_tui.engine.view import View, own_expressions

_BUILTINS = frozenset(vars(builtins))
_TAKEN = "G2L108"


def check_free(view: View, statement: ast.stmt, line: str, rule: str) -> None:
    """Refuse an import whose name means something else in the file. Raises Refused."""
    if not is_free(view, line):
        _refuse(statement, bound_by(line), rule)


def check_builtins(view: View, draft: Draft) -> None:
    """Refuse new code that calls a function of Python's where its name is the author's. Raises Refused."""
    taken = [name for name in view.scopes.bindings if name in _BUILTINS]
    if not taken:
        return
    called = re.compile(rf"(?<![\w.])({'|'.join(sorted(taken))})\(")
    code = "\n".join([*draft.setup, *(edit.replacement.decode() for edit in draft.edits)])
    own = set(called.findall(view.module.text(draft.statement)))
    for name in called.findall(code):
        if name not in own and resolve(view.scopes.of_statement[draft.statement], name):
            _refuse(draft.statement, name)


def _refuse(statement: ast.stmt, name: str, rule: str = "") -> None:
    for place in own_expressions(statement):
        reason = f"`{name}` means something else in this file"
        raise Refused(place, reason, _TAKEN, f"rename your `{name}`: the new code needs the name", rule)
