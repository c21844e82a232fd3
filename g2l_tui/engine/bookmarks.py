"""Job bookmarks: whether a job runs with one stands in its definition, not in its code; so somebody must be asked."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.rewriting.calls import DEFAULT
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.text.tree import nodes_of
from g2l_tui.engine.view import View
from g2l_tui.model.finding import Finding
from g2l_tui.model.ledger import LedgerRow, Outcome

CODE = "G2L112"

_AUTO_LOADER = (
    'read with spark.readStream.format("cloudFiles"), or readStream.table, and write with trigger(availableNow=True)'
)
_READERS = ("GlueContext.create_dynamic_frame", "GlueContext.create_data_frame", "GlueContext.getSource")
_JOB = "awsglue.job.Job"
_STREAM = b".readStream"
_WITHOUT_BOOKMARKS = frozenset(
    "custom.athena custom.spark dynamodb kafka kinesis marketplace.athena marketplace.spark".split()
)
"""Types of connections of which Glue keeps no bookmark: it does for files, and for tables read by JDBC."""


def bookmark_question(view: View, drafts: Iterable[Draft]) -> Finding | None:
    """Return the question, at the first source that a bookmark would remember, unless the settings answer it.

    Where they say that jobs run with one, it is no question any more but what a person has to write. Only a job that
    is begun and committed, and names a `transformation_ctx`, can have a bookmark.
    """
    is_begun = "Job.init" in view.called or _JOB not in view.called
    if view.settings.bookmarks == "full" or "Job.commit" not in view.called or not is_begun:
        return None
    named = ((draft, [row.line for row in draft.rows if _names_its_state(row)]) for draft in drafts)
    lines = [line for draft, own in named if own and _has_state(view, draft) for line in own]
    if not lines:
        return None
    reads = "it reads only what is new; translated, it reads everything"
    message, hint = f"If the job runs with a bookmark, {reads}", hint_of(CODE)
    if view.settings.bookmarks == "autoloader":
        message, hint = f"By its bookmark, {reads}", _AUTO_LOADER
    return Finding(CODE, severity_of(CODE), min(lines), 1, message, hint)


def _names_its_state(row: LedgerRow) -> bool:
    is_reader = row.call.startswith(_READERS)
    is_translated = row.outcome is not Outcome.REFUSED
    return is_reader and is_translated and row.argument == "transformation_ctx" and row.reason != DEFAULT


def _has_state(view: View, draft: Draft) -> bool:
    """False for what continues from a checkpoint, as before, and where Glue remembers nothing."""
    if any(_STREAM in edit.replacement for edit in draft.edits):
        return False
    calls = [node for node in nodes_of(draft.statement) if isinstance(node, ast.Call)]
    readers = [call for call in calls if view.facts.callees.get(call, "").startswith("GlueContext.")]
    return _WITHOUT_BOOKMARKS.isdisjoint(_connection(view, call) for call in readers)


def _connection(view: View, call: ast.Call) -> object:
    given = [each.value for each in call.keywords if each.arg == "connection_type"] or call.args[:1]
    literal = view.literal(given[0]) if given else None
    return literal.value if isinstance(literal, ast.Constant) else None
