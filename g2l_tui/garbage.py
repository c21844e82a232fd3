"""How often Python looks for garbage: seldom, as almost all that is made here goes when its last reference does."""

from __future__ import annotations

import gc

_COLLECT_AFTER = (50_000, 20, 100)


def collect_rarely() -> None:
    """Look after more objects than usual, in the whole process from now on: trees that are alive make a look costly."""
    gc.set_threshold(*_COLLECT_AFTER)
