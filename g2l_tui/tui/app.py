"""The workbench: modes, workers, and the handlers that join them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.worker import Worker, WorkerState, get_current_worker

from g2l_tui.errors import Glue2DatabricksError
from g2l_tui.garbage import loading, look_only_when_asked
from g2l_tui.tui import signals
from g2l_tui.tui.bindings import KEYS, Key, bindings
from g2l_tui.tui.commands import PROVIDERS
from g2l_tui.tui.deciding import DecidingApp
from g2l_tui.tui.escape import visible
from g2l_tui.tui.file_state import NothingRead
from g2l_tui.tui.habits import HABITS
from g2l_tui.tui.messages import (
    Named,
    Opened,
    RulesReloaded,
    SourcesListed,
    SourcesMigrated,
    SourcesSaved,
    Trouble,
    Watching,
)
from g2l_tui.tui.preferences import prefer
from g2l_tui.tui.screens.first import FirstScreen
from g2l_tui.tui.screens.layout import RoomyScreen
from g2l_tui.tui.theme import PALETTE, THEMES, code_colours, next_theme
from g2l_tui.tui.tidying import Tidying

if TYPE_CHECKING:
    from pathlib import PurePath

    from g2l_tui.tui.opening import Opening
    from g2l_tui.tui.screens.history import HistoryScreen
    from g2l_tui.tui.screens.report import ReportScreen
    from g2l_tui.tui.screens.review import ReviewScreen
    from g2l_tui.tui.screens.rules import RulesScreen
    from g2l_tui.workspace.watch import Saved, Watch

_STOPPABLE = ("survey", "check")
_SWITCH_SECONDS = 0.0005  # a migrating thread hands over ten times as often: keys answer four times as fast


def run(opening: Opening, *, demo: bool = False) -> None:
    """Run the workbench until the person quits. Raises what opening the workspace does."""
    with signals.quiet_logging():
        sys.setswitchinterval(_SWITCH_SECONDS)
        look_only_when_asked()
        bench = Workbench(opening, demo=demo)
        bench.run()
    if bench.failure:
        raise bench.failure
    if bench.return_code:
        sys.exit(bench.return_code)


class Workbench(DecidingApp):
    """The application. Workers compute and post messages; only handlers, here and on screens, draw."""

    TITLE = "g2l-tui"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["theme.tcss", "screens/review.tcss"]  # what the first screen needs
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere")]
    COMMANDS = PROVIDERS
    COMPONENT_CLASSES: ClassVar[set[str]] = PALETTE
    DEFAULT_MODE = "review"

    rules: RulesScreen
    report: ReportScreen

    def __init__(self, opening: Opening, *, demo: bool = False, watching: bool = True) -> None:
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)  # or it would send greys
        self.demo = demo
        self.failure: BaseException | None = None
        self._opening = opening
        self.keys: tuple[Key, ...] = KEYS
        self._watching = watching
        for theme in THEMES:
            self.register_theme(theme)
        if self.theme not in self.available_themes or self.theme == "textual-dark":
            self.set_reactive(Workbench.theme, THEMES[0].name)
        self.stylesheet.set_variables(self.get_css_variables())  # the colours of this theme, before anything is parsed
        self._watch: Watch | None = None
        self._surveying = False
        self._saved: set[str] = set()  # heard of, and not migrated again yet

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return code_colours(self.current_theme)

    def on_key(self, event: events.Key) -> None:
        """Tell people who come from other programs what a key of those is here."""
        if event.key in HABITS and self.screen is self.review and event.key not in self.screen.active_bindings:
            self.review.show_status(HABITS[event.key])

    def get_default_screen(self) -> FirstScreen:
        """Return the first screen. As one of a mode it would have all styles parsed three times more."""
        return FirstScreen(NothingRead(), self._opening.root, demo=self.demo)

    def on_mount(self) -> None:
        self.add_mode("review", self.get_default_screen)
        self.add_mode("rules", lambda: self.rules)
        self.add_mode("history", lambda: self.history)
        self.add_mode("report", lambda: self.report)
        self.app_resume_signal.subscribe(self, lambda _: self._resume())
        self._tidying = Tidying(self, is_awaited=self._is_awaited, is_reading=lambda: self._runs("survey"))
        signals.install(self)

    def on_unmount(self) -> None:
        if self._watch is not None:
            self._watch.stop()
        if self.is_ready:
            self.save_steps()
            self.proofs.close()

    def find_names(self) -> None:
        """Begin to open the workspace. Called when the first screen stands, so what is known now is painted first."""
        if self._opening.names.done():
            self.on_named(Named(self._opening.names.result()))
        else:
            self._work(self._find_names, "open")

    def migrate(self, paths: Sequence[str]) -> None:
        """Migrate files again in the background; what was running for the whole workspace goes on."""
        started = [(path, self.session.revisions[path]) for path in paths]
        self._work(lambda: self._migrate_each(started), "migrate")

    def reload_rules(self) -> None:
        """Read rules and configuration again in the background."""
        self._work(self._reload_rules, "rules", exclusive=True)

    def heard(self, saved: Saved) -> None:
        """Take note that files were saved. Called by the watch, from its own thread."""
        self.workspace.forget(None if saved.rescan else saved.sources)
        self.post_message(SourcesSaved(saved))

    def show_progress(self) -> None:
        """Bring title and tree up to date."""
        self.review.show_progress(self.reading)
        self.rules.show_progress(self.reading)
        self.history.show_progress(self.reading)
        self.report.show_progress(self.reading)

    def stop(self) -> bool:
        """Stop what is being read or checked; False when there is nothing to stop."""
        stopped = [worker for worker in self.workers if worker.group in _STOPPABLE and worker.is_running]
        for worker in stopped:
            worker.cancel()
        if stopped:
            self._surveying = False
            self._show_work("")
        return bool(stopped)

    def on_named(self, message: Named) -> None:
        """Show the names, and read on only when they are seen."""
        if isinstance(self.screen, FirstScreen):
            self.screen.show_names(message.paths)
        self.call_after_refresh(lambda: self._work(self._open, "open"))

    def on_opened(self, message: Opened) -> None:
        """Put the review over the first screen, which stays below: Textual replaces none that a mode began with."""
        review, rules, history, report = _later_screens()
        self.take(message.workspace)
        self.session.list_paths(self._opening.names.result())
        self.review = review(self.session, self.workspace.root, demo=self.demo)
        self.rules = rules(self.session, self.workspace)
        self.history = history(self.session, self.workspace)
        self.report = report(self.session, self.workspace.root)
        self.delay_update()  # the first screen looks the same: there is nothing to paint until all of the review stands
        self.push_screen(self.review)

    def begin(self) -> None:
        """Read the files, and do what was typed meanwhile. Called when the review stands."""
        self.be_ready()
        for sentence in self.workspace.recovered:
            self.notify(visible(sentence), title="Recovered", timeout=15, markup=False)
        self.review.show_problems((*self.workspace.problems, *prefer(self, self.workspace.settings)))
        chosen = self.review.recall_place()
        if chosen in self.available_themes:
            self.theme = chosen
        self.survey()
        if self._watching:
            self._work(self._start_watch, "watch")

    def on_sources_listed(self, message: SourcesListed) -> None:
        self.session.list_paths(message.paths)
        self.session.apply({p: found for p, found in message.decisions.items() if p not in self.session.decisions})
        for path, texts in message.texts.items():
            self.session.reword(path, texts)
        if not self.session.written_digests:
            for operation in sorted(message.history, key=lambda operation: operation.number):
                self.session.note_operation(operation, {})
        self.reading = f"reading {len(message.paths)} files" if message.paths else ""
        self.review.show_paths()
        self.show_progress()

    def on_sources_migrated(self, message: SourcesMigrated) -> None:
        paths = [result.path for result in message.results]
        decided = {path: self.session.decided(path) for path in self._saved & set(paths)}
        changed = [result.path for result in message.results if self.session.take(result)]
        outside = [path for path in changed if path in self._saved and self.session.is_foreign(path)]
        self._saved -= set(paths)
        if outside:
            self.review.show_saved(outside, sum(len(decided[path] - self.session.decided(path)) for path in outside))
        finished = message.done >= message.total
        if message.whole and self._surveying:
            self._surveying = not finished
            self.reading = "" if finished else f"reading {message.done}/{message.total}"
        self.review.show_results(changed, finished=finished and message.whole)
        self.rules.show_results(finished=finished and message.whole)
        if finished:
            self.look_beside()
        self.show_progress()
        self._tidying.wait_for_paint()

    def on_sources_saved(self, message: SourcesSaved) -> None:
        saved = message.saved
        if saved.rules:
            self.reload_rules()
        root = os.fspath(self.workspace.root)  # of thousands of files at once, texts are looked up before a key waits
        are_there = (os.path.exists(f"{root}/{path}") for path in saved.sources)  # noqa: PTH110
        if saved.rescan or not saved.sources <= self.session.listed or not all(are_there):
            self.survey()
        elif saved.sources:
            self.migrate(self.session.touched(saved.sources, self.review.path))
        self._saved |= saved.sources

    def on_watching(self, message: Watching) -> None:
        self.review.show_watching(message.problem)

    def on_rules_reloaded(self, message: RulesReloaded) -> None:
        self.review.show_problems(message.problems or prefer(self, self.workspace.settings))
        if not message.problems:
            self.review.show_status("rules read again; every file is being refreshed")
            self.rules.rules_changed()
            self.survey()

    def on_trouble(self, message: Trouble) -> None:
        if not self._surveying:
            self._show_work("")
        self.notify(
            visible(message.sentence),
            title=visible(message.title),
            severity="error",
            timeout=15,
            markup=False,
        )

    def survey(self) -> None:
        """List and migrate the whole workspace in the background."""
        self._surveying = True
        self.session.revisions.update(self.session.paths)
        self._work(self._survey, "survey", exclusive=True)

    @property
    def place(self) -> str:
        """The name of the screen on top, whose keys are to be shown."""
        own = self.screen.PLACE if isinstance(self.screen, RoomyScreen) else ""
        return own or self.current_mode

    def action_mode(self, mode: str) -> None:
        if self.place == "alike":
            self.screen.dismiss(None)
        if self.current_mode != mode and self.screen in (self.review, self.rules, self.history, self.report):
            self.switch_mode(mode)

    def open_in_review(self, path: str, *, line: int | None = None) -> None:
        """Go to the review and open a file there, at a 0-based source line if given."""
        self.action_mode("review")
        self.call_after_refresh(self.review.open_file, path, line=line, focus=True)

    async def action_quit(self) -> None:
        """Quit; with rules that are not saved anywhere only after a sheet."""
        if self.is_ready:
            self.rules.ask_to_leave(self._leave)
        else:
            self.exit()

    def action_reread(self) -> None:
        self.review.show_status("reading every file again")
        self.survey()

    def action_next_theme(self) -> None:
        self.theme = next_theme(self.theme)
        self.notify(self.theme, title="Theme", timeout=2, markup=False)

    def action_help(self) -> None:
        from g2l_tui.tui.screens.help import HelpScreen  # noqa: PLC0415 - loads after the first paint

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.place), self._run_from_help)

    def _run_from_help(self, action: str | None) -> None:
        if action:
            self.call_later(self.run_for_person, action)

    async def run_for_person(self, action: str) -> None:
        """Run an action of the key table where a key press would: focused pane, then screen, then here."""
        for node in (self.focused, self.screen, self):
            name = action.partition("(")[0]
            if node is not None and (name.startswith("app.") or hasattr(node, f"action_{name}")):
                await self.run_action(action, node)
                return

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that failed is a fault of ours: say so, and go on, but not without a workspace."""
        if event.state is WorkerState.ERROR and not self.is_ready:
            self.failure = event.worker.error
            self.exit()
        elif event.state is WorkerState.ERROR:
            sentence = f"{type(event.worker.error).__name__}: {event.worker.error}"
            self.on_trouble(Trouble(f"A fault in g2l-tui ({event.worker.group})", sentence))

    def _is_awaited(self) -> bool:
        return not self.is_ready or self._runs("migrate")

    def _runs(self, group: str) -> bool:
        return any(each.group == group and each.is_running for each in self.workers)

    def _resume(self) -> None:
        self.refresh(layout=True)
        if self.is_ready:
            self.review.show_status("back from the shell · ctrl+z suspends, u undoes")

    def _leave(self) -> None:
        self.review.remember_place("" if self.theme in (THEMES[0].name, self.workspace.settings.theme) else self.theme)
        self.exit()

    def _find_names(self) -> None:
        self.post_message(Named(self._opening.names.result()))

    def _open(self) -> None:
        with loading():
            from g2l_tui.tui import highlight  # noqa: PLC0415 - nothing is lexed for the first paint

            workspace = self._opening.open()
            _later_screens()
        self.post_message(Opened(workspace))
        highlight.load()

    def _start_watch(self) -> None:
        from g2l_tui.workspace.watch import Watch  # noqa: PLC0415 - watchdog loads after the first paint

        self._watch = Watch(
            self.workspace.root,
            self.heard,
            self.workspace.rule_folders,
            warn=lambda sentence: self.post_message(Watching(sentence)),
        )
        self.post_message(Watching(self._watch.start() or ""))

    def _survey(self) -> None:
        try:
            paths = self.workspace.paths()
            decisions, texts = self.workspace.decisions(), self.workspace.texts()
            history = self.workspace.history()
        except Glue2DatabricksError as error:
            self.post_message(Trouble("The workspace could not be read", error.message))
            return
        self.post_message(SourcesListed(paths, decisions, texts, history))
        self._migrate_each([(path, self.session.revisions[path]) for path in paths], whole=True)
        from g2l_tui.tui import batches  # noqa: PLC0415 - loads after the first paint

        batches.load()

    def _migrate_each(self, started: Sequence[tuple[str, int]], *, whole: bool = False) -> None:
        from g2l_tui.tui.batches import batches  # noqa: PLC0415 - loads after the first paint

        worker = get_current_worker()
        done = 0
        for results in batches(self.workspace, started):
            if worker.is_cancelled:
                return
            done += len(results)
            self.post_message(SourcesMigrated(results, done, len(started), whole=whole))
        if not started:
            self.post_message(SourcesMigrated((), 0, 0, whole=whole))

    def _reload_rules(self) -> None:
        self.post_message(RulesReloaded(self.workspace.reload_rules()))


def _later_screens() -> tuple[type[ReviewScreen], type[RulesScreen], type[HistoryScreen], type[ReportScreen]]:
    """Load the screens that nobody sees at first; they need engine and store."""
    from g2l_tui.tui.screens.history import HistoryScreen  # noqa: PLC0415
    from g2l_tui.tui.screens.report import ReportScreen  # noqa: PLC0415
    from g2l_tui.tui.screens.review import ReviewScreen  # noqa: PLC0415
    from g2l_tui.tui.screens.rules import RulesScreen  # noqa: PLC0415

    return ReviewScreen, RulesScreen, HistoryScreen, ReportScreen
