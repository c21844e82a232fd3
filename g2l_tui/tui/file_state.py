"""Where the review of a file stands: its sign, its words, its colour."""

from __future__ import annotations

from collections import Counter
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from g2l_tui.model.finding import Severity


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


class NothingRead:
    """What is known of files that have names and nothing else yet."""

    def state(self, path: str) -> FileState:  # noqa: ARG002 - as `Session.state`
        """Return that a file waits."""
        return FileState.WAITING

    def severities(self, path: str) -> Counter[Severity]:  # noqa: ARG002 - as `Session.severities`
        """Return that nothing was found."""
        return Counter()


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
