"""The verbs about rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from g2l_tui.cli.options import format_option, workspace_option
from g2l_tui.errors import ConfigurationError
from g2l_tui.terminal import one_line, print_json, print_lines

if TYPE_CHECKING:
    from g2l_tui.workspace.workspace import Workspace


def _ids(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Complete the id of a rule in a shell."""
    return [rule.id for rule in _opened(".").ruleset.rules if rule.id.startswith(typed)]


@click.group()
def rules() -> None:
    """Look at the rules, and try their examples."""


@rules.command("list")
@format_option
@workspace_option
def list_rules(style: str, workspace: str) -> None:
    """List every rule in force."""
    from g2l_tui.workspace.report import rows_of
    from g2l_tui.workspace.rules import rules_as_values

    ruleset = _opened(workspace).ruleset
    if style == "json":
        print_json(rules_as_values(ruleset))
        return
    rows = [(rule.id, rule.fidelity.value, rule.match, rule.summary) for rule in ruleset.rules]
    print_lines(rows_of(("rule", "fidelity", "matches", "summary"), rows))


@rules.command("show")
@click.argument("rule_id", metavar="ID", shell_complete=_ids)
@workspace_option
def show_rule(rule_id: str, workspace: str) -> None:
    """Explain a rule, or the code of a finding: what it is about, why, and what to do."""
    from g2l_tui.workspace.rules import described, explained, rule_named

    ruleset = _opened(workspace).ruleset
    print_lines(explained(rule_id, ruleset) or described(rule_named(ruleset, rule_id)))


@rules.command("test")
@click.argument("rule_id", metavar="[ID]", required=False, shell_complete=_ids)
@workspace_option
@click.pass_context
def test_rules(ctx: click.Context, rule_id: str | None, workspace: str) -> None:
    """Run the examples of a rule, or of all."""
    from g2l_tui.workspace.report import counted
    from g2l_tui.workspace.rules import failing_examples, rule_named

    ruleset = _opened(workspace).ruleset
    chosen = [rule_named(ruleset, rule_id)] if rule_id else list(ruleset.rules)
    failures = list(failing_examples(chosen, ruleset))
    print_lines(failures)
    total = f"{counted(sum(len(rule.examples) for rule in chosen), 'example')} of {counted(len(chosen), 'rule')}"
    click.echo(f"{total}: {f'{len(failures)} failed' if failures else 'all passed'}.")
    ctx.exit(1 if failures else 0)


@rules.command("new")
@click.argument("rule_id", metavar="ID")
@workspace_option
def begin_rule(rule_id: str, workspace: str) -> None:
    """Begin a rule of the repository's own, in .g2l/rules."""
    from g2l_tui.workspace.rules import new_rule

    opened = _opened(workspace)
    path = new_rule(opened.root, opened.ruleset, rule_id)
    click.echo(one_line(str(path)))
    click.echo(f"Write your own into it; `g2l-tui rules test {rule_id}` tries it.")


def _opened(workspace: str) -> Workspace:
    from g2l_tui.workspace.selection import first_of
    from g2l_tui.workspace.workspace import Workspace

    opened = Workspace.open(Path(workspace))
    if opened.problems:
        raise ConfigurationError(first_of(opened.problems))
    return opened
