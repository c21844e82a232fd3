"""How often Python looks for garbage: seldom, as almost all that is made here goes when its last reference does."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_COLLECT_AFTER = (50_000, 20, 100)


def collect_rarely() -> None:
    """Look after more objects than usual, in the whole process from now on: trees that are alive make a look costly."""
    gc.set_threshold(*_COLLECT_AFTER)


@contextmanager
def loading() -> Iterator[None]:
    """Look for no garbage while modules are loaded, nor at what they hold ever after: it stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def look_at_new_only() -> None:
    """Leave out of all looks from now on what is alive: a hundred thousand results make one look a pause that is felt.

    They go when their last reference does, as ever. Python counts only how many more objects there are than at the last
    look, and would come to one with all of them where new results take the place of old ones.
    """
    gc.collect(0)
    gc.freeze()
