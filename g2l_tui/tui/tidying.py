"""When the workbench lets go of what it needs no more: while nobody waits for anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from g2l_tui.garbage import look

if TYPE_CHECKING:
    from textual.app import App

_EVERY_SECONDS = 0.25
"""After which what was painted meanwhile, whose lines refer to themselves, is not so much that a look is felt."""
_PAINTED_SECONDS = 0.1
"""After which a result is on the screen, and hardly anybody has saved again."""


class Tidying:
    """Looks for garbage every now and then unless a result `is_awaited`, whose trees would be looked through as well,
    and lets go of what migrations leave unless files are being read, in the background.
    """  # noqa: D205

    def __init__(self, app: App[None], is_awaited: Callable[[], bool], is_reading: Callable[[], bool]) -> None:
        self._app = app
        self._is_awaited = is_awaited
        self._is_reading = is_reading
        self._awaits_paint = False
        app.set_interval(_EVERY_SECONDS, self._tidy)

    def wait_for_paint(self) -> None:
        """Tidy as soon as what is new is painted, and not before: with a long file that takes a moment."""
        if not self._awaits_paint:
            self._awaits_paint = True
            self._app.set_timer(_PAINTED_SECONDS, self._painted)

    def _painted(self) -> None:
        self._awaits_paint = False
        self._tidy()

    def _tidy(self) -> None:
        if self._awaits_paint or self._is_awaited():
            return
        is_reading = self._is_reading()
        if not is_reading:
            from g2l_tui.engine.text.spliced import forget_parsed  # noqa: PLC0415 - loads after the first paint

            forget_parsed()
        look(fills=is_reading)
