"""What a job's own code does otherwise under ANSI mode, which Glue has off and Databricks has on.

Glue goes on with null, or with a number that has wrapped around, where Databricks stops the job. What is found here
was run on Spark 4 in both modes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.text.module import Module
from g2l_tui.model.finding import Finding
from g2l_tui.validators.ansi_columns import strict_columns
from g2l_tui.validators.ansi_queries import strict_queries
from g2l_tui.validators.strict import Kind, Strict

CODE = "G2L224"

_STOPS = "in Glue and stops the job on Databricks"
_MESSAGES: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.DIVISION: f"A division by zero gives null {_STOPS}",
        Kind.CAST: f"A value that does not fit the type becomes null {_STOPS}",
        Kind.PATTERN: f"A text that is no date of the pattern becomes null {_STOPS}",
        Kind.ELEMENT: f"A place behind the end of an array gives null {_STOPS}",
        Kind.MIXED: f"A text beside a number, where it is none, gives null or a text {_STOPS}",
        Kind.OVERFLOW: f"An integer that grows too large wraps around {_STOPS}",
        Kind.SIZE: "The size of a null array or map is -1 in Glue and null on Databricks",
    }
)
_SETTING = b"spark.sql.ansi.enabled"
_SHOWN = 4
_LONGEST = 100
_ANYWHERE = "use the function of the same name with try_ before it"


def ansi_mode(before: Module, after: Module) -> Iterator[Finding]:
    """Find what behaves otherwise in the source and is in the result as well: all of one kind are one finding.

    A job that says which mode it wants gets it on both sides.
    """
    if _SETTING in before.code or b"spark" not in before.code:
        return
    found: dict[Kind, list[Strict]] = defaultdict(list)
    for each in (*strict_columns(before), *strict_queries(before)):
        if each.code in after.code:
            found[each.kind].append(each)
    for kind, message in _MESSAGES.items():
        if kind in found:
            yield _finding(message, found[kind])


def _finding(message: str, found: list[Strict]) -> Finding:
    lines = sorted({each.line for each in found})
    example = min(found, key=lambda each: len(each.shown))
    advice = f"write `{example.instead}` for `{example.shown}`" if len(example.shown) <= _LONGEST else _ANYWHERE
    hint = f"where that may happen, {advice}; {hint_of(CODE)}"
    return Finding(CODE, severity_of(CODE), lines[0], 1, f"{message}{_listed(lines)}", hint)


def _listed(lines: list[int]) -> str:
    if len(lines) == 1:
        return ""
    more = f" and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    return f" (lines {', '.join(map(str, lines[:_SHOWN]))}{more})"
