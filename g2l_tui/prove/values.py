"""Values of rows as JSON, without losing what they are: the two sides of a proof speak through files.

Not pickle: what comes back was written by a process in which a user's script ran.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]
"""A column's name to its value. An absent name is a missing field, None an explicit null."""

_TAG = "$"


def encode(value: Any) -> Any:
    """Return `value` as plain JSON values; what JSON cannot hold becomes `{"$": kind, "of": text}`."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else _tagged("float", repr(value))
        case Decimal():
            return _tagged("decimal", str(value))
        case datetime():
            return _tagged("timestamp", _in_utc(value).isoformat())
        case date():
            return _tagged("date", value.isoformat())
        case timedelta():
            return _tagged("interval", str(value.total_seconds()))
        case bytes() | bytearray():
            return _tagged("binary", base64.b64encode(bytes(value)).decode())
        case Mapping():
            return {_TAG: "map", "of": [[encode(key), encode(inner)] for key, inner in value.items()]}
        case list() | tuple() | set() | frozenset():
            return [encode(inner) for inner in value]
        case _:
            return _tagged("text", str(value))


def decode(value: Any) -> Any:
    """Return what `encode` was given. Raises ValueError for anything else."""
    match value:
        case list():
            return tuple(decode(inner) for inner in value)
        case {"$": "map", "of": list(pairs)}:
            return {decode(key): decode(inner) for key, inner in pairs}
        case {"$": str(kind), "of": str(text)} if kind in _DECODERS:
            return _DECODERS[kind](text)
        case None | bool() | int() | float() | str():
            return value
        case _:
            raise ValueError(f"{value!r} is no encoded value")


def encode_rows(rows: Any) -> list[dict[str, Any]]:
    """Return rows as plain JSON values."""
    return [{str(name): encode(value) for name, value in row.items()} for row in rows]


def decode_rows(rows: Any) -> tuple[Row, ...]:
    """Return the rows that `encode_rows` was given."""
    return tuple({name: decode(value) for name, value in row.items()} for row in rows)


def shown(value: Any, longest: int = 60) -> str:
    """Return a value as a person reads it in a table: NULL, text in quotes, everything else plain."""
    text = "NULL" if value is None else repr(value) if isinstance(value, str) else _plain(value)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _plain(value: Any) -> str:
    match value:
        case Mapping():
            return "{" + ", ".join(f"{key}: {shown(inner)}" for key, inner in value.items()) + "}"
        case tuple() | list():
            return "[" + ", ".join(shown(inner) for inner in value) + "]"
        case _:
            return str(value)


def _tagged(kind: str, text: str) -> dict[str, str]:
    return {_TAG: kind, "of": text}


def _in_utc(value: datetime) -> datetime:
    return value if value.tzinfo is None else value.astimezone(timezone.utc).replace(tzinfo=None)


_DECODERS: Mapping[str, Callable[[str], Any]] = {
    "float": float,
    "decimal": Decimal,
    "timestamp": datetime.fromisoformat,
    "date": date.fromisoformat,
    "interval": lambda text: timedelta(seconds=float(text)),
    "binary": base64.b64decode,
    "text": str,
}
