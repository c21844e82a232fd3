"""Report: how far the migration is, folder by folder, and what is left for people to do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from g2l_tui.errors import Glue2DatabricksError
from g2l_tui.model.migration import Migration
from g2l_tui.report.work import remaining_work
from g2l_tui.store.exports import export
from g2l_tui.tui.bindings import bindings
from g2l_tui.tui.escape import visible
from g2l_tui.tui.file_state import FileState
from g2l_tui.tui.messages import Trouble
from g2l_tui.tui.screens.layout import RoomyScreen
from g2l_tui.tui.session import Session
from g2l_tui.tui.widgets.bars import KeyBar, TextLine, TitleBar
from g2l_tui.tui.widgets.line_list import LineList
from g2l_tui.tui.widgets.panes import Across
from g2l_tui.tui.widgets.report_lists import FidelityList, FolderList, Meters, WorkList
from g2l_tui.workspace.progress import by_folder, tally


class ReportScreen(RoomyScreen[None]):
    """Measures, folders and the work that is left; enter goes to where the work is."""

    CSS_PATH = "report.tcss"
    AUTO_FOCUS = "#work"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("report")]

    class Exported(Message):
        """The report lies in these files."""

        def __init__(self, places: tuple[Path, ...]) -> None:
            super().__init__()
            self.places = places

    def __init__(self, session: Session, root: Path) -> None:
        super().__init__()
        self.session = session
        self._root = root
        self._reading = ""

    def compose(self) -> ComposeResult:
        yield TitleBar(visible(self._root.name), "report")
        yield Meters()
        with Across(id="tallies"):
            yield FolderList()
            yield FidelityList()
        yield WorkList()
        yield TextLine(id="report-status")
        yield KeyBar("report")
        yield self.too_small_notice()

    @property
    def folders(self) -> FolderList:
        return self.query_one(FolderList)

    @property
    def work(self) -> WorkList:
        return self.query_one(WorkList)

    def on_mount(self) -> None:
        self.query_one("#report-status", TextLine).show(
            " enter opens a kind, then the file at its place · E exports · nothing leaves this machine"
        )

    def on_screen_resume(self) -> None:
        self._count()

    def show_progress(self, reading: str) -> None:
        """Count again, when anybody is looking."""
        self._reading = reading
        if self.is_mounted and self.is_current:
            self._count()

    def on_line_list_chosen(self, message: LineList.Chosen) -> None:
        if message.lines is self.folders and self.folders.folders:
            name = self.folders.folders[self.folders.cursor].name
            paths = [path for path in self.session.paths if path.rpartition("/")[0] == name]
            chosen = [p for p in paths if self.session.pending(p)] or [p for p in paths if self.session.of_interest(p)]
            self.bench.open_in_review((chosen or paths)[0])

    def on_work_list_place_picked(self, message: WorkList.PlacePicked) -> None:
        self.bench.open_in_review(message.place.path, line=message.place.finding.line - 1)

    def action_export(self) -> None:
        """Save the report as a page for a browser and as Markdown."""
        migrations = {each.source.path: each for each in self._migrations()}
        self.run_worker(lambda: self._export(migrations), thread=True, group="export", exclusive=True)

    def on_report_screen_exported(self, message: Exported) -> None:
        places = "\n".join(visible(str(place)) for place in message.places)
        self.notify(places, title="Report exported", timeout=12, markup=False)

    def _export(self, migrations: Mapping[str, Migration]) -> None:
        from g2l_tui.report.assessment import assess  # noqa: PLC0415 - loads parsers that only reports need
        from g2l_tui.report.markdown import as_markdown  # noqa: PLC0415
        from g2l_tui.report.page import as_page  # noqa: PLC0415

        assessment = assess(self._root.name, migrations, self.bench.workspace.settings)
        texts = {"report.html": as_page(assessment), "report.md": as_markdown(assessment)}
        try:
            places = export(self._root, {name: text.encode("utf-8", "replace") for name, text in texts.items()})
        except Glue2DatabricksError as error:
            self.post_message(Trouble("The report was not exported", error.message))
        else:
            self.post_message(self.Exported(places))

    def _migrations(self) -> list[Migration]:
        return [each for path in self.session.paths if (each := self.session.migrations.get(path)) is not None]

    def _count(self) -> None:
        session = self.session
        self.query_one(TitleBar).show(session.progress(), session.severities(), self._reading)
        migrations = self._migrations()
        written = {path for path in session.paths if session.state(path) is FileState.WRITTEN}
        total = tally(migrations, session.decisions, written)
        self.query_one(Meters).show(total, session.progress())
        self.folders.show(by_folder(migrations, session.decisions, written))
        self.query_one(FidelityList).show(total)
        self.work.show(remaining_work({each.source.path: each for each in migrations}))
