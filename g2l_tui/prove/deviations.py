"""Where Sail answers otherwise than Apache Spark without saying so, and how a job shows that it meets that.

Each was measured: Sail 0.7.2 against Spark 4.0.1, with ANSI as on Databricks. A verdict of Sail on such a job is not
left to stand as it is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from g2l_tui.prove.record import Record, Written
from g2l_tui.prove.samples.sample import Sample

_WHOLE = frozenset({"int", "bigint", "smallint", "tinyint"})
_LARGE_FROM = 2**30
_LARGE_OF_BIGINT_FROM = 2**60
"""Whole numbers from here on may grow too large for their type in the next step."""
_ODD_DATE = re.compile(r"\s+\d{4}-\d|\d{4}-\d{1,2}-\d{1,2}(?:\s+|.*(?:Z|[+-]\d\d:?\d\d))", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Deviation:
    """`used` finds it in the code; a group in it is the name of the column that it happens to.

    `kinds` are types of columns, and facts about values (see `_facts`), of which the rows must show one.
    """

    name: str
    sentence: str
    used: re.Pattern[bytes]
    kinds: frozenset[str] = frozenset()


def _deviation(name: str, used: str, sentence: str, *kinds: str) -> Deviation:
    return Deviation(name, sentence, re.compile(used.encode(), re.IGNORECASE), frozenset(kinds))


_TO_TEXT = r"""as string|cast\(["']string|StringType\(|concat(?:_ws)?\(|format_string\("""

DEVIATIONS = (
    _deviation(
        "encoding",
        r"""["'](?:encoding|charset)["']""",
        "Sail reads and writes every text file as UTF-8, whatever the option encoding says",
    ),
    _deviation(
        "csv-options",
        r"ignore(?:Leading|Trailing)WhiteSpace|nullValue",
        "Sail passes over the options of CSV that trim blanks or name a text for null",
    ),
    _deviation(
        "csv-quotes",
        r"""(?:\.csv\(|format\(["']csv["']\))(?![\s\S]{0,300}escape)""",
        "Sail takes two quotes in a quoted field of CSV for one; Spark does so only with the option escape",
        "quotes",
    ),
    _deviation(
        "fractions-as-text",
        _TO_TEXT,
        "Sail writes large and small fractions as text without an exponent, and infinity as inf",
        "far fractions",
    ),
    _deviation(
        "nested-as-text",
        _TO_TEXT,
        "Sail writes a null inside of what becomes text as NULL, Spark as null",
        "inner nulls",
    ),
    _deviation(
        "dates-in-other-words",
        r"""as date\b|cast\(["']date|DateType\(|to_date\(""",
        "Sail reads no date that has blanks around it, or a time and a zone behind it; Spark does",
        "odd dates",
    ),
    _deviation(
        "numbers-as-dates",
        r"cast\(`?(\w+)`? as date\)",
        "Sail casts whole numbers to dates; Spark refuses the job",
        *_WHOLE,
    ),
    _deviation(
        "dates-as-numbers",
        r"cast\(`?(\w+)`? as (?:int|bigint|smallint|double|decimal)\b",
        "Sail casts dates to null numbers; Spark refuses the job",
        "date",
    ),
    _deviation(
        "overflow",
        r"[-+*]|sum\(",
        "Sail lets whole numbers that grow too large wrap around; Spark on Databricks raises",
        "large numbers",
    ),
    _deviation(
        "initcap", r"\binitcap\(", "Sail capitalizes behind every sign that is no letter, Spark only behind a blank"
    ),
    _deviation("half-to-even", r"\b(?:rint|bround)\(", "Sail rounds halves away from zero in rint and bround"),
    _deviation("isnan", r"\bisnan\(", "Sail says null for isnan of null, Spark says false"),
    _deviation(
        "array-contains", r"\barray_contains\(", "Sail says false where Spark says null: an array with a null in it"
    ),
    _deviation(
        "replacements",
        r"regexp_replace\([^\n]*\$\d\w",
        "Sail reads $0x in a replacement as one name, Spark as two",
    ),
    _deviation(
        "split-at-nothing",
        r"""\bsplit\([^()\n]*,\s*(?:pattern\s*=\s*)?(?:""|'')""",
        "Sail begins and ends with an empty text when it splits at nothing",
    ),
    _deviation("day-of-week", r"extract\(\s*(?:dow|dayofweek)\b", "Sail counts days of the week from 0, Spark from 1"),
    _deviation(
        "decimals",
        r"""[\w)"'\]]\s+/\s+|\)/\w""",
        "Sail cuts off the last digit of a divided decimal, Spark rounds it",
        "decimal",
    ),
    _deviation("char", r"\bchar\(\d+\)", "Sail does not fill char(n) up with blanks, Spark does"),
)


def deviations_of(code: bytes, records: Iterable[Record]) -> tuple[str, ...]:
    """Return what Sail is known to do otherwise than Spark with this code on the rows of these runs, in sentences."""
    kinds: list[tuple[str, str]] = []
    for record in records:
        for table in record.samples:
            kinds += _kinds(table)
        for written in record.written:
            kinds += _kinds(written)
    return tuple(each.sentence for each in DEVIATIONS if _is_met(each, code, kinds))


def _is_met(deviation: Deviation, code: bytes, kinds: Iterable[tuple[str, str]]) -> bool:
    if not deviation.kinds:
        return bool(deviation.used.search(code))
    shown = {name for name, kind in kinds if kind in deviation.kinds}
    if not deviation.used.groups:
        return bool(shown and deviation.used.search(code))
    return any(name.decode().lower() in shown for name in deviation.used.findall(code))


def _kinds(table: Sample | Written) -> Iterator[tuple[str, str]]:
    """The columns of a table with the head of their type, and with what their values show."""
    yield from ((name.lower(), re.split(r"[<(]", kind)[0]) for name, kind in table.types.items())
    for row in table.rows:
        for name, value in row.items():
            if not _is_small(value, table.types.get(name, "")):
                yield from ((name.lower(), fact) for fact in _facts(value))


def _is_small(value: Any, kind: str) -> bool:
    return kind == "bigint" and isinstance(value, int) and abs(value) < _LARGE_OF_BIGINT_FROM


def _facts(value: Any) -> Iterator[str]:
    match value:
        case bool():
            return
        case int() if abs(value) >= _LARGE_FROM:
            yield "large numbers"
        case float() if value and not (math.isfinite(value) and 1e-3 <= abs(value) < 1e7):
            yield "far fractions"
        case str():
            if '"' in value:
                yield "quotes"
            if _ODD_DATE.fullmatch(value) or (value != value.strip() and _ODD_DATE.match(value)):
                yield "odd dates"
        case Mapping() | list() | tuple():
            inner = list(value.values() if isinstance(value, Mapping) else value)
            if None in inner:
                yield "inner nulls"
            for each in inner:
                yield from _facts(each)
        case _:
            return
