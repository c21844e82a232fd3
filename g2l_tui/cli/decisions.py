"""The verbs about decisions as a file: give them out, put those of several reviewers together, take them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from g2l_tui.terminal import one_line, warn

if TYPE_CHECKING:
    from g2l_tui.model.migration import Migration
    from g2l_tui.workspace.selection import Selection

_file = click.Path(path_type=Path)


@click.group()
def decisions() -> None:
    """Give decisions out as a file, merge those of several reviewers, take them in."""


@decisions.command("export")
@click.argument("path", default=".")
@click.option("--who", metavar="NAME", help="Whose decisions they are, if not those of the person logged in.")
def export(path: str, who: str | None) -> None:
    """Print what is decided in the workspace of PATH. `migrate --decisions` makes it, without a screen."""
    from g2l_tui.model.excerpt import with_texts
    from g2l_tui.store.audit import login
    from g2l_tui.workspace.decisions import encoded, votes_of
    from g2l_tui.workspace.workspace import Workspace

    workspace = Workspace.open(Path(path))
    decided = workspace.decisions()
    listed = frozenset(workspace.paths())
    warn(f"{name}: there is no such file any more; its decisions were left out." for name in decided.keys() - listed)
    texts = workspace.texts()
    migrations = (with_texts(workspace.migrate(name), texts.get(name, {})) for name in sorted(decided.keys() & listed))
    click.echo(encoded(votes_of(migrations, decided, who or login() or "unknown")), nl=False)


@decisions.command("merge")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_file)
@click.pass_context
def merge(ctx: click.Context, files: Sequence[Path]) -> None:
    """Print the decisions of several files together; their order does not matter.

    The exit code is 1 when reviewers disagree. Such changes stay undecided until one of them changes their mind.
    """
    from g2l_tui.workspace.decisions import conflicts, encoded, joined, read_votes

    together = joined(read_votes(file) for file in files)
    click.echo(encoded(together), nl=False)
    problems = tuple(conflicts(together))
    warn(problems)
    ctx.exit(1 if problems else 0)


@decisions.command("import")
@click.argument("file", metavar="FILE", type=_file)
@click.argument("path", default=".")
@click.pass_context
def take_in(ctx: click.Context, file: Path, path: str) -> None:
    """Decide in the workspace of PATH what FILE decides, as one step that `undo` takes back. No source is written."""
    from g2l_tui.workspace.decisions import decided_by, read_votes
    from g2l_tui.workspace.report import counted
    from g2l_tui.workspace.workspace import Workspace

    votes = read_votes(file)
    workspace = Workspace.open(Path(path))
    decided = {}
    problems = _unknown(votes, workspace.paths())
    for name in sorted(votes.keys() & frozenset(workspace.paths())):
        decided[name], said = decided_by(votes, workspace.migrate(name))
        problems += said
    step = workspace.decide(decided, note=f"decisions of {file.name}")
    changed = sum(map(len, step.decided.values())) if step else 0
    click.echo(f"{counted(changed, 'decision')} taken in.")
    warn(problems)
    ctx.exit(1 if problems else 0)


def replayed(selection: Selection, migrations: Mapping[str, Migration], file: Path) -> dict[str, Migration]:
    """Return the migrations with the changes that the decisions in `file` accept, and say what they leave open."""
    from g2l_tui.workspace.decisions import read_votes

    votes = read_votes(file)
    found: dict[str, Migration] = {}
    problems = _unknown(votes, selection.workspace.paths())
    for name, migration in migrations.items():
        found[name], said = selection.workspace.replay(votes, migration)
        problems += said
    warn(problems)
    return found


def _unknown(votes: Mapping[str, object], paths: Sequence[str]) -> tuple[str, ...]:
    gone = sorted(votes.keys() - frozenset(paths))
    return tuple(f"{one_line(name)}: there is no such file; its decisions were left out." for name in gone)
