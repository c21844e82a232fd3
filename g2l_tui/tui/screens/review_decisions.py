"""What the keys decide: a change, a file, what is alike, or all that may go together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from g2l_tui.model.alike import sites_of
from g2l_tui.model.change import Change, Decision
from g2l_tui.model.migration import Migration
from g2l_tui.model.operation import Direction, Operation, OperationKind
from g2l_tui.tui import pages
from g2l_tui.tui.escape import visible
from g2l_tui.tui.messages import SteppedBeside, WriteAhead, WrittenBeside
from g2l_tui.tui.scopes import Scope, scopes_of
from g2l_tui.tui.screens.alike import AlikeScreen
from g2l_tui.tui.screens.more import MoreScreen
from g2l_tui.tui.screens.review_view import ReviewView
from g2l_tui.tui.screens.sheets import Sheet, step_plan, write_plan, written_beside, written_what, written_where
from g2l_tui.tui.session import AllDecisions, Decisions
from g2l_tui.tui.words import clock, counted

_ROUND = (Decision.PENDING, Decision.ACCEPTED, Decision.REJECTED)
_MOST_NAMED = 4


class ReviewDecisions(ReviewView):
    """Decides, says what was taken along, and goes on to what is still open."""

    def action_accept_change(self) -> None:
        self._decide_here(Decision.ACCEPTED)

    def action_reject_change(self) -> None:
        self._decide_here(Decision.REJECTED)

    def action_toggle_change(self) -> None:
        names = self.names_here()
        if names:
            now = _ROUND.index(self.session.decision(self.path, names[0]))
            self._decide(names, _ROUND[(now + 1) % len(_ROUND)])

    def action_accept_file(self) -> None:
        migration = self.migration
        if migration is None or not migration.changes:
            self.show_status("no changes in this file")
            return
        if not self.session.pending(self.path):
            self.show_status("every change of this file is decided already")
            return
        decided = self.bench.decide(self.path, self.session.unseen(self.path), Decision.ACCEPTED)
        self._show_file()
        if self.session.pending(self.path):
            self._show_unseen(migration, f"accepted {counted(_count(decided), 'change')} · u undoes" if decided else "")
        else:
            self._go_to_next_file(f"accepted {visible(self.path)} · u undoes")

    def action_reject_file(self) -> None:
        migration = self.migration
        if migration is None or not migration.changes:
            self.show_status("no changes in this file")
            return
        if not self.bench.decide(self.path, [change.id for change in migration.changes], Decision.REJECTED):
            self.show_status("every change of this file is rejected already")
            return
        self._show_file()
        self._go_to_next_file(f"rejected {visible(self.path)} · u undoes")

    def action_accept_safe(self) -> None:
        chosen = {path: names for path in self.session.paths if (names := self.session.unseen(path))}
        decided = self.bench.decide_all(chosen, Decision.ACCEPTED)
        if not decided:
            self.show_status("no open change may be accepted unseen: the rest is looked at one by one (a)")
            self.app.bell()
            return
        self.show_decided(decided, "accepted")

    def action_more(self) -> None:
        names = self.names_here()
        if not names or self.migration is None:
            return
        here = next(change for change in self.migration.changes if change.id in names)
        self.app.push_screen(MoreScreen(scopes_of(self.session, self.path, here)), self._decide_scope)

    def action_alike(self) -> None:
        if not any(self.session.pending(path) for path in self.session.paths):
            self.show_status("no change is open")
            return
        self.app.push_screen(AlikeScreen(self.session), lambda _: self._show_file())

    def action_undo_decision(self) -> None:
        self.bench.step_back_or_forth("undo")

    def action_redo_decision(self) -> None:
        self.bench.step_back_or_forth("redo")

    def action_write(self) -> None:
        accepted = self.session.to_write()
        if accepted:
            self.bench.check(accepted)
        else:
            self.show_status("nothing is accepted: a accepts a change, A the file")
            self.app.bell()

    # What the application tells

    def show_write_plan(
        self, fit: Sequence[tuple[Migration, tuple[Change, ...]]], unfit: Mapping[str, Sequence[str]]
    ) -> None:
        """Ask whether to write what fits."""

        def answered(confirmed: bool | None) -> None:  # noqa: FBT001 - Textual's contract
            if confirmed:
                self.bench.write(fit)

        if fit:
            output = self.bench.workspace.settings.output
            self.app.push_screen(Sheet(write_plan(fit, unfit, output, self.session.clashes)), answered)
            return
        path, sentences = next(iter(unfit.items()))
        self.open_file(path)
        hint = "Accept the change of that line too, or reject the one that it depends on."
        self.notify(
            f"{visible(path)}: {visible(sentences[0])}. {hint}",
            title="Nothing can be written like this",
            severity="error",
            timeout=15,
            markup=False,
        )

    def show_write_ahead(self, message: WriteAhead, confirm: Callable[[], None]) -> None:
        """Ask whether to take a step that writes."""
        plan = step_plan(message.direction, message.operation, message.output, message.problem)
        self.app.push_screen(Sheet(plan), lambda confirmed: confirm() if confirmed else None)

    def show_written(self, operation: Operation, counts: Mapping[str, int]) -> None:
        """Say what was written: `counts` changes of each file, if that is known."""
        what = "rolled back" if operation.kind is OperationKind.ROLLBACK else "written"
        self.show_status(f"{counted(len(operation.files), 'file')} {what} at {clock(operation)[11:]}")
        self.notify(written_where(operation), title=written_what(operation, counts), timeout=8, markup=False)

    def show_stepped_beside(self, message: SteppedBeside) -> None:
        """Say what an undo or redo wrote in the output tree."""
        title = written_what(message.operation, {})
        self.show_status(title)
        self.notify(written_where(message.operation, message.output), title=title, timeout=8, markup=False)

    def show_written_beside(self, message: WrittenBeside) -> None:
        """Say what is in the output tree now, and which edits there are in the way."""
        title, text = written_beside(message.output, len(message.accepted), message.twinned)
        self.show_status(title)
        severity: Literal["warning", "information"] = "warning" if message.twinned.conflicts else "information"
        self.notify(text, title=title, severity=severity, timeout=15, markup=False)

    def show_step(self, direction: Direction, decided: AllDecisions) -> None:
        """Show decisions that were taken back or made again, in their place."""
        word = "undone" if direction == "undo" else "done again"
        paths = [path for path in decided if path in self.session.migrations]
        if self.path not in paths and paths:
            self.open_file(paths[0])
        self._show_file()
        migration = self.migration
        names = decided.get(self.path, {})
        lines = [change.line for change in migration.changes if change.id in names] if migration else []
        if lines:
            self.diff.reveal(min(lines) - 1)
        self.show_status(f"{word}: {counted(_count(decided), 'decision')} in {_where(decided)}")

    def show_decided(self, decided: AllDecisions, word: str) -> None:
        """Show decisions on many files, with what is left."""
        self._show_file()
        left = sum(len(self.session.pending(path)) for path in self.session.paths)
        rest = f"{counted(left, 'change')} left to look at" if left else "every change is decided"
        what = f"{word.capitalize()} {counted(_count(decided), 'change')} in {_where(decided)}"
        reading = f" · {self.bench.reading}" if self.bench.reading else ""
        self.notify(f"{rest}{reading}\nu undoes it in one step", title=what, timeout=6, markup=False)
        self.show_status(f"{what} · u undoes")
        self._go_on()

    def names_here(self) -> tuple[str, ...]:
        """Return the ids of the changes under the cursor; where there is none, goes to the next one and says so."""
        row = self.diff.row
        if row is not None and row.changes and not self.has_notice:
            return row.changes
        if self.has_notice or not self.diff.step(1):
            self.show_status("no change under the cursor: ] goes to the next one")
        else:
            self.show_status("no change stood under the cursor: this is the next one")
        return ()

    # Deciding, and what comes next

    def _decide_here(self, decision: Decision) -> None:
        names = self.names_here()
        if not names:
            return
        held = self.session.held_by(self.path, names) if decision is Decision.ACCEPTED else ()
        if held:
            self._show_held(*held[0])
            return
        decided = self._decide(names, decision)
        if len(decided) <= len(names) or self.session.pending(self.path):
            self._go_on()
        else:
            self.show_status(self.said + (" · } next file" if self._next_pending() else " · every change is decided"))

    def _show_held(self, path: str, name: str) -> None:
        """Go to a change that has to be looked at before what needs it can be accepted."""
        migration = self.session.migrations[path]
        site = next(sites_of(migration, {name}))
        if path != self.path:
            self.open_file(path)
        self.diff.reveal(site.change.line - 1)
        self.show_status(f"this one is needed for it and looked at by itself: {site.hazards[0]} · a accepts it")
        self.app.bell()

    def _decide(self, names: Sequence[str], decision: Decision) -> Decisions:
        decided = self.bench.decide(self.path, names, decision)
        if decided:
            self._show_file()
            self.show_status(f"{decision.value} {self._with_company(names, decided, decision)} · u undoes")
        else:
            self.show_status(f"already {decision.value}")
        return decided.get(self.path, {})

    def _with_company(self, names: Sequence[str], decided: AllDecisions, decision: Decision) -> str:
        """Name the change, and those that were taken along."""
        changes = self.migration.changes if self.migration else ()
        lines = [f"line {change.line}" for change in changes if change.id in names]
        here = decided.get(self.path, {})
        others = [str(change.line) for change in changes if change.id in here and change.id not in names]
        elsewhere = [visible(path) for path in decided if path != self.path]
        tied = f", and what is tied to it in {', '.join(elsewhere[:_MOST_NAMED])}" if elsewhere else ""
        if not others:
            return ", ".join(lines) + tied
        more = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
        word = "line" if len(others) == 1 else "lines"
        why = "needed by it" if decision is Decision.ACCEPTED else "in need of it"
        return f"{', '.join(lines)}, with {word} {', '.join(others[:_MOST_NAMED])}{more} {why}{tied}"

    def _decide_scope(self, answer: tuple[Scope, Decision] | None) -> None:
        if answer is None:
            return
        scope, decision = answer
        decided = self.bench.decide_all(scope.for_decision(decision), decision)
        if decided:
            self.show_decided(decided, decision.value)
        else:
            self.show_status("nothing to decide there")

    def _go_on(self) -> None:
        """Move to the next open change: below, above, or in the next file; the last one of all shows a page."""
        pending = {change.id for change in self.session.pending(self.path)}
        rows = self.diff.rows
        starts = [index for index in self.diff.starts if pending & set(rows[index].changes)]
        below = [index for index in starts if index > self.diff.cursor]
        if below or starts:
            self.diff.go_to((below or starts)[0])
        else:
            self._go_to_next_file(self.said)

    def _go_to_next_file(self, said: str) -> None:
        following = self._next_pending()
        if following:
            self.open_file(following)
            self.show_status(f"{said} · next: {visible(following)}")
        elif not self.bench.reading:
            self.show_page(pages.all_decided(len(self.session.to_write())))
            self.show_status(f"{said} · every change is decided")
        else:
            self.show_status(said)

    def _next_pending(self) -> str:
        """Return the next file with open changes, round the end; empty when there is none."""
        paths = self.session.paths
        start = paths.index(self.path) + 1 if self.path in paths else 0
        return next((path for path in (*paths[start:], *paths[:start]) if self.session.pending(path)), "")

    def _show_unseen(self, migration: Migration, said: str) -> None:
        """Go to the first open change that is accepted by itself only, and say why."""
        open_ids = {change.id for change in self.session.pending(self.path)}
        held = [site for site in sites_of(migration, open_ids) if site.hazards]
        if not held:
            self.show_status(said or "the rest is accepted one by one: a")
            return
        first = held[0]
        self.diff.reveal(first.change.line - 1)
        why = f"{counted(len(held), 'change')} to accept by itself (a): line {first.change.line}, {first.hazards[0]}"
        self.show_status(f"{said} · {why}" if said else why)


def _count(decided: AllDecisions) -> int:
    return sum(len(names) for names in decided.values())


def _where(decided: AllDecisions) -> str:
    return visible(next(iter(decided))) if len(decided) == 1 else counted(len(decided), "file")
