"""Why a change has to be looked at by itself: what it writes over, reads beyond the source, or leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from g2l_tui.model.change import Change, Fidelity
from g2l_tui.model.ledger import LedgerRow, Outcome

_DESTROYS = re.compile(
    r"\boverwrite\w*|\bpurge\w*|\btruncate\w*|\bvacuum\b|\bcreateOrReplace\b|\breplaceWhere\b"
    r"|\b(?:drop|replace)\s+(?:table|view|schema|database|catalog|volume)\b|\bdelete\s+from\b|\.delete\("
    r"|\bfs\.rm\(|\brmtree\(|\bunlink\(|\bgrant\b",
    re.IGNORECASE,
)
_NARROWS = re.compile(r"\b(?:filter|where|limit|sample|sampleQuery)\b(?=\W)", re.IGNORECASE)
_NARROWING_ARGUMENTS = frozenset(
    "push_down_predicate catalogPartitionPredicate partitionPredicate predicate exclusions boundedFiles boundedSize "
    "sampleQuery sampleSize".split()
)
_COMMENT = re.compile(r"#[^\n]*")


def hazards(change: Change, before: str, after: str, lost: Iterable[LedgerRow]) -> tuple[str, ...]:
    """Return why the change may not be accepted unseen together with others, a sentence each; none when it may.

    `before` and `after` are the lines of the change, `lost` the `lost_rows` of its file.
    """
    return tuple(_hazards(change, _COMMENT.sub("", before), _COMMENT.sub("", after), lost))


def lost_rows(ledger: Iterable[LedgerRow]) -> tuple[LedgerRow, ...]:
    """Return the rows of arguments that would have narrowed what is read, and are gone."""
    return tuple(row for row in ledger if row.outcome is Outcome.DROPPED and row.argument in _NARROWING_ARGUMENTS)


def _hazards(change: Change, before: str, after: str, lost: Iterable[LedgerRow]) -> Iterator[str]:
    if change.edited:
        yield "a person wrote it"
    if change.fidelity is Fidelity.APPROXIMATE:
        yield "it differs for some inputs"
    if change.fidelity is Fidelity.MANUAL:
        yield "it needs a person"
    if words := _more(_DESTROYS, after, before):
        yield f"it writes more destructively than the source: {', '.join(words)}"
    gone = [row.argument for row in lost if change.line <= row.line <= change.end_line]
    gone += _more(_NARROWS, before, after)
    if gone:
        yield f"it reads more widely than the source: {', '.join(dict.fromkeys(gone))} is gone"


def _more(pattern: re.Pattern[str], here: str, there: str) -> list[str]:
    """Return what `pattern` finds in `here` more often than in `there`."""
    found = [match.lower() for match in pattern.findall(here)]
    other = [match.lower() for match in pattern.findall(there)]
    return sorted({word for word in found if len(found) > len(other) and found.count(word) > other.count(word)})
