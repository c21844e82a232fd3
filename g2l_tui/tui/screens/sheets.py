"""Sheets: what an action would do, before it is done. Only enter on a sheet does it; esc does nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from g2l_tui.model.change import Change
from g2l_tui.model.migration import Migration
from g2l_tui.model.operation import Direction, FileRecord, Operation, OperationKind
from g2l_tui.tui.escape import visible
from g2l_tui.tui.messages import Rollback
from g2l_tui.tui.screens.layout import LOW
from g2l_tui.tui.widgets import line_list
from g2l_tui.tui.widgets.line_list import LineList
from g2l_tui.tui.words import clock, counted

if TYPE_CHECKING:
    from g2l_tui.tui.put_back import Piece
    from g2l_tui.workspace.twin import Twinned

_MOST_NAMED = 3
_IN_PLACE = (
    "The files are written in place, all or none.",
    "Before that each file is copied to .g2l/backups; 3 (history) puts it back.",
)
_BESIDE = (
    "The sources stay as they are: the output of the configuration is a tree of its own.",
    "What people edited there is merged, and never lost; u takes it back.",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sheet says: a title, sentences, a list of files with a remark, and the verb of its button."""

    title: str
    verb: str
    sentences: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    is_grave: bool = False


class PlanList(LineList):
    """The files of a plan."""

    def __init__(self, files: Sequence[tuple[str, str]]) -> None:
        super().__init__(id="plan-files")
        self._files = files

    def on_mount(self) -> None:
        self.lines_changed()

    def count(self) -> int:
        return len(self._files)

    def pieces(self, index: int) -> Iterable[line_list.Piece]:
        path, remark = self._files[index]
        return [(f"  {remark:>16}  ", "sign-quiet"), (visible(path), "text")]


class Sheet(ModalScreen[bool]):
    """Shows a plan and gives True when the person confirmed it."""

    CSS_PATH = "sheets.tcss"
    AUTO_FOCUS = "#confirm"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]  # noqa: RUF012 - Textual's contract
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(False)", "cancel", show=False),
        Binding("j,down", "scroll(1)", "down", show=False),
        Binding("k,up", "scroll(-1)", "up", show=False),
        Binding("left,right", "app.focus_next", "other button", show=False),
    ]

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan

    def compose(self) -> ComposeResult:
        with Vertical(id="sheet") as sheet:
            sheet.border_title = self.plan.title
            yield Static(Content("\n".join(self.plan.sentences)), id="sheet-text")
            yield PlanList(self.plan.files)
            with Horizontal(id="sheet-buttons"):
                yield Button(
                    Content(self.plan.verb),
                    id="confirm",
                    variant="error" if self.plan.is_grave else "primary",
                )
                yield Button(Content("Cancel (esc)"), id="cancel")

    def on_mount(self) -> None:
        self.query_one(PlanList).styles.height = min(max(len(self.plan.files), 1), 14)

    @on(Button.Pressed)
    def finish(self, event: Button.Pressed) -> None:
        """Give the answer."""
        self.dismiss(event.button.id == "confirm")

    def action_scroll(self, direction: int) -> None:
        files = self.query_one(PlanList)
        files.move_to(files.cursor + direction)


def write_plan(
    fit: Sequence[tuple[Migration, Sequence[Change]]],
    unfit: Mapping[str, Sequence[str]],
    output: str,
    clashing: Collection[str] = (),
) -> Plan:
    """Return what writing the accepted changes would do.

    `unfit` are the files that stay out, with the reasons. `output` is the folder that the configuration names for the
    Databricks tree, or empty; `clashing` are the files that people edited there where something else is generated.
    """
    count = sum(len(changes) for _, changes in fit)
    files = tuple(
        (migration.source.path, f"{len(changes)} of {counted(len(migration.changes), 'change')}")
        for migration, changes in fit
    )
    left_out = tuple((path, "stays out") for path in unfit)
    why = tuple(f"{visible(path)} stays out: {visible(reasons[0])}." for path, reasons in list(unfit.items())[:3])
    edited = sum(path in clashing for path, _ in files)
    clash = (f"≠ In {counted(edited, 'file')} of them hand edits are in the way: these stay, and o compares them.",)
    return Plan(
        "Write",
        f"Write {counted(len(files), 'file')}",
        (
            f"{counted(count, 'accepted change')} in {counted(len(files), 'file')} would be written"
            + (f" to {visible(output)}." if output else "."),
            *(_BESIDE if output else _IN_PLACE),
            *(clash if edited else ()),
            "Changes that are rejected or open stay as Glue code.",
            *why,
            "",
        ),
        (*left_out, *files),
    )


def rollback_plan(rollback: Rollback, operations: Sequence[Operation]) -> Plan:
    """Return what a rollback would do; `operations` is the history."""
    operation = rollback.operation
    first = operation.number
    since = sorted((each for each in operations if each.number >= first), key=lambda each: -each.number)
    taken = since if rollback.and_since else [operation]
    records = {record.path: record for each in taken for record in each.files if _is_chosen(rollback, record)}
    files = tuple((path, "is removed" if record.before is None else "is put back") for path, record in records.items())
    many = counted(len(taken), "operation")
    what = f"The workspace would be as before the operation of {clock(operation)}: {many} would be taken back, as one."
    one = f"{counted(len(files), 'file')} would be as before the operation of {clock(operation)}."
    changed = ("Some of these files were changed since. What they are now is kept as a backup.",)
    title = "Roll back to a moment" if rollback.and_since else "Roll back"
    return Plan(
        title + (" over later changes" if rollback.force else ""),
        f"Take back {many}" if rollback.and_since else f"Roll back {counted(len(files), 'file')}",
        (
            what if rollback.and_since else one,
            *(changed if rollback.force else ()),
            "What they are now is copied to .g2l/backups first, so this can be rolled back too.",
            "",
        ),
        files,
        is_grave=rollback.force,
    )


def piece_plan(operation: Operation, piece: Piece) -> Plan:
    """Return what putting one change back would do."""
    lines = f"lines {piece.first}-{piece.last}" if piece.last > piece.first else f"line {piece.first}"
    return Plan(
        "Put a change back",
        "Put back 1 change",
        (
            f"One change would be as before the operation of {clock(operation)}; the rest of the file stays.",
            *(("The file would be no valid Python any more: other changes go with this one.",) if piece.breaks else ()),
            "What the file is now is copied to .g2l/backups first, so this can be rolled back too.",
            "",
        ),
        ((piece.path, lines),),
        is_grave=piece.breaks,
    )


def _is_chosen(rollback: Rollback, record: FileRecord) -> bool:
    return rollback.paths is None or record.path in rollback.paths


def quit_plan(unsaved: Sequence[str]) -> Plan:
    """Return what quitting would lose."""
    return Plan(
        "Quit",
        "Quit without saving",
        ("These rules are not saved; decisions are. 2 (rules), e and ctrl+s save them.", ""),
        tuple((name, "not saved") for name in unsaved),
        is_grave=True,
    )


def step_plan(direction: Direction, operation: Operation, output: str = "", problem: str = "") -> Plan:
    """Return what undoing or redoing a write would do, in an `output` tree or here; `problem` says what it would go
    over.
    """  # noqa: D205
    files = tuple((record.path, "is removed" if record.before is None else "is put back") for record in operation.files)
    where = f" to {visible(output)}" if output else ""
    later = (visible(problem), "What they are now is kept as a backup.") if problem else ()
    return Plan(
        f"{direction.capitalize()} a write" + (" over later changes" if problem else ""),
        f"{direction.capitalize()} {counted(len(files), 'file')}",
        (
            f"The step to {direction} wrote files{where}: {operation.kind.value} of {clock(operation)}.",
            f"{counted(len(files), 'file')} would be {'as before it' if direction == 'undo' else 'written again'}.",
            *later,
            f"What they are now is copied to {_backups(output)} first, so this can be taken back too.",
            "",
        ),
        files,
        is_grave=bool(problem),
    )


def written_what(operation: Operation, counts: Mapping[str, int]) -> str:
    """Return what an operation did, for the title of its message."""
    paths = [record.path for record in operation.files]
    names = visible(paths[0]) if len(paths) == 1 else counted(len(paths), "file")
    changes = f": {counted(sum(counts.values()), 'change')}" if counts else ""
    back = operation.undoes or operation.kind is OperationKind.ROLLBACK
    return f"Wrote {names}{' back' if back else ''}{changes}"


def written_where(operation: Operation, output: str = "") -> str:
    """Return where an operation wrote and how to take it back, for its message."""
    paths = [visible(record.path) for record in operation.files]
    more = f" and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else ""
    named = f"{', '.join(paths[:_MOST_NAMED])}{more}\n" if len(paths) > 1 else ""
    return f"{named}backup in {_backups(output)}/{visible(operation.id)}\nu takes it back"


def written_beside(output: str, files: int, twinned: Twinned) -> tuple[str, str]:
    """Return what was brought to the output tree, as the title and the text of a message."""
    from g2l_tui.workspace.report import conflict_lines  # noqa: PLC0415 - loads after the first paint

    there = visible(output)
    wrote = twinned.operation is not None or twinned.copied > 0
    title = f"{there} has {counted(files, 'file')} as accepted" + ("" if wrote else ": nothing was new")
    conflicts = (line for each in twinned.conflicts for line in conflict_lines(each))
    told = [visible(line) for line in (*conflicts, *twinned.notes)]
    more = [f"and {len(told) - _MOST_NAMED} more"] if len(told) > _MOST_NAMED else []
    back = ["u takes it back"] if twinned.operation else []
    return title, "\n".join([*told[:_MOST_NAMED], *more, *back])


def _backups(output: str) -> str:
    return f"{visible(output)}/.g2l/backups" if output else ".g2l/backups"
