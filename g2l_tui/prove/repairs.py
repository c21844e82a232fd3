"""What a failed run says of the samples: a column that nobody knew of, or one that holds numbers and not words."""

from __future__ import annotations

import re
from collections import Counter

from g2l_tui.prove.judge import is_engine_gap
from g2l_tui.prove.record import Record
from g2l_tui.prove.samples.columns import columns_of
from g2l_tui.prove.samples.hints import Hints, SourceHint

_MISSING_COLUMN = re.compile(
    r"KeyError: '([\w ]+)'|Identifier\(\"([\w ]+)\"\)\]\) is missing|"
    r"(?:column|field|attribute|parameter)s?(?: named| with name)?[^`'\"\w]*[`'\"]+([\w .]+?)[`'\"]+|"
    r"No field named ([\w.\"]+)",
    re.IGNORECASE,
)
_AMBIGUOUS = re.compile(
    r"ambiguous attribute: ObjectName\(\[(?:Identifier\(\"[^\"]*\"\), )*Identifier\(\"([^\"]+)\"\)\]\)|"
    r"Reference [`']([^`']+)[`'] is ambiguous"
)
_WRONG_TYPE = re.compile(
    r"(?:cast string|value) '([^']*)' (?:to value of|of the type \"STRING\" cannot be cast to) \"?(\w+)", re.IGNORECASE
)
_TOO_LARGE = re.compile(r"is too large to store in a Decimal|Can't cast value \S+ to type")
_KINDS = {
    "int32": "int", "int64": "bigint", "int": "int", "bigint": "bigint", "float64": "double", "double": "double",
    "date32": "date", "date": "date", "timestamp": "timestamp", "boolean": "boolean",
}  # fmt: skip


def repaired(hints: Hints, record: Record, tried: Counter[str]) -> Hints | None:
    """Return hints with which the run may go further, or None. `tried` counts the columns that were repaired."""
    if record.failure is None:
        return None
    message = f"{record.failure.kind}: {record.failure.message}"
    if found := _WRONG_TYPE.search(message):
        return _with_tame(hints, record, found[1]) or _with_type(
            hints, record, found[1], _KINDS.get(found[2].lower(), ""), tried
        )
    if _TOO_LARGE.search(message):
        return _with_tame(hints, record, None)
    if found := _AMBIGUOUS.search(message):
        name = next(group for group in found.groups() if group)
        tried[f"one {name}"] += 1
        return hints.with_column_once(name, tried[f"one {name}"] - 1)
    if is_engine_gap(record.failure) or not (found := _MISSING_COLUMN.search(message)):
        return None
    name = next(group for group in found.groups() if group).strip('" ').rpartition(".")[2]
    if not name or tried[name.lower()] > 1:
        return None
    tried[name.lower()] += 1
    return hints.with_column(name, everywhere=tried[name.lower()] > 1)


def _with_tame(hints: Hints, record: Record, value: str | None) -> Hints | None:
    """The hints in which all texts can be parsed, of the columns that hold a value, or of all that are parsed."""
    better = None
    for sample in record.samples:
        source = hints.sources.get(sample.name) or SourceHint(sample.name, dict(hints.loose))
        for name, column in columns_of(source).items():
            if not column.is_text or column.kind == "string" or column.is_tame:
                continue
            if value is None or any(row.get(name) == value for row in sample.rows):
                better = (better or hints).with_tame(sample.name, name)
    return better


def _with_type(hints: Hints, record: Record, value: str, kind: str, tried: Counter[str]) -> Hints | None:
    """The hints in which the one text column that holds a value is of another type: its words were a guess."""
    holders = {
        (sample.name, name)
        for sample in record.samples
        for name, of in sample.types.items()
        if of == "string" and any(row.get(name) == value for row in sample.rows)
    }
    if len(holders) != 1 or not kind:
        return None
    source, column = holders.pop()
    tried[f"{source}.{column}"] += 1
    return hints.with_type(source, column, kind) if tried[f"{source}.{column}"] == 1 else None
