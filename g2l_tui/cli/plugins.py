"""The verb that lists plugins, and the option that names more of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from g2l_tui.cli.options import format_option, plugin_option
from g2l_tui.terminal import one_line, print_json, print_lines, warn

if TYPE_CHECKING:
    from g2l_tui.plugins import PluginRegistry


SCHEMA = 1


@click.command()
@plugin_option
@format_option
@click.pass_context
def plugins(ctx: click.Context, plugin: Sequence[Path], style: str) -> None:
    """List the plugins of installed packages, and of files named with --plugin.

    Nothing in a workspace is ever a plugin. The exit code is 1 when one cannot be loaded.
    """
    from g2l_tui.workspace.report import rows_of

    registry = registry_with(plugin)
    found, problems = registry.plugins(), registry.problems()
    registry.close()
    if style == "json":
        listed = [
            {"name": each.name, "version": each.version, "kinds": list(each.kinds), "origin": each.origin}
            for each in found
        ]
        print_json({"schema": SCHEMA, "plugins": listed, "problems": list(problems)})
    elif found:
        rows = [(each.name, each.version, ", ".join(each.kinds), each.origin) for each in found]
        print_lines(rows_of(("plugin", "version", "takes part as", "from"), rows))
    else:
        click.echo("There are no plugins.")
    warn(one_line(problem) for problem in problems)
    ctx.exit(1 if problems else 0)


def registry_with(files: Sequence[Path]) -> PluginRegistry:
    """Return the plugins of installed packages and of `files`. Raises ConfigurationError for a file that is none."""
    from g2l_tui.plugins import PluginRegistry

    registry = PluginRegistry(installed=True)
    for file in files:
        registry.load_plugin_from_file(file)
    return registry
