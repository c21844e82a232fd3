"""The verb that runs a job and its migration on the same rows."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from g2l_tui.cli.options import catalog_option, config_option, format_option
from g2l_tui.errors import ConfigurationError, StoreError
from g2l_tui.terminal import Progress, painter, print_json, print_lines, warn

if TYPE_CHECKING:
    from g2l_tui.prove.preflight import Intent
    from g2l_tui.prove.prover import Prover, Wishes
    from g2l_tui.workspace.selection import Selection

folder_option = click.Path(path_type=Path, exists=True, file_okay=False)
file_option = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Run the jobs; without it, only say what they would do.")
@click.option("--engine", metavar="NAME", default="sail", help="sail, spark, spark-connect (with Java), or sc://….")
@click.option(
    "--python", metavar="FILE", type=file_option, help="The interpreter that has the engine, if not this one."
)
@click.option("--argument", "arguments", metavar="NAME=VALUE", multiple=True, help="A job argument; may be repeated.")
@click.option("--secret", "secrets", metavar="NAME=VALUE", multiple=True, help="What a secret or parameter holds.")
@click.option("--samples", metavar="DIR", type=folder_option, help="Your rows: tables/NAME.json and s3/BUCKET/KEY.")
@click.option("--expected", metavar="DIR", type=folder_option, help="What a real run of Glue wrote, laid out the same.")
@click.option("--against", metavar="FILE", type=file_option, help="A migration finished by hand, for one PATH.")
@click.option("--evidence", metavar="FILE", type=click.Path(path_type=Path), help="Keep the proof: .html or .md.")
@click.option("--seconds", type=click.FloatRange(min=1), default=60.0, help="The most that one run may take.")
@format_option
@config_option
@catalog_option
@click.pass_context
def prove(ctx: click.Context, /, **options: Any) -> None:
    """Run jobs and their migrations on the same rows, and compare what they write.

    What the scripts would do is listed first, and nothing runs without --yes or your yes. Runs have no network and no
    account.
    """
    from g2l_tui.workspace.selection import select

    paths: Sequence[str] = options["paths"]
    _check_evidence(options["evidence"])
    if options["against"] and (len(paths) != 1 or Path(paths[0]).is_dir()):
        raise ConfigurationError("--against needs one PATH that is a file.")
    selection = select(paths, config=options["config"], catalog=options["catalog"])
    warn(selection.workspace.recovered)
    ctx.exit(_prove(selection, options))


def _prove(selection: Selection, options: Mapping[str, Any]) -> int:
    from g2l_tui.prove.opened import opened
    from g2l_tui.prove.report import as_lines, as_values
    from g2l_tui.prove.verdict import Outcome

    began = time.perf_counter()
    with opened(selection.workspace, _wishes(selection, options)) as prover:
        jobs = [path for path in selection.paths if _is_job(prover, path)]
        if not _agreed(selection, {path: prover.intents(path) for path in jobs}, options):
            return 1
        against = options["against"].read_bytes() if options["against"] else None
        progress = Progress(len(jobs))
        proofs = {}
        for path in jobs:
            progress.show(path)
            proofs[selection.named(path)] = prover.prove(path, against)
        progress.clear()
    if options["style"] == "json":
        print_json(as_values(selection.root, proofs, time.perf_counter() - began))
    else:
        print_lines(as_lines(proofs, painter(sys.stdout)))
    if options["evidence"]:
        _keep(options["evidence"], selection.base.name, proofs)
    good = {Outcome.EQUAL, Outcome.EQUAL_EXCEPT}
    return 0 if all(proof.outcome in good for proof in proofs.values()) else 1


def _is_job(prover: Prover, path: str) -> bool:
    """Tell whether a file is a job; of one that cannot be read nobody knows, and the others are proven all the same."""
    try:
        return prover.is_job(path)
    except StoreError as error:
        warn([error.message])
        return False


def _agreed(selection: Selection, found: Mapping[str, tuple[Intent, ...]], options: Mapping[str, Any]) -> bool:
    """Say what the jobs would do, and tell whether they may: by --yes, or by an answer on a terminal."""
    from g2l_tui.prove.report import intent_lines, intents_as_values

    named = {selection.named(path): intents for path, intents in found.items()}
    if options["yes"]:
        print_lines(intent_lines({path: intents for path, intents in named.items() if intents}), err=True)
        return True
    if options["style"] == "json":
        print_json(intents_as_values(selection.root, named))
    else:
        print_lines(intent_lines(named))
        if sys.stdin.isatty() and sys.stdout.isatty():
            return click.confirm("Run these jobs and their migrations on sample rows, without network and cloud?")
    warn(["nothing was run; --yes runs these jobs on sample rows, without network and cloud."])
    return False


def _wishes(selection: Selection, options: Mapping[str, Any]) -> Wishes:
    from g2l_tui.prove.own_samples import expected_writes, own_tables
    from g2l_tui.prove.prover import Wishes, names_of
    from g2l_tui.prove.request import Limits

    samples, expected = options["samples"], options["expected"]
    return Wishes(
        engine=options["engine"],
        python=str(options["python"] or sys.executable),
        arguments=_pairs("--argument", options["arguments"]),
        secrets=_pairs("--secret", options["secrets"]),
        samples=own_tables(samples) if samples else (),
        files=str(samples.resolve()) if samples else "",
        expected=expected_writes(expected, names_of(selection.workspace.settings)) if expected else (),
        limits=Limits(seconds=options["seconds"]),
    )


def _pairs(option: str, texts: Iterable[str]) -> dict[str, str]:
    pairs = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise ConfigurationError(f"{option} {text}: write NAME=VALUE.")
        pairs[name.lstrip("-")] = value
    return pairs


def _check_evidence(path: Path | None) -> None:
    if path is not None and path.suffix not in {".html", ".md"}:
        raise ConfigurationError(f"--evidence {path}: name a file that ends with .html or .md.")


def _keep(path: Path, root: str, proofs: Mapping[str, Any]) -> None:
    from g2l_tui.prove.evidence import as_markdown, as_page

    text = as_page(root, proofs) if path.suffix == ".html" else as_markdown(root, proofs)
    path.write_text(text, encoding="utf-8")
