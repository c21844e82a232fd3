"""The verb that gives a migration out as patches, one for each rule."""

from __future__ import annotations

from pathlib import Path

import click

from g2l_tui.cli.decisions import replayed
from g2l_tui.cli.options import catalog_option, config_option
from g2l_tui.terminal import one_line, warn


@click.command()
@click.argument("path", default=".")
@click.option("--output", metavar="DIR", type=click.Path(path_type=Path), required=True, help="Where to put them.")
@click.option("--force", is_flag=True, help="Overwrite patches in DIR that differ.")
@click.option("--decisions", metavar="FILE", type=click.Path(path_type=Path), help="Only what FILE accepts.")
@config_option
@catalog_option
def patches(
    path: str,
    output: Path,
    force: bool,  # noqa: FBT001
    decisions: Path | None,
    config: Path | None,
    catalog: str | None,
) -> None:
    """Write the migration of PATH as patches, one for each rule, and leave the sources alone.

    `git apply DIR/*.patch` makes them in order; after each of them every file parses. Statements that need each
    other go together.
    """
    from g2l_tui.report.patches import patch_stack
    from g2l_tui.store.mirror import MirrorFile, write_mirror
    from g2l_tui.workspace.report import counted
    from g2l_tui.workspace.selection import patch_root, select

    selection = select([path], config=config, catalog=catalog)
    warn(selection.workspace.recovered)
    root = patch_root(selection.base)
    migrations = {selection.named(each.source.path): each for each in selection.migrations(in_place=False)}
    if decisions is not None:
        migrations = replayed(selection, migrations, decisions)
    named = {(selection.base / name).relative_to(root).as_posix(): each for name, each in migrations.items()}
    stack = list(patch_stack(named))
    write_mirror(output.resolve(), [MirrorFile(patch.name, output, patch.content) for patch in stack], force=force)
    for patch in stack:
        click.echo(f"{one_line(patch.name)}  {counted(patch.changes, 'change')}")
    click.echo(f"{counted(len(stack), 'file')} written to {one_line(str(output))}.")
