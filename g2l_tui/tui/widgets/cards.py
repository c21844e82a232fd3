"""The card that says why something changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from g2l_tui.engine.rewriting.unruled import UNRULED
from g2l_tui.model.alike import Site, sites_of
from g2l_tui.model.change import Change, Decision, Fidelity
from g2l_tui.model.ledger import LedgerRow, Outcome
from g2l_tui.model.migration import Migration
from g2l_tui.tui.escape import visible

if TYPE_CHECKING:
    from g2l_tui.ruleset.rule import Rule
    from g2l_tui.ruleset.ruleset import RuleSet

Part = str | Content | tuple[str, str]

_FIDELITY = {
    Fidelity.EXACT: ("exact", "$success", "means the same"),
    Fidelity.EQUIVALENT: ("equivalent", "$success", "means the same as long as"),
    Fidelity.APPROXIMATE: ("approximate", "$warning", "differs for some inputs"),
    Fidelity.MANUAL: ("manual", "$error", "needs a person"),
}
_OUTCOMES = {
    Outcome.TRANSLATED: ("→", "$success"),
    Outcome.MOVED: ("⇢", "$primary"),
    Outcome.DROPPED: ("-", "$foreground 65%"),
    Outcome.REFUSED: ("■", "$error"),
}
_MOST_NAMED = 6


class WhyCard(VerticalScroll):
    """The rules, the fidelity and the fate of every argument, for the change under the cursor."""

    BORDER_TITLE = "why this changed"
    DEFAULT_CSS = """
    WhyCard { height: auto; max-height: 12; border: round $accent 60%; background: $surface; display: none; }
    WhyCard.-open { display: block; }
    WhyCard Static { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__(id="why", can_focus=False)

    def compose(self) -> ComposeResult:
        yield Static(id="why-text")

    @property
    def is_open(self) -> bool:
        """Whether the card is on the screen."""
        return self.has_class("-open")

    def show(self, content: Content) -> None:
        """Show the explanation."""
        self.query_one("#why-text", Static).update(content)


def why(migration: Migration, names: Sequence[str], decision: Decision, ruleset: RuleSet) -> Content:
    """Explain the changes `names`: their rules with the reasons, fidelity, assumptions and the ledger of their lines.

    What keeps a change from being accepted unseen, and which others it needs or is needed by, stands there too.
    """
    sites = list(sites_of(migration, names))
    if not sites:
        return Content.assemble(("No change here. ", "bold"), "] goes to the next one.")
    blocks = [_why_change(migration, site, decision, ruleset) for site in sites]
    return Content("\n").join(blocks)


def why_finding(code: str, message: str, hint: str) -> Content:
    """Explain a finding on a line that no change touches."""
    parts: list[Part] = [(visible(code) + "  ", "bold $accent"), visible(message)]
    if hint:
        parts += ["\n", ("What to do: ", "bold"), visible(hint)]
    return Content.assemble(*parts)


def _why_change(migration: Migration, site: Site, decision: Decision, ruleset: RuleSet) -> Content:
    change = site.change
    word, colour, meaning = _FIDELITY[change.fidelity]
    lines = f"line {change.line}" if change.line == change.end_line else f"lines {change.line}-{change.end_line}"
    parts: list[Part] = [
        (visible(", ".join(change.rules)) or "no rule", "bold $accent"),
        f"   {lines}   ",
        (word, f"bold {colour}"),
        (f" ({meaning})   ", "$foreground 75%"),
        (decision.value, "bold"),
    ]
    if change.edited:
        parts.append(("   written by a person", "bold $warning"))
    for rule in dict.fromkeys(change.rules):
        parts += _rule_lines(rule, ruleset.by_id(rule))
    for assumption in change.assumptions:
        parts += [
            ("\n  if  " if change.fidelity is Fidelity.EQUIVALENT else "\n  !   ", "bold"),
            visible(assumption),
        ]
    if site.hazards:
        parts += [("\n  ▲   ", "bold $warning"), f"accepted by itself only: {visible('; '.join(site.hazards))}"]
    for row in migration.ledger:
        if change.line <= row.line <= change.end_line:
            parts += _ledger_line(row)
    parts += _company_lines(migration, change)
    return Content.assemble(*parts)


def _rule_lines(name: str, rule: Rule | None) -> list[Part]:
    summary = visible(rule.summary) if rule is not None else UNRULED.get(name, "")
    why = f" {visible(rule.why)}" if rule is not None and rule.why else ""
    return [("\n  rule ", "bold"), summary, (why, "$foreground 75%")] if summary else []


def _company_lines(migration: Migration, change: Change) -> list[Part]:
    needed = [other for other in migration.changes if other.id in change.needs]
    needing = [other for other in migration.changes if change.id in other.needs]
    parts: list[Part] = []
    for word, others in (("needs", needed), ("is needed by", needing)):
        if others:
            named = ", ".join(f"{other.line}" for other in others[:_MOST_NAMED])
            more = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
            plural = "" if len(others) == 1 else "s"
            parts.append((f"\n  {word} the change{plural} of line{plural} {named}{more}", "$foreground 75%"))
    if change.ties:
        named = ", ".join(visible(tie.rpartition(":")[2]) for tie in sorted(change.ties)[:_MOST_NAMED])
        parts.append((f"\n  goes together with other files, for {named}", "$foreground 75%"))
    return parts


def _ledger_line(row: LedgerRow) -> list[Part]:
    sign, colour = _OUTCOMES[row.outcome]
    name = visible(row.argument) or "(no argument)"
    parts: list[Part] = [
        "\n  ",
        (f"{sign} ", f"bold {colour}"),
        (f"{name:<22} ", ""),
        (f"{row.outcome.value:<10} ", colour),
        (visible(row.reason), "$foreground 75%"),
    ]
    return parts
