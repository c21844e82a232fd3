"""Decisions as a file: given out by several reviewers, put together in any order, and replayed without a screen.

A decision is a vote of a reviewer for one rewrite of one construct. Putting files together joins the votes, so it
does not matter who comes first; where votes disagree nothing is decided. A vote counts only for the rewrite that
the reviewer saw: when a rule or the statement has changed since, it waits for another look.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import msgspec

from g2l_tui.errors import ConfigurationError
from g2l_tui.model.change import Change, Decision, compose, with_needed, without_rejected
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source
from g2l_tui.store.safe_paths import shown

SCHEMA = 1
LARGEST = 256 * 1024 * 1024

Voters = Mapping[str, tuple[str, ...]]
"""`accepted` or `rejected`, to the names of those who said so."""

Votes = Mapping[str, Mapping[str, Mapping[str, Voters]]]
"""Voters by path, by the id of the change, and by the digest of its rewrite."""


class _Ballot(msgspec.Struct, forbid_unknown_fields=True):
    accepted: list[str] = []
    rejected: list[str] = []


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    schema: Annotated[int, msgspec.Meta(ge=1, le=SCHEMA)]
    files: dict[str, dict[str, dict[str, _Ballot]]]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the votes make of a file: the changes that are to be written, and what a person has to look at."""

    changes: tuple[Change, ...]
    problems: tuple[str, ...]


def rewrite_of(content: bytes, change: Change) -> str:
    """Return the digest of what a change does to its statement, wherever in the source that stands."""
    parts = [part for edit in sorted(change.edits) for part in (content[edit.start : edit.end], edit.replacement)]
    return sha256(b"".join(b"%d:%b" % (len(part), part) for part in parts)).hexdigest()


def votes_of(migrations: Iterable[Migration], decided: Mapping[str, Mapping[str, Decision]], who: str) -> Votes:
    """Return what is decided about the changes of `migrations` as the votes of `who`."""
    votes: dict[str, dict[str, dict[str, Voters]]] = {}
    for migration in migrations:
        decisions = decided.get(migration.source.path, {})
        for change in migration.changes:
            decision = decisions.get(change.id, Decision.PENDING)
            if decision is not Decision.PENDING:
                rewrite = rewrite_of(migration.source.content, change)
                votes.setdefault(migration.source.path, {})[change.id] = {rewrite: {decision.value: (who,)}}
    return votes


def read_votes(path: Path) -> Votes:
    """Return the votes in a file. Raises ConfigurationError when it is none of decisions."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST)
        document = msgspec.convert(json.loads(content), type=_Document)
    except OSError as error:
        raise ConfigurationError(f"{shown(str(path))} cannot be read: {error.strerror}.", file=path) from error
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{shown(str(path))} holds no decisions: {shown(str(error))}.", file=path) from error
    return {
        name: {
            change: {
                rewrite: {"accepted": tuple(ballot.accepted), "rejected": tuple(ballot.rejected)}
                for rewrite, ballot in rewrites.items()
            }
            for change, rewrites in changes.items()
        }
        for name, changes in document.files.items()
    }


def joined(every: Iterable[Votes]) -> Votes:
    """Return all votes together; in whatever order they come, the result is the same."""
    together: dict[str, dict[str, dict[str, dict[str, set[str]]]]] = {}
    for votes in every:
        for path, change, rewrite, voters in _each(votes):
            ballots = together.setdefault(path, {}).setdefault(change, {}).setdefault(rewrite, {})
            for decision, names in voters.items():
                ballots.setdefault(decision, set()).update(names)
    return {
        path: {
            change: {
                rewrite: {decision: tuple(sorted(names)) for decision, names in sorted(ballots.items()) if names}
                for rewrite, ballots in sorted(rewrites.items())
            }
            for change, rewrites in sorted(changes.items())
        }
        for path, changes in sorted(together.items())
    }


def encoded(votes: Votes) -> bytes:
    """Return the file of these votes: the same votes are the same bytes."""
    return json.dumps({"schema": SCHEMA, "files": joined([votes])}, indent=1, sort_keys=True).encode("ascii") + b"\n"


def conflicts(votes: Votes) -> Iterator[str]:
    """Yield a sentence for each change on which reviewers disagree."""
    for path, change, _, voters in _each(votes):
        if voters.get("accepted") and voters.get("rejected"):
            accepted, rejected = (", ".join(map(shown, voters[word])) for word in ("accepted", "rejected"))
            yield f"{shown(path)}: change {shown(change)} was accepted by {accepted} and rejected by {rejected}."


def decided_by(votes: Votes, migration: Migration) -> tuple[dict[str, Decision], tuple[str, ...]]:
    """Return what the votes decide about a file, and a sentence for each that decides nothing."""
    decided: dict[str, Decision] = {}
    problems: list[str] = []
    path = shown(migration.source.path)
    changes = {change.id: change for change in migration.changes}
    for name, rewrites in votes.get(migration.source.path, {}).items():
        change = changes.get(name)
        if change is None:
            problems.append(f"{path}: there is no change {shown(name)} any more; its decision was left out.")
            continue
        voters = rewrites.get(rewrite_of(migration.source.content, change), {})
        match bool(voters.get("accepted")), bool(voters.get("rejected")):
            case True, False:
                decided[name] = Decision.ACCEPTED
            case False, True:
                decided[name] = Decision.REJECTED
            case True, True:
                problems.append(f"{path}:{change.line}: reviewers disagree about change {name}; it was left as it is.")
            case _:
                problems.append(f"{path}:{change.line}: change {name} is not what was reviewed; look at it again.")
    return decided, tuple(problems)


def replayed(votes: Votes, migration: Migration) -> Replayed:
    """Return the changes of a file that the votes accept, with those that they need.

    A change that needs one which is rejected, or on which reviewers disagree, is left out and said.
    """
    decided, problems = decided_by(votes, migration)
    accepted = [change for change in migration.changes if decided.get(change.id) is Decision.ACCEPTED]
    voted = set(votes.get(migration.source.path, {}))
    possible = without_rejected(migration.changes, voted - {change.id for change in accepted})
    kept = [change for change in accepted if change in possible]
    left = [
        f"{shown(migration.source.path)}:{change.line}: change {change.id} was accepted, but needs one that was not."
        for change in accepted
        if change not in possible
    ]
    return Replayed(with_needed(kept, migration.changes), (*problems, *left))


def part_of(migration: Migration, chosen: Sequence[Change], again: Callable[[Source], Migration]) -> Migration:
    """Return the migration that makes only the `chosen` changes; `again` tells what Glue is left in the result."""
    if len(chosen) == len(migration.changes):
        return migration
    result = compose(migration.source.content, chosen)
    left = again(Source(migration.source.path, result))
    return replace(
        migration,
        status=Status.PARTIAL,
        result=result,
        changes=tuple(chosen),
        calls_translated=max(migration.calls - left.calls, 0),
    )


def _each(votes: Votes) -> Iterator[tuple[str, str, str, Voters]]:
    for path, changes in votes.items():
        for change, rewrites in changes.items():
            for rewrite, voters in rewrites.items():
                yield path, change, rewrite, voters
