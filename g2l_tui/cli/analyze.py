"""The verb that says what there is of Glue."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from g2l_tui.cli.options import catalog_option, config_option, format_option
from g2l_tui.terminal import Progress, print_json, print_lines, warn

SCHEMA = 1
COLUMNS = ("file", "calls", "frames", "tables", "paths", "arguments", "score")


@click.command()
@click.argument("paths", metavar="[PATH...]", nargs=-1, type=click.Path())
@format_option
@config_option
@catalog_option
def analyze(paths: Sequence[str], style: str, config: Path | None, catalog: str | None) -> None:
    """Say what each file has of Glue, what it reaches for, and how complex that is."""
    from g2l_tui.sdk.analysis import analysed
    from g2l_tui.workspace.report import counted, rows_of
    from g2l_tui.workspace.selection import select

    selection = select(paths or (".",), config=config, catalog=catalog)
    warn(selection.workspace.recovered)
    progress = Progress(len(selection.paths))
    migrations = {}
    for path, migration in zip(selection.paths, selection.migrations(in_place=False), strict=True):
        progress.show(path)
        migrations[selection.named(path)] = migration
    progress.clear()
    found = analysed(selection.root, migrations, selection.workspace.settings)
    if style == "json":
        print_json({"schema": SCHEMA, "root": selection.root, **found})
        return
    ranked = sorted(found["files"], key=lambda file: (-file["complexity_score"], file["path"]))
    rows = [
        (
            file["path"], str(sum(file["calls"].values())), str(file["dynamic_frame_count"]),
            str(len(file["catalog_references"])), str(len(file["s3_paths"])), str(len(file["job_arguments"])),
            str(file["complexity_score"]),
        )
        for file in ranked
    ]  # fmt: skip
    print_lines(rows_of(COLUMNS, rows))
    click.echo(
        f"{counted(found['total_files'], 'file')}, {counted(found['total_dynamic_frames'], 'frame')}, "
        f"{counted(found['total_catalog_refs'], 'table')}, score {found['total_complexity']:,}."
    )
