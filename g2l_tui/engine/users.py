"""Who waits for a statement that was refused: the modules that use the function, class or variable it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from g2l_tui.engine.composing.ties import symbol_of
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.view import View, bound_name
from g2l_tui.model.finding import Finding, Severity

_NAMED = 3


def findings_of(view: View, draft: Draft) -> Iterator[Finding]:
    """Yield the findings of a draft; those that refuse it say which modules use what the statement belongs to."""
    name = _name(view, draft) if draft.refused else ""
    users = view.knowledge.users_of(view.module.path, name) if name else ()
    for finding in draft.findings:
        if users and finding.severity is Severity.ERROR:
            yield replace(finding, hint=f"{finding.hint}; {_listed(users)} for `{name}`".removeprefix("; "))
        else:
            yield finding


def _name(view: View, draft: Draft) -> str:
    """Return the outermost name of the module that the statement makes, or is a part of."""
    inner = symbol_of(view, draft.statement).partition(":")[2]
    return inner.partition(".")[0] or bound_name(draft.statement) or ""


def _listed(paths: Sequence[str]) -> str:
    more = len(paths) - _NAMED
    *others, last = [*paths[:_NAMED], *([f"{more} more"] if more > 0 else [])]
    listed = f"{', '.join(others)} and {last}" if others else last
    return f"{listed} {'wait' if others else 'waits'}"
