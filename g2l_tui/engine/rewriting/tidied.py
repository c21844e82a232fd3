"""Drafts without what says nothing: statements, edits and imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from g2l_tui.engine.passes.imports import bound_by
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.text.layout import laid_out
from g2l_tui.engine.view import View
from g2l_tui.ruleset.template import Text


def tidy(view: View, draft: Draft, text: Callable[[ast.expr], Text]) -> str:
    """Drop what changes nothing, such as `x = x`, and imports that nothing needs; return the new code.

    `text` gives an expression as it reads after the rewrite.
    """
    match draft.statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if draft.edits:
            draft.deleted = draft.deleted or text(value).code == name
        case ast.Expr(value=value) if draft.edits:
            draft.deleted = draft.deleted or text(value).code.isidentifier()
    code_before = view.module.code
    edits = [] if draft.deleted else [laid_out(view.module, draft.statement, edit) for edit in draft.edits]
    draft.edits = [edit for edit in edits if code_before[edit.start : edit.end] != edit.replacement]
    code = "\n".join([*draft.setup, *(edit.replacement.decode() for edit in draft.edits)])
    draft.imports = [line for line in draft.imports if re.search(rf"\b{bound_by(line)}\b", code)]
    return code
