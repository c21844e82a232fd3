"""Numbers and times in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from g2l_tui.model.operation import Operation


def counted(number: int, word: str) -> str:
    """Return `1 file`, `2 files`."""
    return f"{number} {word}" + ("" if number == 1 else "s")


def clock(operation: Operation) -> str:
    """Return the time of an operation, in the time zone of the person."""
    return operation.time.astimezone().strftime("%Y-%m-%d %H:%M:%S")
