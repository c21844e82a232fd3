"""The editor for a rule file: plain text, checked while one types."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from textual.message import Message
from textual.widgets import TextArea

from g2l_tui.tui.escape import visible
from g2l_tui.workspace.rules import OwnFile

_PAUSE_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Edited:
    """A rule file under the editor: what is written in it now, and the digest it has on disk, None for a new one."""

    own: OwnFile
    text: str
    saved: str | None
    saved_text: str = ""

    @property
    def is_unsaved(self) -> bool:
        """Whether leaving would lose anything."""
        return self.text != self.saved_text


class RuleEditor(TextArea):
    """One rule file. Says so a moment after the last key that the text is another one now."""

    class Paused(Message):
        """The person has stopped typing."""

        def __init__(self, edited: Edited) -> None:
            super().__init__()
            self.edited = edited

    def __init__(self) -> None:
        super().__init__(id="rule-editor", show_line_numbers=True, soft_wrap=False, tab_behavior="focus")
        self.edited: Edited | None = None

    def open(self, edited: Edited, line: int) -> None:
        """Edit a file, with the cursor at a 0-based line."""
        self._become(edited)
        self.load_text(edited.text)
        self.move_cursor((line, 0), center=True)
        self.post_message(self.Paused(edited))

    def saved(self, digest: str) -> None:
        """Take note that the file has this digest on disk now, and the text that is here."""
        if self.edited is not None:
            self._become(replace(self.edited, saved=digest, saved_text=self.edited.text))

    def reread(self, files: Sequence[OwnFile]) -> None:
        """Take note of the rules that the file holds on disk now."""
        edited = self.edited
        own = next((file for file in files if edited is not None and file.path == edited.own.path), None)
        if edited is not None and own is not None:
            self.edited = replace(edited, own=own)

    def move_to(self, path: Path) -> None:
        """Go on under another name, because the file was saved by somebody else meanwhile."""
        if self.edited is not None:
            self._become(replace(self.edited, own=OwnFile(path, self.edited.own.folder), saved=None, saved_text=""))

    def on_text_area_changed(self) -> None:
        if self.edited is None or self.edited.text == self.text:
            return
        self._become(replace(self.edited, text=self.text))
        self.run_worker(self._pause(), group="typing", exclusive=True)

    def _become(self, edited: Edited) -> None:
        self.edited = edited
        self.border_title = visible(edited.own.path.name) + (" · not saved" if edited.is_unsaved else "")

    async def _pause(self) -> None:
        await asyncio.sleep(_PAUSE_SECONDS)
        if self.edited is not None:
            self.post_message(self.Paused(self.edited))
