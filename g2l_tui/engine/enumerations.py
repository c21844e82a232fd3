"""Members of enumerations in texts: what Python makes of them there is not the same in all its versions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.codes import severity_of
from g2l_tui.engine.kinds.kind import Instance
from g2l_tui.engine.kinds.members import is_enumeration
from g2l_tui.engine.rewriting.said import is_said
from g2l_tui.engine.view import View
from g2l_tui.model.finding import Finding

CODE = "G2L226"

_OWN_TEXT = ("__format__", "__str__")


def members_in_texts(view: View) -> Iterator[Finding]:
    """Yield a finding for each member of an enumeration of texts that is put into a text, but for what is only said.

    Python 3.11 (Glue 5.0) changed what `format` makes of `class Table(str, Enum)`: the value before, the name since.
    """
    for node in _formatted(view):
        kind = view.kind(node)
        if isinstance(kind, Instance) and _is_changed(view, kind.name) and not is_said(view, node):
            text = ast.unparse(node)
            message = f"`{text}` in a text is its value in Python before 3.11, and the name of the member since"
            column = view.module.column_of(node)
            yield Finding(CODE, severity_of(CODE), node.lineno, column, message, f"write `{text}.value`")


def _formatted(view: View) -> Iterator[ast.expr]:
    for field in view.module.nodes.of(ast.FormattedValue):
        if field.conversion == -1:
            yield field.value
    for call in view.module.nodes.calls_of({"format"}):
        yield from (*call.args, *(keyword.value for keyword in call.keywords))


def _is_changed(view: View, owner: str) -> bool:
    is_of_texts = "builtins.str" in view.knowledge.base_names(owner)
    has_own = any(view.knowledge.method(owner, name) for name in _OWN_TEXT)
    return is_of_texts and is_enumeration(view.knowledge, owner) and not has_own
