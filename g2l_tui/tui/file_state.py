"""Where the review of a file stands: its sign, its words, its colour."""

from __future__ import annotations

from enum import Enum


class FileState(str, Enum):
    """Where the review of a file stands; the value is its sign."""

    WAITING = "·"
    UNCHANGED = "="
    OPEN = "○"
    PARTLY = "◐"
    ACCEPTED = "✓"
    REJECTED = "✗"
    REFUSED = "⊘"
    WRITTEN = "◆"
    CLASHING = "≠"
    FAILED = "!"


STATE_WORDS = {
    FileState.WAITING: "not read yet",
    FileState.UNCHANGED: "nothing of Glue in it",
    FileState.OPEN: "nothing decided yet",
    FileState.PARTLY: "partly decided",
    FileState.ACCEPTED: "accepted, not written yet",
    FileState.REJECTED: "rejected",
    FileState.REFUSED: "Glue that no rule can translate safely",
    FileState.WRITTEN: "written",
    FileState.CLASHING: "hand edits in the output are in the way",
    FileState.FAILED: "could not be translated",
}
STATE_CLASSES = {
    FileState.ACCEPTED: "sign-accepted",
    FileState.REJECTED: "sign-rejected",
    FileState.PARTLY: "sign-open",
    FileState.OPEN: "sign-open",
    FileState.WRITTEN: "sign-written",
    FileState.CLASHING: "sign-error",
    FileState.FAILED: "sign-error",
    FileState.REFUSED: "sign-error",
}
