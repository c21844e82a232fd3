"""The command line: words in, text and exit codes out.

0: nothing is left to do. 1: something needs a person. 2: the command could not run, and one sentence on
standard error says why. Each command imports what it needs when it runs, so that `--version` is instant and
nothing but the workbench ever loads Textual.
"""

from __future__ import annotations

import difflib
import io
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from g2l_tui import __version__
from g2l_tui.errors import ConfigurationError, Glue2DatabricksError
from g2l_tui.terminal import Progress, forget_stdout, one_line, painter, print_json, print_lines, warn

if TYPE_CHECKING:
    from g2l_tui.model.migration import Migration
    from g2l_tui.ruleset.ruleset import RuleSet
    from g2l_tui.store.store import Store
    from g2l_tui.workspace.report import Report
    from g2l_tui.workspace.selection import Selection


class Failure(click.ClickException):
    """The command could not run."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click's signature
        """Say why on standard error, as one line."""
        click.echo(f"g2l-tui: {one_line(self.message)}", err=True)


class Verbs(click.Group):
    """Commands; whatever is none of them is a path to open."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command `open` in front of what does not begin with a command."""
        if not args or args[0] not in {*self.commands, "--help", "-h", "--version"}:
            args = ["open", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; whatever goes wrong becomes one sentence."""
        try:
            return super().invoke(ctx)
        except Glue2DatabricksError as error:
            raise Failure(error.message) from error
        except click.UsageError as error:
            hint = f"see {error.ctx.command_path} --help" if error.ctx else "see g2l-tui --help"
            raise Failure(f"{error.format_message().rstrip('.')} ({hint}).") from error
        except KeyboardInterrupt:
            raise Failure("interrupted; what was not written as a whole was not written.") from None
        except BrokenPipeError:
            forget_stdout()
            raise click.exceptions.Exit(0) from None
        except OSError as error:
            raise Failure(f"{error.strerror or error}: {error.filename or ctx.command_path}.") from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("G2L_TRACEBACK"):
                raise
            kind = type(error).__name__
            raise Failure(f"internal error, please report it: {kind}: {error} (G2L_TRACEBACK=1 shows more).") from error


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="g2l-tui")
def commands() -> None:
    """Move a repository of AWS Glue PySpark jobs to Databricks, change by change.

    Without a command, `g2l-tui [PATH]` opens the workbench on the repository that PATH lies in.
    """


config_option = click.option("--config", metavar="FILE", type=click.Path(path_type=Path), help="Settings to use.")
catalog_option = click.option("--catalog", metavar="NAME", help="Unity Catalog catalog, before the settings' one.")
format_option = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Lines for people, or JSON.",
)
workspace_option = click.option("--workspace", metavar="PATH", default=".", help="Where, if not here.")


@commands.command("open")
@click.argument("path", default=".")
@config_option
@catalog_option
def open_workbench(path: str, config: Path | None, catalog: str | None) -> None:
    """Open the workbench on a repository (the default)."""
    if not Path(path).exists():
        raise ConfigurationError(f"{path} is neither a command nor a file or folder{_near(path)}.")
    _need_terminal()

    from g2l_tui.tui.app import run
    from g2l_tui.workspace.workspace import Workspace

    run(Workspace.open(Path(path), config=config, catalog=catalog))


@commands.command()
@click.option("--to", "target", metavar="DIR", type=click.Path(path_type=Path), help="Copy it here; keep it.")
@click.option("--no-open", is_flag=True, help="Only copy, and say where.")
def demo(target: Path | None, no_open: bool) -> None:  # noqa: FBT001
    """Open the workbench on a throw-away copy of a sample repository.

    Without a terminal, print what `check` says of the copy.
    """
    from g2l_tui.workspace.demo import copy_demo

    folder = copy_demo(target)
    click.echo(one_line(str(folder)))
    if no_open:
        return
    if _has_terminal():
        from g2l_tui.tui.app import run
        from g2l_tui.workspace.workspace import Workspace

        run(Workspace.open(folder), demo=True)
    else:
        _report_demo(folder)


@commands.command()
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


@commands.command()
@click.argument("paths", metavar="[PATH...]", nargs=-1)
@format_option
@config_option
@catalog_option
def check(paths: Sequence[str], **options: Any) -> None:
    """Say what migrate would do, and write nothing."""
    _migrate(_Options(paths=paths or (".",), output=None, force=False, dry_run=True, diff=False, **options))


@commands.command()
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


@commands.command()
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


@commands.command()
@click.argument("path", default=".")
@click.pass_context
def verify(ctx: click.Context, path: str) -> None:
    """Check every backup of the workspace of PATH."""
    problems = _store(path)[1].verify()
    print_lines(one_line(problem) for problem in problems)
    if problems:
        ctx.exit(1)
    click.echo("Every backup is there and whole.")


@commands.group()
def rules() -> None:
    """Look at the rules, and try their examples."""


@rules.command("list")
@workspace_option
def list_rules(workspace: str) -> None:
    """List every rule in force."""
    from g2l_tui.workspace.report import rows_of

    ruleset = _ruleset(workspace)
    rows = [(rule.id, rule.fidelity.value, rule.match, rule.summary) for rule in ruleset.rules]
    print_lines(rows_of(("rule", "fidelity", "matches", "summary"), rows))


@rules.command("show")
@click.argument("rule_id", metavar="ID")
@workspace_option
def show_rule(rule_id: str, workspace: str) -> None:
    """Explain a rule, or the code of a finding: what it is about, why, and what to do."""
    from g2l_tui.workspace.rules import described, explained, rule_named

    ruleset = _ruleset(workspace)
    print_lines(explained(rule_id, ruleset) or described(rule_named(ruleset, rule_id)))


@rules.command("test")
@click.argument("rule_id", metavar="[ID]", required=False)
@workspace_option
@click.pass_context
def test_rules(ctx: click.Context, rule_id: str | None, workspace: str) -> None:
    """Run the examples of a rule, or of all."""
    from g2l_tui.workspace.report import counted
    from g2l_tui.workspace.rules import failing_examples, rule_named

    ruleset = _ruleset(workspace)
    chosen = [rule_named(ruleset, rule_id)] if rule_id else list(ruleset.rules)
    failures = list(failing_examples(chosen, ruleset))
    print_lines(failures)
    total = f"{counted(sum(len(rule.examples) for rule in chosen), 'example')} of {counted(len(chosen), 'rule')}"
    click.echo(f"{total}: {f'{len(failures)} failed' if failures else 'all passed'}.")
    ctx.exit(1 if failures else 0)


def main() -> None:
    """Run the command line. Names of files may hold anything, so no character is unprintable."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    commands(prog_name="g2l-tui")


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


def _ruleset(workspace: str) -> RuleSet:
    from g2l_tui.workspace.selection import first_of
    from g2l_tui.workspace.workspace import Workspace

    opened = Workspace.open(Path(workspace))
    if opened.problems:
        raise ConfigurationError(first_of(opened.problems))
    return opened.ruleset


def _report_demo(folder: Path) -> None:
    """Say what there is to see of the demo, without failing for what its files leave to a person."""
    from g2l_tui.workspace.report import Report, as_lines
    from g2l_tui.workspace.workspace import Workspace

    began = time.perf_counter()
    migrations = {migration.source.path: migration for migration in Workspace.open(folder).migrate_all()}
    report = Report(str(folder), migrations, time.perf_counter() - began)
    print_lines(
        (*as_lines(report, painter(sys.stdout)), "Nothing was written. In a terminal, this opens the workbench.")
    )


def _has_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _need_terminal() -> None:
    if not _has_terminal():
        raise ConfigurationError("The workbench needs a terminal; `g2l-tui check` and `migrate` do not.")


def _near(word: str) -> str:
    near = difflib.get_close_matches(word, list(commands.commands), n=1)
    return f"; did you mean g2l-tui {near[0]}?" if near else ""
