"""The verb that lists plugins, and the option that names more of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from g2l_tui.cli.options import plugin_option
from g2l_tui.terminal import one_line, print_lines, warn

if TYPE_CHECKING:
    from g2l_tui.plugins import PluginRegistry


@click.command()
@plugin_option
@click.pass_context
def plugins(ctx: click.Context, plugin: Sequence[Path]) -> None:
    """List the plugins of installed packages, and of files named with --plugin.

    Nothing in a workspace is ever a plugin. The exit code is 1 when one cannot be loaded.
    """
    from g2l_tui.workspace.report import rows_of

    registry = registry_with(plugin)
    rows = [(each.name, each.version, ", ".join(each.kinds), each.origin) for each in registry.plugins()]
    if rows:
        print_lines(rows_of(("plugin", "version", "takes part as", "from"), rows))
    else:
        click.echo("There are no plugins.")
    problems = registry.problems()
    registry.close()
    warn(one_line(problem) for problem in problems)
    ctx.exit(1 if problems else 0)


def registry_with(files: Sequence[Path]) -> PluginRegistry:
    """Return the plugins of installed packages and of `files`. Raises ConfigurationError for a file that is none."""
    from g2l_tui.plugins import PluginRegistry

    registry = PluginRegistry(installed=True)
    for file in files:
        registry.load_plugin_from_file(file)
    return registry
