"""What the keys write: a person's own text in place of what the rules gave."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from g2l_tui.model.alike import sites_of
from g2l_tui.model.change import Change
from g2l_tui.model.excerpt import with_texts
from g2l_tui.tui import editor
from g2l_tui.tui.escape import visible
from g2l_tui.tui.screens.review_decisions import ReviewDecisions


class ReviewWording(ReviewDecisions):
    """Writes a change by hand, here or in the person's editor; it is accepted when nothing speaks against it."""

    def action_reword(self) -> None:
        found = self._text_here()
        if found is not None:
            change, text = found
            if any(visible(line) != line for line in text.replace("\t", "").splitlines()):
                self.show_status("it has characters that cannot be shown: ctrl+e opens it in $EDITOR")
                return
            self._ask(change, text, ())

    def action_reword_outside(self) -> None:
        found = self._text_here()
        if found is None:
            return
        change, text = found
        with tempfile.TemporaryDirectory(prefix="g2l-") as folder:
            file = Path(folder) / f"line_{change.line}.py"
            file.write_bytes(text.encode())
            problem = editor.edit(self.app, file, 1)
            written = "" if problem else file.read_bytes().decode(errors="replace")
        if problem:
            self.notify(visible(problem), title="Not edited", severity="error", markup=False)
        elif written == text:
            self.show_status("the text is as it was")
        elif problems := self._objections(self.path, change, written):
            self._ask(change, written, problems)
        else:
            self._take(self.path, change, written)

    def _text_here(self) -> tuple[Change, str] | None:
        names = self.names_here()
        if not names or self.migration is None:
            return None
        sites = list(sites_of(self.migration, names))
        if len(sites) != 1:
            self.show_status("several changes meet on this line: e opens the file in $EDITOR")
            return None
        return sites[0].change, sites[0].after

    def _ask(self, change: Change, text: str, problems: Sequence[str]) -> None:
        from g2l_tui.tui.screens.reword import RewordScreen  # noqa: PLC0415 - a text area takes long to load

        path = self.path
        title = f"{path} line {change.line}: what it becomes"
        check = partial(self._objections, path, change)

        def answered(written: str | None) -> None:
            if written is not None:
                self._take(path, change, written)

        self.app.push_screen(RewordScreen(title, text, check, problems), answered)

    def _objections(self, path: str, change: Change, text: str) -> Sequence[str]:
        """Return what speaks against a text: alone with what it needs, and with all that is accepted."""
        edited = with_texts(self.session.offered(path), {**self.session.texts.get(path, {}), change.id: text})
        chosen = next((each for each in edited.changes if each.id == change.id), None)
        if chosen is None or not chosen.edited:
            return ("other changes reach into these lines, or the encoding of the file has no such character",)
        return self.bench.workspace.objections(edited, [chosen, *self.session.accepted(edited)])

    def _take(self, path: str, change: Change, text: str) -> None:
        self.bench.reword(path, change.id, text)
        self._show_file()
        self.show_status(f"accepted your text for line {change.line} · u undoes")
        self._go_on()
