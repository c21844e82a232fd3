"""Text into values of scalar types and back, as casts and typed CSV columns need it.

Documented is only that what cannot be cast becomes null (`sample-choices`, `sample-cleaning`); the rest follows Spark's
and Java's notation, and touches a doubt where these differ from each other.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import struct
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.types import BOOLEAN, DATE, FRACTIONS, INTEGERS, STRING, TIMESTAMP, Atomic, DecimalOf, fits

_INTEGER = re.compile(r"-?\d+")
_LOOSE_INTEGER = re.compile(r"\s*([+-]?\d+)\s*")
_FRACTION = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?\s*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?")
_SPECIAL = {"nan": math.nan, "infinity": math.inf, "-infinity": -math.inf}
_MOST_DIGITS = Context(prec=80)


def from_text(text: str, kind: Atomic | DecimalOf) -> object | None:
    """The value that the text stands for in the type, or None."""
    if kind == STRING:
        return text
    if isinstance(kind, DecimalOf):
        return _decimal(text, kind)
    if kind.name in INTEGERS:
        return _integer(text, INTEGERS[kind.name])
    if kind.name in FRACTIONS:
        value = _fraction(text)
        return None if value is None else fit_float(value, kind.name)
    if kind == BOOLEAN:
        return _boolean(text)
    if kind in (DATE, TIMESTAMP):
        return _time(text, kind)
    return text.encode() if kind.name == "binary" else None


def to_text(value: object) -> str:
    """A scalar value as text: Java's notation of numbers, ISO dates."""
    match value:
        case bool():
            return str(value).lower()
        case float():
            return _fraction_text(value)
        case Decimal():
            return format(value, "f")
        case dt.datetime():
            return _timestamp_text(value)
        case dt.date():
            return value.isoformat()
        case bytes() | bytearray():
            return value.decode("utf-8", "replace")
    return str(value)


def fit_decimal(value: Decimal, kind: DecimalOf) -> Decimal | None:
    """The value at the type's scale, or None when it has too many digits before the point."""
    if not value.is_finite():
        return None
    if value.adjusted() >= kind.precision - kind.scale:
        touch("cast-to-decimal")
        return None
    fitted = value.quantize(Decimal(1).scaleb(-kind.scale), ROUND_HALF_UP, _MOST_DIGITS)
    if fitted != value:
        touch("cast-to-decimal")
    return fitted if fitted.adjusted() < kind.precision - kind.scale else None


def fit_float(value: float, name: str) -> float:
    """The value in 32 bits for `float`, as it is for `double`."""
    if name == "double" or not math.isfinite(value):
        return value
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def _integer(text: str, bits: int) -> int | None:
    if not _INTEGER.fullmatch(text):
        if found := _LOOSE_INTEGER.fullmatch(text):
            touch("cast-text-to-integer")
            text = found[1]
        else:
            if _FRACTION.fullmatch(text):
                touch("cast-text-to-integer")
            return None
    value = int(text)
    return value if fits(value, bits) else None


def _fraction(text: str) -> float | None:
    if _FRACTION.fullmatch(text):
        return float(text.strip().rstrip("dDfF"))
    return _SPECIAL.get(text.strip().lower())


def _decimal(text: str, kind: DecimalOf) -> Decimal | None:
    try:
        return fit_decimal(Decimal(text.strip()), kind)
    except InvalidOperation:
        return None


def _boolean(text: str) -> bool | None:
    word = text.lower()
    if word in ("true", "false"):
        return word == "true"
    touch("cast-to-boolean")
    return None


def _time(text: str, kind: Atomic) -> dt.date | None:
    stripped = text.strip()
    pattern = _DATE if kind == DATE else _TIMESTAMP
    try:
        if not pattern.fullmatch(stripped):
            return _time_in_other_words(stripped, kind)
        return dt.date.fromisoformat(stripped) if kind == DATE else _timestamp(stripped)
    except ValueError:  # the thirteenth month and the like
        return None


def _time_in_other_words(text: str, kind: Atomic) -> dt.date | None:
    if kind == DATE and _TIMESTAMP.fullmatch(text):
        touch("cast-to-time")
        return _timestamp(text).date()
    if kind == TIMESTAMP and _DATE.fullmatch(text):
        day = dt.date.fromisoformat(text)
        return dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - without a zone, as Spark's collected rows
    if any(character.isdigit() for character in text):
        touch("cast-to-time")
    return None


def _timestamp(text: str) -> dt.datetime:
    whole, _point, fraction = text.replace("T", " ").partition(".")
    parsed = dt.datetime.fromisoformat(whole)
    return parsed.replace(microsecond=int(fraction.ljust(6, "0"))) if fraction else parsed


def _fraction_text(value: float) -> str:
    if math.isnan(value) or math.isinf(value):
        touch("cast-number-to-text")
        return {True: "Infinity", False: "-Infinity"}[value > 0] if math.isinf(value) else "NaN"
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return repr(value)
    touch("cast-number-to-text")
    mantissa, _e, exponent = f"{Decimal(repr(value)).normalize():E}".partition("E")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}E{int(exponent)}"


def _timestamp_text(value: dt.datetime) -> str:
    text = value.strftime("%Y-%m-%d %H:%M:%S") if value.year >= 1000 else value.isoformat(" ", "seconds")
    return f"{text}.{value.microsecond:06d}".rstrip("0") if value.microsecond else text
