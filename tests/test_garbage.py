"""When Python looks for garbage."""

from __future__ import annotations

import gc

from g2l_tui.garbage import loading


def test_what_is_loaded_is_never_looked_at_for_garbage() -> None:
    before = gc.get_freeze_count()
    try:
        with loading():
            assert not gc.isenabled()
            loaded: list[object] = [[]]

        assert gc.isenabled()
        assert gc.get_freeze_count() > before
        assert all(each is not loaded for each in gc.get_objects())
    finally:
        gc.unfreeze()
