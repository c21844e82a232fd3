"""Findings: what a reviewer must know."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(str, Enum):
    """`error` blocks the statement or the file; `warning` wants a decision; `info` is good to know."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """A message about one place of the source.

    `line` is 1-based and `column` 1-based in characters, both in the source. `target_line` is where the
    remaining Glue construct stands in the result, or None when none is left. `rule` is the id of the rule that
    spoke, or empty.
    """

    code: str
    severity: Severity
    line: int
    column: int
    message: str
    hint: str = ""
    rule: str = ""
    target_line: int | None = None
