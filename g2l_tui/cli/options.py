"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path

import click

config_option = click.option("--config", metavar="FILE", type=click.Path(path_type=Path), help="Settings to use.")
catalog_option = click.option("--catalog", metavar="NAME", help="Unity Catalog catalog, before the settings' one.")
format_option = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Lines for people, or JSON.",
)
report_format_option = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    help="Lines for people, JSON, or SARIF for code scanning.",
)
workspace_option = click.option(
    "--workspace", metavar="PATH", type=click.Path(), default=".", help="Where, if not here."
)
plugin_option = click.option(
    "--plugin",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Let the plugins that FILE defines take part; may be repeated.",
)
