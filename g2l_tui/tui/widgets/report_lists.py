"""The parts of the report: measures of the whole, folders, fidelities, and work that is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from g2l_tui.model.change import Fidelity
from g2l_tui.model.finding import Severity
from g2l_tui.report.work import Place, Work
from g2l_tui.tui.escape import visible
from g2l_tui.tui.theme import SEVERITY_CLASSES, SEVERITY_SIGNS
from g2l_tui.tui.widgets.line_list import LineList, Piece
from g2l_tui.workspace.progress import Tally
from g2l_tui.workspace.report import counted

_FOLDER_BAR = 12
_FIDELITY_BAR = 16


class Meters(Widget):
    """The four measures of the whole: what rules cover, what is decided, what is clean, what is written."""

    DEFAULT_CSS = "Meters { height: 4; }"

    def __init__(self) -> None:
        super().__init__(id="meters")
        self._lines: tuple[tuple[str, int, int, str], ...] = ()

    def show(self, total: Tally, decided: tuple[int, int]) -> None:
        """Show the measures; `decided` counts changes with those that are written already."""
        lines = (
            ("Translated", total.calls_translated, total.calls, "calls of Glue"),
            ("Decided", *decided, "changes"),
            ("Clean", total.clean, total.files, "files with neither ■ nor ▲"),
            ("Written", total.written, total.files, "files"),
        )
        if lines != self._lines:
            self._lines = lines
            self.refresh()

    def render(self) -> Content:
        width = max(self.size.width - 56, 10)
        return Content("\n").join(self._line(*line, width) for line in self._lines)

    @staticmethod
    def _line(name: str, done: int, total: int, of: str, width: int) -> Content:
        filled = width * done // total if total else 0
        share = f"{100 * done // total} %" if total else "-"
        return Content.assemble(
            (f"  {name:<12}", "bold"),
            ("━" * filled, "$success"),
            ("─" * (width - filled), "$foreground 40%"),
            (f" {share:>5}", "bold"),
            (f"  {done}/{total} {of}", "$foreground 75%"),
        )


class FolderList(LineList):
    """The folders with anything of Glue: decided changes as a bar, and the findings."""

    def __init__(self) -> None:
        super().__init__(id="folders")
        self.border_title = "folders"
        self.folders: Sequence[Tally] = ()

    def show(self, folders: Sequence[Tally]) -> None:
        """Show folders; the cursor stays on the one where it was."""
        at = self.folders[self.cursor].name if self.folders else None
        self.folders = folders
        self.border_title = f"folders ({len(folders)})"
        names = [folder.name for folder in folders]
        self.lines_changed()
        self.set_reactive(LineList.cursor, names.index(at) if at in names else 0)

    def count(self) -> int:
        return max(len(self.folders), 1)

    def pieces(self, index: int) -> Iterable[Piece]:
        if not self.folders:
            return [(" no file uses AWS Glue", "sign-quiet")]
        folder = self.folders[index]
        filled = _FOLDER_BAR * folder.decided // folder.changes if folder.changes else 0
        room = max(self.scrollable_content_region.width - 50, 12)
        name = visible(folder.name) + "/" if folder.name else "./"
        found = [
            (f"{SEVERITY_SIGNS[severity]}{folder.severities[severity]:<4}", SEVERITY_CLASSES[severity])
            for severity in Severity
        ]
        return [
            (f" {name if len(name) <= room else '…' + name[1 - room :]:<{room}} ", "sign-folder"),
            (f"{counted(folder.files, 'file'):>9} ", "sign-quiet"),
            ("━" * filled, "sign-accepted"),
            ("─" * (_FOLDER_BAR - filled), "sign-quiet"),
            (f" {folder.decided:>4}/{folder.changes:<4} ", "text"),
            *found,
        ]


class FidelityList(LineList):
    """How many changes there are of each fidelity."""

    SIGNS: ClassVar = {
        Fidelity.EXACT: ("exact", "sign-accepted"),
        Fidelity.EQUIVALENT: ("equivalent", "sign-accepted"),
        Fidelity.APPROXIMATE: ("approximate", "sign-warning"),
        Fidelity.MANUAL: ("manual", "sign-error"),
    }

    def __init__(self) -> None:
        super().__init__(id="fidelities")
        self.border_title = "changes by fidelity"
        self.can_focus = False
        self._counts: dict[Fidelity, int] = {}

    def show(self, total: Tally) -> None:
        """Show the changes of all files."""
        self._counts = {fidelity: total.fidelities[fidelity] for fidelity in Fidelity}
        self.lines_changed()

    def count(self) -> int:
        return len(self._counts)

    def pieces(self, index: int) -> Iterable[Piece]:
        fidelity, number = list(self._counts.items())[index]
        most = max(self._counts.values()) or 1
        name, style = self.SIGNS[fidelity]
        return [
            (f" {name:<12}", "text"),
            (f"{'█' * (_FIDELITY_BAR * number // most):<{_FIDELITY_BAR}}", style),
            (f" {number}", "text"),
        ]


class WorkList(LineList):
    """What is left to do, by kind; a kind opens to show its places."""

    class PlacePicked(Message):
        """A place was chosen."""

        def __init__(self, place: Place) -> None:
            super().__init__()
            self.place = place

    def __init__(self) -> None:
        super().__init__(id="work")
        self._kinds: Sequence[Work] = ()
        self._opened: set[str] = set()
        self.lines: list[Work | Place] = []

    def show(self, kinds: Sequence[Work]) -> None:
        """Show what is left; kinds that are open stay so, and the cursor stays where it was."""
        if kinds != self._kinds:
            self._kinds = kinds
            self.border_title = f"left to do ({counted(len(kinds), 'kind')})" if kinds else "left to do"
            self._rebuild()

    def count(self) -> int:
        return max(len(self.lines), 1)

    def pieces(self, index: int) -> Iterable[Piece]:
        if not self.lines:
            return [(" ✓ ", "sign-accepted"), ("nothing is left: no finding in any file", "text")]
        line = self.lines[index]
        return self._kind(line) if isinstance(line, Work) else self._place(line)

    def on_line_list_chosen(self, message: LineList.Chosen) -> None:
        message.stop()
        if not self.lines:
            return
        line = self.lines[self.cursor]
        if isinstance(line, Place):
            self.post_message(self.PlacePicked(line))
        else:
            self._opened ^= {line.code}
            self._rebuild()

    def _rebuild(self) -> None:
        at = self.lines[self.cursor] if self.lines else None
        self.lines = []
        for kind in self._kinds:
            self.lines += [kind, *(kind.places if kind.code in self._opened else ())]
        same = (index for index, line in enumerate(self.lines) if _key(line) == _key(at))
        self.lines_changed()
        self.set_reactive(LineList.cursor, next(same, 0))

    def _kind(self, kind: Work) -> list[Piece]:
        number = counted(len(kind.places), "place")
        return [
            (" ▾ " if kind.code in self._opened else " ▸ ", "sign-quiet"),
            (f"{SEVERITY_SIGNS[kind.severity]} ", SEVERITY_CLASSES[kind.severity]),
            (f"{visible(kind.code)} ", "sign-key"),
            (visible(kind.title), "sign-title"),
            (f"  {number} in {counted(kind.files, 'file')}", "text"),
            (f"  → {visible(kind.hint)}" if kind.hint else "", "sign-quiet"),
        ]

    def _place(self, place: Place) -> list[Piece]:
        finding = place.finding
        return [
            ("     ", ""),
            (f"{visible(place.path)}:{finding.line}", "text"),
            (f"  {visible(finding.message)}", "sign-quiet"),
        ]


def _key(line: Work | Place | None) -> object:
    return line.code if isinstance(line, Work) else line
