"""The parts of the Rules screen: the rules, the card of one of them, and what comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from g2l_tui.model.change import Fidelity
from g2l_tui.ruleset.rule import Rule
from g2l_tui.tui.escape import visible, visible_lines
from g2l_tui.tui.widgets.line_list import LineList, Piece
from g2l_tui.workspace.drafts import Effect, Site, Trial
from g2l_tui.workspace.report import counted
from g2l_tui.workspace.rules import OwnFile

FIDELITY_CLASSES = {
    Fidelity.EXACT: "sign-accepted",
    Fidelity.EQUIVALENT: "sign-accepted",
    Fidelity.APPROXIMATE: "sign-warning",
    Fidelity.MANUAL: "sign-error",
}
_FIDELITY_COLOURS = {
    Fidelity.EXACT: "$success",
    Fidelity.EQUIVALENT: "$success",
    Fidelity.APPROXIMATE: "$warning",
    Fidelity.MANUAL: "$error",
}
_EXAMPLE = re.compile(r"^\[\[rule\.example\]\]", re.MULTILINE)

RuleLine = str | OwnFile | Rule
Outcome = str | Trial | Site | Effect


class RuleList(LineList):
    """The rules: the workspace's own by file, then those that are used here, then all others."""

    BORDER_TITLE = "rules"

    def __init__(self) -> None:
        super().__init__(id="rules")
        self.lines: list[RuleLine] = []
        self._own: Sequence[OwnFile] = ()
        self._shipped: Sequence[Rule] = ()
        self._uses: Mapping[str, int] = {}
        self._pattern: re.Pattern[str] | None = None
        self._holds: dict[str, bool] = {}

    def show(self, own: Sequence[OwnFile], rules: Sequence[Rule], uses: Mapping[str, int]) -> None:
        """Show rules, and how many sites each has; the cursor stays on the one where it was."""
        owned = {rule.id for file in own for rule in file.rules}
        self._own = own
        self._shipped = [rule for rule in rules if rule.id not in owned]
        self._uses = uses
        self._rebuild()

    def filter(self, pattern: re.Pattern[str] | None) -> None:
        """Show only the rules in which the pattern is found."""
        self._pattern = pattern
        self._rebuild()

    def show_rule(self, rule_id: str) -> None:
        """Put the cursor on a rule, whatever the filter."""
        self._pattern = None
        self._rebuild()
        index = next((i for i, line in enumerate(self.lines) if isinstance(line, Rule) and line.id == rule_id), None)
        if index is not None:
            self.move_to(index)

    def mark(self, rule_id: str, *, holds: bool) -> None:
        """Note whether the examples of a rule hold."""
        if self._holds.get(rule_id) is not holds:
            self._holds[rule_id] = holds
            self.refresh()

    def forget_marks(self) -> None:
        """The rules are others now: their examples have not been run."""
        self._holds.clear()

    @property
    def is_filtered(self) -> bool:
        """Whether only some rules are shown."""
        return self._pattern is not None

    @property
    def chosen(self) -> OwnFile | Rule | None:
        """What the cursor stands on; of a title the rule below it."""
        below = (line for line in self.lines[self.cursor :] if not isinstance(line, str))
        return next(below, None)

    def owner(self, rule: Rule) -> OwnFile | None:
        """Return the workspace's own file that a rule stands in."""
        return next((file for file in self._own if rule in file.rules), None)

    def count(self) -> int:
        return max(len(self.lines), 1)

    def pieces(self, index: int) -> Iterable[Piece]:
        if not self.lines:
            return [(" no rule matches · esc shows all", "sign-quiet")]
        line = self.lines[index]
        if isinstance(line, str):
            return [(f" {line}", "sign-title")]
        return self._file(line) if isinstance(line, OwnFile) else self._rule(line)

    def _rebuild(self) -> None:
        at = _key(self.lines[self.cursor]) if self.lines else None
        used = [rule for rule in self._shipped if self._uses.get(rule.id)]
        used.sort(key=lambda rule: (-self._uses[rule.id], rule.id))
        unused = sorted((rule for rule in self._shipped if not self._uses.get(rule.id)), key=lambda rule: rule.id)
        self.lines = [*self._own_lines(), *self._section("used here", used), *self._section("not used here", unused)]
        self.border_title = f"rules ({sum(isinstance(line, Rule) for line in self.lines)})"
        same = (index for index, line in enumerate(self.lines) if _key(line) == at)
        self.lines_changed()
        first = next(
            (index for index, line in enumerate(self.lines) if isinstance(line, Rule)), min(1, len(self.lines))
        )
        self.set_reactive(LineList.cursor, next(same, first))
        self.post_message(self.Moved(self))

    def _own_lines(self) -> list[RuleLine]:
        lines: list[RuleLine] = []
        for file in self._own:
            rules = [rule for rule in file.rules if self._matches(rule)]
            if rules or self._pattern is None:
                lines += [file, *rules]
        return ["this workspace's own", *lines] if lines else []

    def _section(self, title: str, rules: Sequence[Rule]) -> list[RuleLine]:
        found = [rule for rule in rules if self._matches(rule)]
        return [title, *found] if found else []

    def _matches(self, rule: Rule) -> bool:
        text = f"{rule.id} {rule.match} {rule.summary} {rule.code}"
        return self._pattern is None or self._pattern.search(text) is not None

    def _file(self, file: OwnFile) -> list[Piece]:
        broken = [("  ! ", "sign-error"), (counted(len(file.problems), "problem"), "sign-error")]
        return [(f"   {visible(file.path.name)}", "sign-folder"), *(broken if file.problems else [])]

    def _rule(self, rule: Rule) -> list[Piece]:
        holds = self._holds.get(rule.id)
        sign, name = {True: ("✓", "sign-accepted"), False: ("✗", "sign-error"), None: ("·", "sign-quiet")}[holds]
        uses = self._uses.get(rule.id, 0)
        return [
            (f"   {sign} ", name),
            (visible(rule.id), "text" if uses else "sign-quiet"),
            (f"  {uses}" if uses else "", "sign-quiet"),
            ("  manual" if rule.refuses else "", "sign-error"),
        ]


class OutcomeList(LineList):
    """What comes of a rule: its examples, the sites where it is used, and the files that a draft makes different."""

    BORDER_TITLE = "examples and sites"

    def __init__(self) -> None:
        super().__init__(id="outcomes")
        self.lines: list[Outcome] = []

    def show(self, title: str, lines: Sequence[Outcome]) -> None:
        """Show outcomes; the cursor stays on its line as far as that makes sense."""
        self.border_title = title
        self.lines = list(lines)
        self.lines_changed()
        self.refresh(layout=True)

    @property
    def chosen(self) -> Outcome | None:
        """The line under the cursor."""
        return self.lines[self.cursor] if self.lines else None

    def count(self) -> int:
        return max(len(self.lines), 1)

    def pieces(self, index: int) -> Iterable[Piece]:
        if not self.lines:
            return [(" nothing yet", "sign-quiet")]
        line = self.lines[index]
        match line:
            case Trial() as trial:
                sign = (" ✗ ", "sign-error") if trial.problem else (" ✓ ", "sign-accepted")
                return [sign, (visible(trial.name), "text"), (f"  {visible(trial.problem)}", "sign-error")]
            case Site(path, number, None):
                return [(" ■ ", "sign-error"), (f"{visible(path)}:{number}", "text"), ("  refused", "sign-quiet")]
            case Site(path, number, Fidelity() as fidelity):
                return [
                    (" → ", FIDELITY_CLASSES[fidelity]),
                    (f"{visible(path)}:{number}", "text"),
                    (f"  {fidelity.value}", "sign-quiet"),
                ]
            case Effect() as effect:
                counts = f"  {effect.changes:+} changes  {effect.findings:+} findings"
                return [(" ~ ", "sign-open"), (visible(effect.path), "text"), (counts, "sign-quiet")]
        return [(f" {visible(str(line))}", "sign-title")]


class RuleCard(VerticalScroll):
    """What a rule says: in words, and as it is written."""

    BORDER_TITLE = "rule"

    def __init__(self) -> None:
        super().__init__(id="rule-card", can_focus=False)

    def compose(self) -> ComposeResult:
        yield Static(id="rule-text")

    def show(self, content: Content) -> None:
        """Show a rule, or what is wrong with a file."""
        self.query_one("#rule-text", Static).update(content)


def rule_content(rule: Rule, origin: str, text: str) -> Content:
    """Return the card of a rule; `text` is how it is written, with or without its examples."""
    written = _EXAMPLE.split(text, maxsplit=1)[0].strip()
    return Content.assemble(
        (visible(rule.id), "bold $accent"),
        "   ",
        (rule.fidelity.value, f"bold {_FIDELITY_COLOURS[rule.fidelity]}"),
        (f"   {visible(origin)}\n", "$foreground 75%"),
        (visible(rule.summary) + "\n", "bold"),
        visible(" ".join(rule.why.split())),
        (f"\n\n{visible_lines(written)}" if written else "", "$foreground 85%"),
    )


def file_content(file: OwnFile, root: Path) -> Content:
    """Return the card of a rule file of the workspace's own: what is wrong with it, and what to do."""
    name = file.path.relative_to(root).as_posix()
    parts: list[str | tuple[str, str]] = [(visible(name), "bold $accent"), f"   {counted(len(file.rules), 'rule')}\n"]
    for problem in file.problems:
        parts += ["\n", ("! ", "bold $error"), visible(problem.removeprefix(f"{file.path}: "))]
    if file.problems:
        parts += ["\n\n", ("e", "bold $accent"), " mends it; the good rules of the other files are in use meanwhile"]
    return Content.assemble(*parts)


def _key(line: RuleLine) -> object:
    return line.path if isinstance(line, OwnFile) else line.id if isinstance(line, Rule) else line
