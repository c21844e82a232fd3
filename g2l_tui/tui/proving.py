"""A proof as lines for the screen, and the command that opens it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Literal, cast

from textual.command import Hit, Hits, Provider
from textual.content import Content

from g2l_tui.tui.escape import visible
from g2l_tui.tui.widgets.line_list import Piece

if TYPE_CHECKING:
    from g2l_tui.prove.preflight import Intent
    from g2l_tui.prove.values import Row
    from g2l_tui.prove.verdict import Comparison, Example, Proof
    from g2l_tui.tui.app import Workbench

Line = tuple[Piece, ...]

_COMMAND = "Prove {}: run both sides on the same rows"
_FILE_SCORE = 0.4  # of the file's name: who types that wants the file
_WIDEST = 22  # cells of a value on each side; with the name of its column they fit into 80
_NAMES = 18
SEVERITIES: Mapping[str, Literal["information", "warning", "error"]] = {
    "equal on sample": "information",
    "equal except": "information",
    "different": "error",
    "not run": "warning",
}
"""How loudly each outcome is told to somebody who works on something else."""
_SIGNS = {"equal on sample": "sign-accepted", "equal except": "sign-warning", "different": "sign-error"}


class ProofCommand(Provider):
    """Proves the open file: there is no key for it, because it runs what the file says."""

    async def search(self, query: str) -> Hits:
        bench = cast("Workbench", self.app)
        text = _COMMAND.format(visible(bench.review.path))
        matcher = self.matcher(query)
        score = max(matcher.match(_COMMAND), _FILE_SCORE * matcher.match(text))
        if bench.review.path and score > 0:
            yield Hit(score, Content(text), partial(self._open, bench.review.path), text=text)

    async def _open(self, path: str) -> None:
        from g2l_tui.tui.screens.proof import ProofScreen  # noqa: PLC0415 - most never open it

        self.app.push_screen(ProofScreen(cast("Workbench", self.app).proofs, path))


def plan_lines(intents: tuple[Intent, ...]) -> Iterator[Line]:
    """Yield what running a job would do, for the person to agree."""
    yield (("The job and its migration run on made-up rows, without network, account or your files.", "text"),)
    yield (("Beside reading and writing rows, they would:" if intents else "They do nothing else.", "text"),)
    for each in intents:
        yield (
            (f"  {each.kind.value:<26}", "sign-warning"),
            (visible(f"{each.path}:{each.line}  {each.call}"), "text"),
        )


def proof_lines(proof: Proof) -> Iterator[Line]:
    """Yield the verdict, every target with what differs, rows of both sides beside each other, and what it rests on."""
    yield (
        (proof.outcome.value, _SIGNS.get(proof.outcome.value, "sign-open")),
        (f"  {proof.trust.value}", "sign-title"),
    )
    yield ((f"  {proof.trust.meaning}", "sign-quiet"),)
    if proof.reason:
        yield ((f"  {_line(proof.reason)}", "text"),)
    for comparison in proof.comparisons:
        yield from _comparison_lines(comparison)
    for assumption in proof.assumptions:
        yield ((f"  assumed: {_line(assumption)}", "sign-quiet"),)
    for doubt in proof.doubts:
        yield ((f"  undocumented in Glue: {_line(doubt)}", "sign-quiet"),)
    for deviation in proof.deviations:
        yield ((f"  not as on Spark: {_line(deviation)}", "sign-quiet"),)


def _comparison_lines(comparison: Comparison) -> Iterator[Line]:
    rows = f"  {comparison.original_rows} and {comparison.migrated_rows} rows"
    sign = _SIGNS.get(comparison.outcome.value, "sign-open")
    yield ((_line(comparison.target), "sign-title"), (rows, "sign-quiet"), (f"  {comparison.outcome.value}", sign))
    for difference in comparison.differences:
        yield ((f"  {_line(difference)}", "sign-error"),)
    for exception in comparison.exceptions:
        yield ((f"  except: {_line(exception)}", "sign-warning"),)
    for number, example in enumerate(comparison.examples, start=1):
        yield from _example_lines(number, example, _columns(comparison))


def _example_lines(number: int, example: Example, columns: list[str]) -> Iterator[Line]:
    """Yield a row of both sides, a column on each line; those that differ have a sign, and are in colour."""
    from g2l_tui.prove.values import shown  # noqa: PLC0415 - most never open it

    sides = (example.original, example.migrated)
    heads = (head if row else f"not in the {head}" for head, row in zip(("original", "migrated"), sides, strict=True))
    yield (
        (f"    {_cut(f'row {number}', _NAMES)} ", "sign-quiet"),
        *((f"{_cut(head)} ", "sign-quiet") for head in heads),
    )
    for name in columns:
        differs = all(sides) and not _is_same(*sides, name)
        cells = (_cut(shown(row.get(name)) if row else "") for row in sides)
        yield (
            (f"  {'≠' if differs else ' '} {_cut(name, _NAMES)} ", "sign-quiet"),
            *((f"{cell} ", "sign-error" if differs else "text") for cell in cells),
        )


def _is_same(original: Row | None, migrated: Row | None, column: str) -> bool:
    return (original or {}).get(column) == (migrated or {}).get(column)


def _columns(comparison: Comparison) -> list[str]:
    """Columns of the examples, those that differ first."""
    different = [each.column for each in comparison.columns]
    rows = [row for each in comparison.examples for row in (each.original, each.migrated) if row]
    return [*different, *dict.fromkeys(name for row in rows for name in row if name not in different)]


def _cut(text: str, width: int = _WIDEST) -> str:
    shown = _line(text)
    return f"{shown[: width - 1]}…" if len(shown) > width else f"{shown:<{width}}"


def _line(text: str) -> str:
    return visible(" ".join(text.split()))
