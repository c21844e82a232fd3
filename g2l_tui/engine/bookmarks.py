"""Job bookmarks: whether a job runs with one stands in its definition, not in its code; so somebody must be asked."""

from __future__ import annotations

from collections.abc import Iterable

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.rewriting.calls import DEFAULT
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.view import View
from g2l_tui.model.finding import Finding
from g2l_tui.model.ledger import LedgerRow

CODE = "G2L112"

_AUTO_LOADER = (
    'read with spark.readStream.format("cloudFiles"), or readStream.table, and write with trigger(availableNow=True)'
)
_READERS = ("create_dynamic_frame", "create_data_frame", "getSource")


def bookmark_question(view: View, drafts: Iterable[Draft]) -> Finding | None:
    """Return the question, at the first source that a bookmark would remember, unless the settings answer it.

    Where they say that jobs run with one, it is no question any more but what a person has to write. Only a job that
    is committed and names a `transformation_ctx` can have a bookmark.
    """
    if view.settings.bookmarks == "full" or "Job.commit" not in view.facts.callees.values():
        return None
    lines = [row.line for draft in drafts for row in draft.rows if _names_its_state(row)]
    if not lines:
        return None
    reads = "it reads only what is new; translated, it reads everything"
    message, hint = f"If the job runs with a bookmark, {reads}", hint_of(CODE)
    if view.settings.bookmarks == "autoloader":
        message, hint = f"By its bookmark, {reads}", _AUTO_LOADER
    return Finding(CODE, severity_of(CODE), min(lines), 1, message, hint)


def _names_its_state(row: LedgerRow) -> bool:
    is_reader = row.call.startswith(tuple(f"GlueContext.{reader}" for reader in _READERS))
    return is_reader and row.argument == "transformation_ctx" and row.reason != DEFAULT
