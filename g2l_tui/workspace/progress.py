"""How far a migration is: in all, by folder, and what is left to do by kind. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from g2l_tui.model.change import Decision, Fidelity
from g2l_tui.model.finding import Severity
from g2l_tui.model.migration import Migration, Status

Decisions = Mapping[str, Mapping[str, Decision]]


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
