"""What the Rules screen shows, and the workers that find it out; what keys do is the screen's own part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.worker import get_current_worker

from g2l_tui.model.migration import Migration
from g2l_tui.ruleset.rule import Rule
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.tui.comparison import compare_contents, compare_migration
from g2l_tui.tui.diff_view import DiffView, Start
from g2l_tui.tui.escape import visible
from g2l_tui.tui.screens.layout import RoomyScreen
from g2l_tui.tui.session import Session
from g2l_tui.tui.widgets.bars import KeyBar, TextLine, TitleBar
from g2l_tui.tui.widgets.diff_pane import DiffPane
from g2l_tui.tui.widgets.line_list import LineList
from g2l_tui.tui.widgets.panes import Across, Down
from g2l_tui.tui.widgets.rule_editor import Edited, RuleEditor
from g2l_tui.tui.widgets.rule_lists import Outcome, OutcomeList, RuleCard, RuleList, file_content, rule_content
from g2l_tui.workspace.drafts import (
    Draft,
    Effect,
    Site,
    Trial,
    concerned,
    drafted,
    effect_of,
    sites,
    text_of_rule,
    trials,
)
from g2l_tui.workspace.report import counted
from g2l_tui.workspace.rules import OwnFile, file_of, own_files
from g2l_tui.workspace.workspace import Workspace


class RulesView(RoomyScreen[None]):
    """The panes of the Rules screen and how they are kept up to date."""

    class Listed(Message):
        """The rule files of the workspace's own were read."""

        def __init__(self, own: tuple[OwnFile, ...]) -> None:
            super().__init__()
            self.own = own

    class Tried(Message):
        """The examples of a rule were run; `text` is how the rule is written."""

        def __init__(self, rule: Rule, text: str, found: tuple[Trial, ...]) -> None:
            super().__init__()
            self.rule = rule
            self.text = text
            self.found = found

    class AllTried(Message):
        """The examples of every rule, or of the workspace's `own` ones, were run: whether they hold, by id."""

        def __init__(self, holds: Mapping[str, bool], *, own: bool) -> None:
            super().__init__()
            self.holds = holds
            self.own = own

    class DraftTried(Message):
        """A draft was read and its examples were run."""

        def __init__(self, edited: Edited, draft: Draft, found: tuple[Trial, ...]) -> None:
            super().__init__()
            self.edited = edited
            self.draft = draft
            self.found = found

    class Affected(Message):
        """What a draft would make different was found out; without one, what the last save of rules did."""

        def __init__(self, edited: Edited | None, effects: tuple[Effect, ...]) -> None:
            super().__init__()
            self.edited = edited
            self.effects = effects

    def __init__(self, session: Session, workspace: Workspace) -> None:
        super().__init__()
        self.session = session
        self.workspace = workspace
        self.drafts: dict[Path, Edited] = {}
        self._sites: Mapping[str, tuple[Site, ...]] = {}
        self._own: tuple[OwnFile, ...] = ()
        self._problems: tuple[str, ...] = ()
        self._trials: tuple[Trial, ...] = ()
        self._effects: tuple[Effect, ...] = ()
        self._before: dict[str, Migration] = {}
        self._reading = ""
        self._wanted = ""
        self._listed = False

    def compose(self) -> ComposeResult:
        yield TitleBar(visible(self.workspace.root.name), "rules")
        with Across(id="rules-panes"):
            yield RuleList()
            with Down(id="rules-middle"):
                yield RuleCard()
                yield RuleEditor()
                yield OutcomeList()
                yield TextLine(id="outcome-file")
                yield DiffPane(id="rule-diff")
        yield TextLine(id="rules-status")
        yield KeyBar("rules")
        yield self.too_small_notice()

    @property
    def rules(self) -> RuleList:
        return self.query_one(RuleList)

    @property
    def outcomes(self) -> OutcomeList:
        return self.query_one(OutcomeList)

    @property
    def editor(self) -> RuleEditor:
        return self.query_one(RuleEditor)

    @property
    def diff(self) -> DiffPane:
        return self.query_one(DiffPane)

    def on_mount(self) -> None:
        self.say("")
        self.call_after_refresh(self._read_own)

    def on_screen_resume(self) -> None:
        self._count_sites()

    # What the application tells

    def show_progress(self, reading: str) -> None:
        """Bring the title up to date."""
        self._reading = reading
        if self.is_mounted:
            self.query_one(TitleBar).show(self.session.progress(), self.session.severities(), reading)

    def rules_changed(self) -> None:
        """The rules were read again, and every file will be migrated anew: what is known now is compared then."""
        self._before = dict(self.session.migrations)
        if self.is_mounted:
            self.rules.forget_marks()
            self._read_own()

    def show_results(self, *, finished: bool) -> None:
        """Files were migrated again."""
        if finished and self._before:
            now = self.session.migrations
            pairs = [(before, now[path]) for path, before in self._before.items() if path in now]
            found = (effect_of(*pair) for pair in pairs if pair[0].source == pair[1].source)
            self._before = {}
            self.post_message(self.Affected(None, tuple(effect for effect in found if effect is not None)))
        if finished and self.is_current:
            self._count_sites()

    def say(self, sentence: str) -> None:
        """Show a sentence in the status line, with what the last save did."""
        own = "your rules are TOML in .g2l/rules: c writes a new one, e edits"
        self.query_one("#rules-status", TextLine).show(f" {sentence or own}")

    # What is shown

    def show_rule(self, rule_id: str) -> None:
        """Put the cursor on a rule, as soon as the rules are on the screen."""
        self._wanted = rule_id
        if self._listed:
            self._show_rules()

    def show_chosen(self) -> None:
        """Show the card, the examples and the sites of what the cursor stands on."""
        chosen = self.rules.chosen
        if self.has_class("-editing"):
            return
        self._trials, self._problems = (), ()
        card = self.query_one(RuleCard)
        if isinstance(chosen, OwnFile):
            card.show(file_content(chosen, self.workspace.root))
        elif chosen is not None:
            owner = self.rules.owner(chosen)
            card.show(rule_content(chosen, self._origin(chosen, owner), ""))
            ruleset = self.workspace.ruleset
            work = lambda: self._try(chosen, owner, ruleset)  # noqa: E731
            self.run_worker(work, thread=True, group="trials", exclusive=True, exit_on_error=False)
        self._show_outcomes()

    def open_editor(self, edited: Edited, line: int) -> None:
        """Edit a rule file."""
        self._trials, self._problems, self._effects = (), (), ()
        self.add_class("-editing")
        self.editor.open(edited, line)
        self.editor.focus()
        self._show_outcomes()

    def read_text(self, own: OwnFile) -> str:
        """Return the text of a rule file; what cannot be read as UTF-8 is replaced, or nothing."""
        try:
            return own.path.read_bytes().decode("utf-8", errors="replace")
        except OSError:
            return ""

    def try_all(self) -> None:
        """Run the examples of every rule in the background."""
        ruleset = self.workspace.ruleset
        self.say(f"running the examples of {counted(len(ruleset.rules), 'rule')} …")
        work = lambda: self._try_each(ruleset.rules, ruleset, own=False)  # noqa: E731
        self.run_worker(work, thread=True, group="all trials", exclusive=True, exit_on_error=False)

    # What was found out

    def on_rules_view_listed(self, message: Listed) -> None:
        self._own, self._listed = message.own, True
        self.editor.reread(message.own)
        self.drafts = {path: edited for path, edited in self.drafts.items() if edited.is_unsaved}
        self._show_rules()
        self.show_chosen()
        ruleset, rules = self.workspace.ruleset, [rule for file in message.own for rule in file.rules]
        work = lambda: self._try_each(rules, ruleset, own=True)  # noqa: E731
        self.run_worker(work, thread=True, group="own trials", exclusive=True, exit_on_error=False)

    def on_rules_view_tried(self, message: Tried) -> None:
        rule = message.rule
        self.rules.mark(rule.id, holds=not any(trial.problem for trial in message.found))
        if rule is not self.rules.chosen or self.has_class("-editing"):
            return
        self.query_one(RuleCard).show(rule_content(rule, self._origin(rule, self.rules.owner(rule)), message.text))
        self._trials = message.found
        self._show_outcomes()

    def on_rules_view_all_tried(self, message: AllTried) -> None:
        for rule_id, holds in message.holds.items():
            self.rules.mark(rule_id, holds=holds)
        if message.own:
            return
        failing = sum(not holds for holds in message.holds.values())
        total = counted(len(message.holds), "rule")
        self.say(f"{total}: {failing} with an example that fails" if failing else f"{total}: every example holds")

    def on_rule_editor_paused(self, message: RuleEditor.Paused) -> None:
        edited = message.edited
        self.drafts[edited.own.path] = edited
        known = dict(self.session.migrations)
        ruleset = self.workspace.ruleset
        work = lambda: self._try_draft(edited, ruleset, known)  # noqa: E731
        self.run_worker(work, thread=True, group="draft", exclusive=True, exit_on_error=False)

    def on_rules_view_draft_tried(self, message: DraftTried) -> None:
        if message.edited is self.editor.edited:
            name = f"{message.edited.own.path}: "
            problems = [problem.removeprefix(name) for problem in message.draft.problems]
            self._trials = message.found
            if message.edited.is_unsaved:
                self.say(visible(problems[0]) if problems else "ctrl+s saves it and brings it into use")
            self._problems = tuple(f"! {problem}" for problem in problems)
            self._show_outcomes()

    def on_rules_view_affected(self, message: Affected) -> None:
        if message.edited is not None and (message.edited is not self.editor.edited or not message.edited.is_unsaved):
            return
        self._effects = message.effects
        if message.edited is None and not message.effects:
            self.say("rules read again: no file becomes anything else")
        elif message.edited is None:
            self.say(f"rules read again: {counted(len(message.effects), 'file')} became something else")
        self._show_outcomes()

    @on(LineList.Moved)
    def follow(self, message: LineList.Moved) -> None:
        """Keep the card on the rule, and the diff on the outcome, under the cursor."""
        if message.lines is self.rules:
            self.show_chosen()
        elif message.lines is self.outcomes:
            self._show_outcome()

    def on_descendant_focus(self) -> None:
        self.set_class(self.focused in (self.outcomes, self.diff), "-inspecting")

    def _show_rules(self) -> None:
        uses = {name: len(places) for name, places in self._sites.items()}
        self.rules.show(self._own, self.workspace.ruleset.rules, uses)
        if self._wanted and self._listed:
            self.rules.show_rule(self._wanted)
            self._wanted = ""

    def _count_sites(self) -> None:
        self.show_progress(self._reading)
        self._sites = sites(self.session.migrations.values())
        self._show_rules()

    def _show_outcomes(self) -> None:
        passed = sum(not trial.problem for trial in self._trials)
        title = f"examples {passed}/{len(self._trials)}" if self._trials else "examples"
        lines: list[Outcome] = [*self._problems, *self._trials]
        chosen = self.rules.chosen
        if self._effects:
            lines += [f"{counted(len(self._effects), 'file')} become something else", *self._effects]
            title += f" · effect {counted(len(self._effects), 'file')}"
        elif self.has_class("-editing"):
            title += " · no effect on the repository"
        elif isinstance(chosen, Rule) and (places := self._sites.get(chosen.id)):
            lines += ["used here", *places]
            title += f" · {counted(len(places), 'site')}"
        self.outcomes.show(title, lines)
        self._show_outcome()

    def _show_outcome(self) -> None:
        heading, view, start = self._compared()
        self.query_one("#outcome-file", TextLine).show((f" {heading}", "$foreground 75%"))
        self.diff.show(view, start=start)
        if start == Start():
            self.diff.step(1)

    def _compared(self) -> tuple[str, DiffView, Start]:
        """Return what the diff shows for the outcome under the cursor."""
        match self.outcomes.chosen:
            case Trial(name=name, before=before, expected=expected, got=got, problem=problem):
                left, right = (expected, got) if problem else (before, got)
                sides = "expected │ what came instead" if problem else "before │ after"
                return f"{visible(name)}   {sides}", _contents(left.encode(), right.encode()), Start()
            case Effect(path=path, before=old, after=new):
                sides = "with the rules as they were │ as they are now"
                return f"{visible(path)}   {sides}", _contents(old.result, new.result), Start()
            case Site(path=path, line=line) if path in self.session.migrations:
                migration = self.session.migrations[path]
                comparison = compare_migration(migration.source.content, migration.changes, frozenset())
                return f"{visible(path)}   Glue │ Databricks", DiffView(comparison), Start(line - 1)
            case _:
                return "", DiffView(), Start()

    def _origin(self, rule: Rule, owner: OwnFile | None) -> str:
        if owner is None:
            return f"shipped, {rule.origin.as_posix()}"
        return owner.path.relative_to(self.workspace.root).as_posix()

    # In workers

    def _read_own(self) -> None:
        work = lambda: self.post_message(self.Listed(own_files(self.workspace.root, self.workspace.settings)))  # noqa: E731
        self.run_worker(work, thread=True, group="own", exclusive=True, exit_on_error=False)

    def _try(self, rule: Rule, owner: OwnFile | None, ruleset: RuleSet) -> None:
        file = owner.path if owner else file_of(rule)
        text = file.read_bytes().decode("utf-8", errors="replace") if file else ""
        found = tuple(trials(rule, ruleset))
        if not get_current_worker().is_cancelled:
            self.post_message(self.Tried(rule, text_of_rule(text, rule.id), found))

    def _try_each(self, rules: Iterable[Rule], ruleset: RuleSet, *, own: bool) -> None:
        holds: dict[str, bool] = {}
        for rule in rules:
            if get_current_worker().is_cancelled:
                return
            holds[rule.id] = not any(trial.problem for trial in trials(rule, ruleset))
        self.post_message(self.AllTried(holds, own=own))

    def _try_draft(self, edited: Edited, ruleset: RuleSet, known: Mapping[str, Migration]) -> None:
        worker = get_current_worker()
        draft = drafted(edited.text, edited.own, ruleset)
        found = tuple(trial for rule in draft.rules for trial in trials(rule, draft.ruleset))
        self.post_message(self.DraftTried(edited, draft, found))
        others = [
            rule
            for rule in (*draft.rules, *edited.own.rules)
            if rule not in draft.rules or rule not in edited.own.rules
        ]
        paths = concerned((migration.source for migration in known.values()), others)
        effects = []
        for migration in self.workspace.migrate_with(draft.ruleset, paths):
            if worker.is_cancelled:
                return
            if (effect := effect_of(known[migration.source.path], migration)) is not None:
                effects.append(effect)
        self.post_message(self.Affected(edited, tuple(effects)))


def _contents(left: bytes, right: bytes) -> DiffView:
    return DiffView(compare_contents(left, right))
