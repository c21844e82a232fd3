"""The single lines at the top and the bottom: title, file header, status, keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

from g2l_tui.model.finding import Severity
from g2l_tui.tui.bindings import Key, Place, modes
from g2l_tui.tui.theme import SEVERITY_SIGNS

if TYPE_CHECKING:
    from g2l_tui.tui.app import Workbench

_TITLE_VARIABLES = {Severity.ERROR: "$error", Severity.WARNING: "$warning", Severity.INFO: "$primary"}
_BAR_WIDTH = 22


class TitleBar(Widget):
    """Name of the workspace, screens, progress of the decisions, findings by severity."""

    DEFAULT_CSS = "TitleBar { height: 1; background: $panel; }"

    def __init__(self, name: str, mode: str) -> None:
        super().__init__()
        self._workspace = name
        self._mode = mode
        self._progress = (0, 0)
        self._severities: Counter[Severity] = Counter()
        self._reading = ""
        self._places: list[tuple[int, int, Key]] = []

    def show(self, progress: tuple[int, int], severities: Counter[Severity], reading: str) -> None:
        """Show how far the review is; `reading` says what is still being read, or nothing."""
        state = (progress, severities, reading)
        if state != (self._progress, self._severities, self._reading):
            self._progress, self._severities, self._reading = state
            self.refresh()

    def render(self) -> Content:
        right = self._right(wide=self.size.width >= 110)
        for workspace, spelled in ((self._workspace, True), ("", True), ("", False)):
            left = Content.assemble(" ", ("g2l ", "bold $accent"), (f"{workspace}  " if workspace else "", "bold"))
            room = self.size.width - left.cell_length - right.cell_length - self._place_modes(left, spelled=spelled)
            if room > 0:
                break
        names = [
            self._mode_content(name, key, spelled=spelled) for name, key in modes(cast("Workbench", self.app).keys)
        ]
        return Content.assemble(left, *names, " " * max(room, 1), right)

    def _place_modes(self, left: Content, *, spelled: bool) -> int:
        """Note where each screen's name stands, for the mouse, and return how wide they are together."""
        column = left.cell_length
        self._places = []
        for name, key in modes(cast("Workbench", self.app).keys):
            width = self._mode_content(name, key, spelled=spelled).cell_length
            self._places.append((column, column + width, key))
            column += width
        return column - left.cell_length

    def _mode_content(self, name: str, key: Key, *, spelled: bool) -> Content:
        title = f"{key.shown} {name.capitalize()}"
        if name == self._mode:
            return Content.assemble((f"[{title}]", "bold"))
        return Content.assemble((f" {title if spelled else key.shown} ", "$foreground 70%"))

    async def on_click(self, event: events.Click) -> None:
        for start, end, key in self._places:
            if start <= event.x < end:
                await self.screen.run_action(key.action)
                return

    def _right(self, *, wide: bool) -> Content:
        if self._reading:
            return Content.assemble((self._reading + " ", "$foreground 75%"), self._counts())
        done, total = self._progress
        width = _BAR_WIDTH if wide else _BAR_WIDTH // 2
        filled = width * done // total if total else 0
        decided = f" {done}/{total}" + (" decided  " if wide else "  ")
        if not total:
            return self._counts()
        return Content.assemble(
            ("━" * filled, "$success"),
            ("─" * (width - filled), "$foreground 40%"),
            (decided, "bold"),
            self._counts(),
        )

    def _counts(self) -> Content:
        parts = [
            (f"{SEVERITY_SIGNS[severity]} {self._severities[severity]} ", _TITLE_VARIABLES[severity])
            for severity in Severity
            if self._severities[severity]
        ]
        return Content.assemble(*parts)


class TextLine(Widget):
    """One line of content that the screen sets; what does not fit is cut."""

    DEFAULT_CSS = "TextLine { height: 1; }"

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.content = Content("")

    def show(self, *parts: str | Content | tuple[str, str]) -> None:
        """Show the parts, each a text with its style; the texts are never read as markup."""
        content = Content.assemble(*parts)
        if content != self.content:
            self.content = content
            self.refresh()

    def render(self) -> Content:
        return self.content.truncate(max(self.size.width, 1), ellipsis=True)


class KeyBar(Widget):
    """The keys of the screen that fit, by rank; help and quit are always there. A click runs the key."""

    DEFAULT_CSS = "KeyBar { height: 1; background: $panel; }"

    def __init__(self, *places: Place) -> None:
        super().__init__()
        self._of = places
        self._places: list[tuple[int, int, Key]] = []

    @property
    def shown(self) -> tuple[Key, ...]:
        """The keys that fit the width, in the order in which they stand."""
        every = cast("Workbench", self.app).keys
        own = [key for key in every if key.place in self._of]
        taken = {name for key in own for name in key.keys.split(",")}
        others = [key for key in every if key.place == "everywhere" and not taken & set(key.keys.split(","))]
        return fitting([key for key in (*own, *others) if key.rank], self.size.width)

    def render(self) -> Content:
        parts: list[str | tuple[str, str]] = [" "]
        column = 1
        self._places = []
        for key in self.shown:
            name = key.shown.split()[0]
            width = _width(key)
            self._places.append((column, column + width, key))
            parts += [(name, "bold $accent"), (f" {key.label}", "$foreground 85%"), "  "]
            column += width
        return Content.assemble(*parts)

    async def on_click(self, event: events.Click) -> None:
        for start, end, key in self._places:
            if start <= event.x < end:
                await self.screen.run_action(key.action)
                return


def fitting(keys: Sequence[Key], width: int) -> tuple[Key, ...]:
    """Return the keys that fit, the lowest ranks first; help and quit stand at the end."""
    chosen: list[Key] = []
    room = width - 1
    for key in sorted(keys, key=lambda key: key.rank):
        if _width(key) <= room or key.rank <= 2:
            chosen.append(key)
            room -= _width(key)
    return tuple(sorted(chosen, key=lambda key: (key.place == "everywhere", key.rank <= 2, key.rank)))


def _width(key: Key) -> int:
    return cell_len(key.shown.split()[0]) + 1 + cell_len(key.label) + 2
