"""Runs the examples of a rule: they are its tests and its documentation."""

from __future__ import annotations

from g2l_tui.config import Settings
from g2l_tui.engine.migrate import migrate
from g2l_tui.engine.project import survey
from g2l_tui.model.migration import Migration
from g2l_tui.model.source import Source
from g2l_tui.ruleset.rule import Example, Rule
from g2l_tui.ruleset.ruleset import RuleSet

PATH = "example.py"


def migrate_example(example: Example, ruleset: RuleSet) -> Migration:
    """Return what the rules make of the code before."""
    source = Source(PATH, example.before.encode())
    return migrate(source, ruleset, Settings(), survey([source], ruleset))


def check_example(rule: Rule, example: Example, ruleset: RuleSet) -> str | None:
    """Return None when the example holds, else a sentence that says what differs.

    Without `after` the code must stay; with `finding`, a finding must say those words.
    """
    migration = migrate_example(example, ruleset)
    expected = example.before if example.after is None else example.after
    got = migration.result.decode()
    messages = [finding.message for finding in migration.findings]
    if example.finding and not any(example.finding.lower() in message.lower() for message in messages):
        return f"{rule.id}: no finding says {example.finding!r}; there are {messages}"
    if example.after is None and example.finding:
        return None
    if got != expected:
        return f"{rule.id}: expected\n{expected}\nbut got\n{got}\nfindings: {messages}"
    if example is rule.examples[0] and example.after is not None and not _is_used(rule, migration):
        return f"{rule.id}: its own example does not use it"
    return None


def _is_used(rule: Rule, migration: Migration) -> bool:
    """True when a change names the rule, or a call that stays as it is was translated by it."""
    callees = {callee.name for callee in rule.callees}
    in_changes = any(rule.id in change.rules for change in migration.changes)
    return in_changes or any(row.call in callees for row in migration.ledger)
