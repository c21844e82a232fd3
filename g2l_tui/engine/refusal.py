"""Refusals: why a construct was left as it is."""

from __future__ import annotations


class CannotRewriteError(Exception):
    """A transform, binding or pass does not understand something: the next case, or a finding, follows.

    `reason` is a sentence without its full stop; `code` is the finding's, empty for the rule's own.
    """

    def __init__(self, reason: str, *, code: str = "", hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.hint = hint


class UnaccountedError(CannotRewriteError):
    """A case has no place for an argument that is given; another case, or another reason, says more."""
