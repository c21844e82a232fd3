"""The part of the workbench that decides and writes: steps, and what comes of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.worker import get_current_worker

from g2l_tui.errors import Glue2DatabricksError
from g2l_tui.tui.escape import visible
from g2l_tui.tui.messages import (
    Checked,
    Decided,
    DecisionsRead,
    LookedBeside,
    ProvenAgain,
    Rollback,
    RollbackRefused,
    SteppedBeside,
    Trouble,
    WriteAhead,
    Written,
    WrittenBeside,
)
from g2l_tui.tui.proving import SEVERITIES
from g2l_tui.tui.typed_ahead import TypedAhead
from g2l_tui.tui.words import counted

if TYPE_CHECKING:
    from g2l_tui.model.change import Change, Decision
    from g2l_tui.model.migration import Migration
    from g2l_tui.model.operation import Direction
    from g2l_tui.tui.proofs import Proofs
    from g2l_tui.tui.put_back import Piece
    from g2l_tui.tui.screens.alike import AlikeScreen
    from g2l_tui.tui.screens.history import HistoryScreen
    from g2l_tui.tui.screens.review import ReviewScreen
    from g2l_tui.tui.session import Accepted, AllDecisions, Session
    from g2l_tui.tui.steps import Steps
    from g2l_tui.workspace.workspace import Workspace


class DecidingApp(TypedAhead):
    """Owns the session, and brings what was decided to disk and back. `reading` says what goes on, or nothing."""

    review: ReviewScreen
    history: HistoryScreen

    workspace: Workspace
    session: Session
    proofs: Proofs
    _steps: Steps

    def __init__(self, *, ansi_color: bool | None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.reading = ""

    def take(self, workspace: Workspace) -> None:
        """Decide and write in this workspace from now on."""
        from g2l_tui.tui.proofs import Proofs  # noqa: PLC0415 - loads after the first paint, as what follows
        from g2l_tui.tui.session import Session  # noqa: PLC0415
        from g2l_tui.tui.steps import Steps  # noqa: PLC0415

        self.workspace = workspace
        workspace.spare_this_process()
        self.session = Session()
        self.proofs = Proofs(workspace)
        self._steps = Steps(workspace, self.post_message)

    @property
    @abstractmethod
    def place(self) -> str:
        """The name of the screen on top, whose keys are to be shown."""

    @abstractmethod
    def show_progress(self) -> None:
        """Bring what every screen shows of decisions and work up to date."""

    @abstractmethod
    def migrate(self, paths: Sequence[str]) -> None:
        """Migrate files again in the background."""

    def decide(self, path: str, chosen: Iterable[str], decision: Decision) -> AllDecisions:
        """Decide changes of a file and remember it; returns what is different now."""
        return self.decide_all({path: chosen}, decision)

    def decide_all(self, chosen: Mapping[str, Iterable[str]], decision: Decision) -> AllDecisions:
        """Decide changes by path, as one step, and remember it; returns what is different now."""
        decided = self.session.decide(chosen, decision)
        if decided:
            self._steps.decide(decided)
            self._do_steps()
            self.show_progress()
            self._prove_again(decided)
        return decided

    def reword(self, path: str, name: str, text: str) -> None:
        """Accept a change with a person's own text, as one step, and remember it."""
        self._steps.decide(self.session.accept_reworded(path, name, text), {path: {name: text}})
        self._do_steps()
        self.show_progress()

    def save_steps(self) -> None:
        """Have on disk what was decided when this returns. Called when the program ends, too."""
        if self.is_ready:
            self._steps.do()

    def step_back_or_forth(self, direction: Direction) -> None:
        """Undo or redo the step that is next."""
        self._steps.take(direction)
        self._do_steps()

    def check(self, accepted: Sequence[Accepted]) -> None:
        """Look at what would be written, in the background."""
        self._show_work(f"checking {counted(len(accepted), 'file')}")
        self._steps.read()
        self._work(lambda: self._check(accepted), "check", exclusive=True)

    def write(self, accepted: Sequence[Accepted]) -> None:
        """Write accepted changes as one operation, with a backup first."""
        self._show_work(f"writing {counted(len(accepted), 'file')}")
        self._steps.write(accepted)
        self._do_steps()

    def settle(self, path: str, *, force: bool) -> None:
        """End the conflicts of a file in the output: for the hand edits, or, with `force`, for what is generated."""
        migration = self.session.migrations[path]
        self._steps.settle((migration, self.session.accepted(migration)), force=force)
        self._do_steps()

    def look_beside(self) -> None:
        """Find out, in the background, how the output tree stands against what is accepted."""
        if self.workspace.settings.output:
            accepted = self.session.all_accepted()
            self._work(lambda: self._look_beside(accepted), "beside", exclusive=True)

    def roll_back(self, rollback: Rollback) -> None:
        """Put files back, with a backup of what they are now."""
        self._steps.roll_back(rollback)
        self._do_steps()

    def put_back(self, piece: Piece, note: str) -> None:
        """Write a file with one piece as it was."""
        self._steps.put_back(piece, note)
        self._do_steps()

    def on_proven_again(self, message: ProvenAgain) -> None:
        path, proof = visible(message.path), message.proof
        if proof is None:
            sentence = "its code has changed since you asked for it: prove it once more"
            self.notify(sentence, title=f"{path} was not proven", severity="warning", markup=False)
            return
        severity = SEVERITIES[proof.outcome.value]
        self.notify(visible(proof.sentence), title=f"{path} proven again", severity=severity, timeout=8, markup=False)

    def on_checked(self, message: Checked) -> None:
        self._show_work("")
        self.review.show_write_plan(message.fit, message.unfit)

    def on_app_focus(self) -> None:
        if not self.is_ready:
            return
        self.look_beside()
        self._steps.read()
        self._do_steps()

    def on_decisions_read(self, message: DecisionsRead) -> None:
        if message.made == self._steps.made:
            self.session.replace_decisions(message.decisions, message.texts)
            self.review.refresh_decisions()
            self.show_progress()

    def on_decided(self, message: Decided) -> None:
        step = message.step
        if step is None:
            self.review.show_status(f"nothing to {message.direction}")
            return
        decided = {path: {name: to for name, (_, to) in each.items()} for path, each in step.decided.items()}
        for path, texts in step.texts.items():
            self.session.reword(path, {name: to for name, (_, to) in texts.items()})
        self.session.apply(decided)
        self.review.show_step(message.direction, decided)
        if self.place == "alike":
            cast("AlikeScreen", self.screen).show_open(self.review.said)
        self.show_progress()

    def on_write_ahead(self, message: WriteAhead) -> None:
        def confirm() -> None:
            self._steps.confirm(message.direction, message.operation, force=bool(message.problem))
            self._do_steps()

        self.review.show_write_ahead(message, confirm)

    def on_written(self, message: Written) -> None:
        self._show_work("")
        operation = message.operation
        paths = [record.path for record in operation.files]
        self.session.note_operation(operation, message.counts)
        self.history.show_operations()
        self.migrate(self.session.touched(paths))
        self.review.show_written(operation, message.counts)

    def on_stepped_beside(self, message: SteppedBeside) -> None:
        self._show_work("")
        self.session.note_unsent(record.path for record in message.operation.files)
        self.review.show_stepped_beside(message)
        self.show_progress()
        self.look_beside()

    def on_written_beside(self, message: WrittenBeside) -> None:
        self._show_work("")
        self.session.note_sent(message.accepted)
        self.show_progress()
        self.review.show_written_beside(message)
        self.look_beside()

    def on_looked_beside(self, message: LookedBeside) -> None:
        before = set(self.session.clashes)
        self.session.note_standing(message.accepted, message.standing)
        self.review.show_clashes(set(self.session.clashes) - before)
        self.show_progress()

    def on_rollback_refused(self, message: RollbackRefused) -> None:
        self.post_message(Trouble("Nothing was rolled back yet", message.sentence))
        self.history.ask(replace(message.rollback, force=True))

    def _work(self, work: Callable[[], None], group: str, *, exclusive: bool = False) -> None:
        self.run_worker(work, thread=True, group=group, exclusive=exclusive, exit_on_error=False)

    def _do_steps(self) -> None:
        self._work(self.save_steps, "steps")

    def _show_work(self, sentence: str) -> None:
        self.reading = sentence
        self.show_progress()

    def _prove_again(self, decided: AllDecisions) -> None:
        """Prove, in the background, files of which a person wants that; a later accept comes before an earlier one."""
        for path in self.proofs.wanted_for(decided):
            migration = self.session.offered(path)
            accepted = self.session.accepted(migration)
            self._work(partial(self._prove, migration, accepted), f"proof of {path}", exclusive=True)

    def _prove(self, migration: Migration, accepted: Sequence[Change]) -> None:
        try:
            proof = self.proofs.again(migration, accepted)
        except (Glue2DatabricksError, OSError) as error:
            self.post_message(Trouble(f"{migration.source.path} was not proven again", str(error)))
            return
        if not get_current_worker().is_cancelled:
            self.post_message(ProvenAgain(migration.source.path, proof))

    def _look_beside(self, accepted: Sequence[Accepted]) -> None:
        from g2l_tui.workspace.beside import standing_beside  # noqa: PLC0415 - the engine loads after the first paint

        try:
            self.post_message(LookedBeside(accepted, standing_beside(self.workspace, accepted)))
        except Glue2DatabricksError as error:
            self.post_message(Trouble("The output could not be read", error.message))

    def _check(self, accepted: Sequence[Accepted]) -> None:
        from g2l_tui.tui.steps import look_at  # noqa: PLC0415 - as above

        self.save_steps()
        try:
            checked = look_at(self.workspace, accepted, get_current_worker())
        except Glue2DatabricksError as error:
            self.post_message(Trouble("Nothing was written", error.message))
            return
        if checked is not None:
            self.post_message(checked)
