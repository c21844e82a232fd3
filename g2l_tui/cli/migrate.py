"""The verbs that migrate, or say what migrating would do."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from g2l_tui import __version__
from g2l_tui.cli.answers import say, say_again
from g2l_tui.cli.baseline import Comparison, compare
from g2l_tui.cli.decisions import replayed
from g2l_tui.cli.options import catalog_option, config_option, plugin_option, report_format_option
from g2l_tui.cli.plugins import registry_with
from g2l_tui.errors import ConfigurationError, StoreError
from g2l_tui.garbage import loading
from g2l_tui.terminal import Progress, as_json, one_line, painter, warn

if TYPE_CHECKING:
    from g2l_tui.model.conflict import Conflict
    from g2l_tui.model.migration import Migration
    from g2l_tui.workspace.answers import Question
    from g2l_tui.workspace.incremental import NextRun
    from g2l_tui.workspace.report import Report
    from g2l_tui.workspace.selection import Selection


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path())
@click.option("--output", metavar="DIR", type=click.Path(path_type=Path), help="Mirror the tree there; sources stay.")
@click.option("--force", is_flag=True, help="With --output: overwrite files that differ.")
@click.option("--changed", is_flag=True, help="Only what came out differently than in the last run.")
@click.option("--dry-run", is_flag=True, help="Write nothing.")
@click.option("--diff", is_flag=True, help="Print a patch for git apply; the report goes to standard error.")
@click.option("--settled", metavar="FILE", multiple=True, help="The hand edits of FILE in the output are right as is.")
@click.option("--decisions", metavar="FILE", type=click.Path(path_type=Path), help="Make only what FILE accepts.")
@plugin_option
@report_format_option
@config_option
@catalog_option
def migrate(**options: Any) -> None:
    """Migrate files and folders: in place with a backup first, or into --output.

    --output takes all below PATH along but version control, virtual environments and caches. Files without
    Glue and files that are not Python are copied byte for byte. --changed leaves out files that are as they were in
    the last run, and whose helper modules, rules and settings are. With `output` in the configuration the tree
    there is kept in step: what changed in the sources is merged with what people edited by hand, whose lines stay.
    """
    _migrate(_Options(**options))


@click.command()
@click.argument("paths", metavar="[PATH...]", nargs=-1, type=click.Path())
@click.option("--baseline", metavar="FILE", type=click.Path(path_type=Path), help="Fail only for Glue not in FILE.")
@click.option("--types", is_flag=True, help="Ask mypy too whether calls fit pyspark's types; takes seconds.")
@click.option("--update-baseline", is_flag=True, help="Write FILE if there is none, else take out what is gone.")
@plugin_option
@report_format_option
@config_option
@catalog_option
def check(paths: Sequence[str], **options: Any) -> None:
    """Say what migrate would do, and write nothing.

    --baseline compares with the Glue that is known: the exit code is 1 only when a file uses more of it. With
    --update-baseline what is gone leaves FILE; what is new never gets in, so Glue can only become less.
    """
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
    baseline: Path | None = None
    update_baseline: bool = False
    decisions: Path | None = None
    changed: bool = False
    settled: Sequence[str] = ()
    types: bool = False
    plugin: Sequence[Path] = ()


def _migrate(options: _Options) -> None:
    if options.diff and options.style != "text":
        raise ConfigurationError(f"--diff prints a patch and --format {options.style} a report; choose one of them.")
    if options.update_baseline and options.baseline is None:
        raise ConfigurationError("--update-baseline needs --baseline FILE, to know which one.")
    asked = _question(options)
    say_again(asked)
    _migrate_anew(options, asked)


def _migrate_anew(options: _Options, asked: Question | None) -> None:
    with loading():
        from g2l_tui.workspace.output import check_output, configured_output
        from g2l_tui.workspace.report import Report, totals
        from g2l_tui.workspace.selection import select

        began = time.perf_counter()
        plugins = registry_with(options.plugin)
        selection = select(options.paths, config=options.config, catalog=options.catalog, plugins=plugins)
    warn(selection.workspace.recovered)
    output = options.output or configured_output(selection)
    if output is not None:
        check_output(selection, output)
    workspace = selection.workspace
    workspace.tell("on_migration_start", selection.root, str(output or selection.root), {"dry_run": options.dry_run})
    selection, run = _narrowed(selection, output, options)
    migrations = _migrations(selection, in_place=output is None, kept=_kept(options, output))
    if options.decisions is not None:
        migrations = replayed(selection, migrations, options.decisions)
    if options.types:
        migrations = _typed(migrations)
    compared = compare(options.baseline, migrations.values(), update=options.update_baseline)
    done = _written(selection, run, migrations, options)
    report = Report(selection.root, migrations, time.perf_counter() - began, done.conflicts)
    if options.diff:
        _print_patch(report, selection)
    workspace.tell("on_migration_end", totals(report))
    warn((*plugins.problems(), *workspace.plugin_problems))
    plugins.close()
    unfinished = report.needs_a_person or done.is_held_up if compared is None else compared.new
    said = _said(report, selection, options, compared, done.sentences)
    if options.diff:
        click.echo(said, file=sys.stderr, nl=False, color=True)
        click.get_current_context().exit(1 if unfinished else 0)
    say(asked if selection.is_repeatable else None, said, 1 if unfinished else 0)


def _question(options: _Options) -> Question | None:
    """Return what is asked where it is no more than to look, which has the same answer while nothing changes."""
    from g2l_tui.workspace.answers import question

    if not options.dry_run or options.diff or options.changed:
        return None
    if options.plugin or options.decisions or options.baseline or options.settled or options.types:
        return None
    words = ("check", repr(options), painter(sys.stdout)("", "error"))  # an option more is another question
    return question(words, options.paths, config=options.config, output=options.output)


def _typed(migrations: dict[str, Migration]) -> dict[str, Migration]:
    from g2l_tui.workspace.typed import missing_for_types, typed

    if missing := missing_for_types():
        warn([f"Types were not looked at: {' and '.join(missing)} not installed; run: pip install 'g2l-tui[types]'."])
    return typed(migrations)


def _narrowed(selection: Selection, output: Path | None, options: _Options) -> tuple[Selection, NextRun | None]:
    """Return what has to be migrated, and the run that it belongs to; none where nothing is written."""
    from g2l_tui.workspace.incremental import next_run

    if not options.changed and (options.dry_run or output is None):
        return selection, None
    run = next_run(selection, output, everything=not options.changed)
    return run.narrowed(), run


def _kept(options: _Options, output: Path | None) -> Callable[[Migration], Migration]:
    """Return what makes of a migration that which is needed until the end: of ten thousand, all of it is much."""
    from g2l_tui.model.migration import without_texts

    if not options.dry_run or options.diff or options.decisions or options.types or output:
        return lambda migration: migration
    if options.style == "text" and not options.baseline:
        return lambda migration: replace(without_texts(migration), ledger=())
    return without_texts


def _migrations(
    selection: Selection, *, in_place: bool, kept: Callable[[Migration], Migration]
) -> dict[str, Migration]:
    """Migrate what was chosen, with the progress on a terminal's standard error."""
    progress = Progress(len(selection.paths))
    found: dict[str, Migration] = {}
    for path, migration in zip(selection.paths, selection.migrations(in_place=in_place), strict=True):
        progress.show(path)
        found[selection.named(path)] = kept(migration)
    progress.clear()
    return found


@dataclass(frozen=True)
class _Done:
    """What was written, in `sentences`; the conflicts with a tree that is kept in step, None where there is none."""

    sentences: tuple[str, ...]
    conflicts: tuple[Conflict, ...] | None = None
    is_held_up: bool = False


def _written(
    selection: Selection, run: NextRun | None, migrations: Mapping[str, Migration], options: _Options
) -> _Done:
    """Write what was asked for."""
    if options.update_baseline:
        return _Done(("The sources are as they were.",))
    if options.dry_run:
        return _Done(("Nothing was written.",), _foreseen(selection, migrations, options))
    if run is not None and run.output is not None:
        migrations = selection.workspace.finished(migrations)
        done = _written_beside(run, run.output, migrations, options)
    else:
        done = _Done((_written_in_place(selection, migrations),))
    if run is not None and (options.changed or run.is_at_home):
        try:
            run.remember(migrations)
        except StoreError as error:
            warn([f"{error.message} The next run with --changed does everything again."])
    return done


def _foreseen(
    selection: Selection, migrations: Mapping[str, Migration], options: _Options
) -> tuple[Conflict, ...] | None:
    from g2l_tui.workspace.output import configured_output, foreseen
    from g2l_tui.workspace.twin import is_twin

    output = options.output or configured_output(selection)
    if output is None or not is_twin(output):
        return None
    return _named(selection, foreseen(selection, output, migrations))


def _named(selection: Selection, conflicts: Sequence[Conflict]) -> tuple[Conflict, ...]:
    return tuple(replace(each, path=selection.named(each.path)) for each in conflicts)


def _written_beside(run: NextRun, output: Path, migrations: Mapping[str, Migration], options: _Options) -> _Done:
    from g2l_tui.workspace.twin import is_twin

    if options.output is None or is_twin(output):
        return _kept_in_step(run, output, migrations, options)
    written = run.write(output, migrations, force=options.force)
    warn(written.skipped)
    kept = tuple(f"{name} was edited in the output and stays so; --force overwrites it." for name in written.kept)
    done = f"Written to {one_line(str(output))}; the sources are as they were."
    return _Done((*map(one_line, kept), done), is_held_up=bool(kept))


def _kept_in_step(run: NextRun, output: Path, migrations: Mapping[str, Migration], options: _Options) -> _Done:
    from g2l_tui.workspace.output import keep_in_step
    from g2l_tui.workspace.report import counted

    twinned, skipped = keep_in_step(
        run.selection, output, migrations, run.waiting, settled=options.settled, force=options.force
    )
    warn((*skipped, *twinned.notes))
    way_back = f"; `g2l-tui rollback {twinned.operation.id}` there takes it back" if twinned.operation else ""
    done = f"{one_line(str(output))} is in step, {counted(twinned.copied, 'file')} copied{way_back}."
    in_the_way = ("Hand edits are in the way of what changed; they stay.",) if twinned.conflicts else ()
    return _Done((*in_the_way, done), _named(run.selection, twinned.conflicts))


def _written_in_place(selection: Selection, migrations: Mapping[str, Migration]) -> str:
    from g2l_tui.model.operation import OperationKind
    from g2l_tui.workspace.report import counted

    accepted = [(each, each.changes) for each in migrations.values() if each.result != each.source.content]
    if not accepted:
        return "There was nothing to write."
    warn(sentence for sentences in selection.workspace.left_behind(accepted) for sentence in sentences)
    operation = selection.workspace.accept(accepted, kind=OperationKind.MIGRATE)
    files = counted(len(operation.files), "file")
    return f"{files} written; `g2l-tui rollback {operation.id}` takes it back."


def _said(
    report: Report, selection: Selection, options: _Options, compared: Comparison | None, written: Sequence[str]
) -> str:
    from g2l_tui.workspace.report import as_lines, as_values
    from g2l_tui.workspace.sarif import as_sarif
    from g2l_tui.workspace.selection import patch_root

    match options.style:
        case "json":
            return as_json({**as_values(report), **(compared.as_values() if compared else {})})
        case "sarif":
            folder = selection.base.relative_to(patch_root(selection.base)).as_posix()
            return as_json(as_sarif(report, __version__, folder))
        case _:
            lines = as_lines(report, painter(sys.stderr if options.diff else sys.stdout))
            return "".join(f"{line}\n" for line in (*lines, *(compared.as_lines() if compared else ()), *written))


def _print_patch(report: Report, selection: Selection) -> None:
    from g2l_tui.model.diff import unified_diff
    from g2l_tui.workspace.selection import patch_root

    root = patch_root(selection.base)
    stream = sys.stdout.buffer
    for path, migration in report.migrations.items():
        name = (selection.base / path).relative_to(root).as_posix()
        stream.write(unified_diff(name, migration.source.content, migration.result))
    stream.flush()
