"""The verb that says what is different since the last run."""

from __future__ import annotations

from pathlib import Path

import click

from g2l_tui.cli.options import catalog_option, config_option, format_option
from g2l_tui.terminal import one_line, print_json, print_lines, warn

SCHEMA = 1


@click.command()
@click.argument("path", type=click.Path(), default=".")
@click.option("--output", metavar="DIR", type=click.Path(path_type=Path), help="Since the last run into DIR.")
@format_option
@config_option
@catalog_option
@click.pass_context
def changes(
    ctx: click.Context, path: str, output: Path | None, style: str, config: Path | None, catalog: str | None
) -> None:
    """Say which files came to be, changed or went since the last run, by their content.

    Also those whose helper modules, rules or settings changed. `migrate --changed` migrates them; the exit code is
    1 while there are any.
    """
    from g2l_tui.workspace.incremental import next_run
    from g2l_tui.workspace.output import configured_output
    from g2l_tui.workspace.report import counted
    from g2l_tui.workspace.selection import select

    selection = select([path], config=config, catalog=catalog)
    warn(selection.workspace.recovered)
    found = next_run(selection, output or configured_output(selection)).named_changes()
    if style == "json":
        print_json({"schema": SCHEMA, "root": selection.root, **found.as_values()})
    else:
        moved = {each for pair in found.renamed for each in pair}
        named = {"added": found.added, "modified": found.modified, "deleted": found.deleted, "affected": found.affected}
        print_lines(one_line(f"{kind} {each}") for kind, paths in named.items() for each in paths if each not in moved)
        print_lines(one_line(f"renamed {before} -> {after}") for before, after in found.renamed)
        total = sum(map(len, named.values())) - len(found.renamed)
        click.echo(f"{counted(total, 'file')} to look at since the last run." if found else "Nothing has changed.")
    ctx.exit(1 if found else 0)
