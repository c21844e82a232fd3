"""Calls that wait for the disk, several at once: it can keep many promises in the time of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

_FEW = 8
_THREADS = 8

_Item = TypeVar("_Item")


def side_by_side(call: Callable[[Sequence[_Item]], None], items: Sequence[_Item]) -> None:
    """Call with all items, or in threads with a share of many; return when all is done. Raises what a call raised.

    What stands side by side stays so: the files of one folder are mostly in one share.
    """
    if len(items) <= _FEW or not _in_threads(call, items):
        call(items)


def _in_threads(call: Callable[[Sequence[_Item]], None], items: Sequence[_Item]) -> bool:
    """Say whether it was done: a system that has no more threads is no reason to give up."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  seldom needed, slow to import

    share = -(-len(items) // _THREADS)
    with ThreadPoolExecutor(_THREADS) as pool:
        try:
            calls = [pool.submit(call, items[start : start + share]) for start in range(0, len(items), share)]
        except RuntimeError:
            return False
        for each in calls:
            each.result()
    return True
