"""Refusals: why a construct was left as it is."""

from __future__ import annotations

import ast
from collections.abc import Sequence


class CannotRewriteError(Exception):
    """A transform, binding or pass does not understand something: the next case, or a finding, follows.

    `reason` is a sentence without its full stop; `code` is the finding's, empty for the rule's own. `unplaced` counts
    the arguments that a case has no place for: the fewer, the nearer it is to what is meant.
    """

    unplaced = 0

    def __init__(self, reason: str, *, code: str = "", hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.hint = hint


class UnaccountedError(CannotRewriteError):
    """A case has no place for arguments that are given; another case, or another reason, says more."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"no counterpart for `{names[0]}`")
        self.unplaced = len(names)


class Refused(Exception):  # noqa: N818 -- not an error: how a construct says no
    """A construct that stays as it is, and why."""

    def __init__(self, node: ast.expr, reason: str, code: str, hint: str = "", rule: str = "") -> None:
        super().__init__(reason)
        self.node, self.reason, self.code, self.hint, self.rule = node, reason, code, hint, rule


def sentence_of(reason: str) -> str:
    """Begin with a capital letter, unless the first word is code."""
    first = reason.partition(" ")[0]
    return reason[:1].upper() + reason[1:] if first.isalpha() else reason
