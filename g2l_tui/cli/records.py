"""The verbs about records: who did what."""

from __future__ import annotations

import click

from g2l_tui.cli.options import format_option
from g2l_tui.terminal import one_line, print_json, print_lines, warn


@click.command()
@click.argument("path", default=".")
@format_option
@click.option("--seal", metavar="SEAL", help="Fail unless a line has this seal, noted down from an earlier run.")
@click.pass_context
def audit(ctx: click.Context, path: str, style: str, seal: str | None) -> None:
    """Print who decided and wrote what in the workspace of PATH, oldest first.

    The exit code is 1 when a line of the log was altered, removed or exchanged.
    """
    from g2l_tui.cli.past import open_store
    from g2l_tui.workspace.audit import events_as_lines, events_as_values

    store = open_store(path)[1]
    events = store.audit()
    problems = list(store.verify())
    if seal is not None and seal not in {event.get("seal") for event in events}:
        problems.append(f"No line has the seal {one_line(seal)}: lines were removed, or the log was written anew.")
    if style == "json":
        print_json(events_as_values(events))
    else:
        print_lines(events_as_lines(events))
    warn(problems)
    ctx.exit(1 if problems else 0)
