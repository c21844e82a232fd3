"""Expressions that ANSI mode makes strict: what may happen in them, and what to write where it may."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*", re.IGNORECASE)


class Kind(Enum):
    """What ANSI mode is strict about."""

    DIVISION = "division"
    CAST = "cast"
    PATTERN = "pattern"
    ELEMENT = "element"
    MIXED = "mixed"
    OVERFLOW = "overflow"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class Strict:
    """One such expression, with its 1-based line. `code` is how it is written in the source."""

    kind: Kind
    line: int
    shown: str
    instead: str
    code: bytes = b""


def is_number(text: str) -> bool:
    """True for a text that a cast to a number takes."""
    return _NUMBER.fullmatch(text) is not None


SMALL_INTEGERS = frozenset({"int", "integer", "smallint", "short", "tinyint", "byte"})
"""Types that a product of two of their values easily leaves."""

TEXTS = frozenset(
    "concat concat_ws date_format from_unixtime get_json_object initcap lower lpad ltrim regexp_extract "
    "regexp_replace rpad rtrim substr substring substring_index translate trim upper".split()
)
"""Functions that give a text."""

NUMBERS = frozenset(
    "abs avg ceil count count_distinct countdistinct datediff dayofmonth dayofweek dayofyear dense_rank floor hash "
    "hour length mean minute month months_between quarter rank round row_number second size stddev sum "
    "unix_timestamp weekofyear year".split()
)
"""Functions that give a number, in lower case."""

TIMES = frozenset(
    "current_date current_timestamp date_add date_sub date_trunc from_utc_timestamp last_day localtimestamp now "
    "to_date to_timestamp to_utc_timestamp trunc try_to_timestamp add_months make_date".split()
)
"""Functions that give a date or a time: they fail, or give null, before a cast of what they give can."""
