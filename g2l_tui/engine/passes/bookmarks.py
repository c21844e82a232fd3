"""Job bookmarks: whether a job runs with one stands in its definition, not in its code; so somebody must be asked."""

from __future__ import annotations

import ast

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.view import View
from g2l_tui.model.finding import Finding

CODE = "G2L112"

_READERS = ("create_dynamic_frame", "create_data_frame", "getSource")


def bookmark_question(view: View) -> Finding | None:
    """Return the question, at the first source that a bookmark would remember, unless the settings answer it.

    Only a job that is committed and names a `transformation_ctx` can have a bookmark.
    """
    callees = view.facts.callees
    if view.settings.bookmarks == "full" or "Job.commit" not in callees.values():
        return None
    for call, callee in sorted(callees.items(), key=lambda item: item[0].lineno):
        if callee.startswith(tuple(f"GlueContext.{reader}" for reader in _READERS)) and _names_its_state(call):
            message = "If the job runs with a bookmark, it reads only what is new; translated, it reads everything"
            return Finding(CODE, severity_of(CODE), call.lineno, view.module.column_of(call), message, hint_of(CODE))
    return None


def _names_its_state(call: ast.Call) -> bool:
    values = [keyword.value for keyword in call.keywords if keyword.arg == "transformation_ctx"]
    return any(not (isinstance(value, ast.Constant) and not value.value) for value in values)
