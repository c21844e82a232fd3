"""The verbs that open the workbench."""

from __future__ import annotations

import difflib
import os
import sys
import time
from pathlib import Path

import click

from g2l_tui.cli.options import catalog_option, config_option
from g2l_tui.errors import ConfigurationError
from g2l_tui.terminal import one_line, painter, print_lines, warn


@click.command("open")
@click.argument("path", type=click.Path(), default=".")
@config_option
@catalog_option
def open_workbench(path: str, config: Path | None, catalog: str | None) -> None:
    """Open the workbench on a repository (the default)."""
    if not Path(path).exists():
        raise ConfigurationError(f"{path} is neither a command nor a file or folder{_near(path)}.")
    _need_terminal()

    from g2l_tui.tui.start import run

    run(Path(path), config=config, catalog=catalog)


@click.command()
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
        from g2l_tui.tui.start import run

        run(folder, demo=True)
    else:
        _report_demo(folder)


@click.command()
@click.argument("path", default=".")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
def serve(path: str, host: str, port: int) -> None:
    """Open the workbench in a browser.

    Whoever reaches the address can accept and write, so it is this machine's own unless you say otherwise.
    """
    from g2l_tui.workspace.workspace import Workspace

    root = Workspace.open(Path(path)).root
    try:
        from g2l_tui.tui.serve import is_loopback
        from g2l_tui.tui.serve import serve as serve_pages
    except ImportError as error:
        raise ConfigurationError("The browser needs one more package: pip install 'g2l-tui[web]'.") from error
    if not is_loopback(host):
        warn([f"everybody who reaches {host}:{port} can accept changes and write files in {root}."])
    serve_pages(root, host, port)


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
    return all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout))  # one that was closed is None


def _need_terminal() -> None:
    if not _has_terminal() and "TEXTUAL_DRIVER" not in os.environ:  # in a browser there is none
        raise ConfigurationError("The workbench needs a terminal; `g2l-tui check` and `migrate` do not.")


def _near(word: str) -> str:
    context = click.get_current_context().find_root()
    known = context.command.list_commands(context) if isinstance(context.command, click.Group) else []
    near = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean g2l-tui {near[0]}?" if near else ""
