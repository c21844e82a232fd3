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

    Packages that bring rules are among them. Nothing in a workspace is ever a plugin. The exit code is 1 when one
    cannot be loaded.
    """
    from g2l_tui.plugins.rules import rule_packages
    from g2l_tui.workspace.report import rows_of

    registry = registry_with(plugin)
    packages, wrong = rule_packages()
    listed = [(each.name, each.version, list(each.kinds), each.origin) for each in registry.plugins()]
    listed += [(each.name, each.version, ["rules"], each.origin) for each in packages]
    problems = (*registry.problems(), *wrong)
    registry.close()
    if style == "json":
        keys = ("name", "version", "kinds", "origin")
        found = [dict(zip(keys, each, strict=True)) for each in listed]
        print_json({"schema": SCHEMA, "plugins": found, "problems": list(problems)})
    elif listed:
        rows = [(name, version, ", ".join(kinds), origin) for name, version, kinds, origin in listed]
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
