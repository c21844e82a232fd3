"""Rules: what each one says, where it is used, and editing the workspace's own with the outcome beside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from g2l_tui.errors import ChangedOnDiskError, Glue2DatabricksError
from g2l_tui.model.source import digest_of
from g2l_tui.paths import user_rules
from g2l_tui.ruleset.rule import Rule
from g2l_tui.store import rule_files
from g2l_tui.tui import editor
from g2l_tui.tui.bindings import bindings
from g2l_tui.tui.escape import visible, visible_lines
from g2l_tui.tui.screens.plugins import PluginsScreen
from g2l_tui.tui.screens.rules_view import RulesView
from g2l_tui.tui.screens.sheets import Sheet, quit_plan
from g2l_tui.tui.widgets.line_list import LineList
from g2l_tui.tui.widgets.rule_editor import Edited
from g2l_tui.tui.widgets.search_box import SearchBox
from g2l_tui.workspace.drafts import NEW_RULE, Site, line_of_rule, text_of_rule
from g2l_tui.workspace.rules import OwnFile, file_of


class RulesScreen(RulesView):
    """What the keys of the Rules screen do."""

    CSS_PATH = "rules.tcss"
    AUTO_FOCUS = "#rules"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("rules")]

    @property
    def unsaved(self) -> tuple[str, ...]:
        """The names of the rule files with text that is nowhere but here."""
        edited = self._edited() if self.is_mounted else []
        return tuple(sorted(each.own.path.name for each in edited if each.is_unsaved))

    def ask_to_leave(self, leave: Callable[[], None]) -> None:
        """Leave; with rules that are not saved anywhere only after a sheet."""
        if not self.unsaved:
            leave()
        elif not isinstance(self.app.screen, Sheet):
            self.app.push_screen(Sheet(quit_plan(self.unsaved)), lambda sure: leave() if sure else None)

    def action_edit(self) -> None:
        chosen = self.rules.chosen
        if chosen is None or self.has_class("-editing"):
            return
        own = chosen if isinstance(chosen, OwnFile) else self.rules.owner(chosen)
        if own is None and isinstance(chosen, Rule):
            self._edit_new(
                self._text_of(chosen), chosen.id, "a copy of the shipped rule: once saved it takes its place"
            )
        elif own is not None:
            self._edit_file(own, chosen.id if isinstance(chosen, Rule) else "")

    def action_new(self) -> None:
        self._edit_new(NEW_RULE, "my-rule", "a complete rule to begin with: it is used once it is saved")

    def action_edit_outside(self) -> None:
        chosen = self.rules.chosen
        own = chosen if isinstance(chosen, OwnFile) else self.rules.owner(chosen) if chosen else None
        if own is None:
            self.say("this rule is shipped: e makes a copy of your own to edit")
            return
        line = line_of_rule(self.read_text(own), chosen.id) if isinstance(chosen, Rule) else 0
        problem = editor.edit(self.app, own.path, line + 1)
        if problem:
            self.notify(visible(problem), title="Not edited", severity="error", markup=False)
        else:
            self.bench.reload_rules()

    def action_save(self) -> None:
        edited = self.editor.edited
        if edited is None or not self.has_class("-editing"):
            return
        content = edited.text.encode("utf-8", "surrogatepass")
        path = edited.own.path.relative_to(self.workspace.root).as_posix()
        try:
            rule_files.save(self.workspace.root, path, content, before=edited.saved)
        except ChangedOnDiskError as error:
            self.editor.move_to(self._free_path(edited.own.path.stem))
            name = visible(self.editor.edited.own.path.name) if self.editor.edited else ""
            sentence = f"{error.message} Your text is still here, as {name}: ctrl+s saves it there."
            self.notify(visible(sentence), title="Not saved", severity="error", timeout=15, markup=False)
            return
        except Glue2DatabricksError as error:
            self.notify(visible(error.message), title="Not saved", severity="error", timeout=15, markup=False)
            return
        self.editor.saved(digest_of(content))
        self.say(f"saved {visible(path)}; every file is being refreshed")
        self.bench.reload_rules()

    def action_run_all(self) -> None:
        self.try_all()

    def action_plugins(self) -> None:
        self.app.push_screen(PluginsScreen(self.workspace))

    async def action_filter(self) -> None:
        if not self.query(SearchBox) and not self.has_class("-editing"):
            await self.mount(SearchBox(), before="#rules-status")

    def action_close(self) -> None:
        if self.query(SearchBox):
            self.query(SearchBox).remove()
            self.rules.filter(None)
            self.rules.focus()
        elif self.has_class("-editing"):
            self._leave_editor()
        elif self.rules.is_filtered:
            self.rules.filter(None)
        else:
            self.rules.focus()

    def action_layout(self) -> None:
        self.diff.toggle_layout()

    def action_next_change(self) -> None:
        self.diff.step(1)

    def action_previous_change(self) -> None:
        self.diff.step(-1)

    def on_search_box_searched(self, message: SearchBox.Searched) -> None:
        self.rules.filter(message.pattern)
        if message.finished:
            self.rules.focus()

    @on(LineList.Chosen)
    def go_on(self, message: LineList.Chosen) -> None:
        """From a rule to what comes of it; from a site to its line in the review; else to the diff."""
        if message.lines is self.rules:
            self.outcomes.focus()
        elif message.lines is self.outcomes:
            chosen = self.outcomes.chosen
            if isinstance(chosen, Site):
                self.bench.open_in_review(chosen.path, line=chosen.line - 1)
            else:
                self.diff.focus()

    def _leave_editor(self) -> None:
        edited = self.editor.edited
        self.remove_class("-editing")
        self.rules.focus()
        if edited is not None and edited.is_unsaved:
            self.say(f"{visible(edited.own.path.name)} is not saved: e goes on, ctrl+s there saves it")
        self.show_chosen()

    def _edit_file(self, own: OwnFile, rule_id: str) -> None:
        text = self.read_text(own)
        if visible_lines(text) != "\n".join(text.splitlines()).replace("\t", visible("\t")):
            self.say("this file holds characters that a terminal would act on: E opens it in $EDITOR")
            return
        edited = self.drafts.get(own.path) or Edited(own, text, digest_of(text.encode("utf-8", "surrogatepass")), text)
        self.open_editor(edited, line_of_rule(edited.text, rule_id))

    def _edit_new(self, text: str, name: str, sentence: str) -> None:
        path = self._free_path(name)
        edited = self.drafts.get(path) or Edited(OwnFile(path, user_rules(self.workspace.root)), text, None)
        self.open_editor(edited, 0)
        self.say(sentence)

    def _free_path(self, name: str) -> Path:
        folder = user_rules(self.workspace.root)
        paths = (folder / f"{name}{suffix}.toml" for suffix in ("", *(f"-{number}" for number in range(2, 1_000))))
        return next(path for path in paths if not path.exists())

    def _text_of(self, rule: Rule) -> str:
        file = file_of(rule)
        return NEW_RULE if file is None else text_of_rule(file.read_text(encoding="utf-8"), rule.id)

    def _edited(self) -> list[Edited]:
        now = [self.editor.edited] if self.editor.edited else []
        return [*(each for path, each in self.drafts.items() if not now or path != now[0].own.path), *now]
