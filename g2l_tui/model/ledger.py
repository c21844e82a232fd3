"""The ledger: what became of every argument of every Glue call."""

from __future__ import annotations

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
