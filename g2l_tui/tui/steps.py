"""Steps on their way to disk, in the order in which the person took them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.message import Message
from textual.worker import Worker

from g2l_tui.errors import Glue2DatabricksError, RollbackError
from g2l_tui.model.change import Decision
from g2l_tui.model.operation import DecisionStep, Direction, Operation, Step
from g2l_tui.tui.messages import (
    Checked,
    Decided,
    DecisionsRead,
    Rollback,
    RollbackRefused,
    SteppedBeside,
    Trouble,
    WriteAhead,
    Written,
    WrittenBeside,
)
from g2l_tui.tui.put_back import Piece
from g2l_tui.tui.session import Accepted, AllDecisions
from g2l_tui.workspace.beside import Ahead, accept_beside, step_ahead, take_step

if TYPE_CHECKING:
    from g2l_tui.workspace.workspace import Workspace


def look_at(workspace: Workspace, accepted: Sequence[Accepted], worker: Worker[None]) -> Checked | None:
    """Return what of the accepted changes may be written, and why the rest may not; None when it was cancelled."""
    unfit: dict[str, tuple[str, ...]] = {}
    decided = workspace.decisions()
    for migration, changes in accepted:
        if worker.is_cancelled:
            return None
        path = migration.source.path
        if reason := workspace.obstacle(path):
            unfit[path] = (reason,)
            continue
        elsewhere = [each for each in changes if decided.get(path, {}).get(each.id) is Decision.REJECTED]
        if elsewhere:
            unfit[path] = (f"line {elsewhere[0].line} was rejected in another workbench",)
            continue
        if sentences := workspace.objections(migration, changes):
            unfit[path] = sentences
    fit = tuple(each for each in accepted if each[0].source.path not in unfit)
    if sentences := workspace.left_behind(fit).torn:
        unfit |= {migration.source.path: sentences for migration, made in fit if any(change.ties for change in made)}
        fit = tuple(each for each in fit if each[0].source.path not in unfit)
    return Checked(fit, unfit)


class Steps:
    """What was decided, written or undone and is not on disk yet; what comes of it is posted. Any thread may call it.

    An undo that was asked for after a decision finds that decision on disk, and a decision made after the undo does
    not get in its way. `made` counts the decisions.
    """

    def __init__(self, workspace: Workspace, post: Callable[[Message], object]) -> None:
        self._workspace = workspace
        self._post = post
        self._waiting: deque[Callable[[], None]] = deque()
        self._doing = threading.Lock()
        self.made = 0

    def decide(self, decided: AllDecisions, texts: Mapping[str, Mapping[str, str]] | None = None) -> None:
        """Have decisions remembered, and what a person wrote in place of what the rules gave."""
        self.made += 1
        self._waiting.append(lambda: self._decide(decided, texts))

    def take(self, direction: Direction) -> None:
        """Undo or redo: decisions at once, written files only when the person was asked."""
        self._waiting.append(lambda: self._take(direction))

    def confirm(self, direction: Direction, operation: Operation, *, force: bool) -> None:
        """Undo or redo an operation that the person was shown; `force` goes over later changes of its files."""
        self._waiting.append(lambda: self._confirm(direction, operation, force=force))

    def write(self, accepted: Sequence[Accepted]) -> None:
        """Write accepted changes as one operation with a backup first, or to the output of the configuration."""
        self._waiting.append(lambda: self._write(accepted))

    def settle(self, accepted: Accepted, *, force: bool) -> None:
        """End the conflicts of a file in the output: for the hand edits, or, with `force`, for what is generated."""
        self._waiting.append(lambda: self._settle(accepted, force=force))

    def roll_back(self, rollback: Rollback) -> None:
        """Put files back, with a backup of what they are now."""
        self._waiting.append(lambda: self._roll_back(rollback))

    def put_back(self, piece: Piece, note: str) -> None:
        """Write a file with one piece as it was."""
        self._waiting.append(lambda: self._put_back(piece, note))

    def read(self) -> None:
        """Read what is decided on disk, as another workbench may have decided too."""
        self._waiting.append(self._read)

    def do(self) -> None:
        """Do all that waits; returns when that is done, by this thread or another one."""
        with self._doing:
            while self._waiting:
                self._waiting.popleft()()

    def _decide(self, decided: AllDecisions, texts: Mapping[str, Mapping[str, str]] | None) -> None:
        try:
            self._workspace.decide(decided, texts=texts)
        except Glue2DatabricksError as error:
            self._post(Trouble("A decision was not saved", error.message))

    def _read(self) -> None:
        made = self.made
        try:
            self._post(DecisionsRead(self._workspace.decisions(), self._workspace.texts(), made))
        except Glue2DatabricksError as error:
            self._post(Trouble("The decisions could not be read", error.message))

    def _take(self, direction: Direction) -> None:
        try:
            ahead = step_ahead(self._workspace, direction)
            if ahead is None:
                self._post(Decided(direction, None))
            elif isinstance(ahead.step, Operation):
                self._post(WriteAhead(direction, ahead.step, ahead.output))
            else:
                self._done(direction, ahead, take_step(self._workspace, direction, ahead))
        except Glue2DatabricksError as error:
            self._post(Trouble(f"The {direction} was not done", error.message))

    def _confirm(self, direction: Direction, operation: Operation, *, force: bool) -> None:
        try:
            ahead = step_ahead(self._workspace, direction)
            if ahead is None or ahead.step != operation:
                title, sentence = f"The {direction} was not done", "Something else was done meanwhile: try again."
                self._post(Trouble(title, sentence))
                return
            self._retake(direction, ahead, operation, force=force)
        except Glue2DatabricksError as error:
            self._post(Trouble(f"The {direction} was not done", error.message))

    def _retake(self, direction: Direction, ahead: Ahead, operation: Operation, *, force: bool) -> None:
        try:
            self._done(direction, ahead, take_step(self._workspace, direction, ahead, force=force))
        except RollbackError as error:
            self._post(WriteAhead(direction, operation, ahead.output, error.message))

    def _done(self, direction: Direction, ahead: Ahead, step: Step | None) -> None:
        match step:
            case Operation() if ahead.output:
                self._post(SteppedBeside(ahead.output, step))
            case Operation():
                self._post(Written(step, {}))
            case DecisionStep() | None:
                self._post(Decided(direction, step))

    def _write(self, accepted: Sequence[Accepted]) -> None:
        output = self._workspace.settings.output
        try:
            if output:
                self._post(WrittenBeside(output, accepted, accept_beside(self._workspace, accepted)))
                return
            operation = self._workspace.accept(accepted)
            counts = {migration.source.path: len(changes) for migration, changes in accepted}
            self._post(Written(operation, counts))
        except Glue2DatabricksError as error:
            self._post(Trouble("Nothing was written", error.message))

    def _settle(self, accepted: Accepted, *, force: bool) -> None:
        workspace, settled = self._workspace, () if force else (accepted[0].source.path,)
        try:
            twinned = accept_beside(workspace, [accepted], settled=settled, force=force)
            self._post(WrittenBeside(workspace.settings.output, [accepted], twinned))
        except Glue2DatabricksError as error:
            self._post(Trouble("Nothing was settled", error.message))

    def _roll_back(self, rollback: Rollback) -> None:
        workspace, (name, force) = self._workspace, (rollback.operation.id, rollback.force)
        try:
            if rollback.and_since:
                done = workspace.rollback_to(name, force=force)
            else:
                done = workspace.rollback(name, rollback.paths, force=force)
            self._post(Written(done, {}))
        except RollbackError as error:
            self._post(RollbackRefused(rollback, error.message))
        except Glue2DatabricksError as error:
            self._post(Trouble("Nothing was rolled back", error.message))

    def _put_back(self, piece: Piece, note: str) -> None:
        try:
            self._post(Written(self._workspace.put_back(piece.path, piece.now, piece.content, note=note), {}))
        except Glue2DatabricksError as error:
            self._post(Trouble("Nothing was put back", error.message))
