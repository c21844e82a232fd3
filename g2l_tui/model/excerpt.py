"""The part of a file that a change is about, before and after it; and what a person writes in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from g2l_tui.model.change import Change, Edit, compose
from g2l_tui.model.migration import Migration
from g2l_tui.model.source import decode

_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Bytes `start:end` of the source: the lines of a change, and what it alone makes of them.

    What it does elsewhere, as adding an import line, is not part of it.
    """

    start: int
    end: int
    before: bytes
    after: bytes


class Excerpts:
    """The excerpts of the changes of one migration."""

    def __init__(self, migration: Migration) -> None:
        self._content = migration.source.content
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(self._content))]
        self._owners: dict[Edit, set[str]] = {}
        for change in migration.changes:
            for edit in change.edits:
                self._owners.setdefault(edit, set()).add(change.id)

    def of(self, change: Change) -> Excerpt:
        """Return the excerpt of a change."""
        start, end = self._line_start(change.line - 1), self._line_start(change.end_line)
        own = [edit for edit in change.edits if start <= edit.end and edit.start <= end and self._is_own(edit)]
        start = min([start, *(edit.start for edit in own)])
        end = max([end, *(edit.end for edit in own)])
        before = self._content[start:end]
        moved = tuple(replace(edit, start=edit.start - start, end=edit.end - start) for edit in own)
        return Excerpt(start, end, before, compose(before, [replace(change, edits=moved)]))

    def reworded(self, change: Change, text: bytes) -> Change:
        """Return the change with `text` for its excerpt. Raises ValueError when other changes reach into it."""
        part = self.of(change)
        others = [edit for edit in self._owners if not (self._is_own(edit) and edit in change.edits)]
        if any(part.start < edit.end and edit.start < part.end for edit in others):
            raise ValueError("another change reaches into the same lines")
        kept = [edit for edit in change.edits if not self._is_own(edit) or self._is_apart(edit, part)]
        edits = tuple(sorted([*kept, Edit(part.start, part.end, replacement=text)]))
        return replace(change, edits=edits, edited=True)

    def _line_start(self, index: int) -> int:
        return self._starts[index] if index < len(self._starts) else len(self._content)

    def _is_own(self, edit: Edit) -> bool:
        return len(self._owners[edit]) == 1

    @staticmethod
    def _is_apart(edit: Edit, part: Excerpt) -> bool:
        return edit.end < part.start or part.end < edit.start


def with_texts(migration: Migration, texts: Mapping[str, str]) -> Migration:
    """Return the migration with what a person wrote, by the id of the change, in place of what the rules gave.

    A text that does not fit any more, because other changes reach into its lines by now or the file has another
    encoding, is passed over: its change stays as the rules make it.
    """
    wanted = [change for change in migration.changes if change.id in texts]
    if not wanted:
        return migration
    excerpts = Excerpts(migration)
    changes = list(migration.changes)
    for change in wanted:
        try:
            text = _as_in(migration.source.content, excerpts.of(change), texts[change.id])
            changes[changes.index(change)] = excerpts.reworded(change, text)
        except (SyntaxError, LookupError, ValueError):
            continue
    return replace(migration, changes=tuple(changes), result=compose(migration.source.content, changes))


def _as_in(content: bytes, part: Excerpt, text: str) -> bytes:
    """Return the text in the encoding and with the line ends of the file; the last line ends as it did."""
    encoding = decode(content)[1].removesuffix("-sig")
    newline = "\r\n" if b"\r\n" in part.before else "\n"
    if text and not text.endswith("\n") and part.before.endswith(b"\n"):
        text += "\n"
    return text.replace("\r\n", "\n").replace("\n", newline).encode(encoding)
