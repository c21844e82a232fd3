"""Names that the new code needs, and that mean something else, or nothing yet, or another one's, where it stands."""

from __future__ import annotations

import ast
import re

from g2l_tui.engine.passes.imports import bound_by, is_constant, is_free
from g2l_tui.engine.rewriting.dispatched import check_dispatched
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.rewriting.refusal import Refused
from g2l_tui.engine.text.scopes import resolve
from g2l_tui.engine.view import View, own_expressions

_TAKEN = "G2L108"


def check_free(view: View, statement: ast.stmt, line: str, rule: str) -> None:
    """Refuse an import whose name means something else in the file. Raises Refused."""
    if not is_free(view, line):
        _refuse(statement, bound_by(line), rule)


def secure_names(view: View, draft: Draft) -> None:
    """See that the names in new code mean there what they should. Raises Refused where they cannot.

    A name that the function imports itself, but maybe not by then, is imported right before the statement: for all of
    the function, it is no name of the module.
    """
    check_dispatched(view, draft.statement)
    _check_builtins(view, draft)
    for line in [each for each in draft.imports if not is_constant(each)]:
        if _is_bound_by_then(view, draft.statement, bound_by(line)):
            continue
        if not _takes_lines(view, draft.statement):
            _refuse(draft.statement, bound_by(line))
        draft.imports.remove(line)
        draft.setup.insert(0, line)


def _check_builtins(view: View, draft: Draft) -> None:
    """Refuse new code that calls a function of Python's where its name is the author's. Raises Refused."""
    if not view.hidden_builtins:
        return
    called = re.compile(rf"(?<![\w.])({'|'.join(sorted(view.hidden_builtins))})\(")
    code = "\n".join([*draft.setup, *(edit.replacement.decode() for edit in draft.edits)])
    own = set(called.findall(view.module.text(draft.statement)))
    for name in called.findall(code):
        if name not in own and resolve(view.scopes.of_statement[draft.statement], name):
            _refuse(draft.statement, name)


def _is_bound_by_then(view: View, statement: ast.stmt, name: str) -> bool:
    """True unless the name is one of a function that binds it in another branch, or below."""
    scope = resolve(view.scopes.of_statement[statement], name)
    if scope is None or scope is view.scopes.module or scope.is_class:
        return True
    return any(isinstance(each, ast.stmt) and _runs_before(view, each, statement) for each in scope.bindings[name])


def _runs_before(view: View, first: ast.stmt, statement: ast.stmt) -> bool:
    """True when one statement stands above another, or above what that one is a part of, in the same block."""
    block = view.block_of[first]
    below = block[block.index(first) + 1 :]
    node: ast.AST | None = statement
    while node is not None and node not in below:
        node = view.parents.get(node)
    return node is not None


def _takes_lines(view: View, statement: ast.stmt) -> bool:
    """True when lines can be put right before a statement: its line begins with it or one beside it, and no `elif`."""
    module = view.module
    block = view.block_of[statement]
    start = min(module.start(each) for each in block if each.lineno == statement.lineno)
    before = module.code[module.line_bounds(statement.lineno)[0] : start]
    is_decorated = bool(getattr(statement, "decorator_list", ()))
    return not before.strip() and not module.code.startswith(b"elif", start) and not is_decorated


def _refuse(statement: ast.stmt, name: str, rule: str = "") -> None:
    for place in own_expressions(statement):
        reason = f"`{name}` means something else in this file"
        raise Refused(place, reason, _TAKEN, f"rename your `{name}`: the new code needs the name", rule)
