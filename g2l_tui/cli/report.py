"""The verb that says how far a workspace is."""

from __future__ import annotations

from pathlib import Path

import click

from g2l_tui.cli.options import catalog_option, config_option
from g2l_tui.terminal import Progress, print_json, warn


@click.command()
@click.argument("path", type=click.Path(), default=".")
@click.option(
    "--format",
    "style",
    type=click.Choice(["markdown", "html", "json", "openmetrics"]),
    default="markdown",
    help="Markdown, one HTML file that needs no other, JSON, or figures in OpenMetrics text.",
)
@config_option
@catalog_option
@click.pass_context
def report(ctx: click.Context, path: str, style: str, config: Path | None, catalog: str | None) -> None:
    """Print how far the files below PATH are, what is left, in which order, and what they reach for."""
    from g2l_tui.report.assessment import assess
    from g2l_tui.report.markdown import as_markdown
    from g2l_tui.report.metrics import MetricsCollector
    from g2l_tui.report.openmetrics import as_openmetrics
    from g2l_tui.report.page import as_page
    from g2l_tui.report.values import as_values
    from g2l_tui.workspace.selection import select

    selection = select([path], config=config, catalog=catalog)
    warn(selection.workspace.recovered)
    progress = Progress(len(selection.paths))
    metrics = MetricsCollector()
    metrics.start_migration(path)
    migrations = {}
    for each, migration in zip(selection.paths, selection.migrations(in_place=False), strict=True):
        progress.show(each)
        migrations[selection.named(each)] = migration
        metrics.record_file(path, migration)
    progress.clear()
    run = metrics.end_migration(path)
    assessment = assess(selection.base.name, migrations, selection.workspace.settings)
    match style:
        case "json":
            print_json(as_values(assessment))
        case "html":
            click.echo(as_page(assessment), nl=False)
        case "openmetrics":
            click.echo(as_openmetrics(run), nl=False)
        case _:
            click.echo(as_markdown(assessment), nl=False)
    ctx.exit(1 if assessment.work else 0)
