"""How far a migration is: in all, by folder, and what is left to do by kind. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from g2l_tui.engine.codes import CODES
from g2l_tui.model.change import Decision, Fidelity
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.migration import Migration, Status

Decisions = Mapping[str, Mapping[str, Decision]]
_SEVERITIES = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over some files. `files` are those with anything of Glue, or written; `clean` have no error and no
    warning; `written` were written and have not been touched since. `calls` are calls of Glue.
    """  # noqa: D205

    name: str
    files: int
    clean: int
    written: int
    changes: int
    decided: int
    calls: int
    calls_translated: int
    severities: Counter[Severity]
    fidelities: Counter[Fidelity]


@dataclass(frozen=True, slots=True)
class Place:
    """A finding and the file it is in."""

    path: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work that is left: a code, what it stands for, and every place of it."""

    code: str
    title: str
    hint: str
    severity: Severity
    places: tuple[Place, ...]

    @property
    def files(self) -> int:
        """How many files it is in."""
        return len({place.path for place in self.places})


def tally(
    migrations: Iterable[Migration], decisions: Decisions, written: Collection[str] = (), name: str = ""
) -> Tally:
    """Count what the migrations hold and what was decided about them."""
    chosen = [each for each in migrations if each.status is not Status.UNCHANGED or each.source.path in written]
    changes = [(each.source.path, change) for each in chosen for change in each.changes]
    return Tally(
        name,
        files=len(chosen),
        clean=sum(all(finding.severity is Severity.INFO for finding in each.findings) for each in chosen),
        written=sum(each.source.path in written for each in chosen),
        changes=len(changes),
        decided=sum(
            decisions.get(path, {}).get(change.id, Decision.PENDING) is not Decision.PENDING for path, change in changes
        ),
        calls=sum(each.calls for each in chosen),
        calls_translated=sum(each.calls_translated for each in chosen),
        severities=Counter(finding.severity for each in chosen for finding in each.findings),
        fidelities=Counter(change.fidelity for _, change in changes),
    )


def by_folder(migrations: Iterable[Migration], decisions: Decisions, written: Collection[str] = ()) -> list[Tally]:
    """Return the counts of every folder that directly holds something of Glue, sorted by name."""
    folders: dict[str, list[Migration]] = defaultdict(list)
    for migration in migrations:
        folders[migration.source.path.rpartition("/")[0]].append(migration)
    tallies = (tally(folders[name], decisions, written, name) for name in sorted(folders))
    return [each for each in tallies if each.files]


def work_left(migrations: Iterable[Migration]) -> tuple[Work, ...]:
    """Return the findings by what they ask for: the gravest kind first, of two the one with more places."""
    places: dict[str, list[Place]] = defaultdict(list)
    for migration in migrations:
        for finding in migration.findings:
            places[finding.code].append(Place(migration.source.path, finding))
    kinds = [_work(code, found) for code, found in places.items()]
    return tuple(sorted(kinds, key=lambda kind: (_SEVERITIES.index(kind.severity), -len(kind.places), kind.code)))


def _work(code: str, places: Sequence[Place]) -> Work:
    first = places[0].finding
    known = CODES.get(code)
    return Work(
        code,
        known.title if known else first.message,
        known.hint if known else first.hint,
        min((place.finding.severity for place in places), key=_SEVERITIES.index),
        tuple(places),
    )
