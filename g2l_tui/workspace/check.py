"""Whether a part of the changes of a file can stand alone: the text it gives, read with new eyes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from g2l_tui.engine.project import Project
from g2l_tui.engine.text.module import parse_module
from g2l_tui.errors import ParseError
from g2l_tui.model.change import Change, compose, with_needed
from g2l_tui.model.finding import Severity
from g2l_tui.model.ledger import LedgerRow
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source
from g2l_tui.validators import validate
from g2l_tui.workspace.read import VanishedError

Accepted: TypeAlias = Sequence[tuple[Migration, Sequence[Change]]]
"""Migrations, each with the changes of it that are to be made."""


def objections(
    migration: Migration, chosen: Sequence[Change], migrate: Callable[[Source], Migration]
) -> tuple[str, ...]:
    """Return why the `chosen` changes of a file may not be made alone, a sentence each.

    All changes of the rules together were looked at when they were made; a part of them, or what a person wrote,
    was not. `migrate` tells what the rules see in the text: a Glue call that was left must still be one, or the
    kinds of the frames do not agree any more.
    """
    if not chosen or (len(chosen) == len(migration.changes) and not any(change.edited for change in chosen)):
        return ()
    try:
        content = compose(migration.source.content, chosen)
        parse_module(Source(migration.source.path, content))
    except (ParseError, ValueError) as error:
        return (f"the result would be no valid Python ({error})",)
    again = migrate(Source(migration.source.path, content))
    return (*_found(migration, chosen, content), *_lost_calls(migration, chosen, again))


class LeftBehind(NamedTuple):
    """What of other files belongs to changes that are written, a sentence each.

    `torn` speaks of changes that are not written with them, `open` of statements that were refused.
    """

    torn: tuple[str, ...]
    open: tuple[str, ...]


def left_behind(accepted: Accepted, project: Project, migrate: Callable[[str], Migration]) -> LeftBehind:
    """Return what the accepted changes, and those they need, leave behind in the files that share a tie with them."""
    chosen = {each.source.path: with_needed(changes, each.changes) for each, changes in accepted}
    ties = frozenset(tie for changes in chosen.values() for change in changes for tie in change.ties)
    owners = {tie.partition(":")[0] for tie in ties}
    known = {each.source.path: each for each, _ in accepted}
    torn_apart: list[str] = []
    left_open: list[str] = []
    for path in sorted(project.importers(owners)):
        with suppress(VanishedError):
            migration = known.get(path) or migrate(path)
            made = {change.id for change in chosen.get(path, ())}
            torn_apart += _torn(path, ties, [change for change in migration.changes if change.id not in made])
            left_open += _open(path, ties & migration.open_ties)
    return LeftBehind(tuple(torn_apart), tuple(left_open))


def _torn(path: str, ties: frozenset[str], left: Sequence[Change]) -> Iterator[str]:
    for change in left:
        if names := ties & change.ties:
            named = " and ".join(f"`{tie.rpartition(':')[2]}`" for tie in sorted(names))
            yield f"{path} line {change.line} has to change with it, for both have to do with {named}"


def _open(path: str, ties: frozenset[str]) -> Iterator[str]:
    for tie in sorted(ties):
        yield f"{path} has statements that stay as they are, and need of `{tie.rpartition(':')[2]}` what it is in Glue"


def _found(migration: Migration, chosen: Sequence[Change], content: bytes) -> Iterator[str]:
    known = {finding.message for finding in migration.findings}
    part = replace(migration, status=Status.PARTIAL, changes=tuple(chosen), result=content, findings=())
    for finding in validate(part).findings:
        if finding.severity is Severity.ERROR and finding.message not in known:
            yield f"line {finding.line}: {finding.message}"


def _lost_calls(migration: Migration, chosen: Sequence[Change], again: Migration) -> Iterator[str]:
    seen = Counter(_call(row) for row in again.ledger)
    for row in _left(migration, chosen):
        if not seen[_call(row)]:
            yield f"line {row.line}: {row.call} stays, but would not get the Glue object that it needs"
            return
        seen[_call(row)] -= 1


def _left(migration: Migration, chosen: Sequence[Change]) -> Iterator[LedgerRow]:
    """Yield the rows of the calls that would have been rewritten by the changes that are left out."""
    made = {change.id for change in chosen}
    open_lines = {
        line
        for change in migration.changes
        if change.id not in made
        for line in range(change.line, change.end_line + 1)
    }
    return (row for row in migration.ledger if row.line in open_lines)


def _call(row: LedgerRow) -> tuple[str, str]:
    return row.call, row.argument
