"""The verb that says what is different since the last run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from g2l_tui.cli.answers import say, say_again
from g2l_tui.cli.options import catalog_option, config_option, format_option
from g2l_tui.terminal import as_json, one_line, warn

if TYPE_CHECKING:
    from g2l_tui.workspace.incremental import Changes

SCHEMA = 1


@click.command()
@click.argument("path", type=click.Path(), default=".")
@click.option("--output", metavar="DIR", type=click.Path(path_type=Path), help="Since the last run into DIR.")
@format_option
@config_option
@catalog_option
def changes(path: str, output: Path | None, style: str, config: Path | None, catalog: str | None) -> None:
    """Say which files came to be, changed or went since the last run, by their content.

    Also those whose helper modules, rules or settings changed. `migrate --changed` migrates them; the exit code is
    1 while there are any.
    """
    from g2l_tui.workspace.answers import question

    asked = question(("changes", style, str(catalog)), [path], config=config, output=output)
    say_again(asked)
    from g2l_tui.workspace.incremental import next_run
    from g2l_tui.workspace.output import configured_output
    from g2l_tui.workspace.selection import select

    selection = select([path], config=config, catalog=catalog)
    warn(selection.workspace.recovered)
    found = next_run(selection, output or configured_output(selection)).named_changes()
    values = {"schema": SCHEMA, "root": selection.root, **found.as_values()}
    text = as_json(values) if style == "json" else "".join(f"{line}\n" for line in _lines(found))
    say(asked if selection.is_repeatable else None, text, 1 if found else 0)


def _lines(found: Changes) -> Iterator[str]:
    from g2l_tui.workspace.report import counted

    moved = {each for pair in found.renamed for each in pair}
    named = {"added": found.added, "modified": found.modified, "deleted": found.deleted, "affected": found.affected}
    yield from (one_line(f"{kind} {each}") for kind, paths in named.items() for each in paths if each not in moved)
    yield from (one_line(f"renamed {before} -> {after}") for before, after in found.renamed)
    total = sum(map(len, named.values())) - len(found.renamed)
    yield f"{counted(total, 'file')} to look at since the last run." if found else "Nothing has changed."
