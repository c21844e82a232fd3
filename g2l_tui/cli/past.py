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
    from g2l_tui.model.operation import Step
    from g2l_tui.store.store import Store


@click.command()
@click.argument("path", type=click.Path(), default=".")
@format_option
def history(path: str, style: str) -> None:
    """List what was written to the workspace of PATH, newest first, then backups that are not as they were left."""
    from g2l_tui.workspace.past import past_as_lines, past_as_values

    past = open_store(path)[1].past()
    if style == "json":
        print_json(past_as_values(past))
    else:
        print_lines(past_as_lines(past))


def _operations(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Complete the id of an operation in a shell."""
    return [operation.id for operation in open_store(".")[1].history() if operation.id.startswith(typed)]


@click.command()
@click.argument("operation_id", metavar="ID", shell_complete=_operations)
@click.option("--path", "paths", metavar="FILE", multiple=True, help="Only this file; may be repeated.")
@click.option("--since", is_flag=True, help="Also all that was written after it.")
@click.option("--force", is_flag=True, help="Also files that were changed since.")
@workspace_option
def rollback(operation_id: str, paths: Sequence[str], since: bool, force: bool, workspace: str) -> None:  # noqa: FBT001
    """Put back what operation ID replaced, with a backup of what is there now. ID may be its number."""
    from g2l_tui.workspace.past import operation_named, paths_named

    if since and paths:
        raise click.UsageError("--since puts all files back; it does not go with --path.")
    root, store = open_store(workspace)
    operation = operation_named(store.past(), operation_id)
    if since:
        done = store.rollback_to(operation.id, force=force)
    else:
        chosen = paths_named(root, operation, paths) if paths else None
        done = store.rollback(operation.id, chosen, force=force)
    for record in done.files:
        click.echo(one_line(record.path))
    click.echo(f"Put back from {operation.id}; {done.id} takes that back.")


@click.command()
@click.argument("path", type=click.Path(), default=".")
@click.option("--force", is_flag=True, help="Also files that were changed since.")
def undo(path: str, force: bool) -> None:  # noqa: FBT001
    """Take back the newest step in the workspace of PATH: written files, or decisions."""
    _say_step(open_store(path)[1].undo(force=force), "Undone", "`g2l-tui redo` makes it again", "undo")


@click.command()
@click.argument("path", type=click.Path(), default=".")
@click.option("--force", is_flag=True, help="Also files that were changed since.")
def redo(path: str, force: bool) -> None:  # noqa: FBT001
    """Make again what undo took back last, as long as nothing else was done since."""
    _say_step(open_store(path)[1].redo(force=force), "Redone", "`g2l-tui undo` takes it back", "redo")


@click.command()
@click.argument("path", type=click.Path(), default=".")
@click.option("--keep", metavar="N", type=click.IntRange(min=0), help="Keep the newest N backups.")
@click.option("--older-than", metavar="DAYS", type=click.IntRange(min=0), help="Keep what is younger than DAYS days.")
@click.option("--dry-run", is_flag=True, help="Remove nothing, and say what would go.")
def prune(path: str, keep: int | None, older_than: int | None, dry_run: bool) -> None:  # noqa: FBT001
    """Remove old backups of the workspace of PATH; without options, all but the newest `backup.keep`.

    What is the only copy of something a person wrote stays in any case.
    """
    from datetime import timedelta

    from g2l_tui.config import load_settings

    root, store = open_store(path)
    if keep is None and older_than is None:
        keep = load_settings(root).backup_keep or None
    if keep is None and older_than is None:
        raise ConfigurationError("Say what may go: --keep N, --older-than DAYS, or backup.keep in g2l.toml.")
    age = None if older_than is None else timedelta(days=older_than)
    pruning = store.prune(keep=keep, older_than=age, dry_run=dry_run)
    print_lines(pruning.removed)
    done = "would go" if dry_run else "removed"
    click.echo(f"{len(pruning.removed):,} of the backups {done}, {pruning.freed:,} bytes.")
    if pruning.needed:
        click.echo(f"{len(pruning.needed):,} stay: they hold the only copy of something a person wrote.")


@click.command()
@click.argument("path", type=click.Path(), default=".")
@click.pass_context
def verify(ctx: click.Context, path: str) -> None:
    """Check every backup of the workspace of PATH."""
    problems = open_store(path)[1].verify()
    print_lines(one_line(problem) for problem in problems)
    if problems:
        ctx.exit(1)
    click.echo("Every backup is there and whole.")


def _say_step(step: Step | None, done: str, way_back: str, name: str) -> None:
    from g2l_tui.model.operation import Operation

    if step is None:
        click.echo(f"There is nothing to {name}.")
        return
    if isinstance(step, Operation):
        what, paths = "written files", [file.path for file in step.files]
    else:
        what, paths = "decisions", list(step.decided)
    print_lines(one_line(path) for path in paths)
    click.echo(f"{done}: {what} of {step.undoes}; {way_back}.")


def open_store(path: str) -> tuple[Path, Store]:
    """Open the past of a workspace; a mistake in its configuration or rules keeps nobody from going back."""
    from g2l_tui.store.store import Store
    from g2l_tui.workspace.discover import workspace_root

    if not Path(path).exists():
        raise ConfigurationError(f"There is no file or folder {path}.", path=path)
    root = workspace_root(Path(path))
    store = Store.open(root)
    warn(store.recovered)
    return root, store
