"""The verbs about the configuration."""

from __future__ import annotations

from pathlib import Path

import click

from g2l_tui.cli.options import catalog_option, config_option, format_option
from g2l_tui.errors import ConfigurationError
from g2l_tui.terminal import print_json, print_lines


@click.group()
def config() -> None:
    """Look at the configuration."""


@config.command("show")
@click.argument("path", type=click.Path(), default=".")
@format_option
@config_option
@catalog_option
def show_config(path: str, style: str, config: Path | None, catalog: str | None) -> None:
    """Print the settings in force in the workspace of PATH as a g2l.toml, and where each came from."""
    from g2l_tui.workspace.configuration import as_toml, as_values, settings_in_force
    from g2l_tui.workspace.discover import workspace_root

    if not Path(path).exists():
        raise ConfigurationError(f"There is no file or folder {path}.", path=path)
    settings = settings_in_force(workspace_root(Path(path)), config, catalog)
    if style == "json":
        print_json(as_values(settings))
    else:
        print_lines(as_toml(settings))


@config.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of g2l.toml, for editors."""
    from g2l_tui.paths import schema

    click.echo(schema("config").read_text(encoding="utf-8"), nl=False)
