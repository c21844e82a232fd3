"""The verbs that migrate, or say what migrating would do."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from g2l_tui.cli.options import catalog_option, config_option, format_option
from g2l_tui.errors import ConfigurationError
from g2l_tui.terminal import Progress, one_line, painter, print_json, print_lines, warn

if TYPE_CHECKING:
    from g2l_tui.model.migration import Migration
    from g2l_tui.workspace.report import Report
    from g2l_tui.workspace.selection import Selection


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--output", metavar="DIR", type=click.Path(path_type=Path), help="Mirror the tree there; sources stay.")
@click.option("--force", is_flag=True, help="With --output: overwrite files that differ.")
@click.option("--dry-run", is_flag=True, help="Write nothing.")
@click.option("--diff", is_flag=True, help="Print a patch for git apply; the report goes to standard error.")
@format_option
@config_option
@catalog_option
def migrate(**options: Any) -> None:
    """Migrate files and folders: in place with a backup first, or into --output.

    --output takes all below PATH along but version control, virtual environments and caches. Files without
    Glue and files that are not Python are copied byte for byte.
    """
    _migrate(_Options(**options))


@click.command()
@click.argument("paths", metavar="[PATH...]", nargs=-1)
@format_option
@config_option
@catalog_option
def check(paths: Sequence[str], **options: Any) -> None:
    """Say what migrate would do, and write nothing."""
    _migrate(_Options(paths=paths or (".",), output=None, force=False, dry_run=True, diff=False, **options))


@dataclass(frozen=True)
class _Options:
    """What `migrate` was asked to do."""

    paths: Sequence[str]
    output: Path | None
    force: bool
    dry_run: bool
    diff: bool
    style: str
    config: Path | None
    catalog: str | None


def _migrate(options: _Options) -> None:
    from g2l_tui.workspace.output import check_output
    from g2l_tui.workspace.report import Report
    from g2l_tui.workspace.selection import select

    if options.diff and options.style == "json":
        raise ConfigurationError("--diff prints a patch and --format json a report; choose one of them.")
    began = time.perf_counter()
    selection = select(options.paths, config=options.config, catalog=options.catalog)
    warn(selection.workspace.recovered)
    configured = selection.workspace.settings.output
    output = options.output or (selection.workspace.root / configured if configured else None)
    if output is not None:
        check_output(selection, output)
    migrations = _migrations(selection, in_place=output is None)
    written = "Nothing was written." if options.dry_run else _written(selection, output, migrations, options)
    report = Report(selection.root, migrations, time.perf_counter() - began)
    _print_report(report, selection, options, written)
    click.get_current_context().exit(1 if report.needs_a_person else 0)


def _migrations(selection: Selection, *, in_place: bool) -> dict[str, Migration]:
    """Migrate what was chosen, with the progress on a terminal's standard error."""
    progress = Progress(len(selection.paths))
    found: dict[str, Migration] = {}
    for path in selection.paths:
        progress.show(path)
        found[selection.named(path)] = selection.migrate(path, in_place=in_place)
    progress.clear()
    return found


def _written(selection: Selection, output: Path | None, migrations: Mapping[str, Migration], options: _Options) -> str:
    from g2l_tui.model.operation import OperationKind
    from g2l_tui.workspace.output import write_output
    from g2l_tui.workspace.report import counted

    if output is not None:
        warn(write_output(selection, output, migrations, force=options.force))
        return f"Written to {one_line(str(output))}; the sources are as they were."
    accepted = [(each, each.changes) for each in migrations.values() if each.result != each.source.content]
    if not accepted:
        return "There was nothing to write."
    operation = selection.workspace.accept(accepted, kind=OperationKind.MIGRATE)
    files = counted(len(operation.files), "file")
    return f"{files} written; `g2l-tui rollback {operation.id}` takes it back."


def _print_report(report: Report, selection: Selection, options: _Options, written: str) -> None:
    from g2l_tui.workspace.report import as_lines, as_values

    if options.style == "json":
        print_json(as_values(report))
        return
    if options.diff:
        _print_patch(report, selection)
    print_lines((*as_lines(report, painter(sys.stderr if options.diff else sys.stdout)), written), err=options.diff)


def _print_patch(report: Report, selection: Selection) -> None:
    from g2l_tui.model.diff import unified_diff
    from g2l_tui.workspace.selection import patch_root

    root = patch_root(selection.base)
    stream = sys.stdout.buffer
    for path, migration in report.migrations.items():
        name = (selection.base / path).relative_to(root).as_posix()
        stream.write(unified_diff(name, migration.source.content, migration.result))
    stream.flush()
