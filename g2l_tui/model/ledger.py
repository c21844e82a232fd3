"""The ledger: what became of every argument of every Glue call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Outcome(str, Enum):
    """Where an argument went."""

    TRANSLATED = "translated"
    MOVED = "moved"
    DROPPED = "dropped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One argument of one call. `line` is the call's, 1-based; `argument` is empty for a call without any."""

    line: int
    call: str
    argument: str
    outcome: Outcome
    reason: str = ""


def calls_in(ledger: Iterable[LedgerRow]) -> Counter[tuple[str, int]]:
    """Count the calls by name and line: one has a row for each of its arguments, and a line may hold several."""
    calls: Counter[tuple[str, int]] = Counter()
    for (call, line, _), count in Counter((row.call, row.line, row.argument) for row in ledger).items():
        calls[call, line] = max(calls[call, line], count)
    return calls
