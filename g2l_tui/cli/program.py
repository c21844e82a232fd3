"""The program `g2l-tui`: its verbs in one table, and one sentence for whatever goes wrong."""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from g2l_tui import __version__
from g2l_tui.errors import Glue2DatabricksError
from g2l_tui.garbage import collect_rarely, look_no_more_at_the_end
from g2l_tui.terminal import forget_stdout, one_line

VERBS = {
    "open": "workbench:open_workbench",
    "serve": "workbench:serve",
    "demo": "workbench:demo",
    "migrate": "migrate:migrate",
    "check": "migrate:check",
    "analyze": "analyze:analyze",
    "changes": "changes:changes",
    "history": "past:history",
    "rollback": "past:rollback",
    "undo": "past:undo",
    "redo": "past:redo",
    "prune": "past:prune",
    "verify": "past:verify",
    "rules": "rules:rules",
    "config": "config:config",
    "report": "report:report",
    "prove": "prove:prove",
    "audit": "records:audit",
    "decisions": "decisions:decisions",
    "patches": "patches:patches",
    "plugins": "plugins:plugins",
}
"""The module and the name of each verb; a command line loads the one that it names."""


class Failure(click.ClickException):
    """The command could not run."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click's signature
        """Say why on standard error, as one line."""
        click.echo(f"g2l-tui: {one_line(self.message)}", err=True)


class Verbs(click.Group):
    """Commands; whatever is none of them is a path to open."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all verbs."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Return a verb, loaded now."""
        if cmd_name not in VERBS:
            return None
        module, _, name = VERBS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"g2l_tui.cli.{module}"), name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command `open` in front of what does not begin with a command."""
        if ctx.resilient_parsing:  # a shell asks what could come next
            return super().parse_args(ctx, args)
        if not args or args[0] not in {*VERBS, "--help", "-h", "--version"}:
            args = ["open", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the commands, and paths where no command begins like that."""
        return super().shell_complete(ctx, incomplete) or [CompletionItem(incomplete, type="file")]

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
@click.pass_obj
def commands(failed: BaseException | None) -> None:
    """Move a repository of AWS Glue PySpark jobs to Databricks, change by change.

    Without a command, `g2l-tui [PATH]` opens the workbench on the repository that PATH lies in.
    """
    if failed is not None:  # in the workbench, which was opened without any of this
        raise failed


def main(failed: BaseException | None = None) -> None:
    """Run the command line, or say why it `failed`.

    Names of files may hold anything, so no character is unprintable.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    collect_rarely()
    look_no_more_at_the_end()
    commands(prog_name="g2l-tui", obj=failed)
