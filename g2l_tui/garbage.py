"""How often Python looks for garbage: seldom, as almost all that is made here goes when its last reference does."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

_COLLECT_AFTER = (50_000, 20, 100)
_OFTEN = 10
_WORTH_A_LOOK = 2_000
"""New objects: that many are looked through in a millisecond, and hardly take more than a megabyte."""
_WORTH_LEAVING_OUT = 20_000


def collect_rarely() -> None:
    """Look after more objects than usual, in the whole process from now on: trees that are alive make a look costly."""
    gc.set_threshold(*_COLLECT_AFTER)


def look_no_more_at_the_end() -> None:
    """Look no more when the process ends, which is when all goes: with many objects that look would be waited for."""
    atexit.register(gc.freeze)


def look_only_when_asked() -> None:
    """Look only where `look` and `look_at_new_only` are called, in the whole process: never while somebody waits."""
    gc.disable()


def look(*, fills: bool = False) -> None:
    """Look now, if Python does not by itself and enough is new; now and then at what was alive at earlier looks too.

    While memory `fills` with what stays, that is left out of all looks from now on: a look at a hundred thousand
    results would be a pause that is felt. They go when their last reference does, as ever.
    """
    new, looks, longer_looks = gc.get_count()
    if gc.isenabled() or new <= _WORTH_A_LOOK:
        return
    if looks <= _OFTEN:
        gc.collect(0)
    elif fills and len(gc.get_objects(2)) > _WORTH_LEAVING_OUT:
        gc.collect(1)
        gc.freeze()
    else:
        gc.collect(2 if longer_looks > _OFTEN else 1)


def look_at_new_only(least: int = _WORTH_LEAVING_OUT) -> None:
    """Look at what is new, from so many objects on, and leave out of all looks from now on what of it is alive.

    Python counts only how many more objects there are than at the last look, and would come to one with all of them
    where new results take the place of old ones.
    """
    if gc.get_count()[0] >= least:
        gc.collect(0)
        gc.freeze()


@contextmanager
def loading() -> Iterator[None]:
    """Look for no garbage while modules are loaded, nor at what they hold ever after: it stays."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
