"""The verbs about what was written, and how to take it back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from g2l_tui.cli.options import format_option, workspace_option
from g2l_tui.errors import ConfigurationError
from g2l_tui.terminal import one_line, print_json, print_lines, warn

if TYPE_CHECKING:
    from g2l_tui.store.store import Store


@click.command()
@click.argument("path", default=".")
@format_option
def history(path: str, style: str) -> None:
    """List what was written to the workspace of PATH, newest first."""
    from g2l_tui.workspace.past import operations_as_lines, operations_as_values

    operations = _store(path)[1].history()
    if style == "json":
        print_json(operations_as_values(operations))
    else:
        print_lines(operations_as_lines(operations))


@click.command()
@click.argument("operation_id", metavar="ID")
@click.option("--path", "paths", metavar="FILE", multiple=True, help="Only this file; may be repeated.")
@click.option("--force", is_flag=True, help="Also files that were changed since.")
@workspace_option
def rollback(operation_id: str, paths: Sequence[str], force: bool, workspace: str) -> None:  # noqa: FBT001
    """Put back what operation ID replaced, with a backup of what is there now. ID may be its number."""
    from g2l_tui.workspace.past import operation_named, paths_named

    root, store = _store(workspace)
    operation = operation_named(store.history(), operation_id)
    chosen = paths_named(root, operation, paths) if paths else None
    done = store.rollback(operation.id, chosen, force=force)
    for record in done.files:
        click.echo(one_line(record.path))
    click.echo(f"Put back from {operation.id}; {done.id} takes that back.")


@click.command()
@click.argument("path", default=".")
@click.pass_context
def verify(ctx: click.Context, path: str) -> None:
    """Check every backup of the workspace of PATH."""
    problems = _store(path)[1].verify()
    print_lines(one_line(problem) for problem in problems)
    if problems:
        ctx.exit(1)
    click.echo("Every backup is there and whole.")


def _store(path: str) -> tuple[Path, Store]:
    """Open the past of a workspace; a mistake in its configuration or rules keeps nobody from going back."""
    from g2l_tui.store.store import Store
    from g2l_tui.workspace.discover import workspace_root

    if not Path(path).exists():
        raise ConfigurationError(f"There is no file or folder {path}.", path=path)
    root = workspace_root(Path(path))
    store = Store.open(root)
    warn(store.recovered)
    return root, store
