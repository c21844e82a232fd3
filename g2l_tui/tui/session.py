"""What the reviewer sees and has decided, for the whole workspace: the one owner of state.

No Textual, and nothing is read or written here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from g2l_tui.model.alike import sites_of
from g2l_tui.model.change import Change, Decision, with_needed, without_rejected
from g2l_tui.model.excerpt import with_texts
from g2l_tui.model.finding import Severity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.operation import Operation, OperationKind
from g2l_tui.tui.file_state import FileState
from g2l_tui.tui.importers import Importers
from g2l_tui.tui.tallies import NOTHING, Tallies, Tally

if TYPE_CHECKING:
    from g2l_tui.workspace.twin import Standing

Decisions = Mapping[str, Decision]
AllDecisions = Mapping[str, Decisions]
"""By path and by the id of the change."""
Accepted = tuple[Migration, tuple[Change, ...]]
"""A migration with those of its changes that are accepted, and what these need."""

_TOLD = attrgetter("source", "status", "changes", "findings", "ledger")  # all but how long it took, and what follows


@dataclass(frozen=True, slots=True)
class Result:
    """A migration, or the sentence why there is none, with the revision of the file it was started for."""

    path: str
    revision: int
    migration: Migration | None = None
    problem: str = ""


@dataclass(slots=True)
class Session:
    """The migrations and decisions of one run of the workbench.

    `listed` are the `paths` once more, to ask for one of thousands. `migrations` have what a person wrote, which
    `texts` holds by path and by the id of the change, in place of what the rules gave. A `revision` grows with each
    save of a file that we hear of; a result that was started for an older one is dropped. `written` counts the changes
    written per file since the start; `written_digests` tells what the last operation left of each file that is written
    now, `own_digests` what it left of any. `sent` holds what of a file is in the output tree: the digest of its source,
    and the changes; `clashes` by path how hand edits there are in the way.
    """

    paths: tuple[str, ...] = ()
    listed: frozenset[str] = field(init=False)
    migrations: dict[str, Migration] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, dict[str, Decision]] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    revisions: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    written_digests: dict[str, str] = field(default_factory=dict)
    own_digests: dict[str, str] = field(default_factory=dict)
    sent: dict[str, tuple[str, tuple[Change, ...]]] = field(default_factory=dict)
    clashes: dict[str, Standing] = field(default_factory=dict)
    _offered: dict[str, Migration] = field(default_factory=dict)
    _tied: defaultdict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    _hazards: dict[str, frozenset[str]] = field(default_factory=dict)
    _importers: Importers = field(default_factory=Importers)
    _unseen: dict[str, frozenset[str]] | None = None
    _states: dict[str, FileState] = field(default_factory=dict)
    _tallies: Tallies = field(init=False)

    def __post_init__(self) -> None:
        self._tallies = Tallies(self._tally)
        self.listed = frozenset(self.paths)

    def list_paths(self, paths: tuple[str, ...]) -> None:
        """Take the files of the workspace; what is known of others is dropped."""
        self.paths = paths
        self.listed = frozenset(paths)
        self._states.clear()
        for gone in {*self.migrations, *self.problems} - self.listed:
            self._drop(gone)
            self.problems.pop(gone, None)

    def touched(self, saved: Iterable[str], shown: str = "") -> tuple[str, ...]:
        """Note that files were saved; return them, then those that may import or use one, but the one `shown` first."""
        touched = self._importers.with_importers(path for path in saved if path in self.listed)
        self.revisions.update(touched)
        return tuple(sorted(touched, key=lambda path: path != shown))

    def take(self, result: Result) -> bool:
        """Keep a result; False when it is out of date or tells nothing new."""
        if result.revision != self.revisions[result.path]:
            return False
        self._states.pop(result.path, None)
        if result.migration is None:
            new = self.problems.get(result.path) != result.problem
            self.problems[result.path] = result.problem
            self._drop(result.path)
            return new
        self.problems.pop(result.path, None)
        before = self._offered.get(result.path)
        self._offered[result.path] = result.migration
        self._importers.take(result.migration)
        self._set_migration(result.path)
        return before is None or _TOLD(before) != _TOLD(result.migration)

    def decision(self, path: str, name: str) -> Decision:
        """Return what was decided about a change of a file."""
        return self.decisions.get(path, {}).get(name, Decision.PENDING)

    def rejected(self, migration: Migration) -> frozenset[str]:
        """Return the ids of the changes that are not made: the rejected ones, and those that need one."""
        path = migration.source.path
        refused = [c.id for c in migration.changes if self.decision(path, c.id) is Decision.REJECTED]
        kept = {change.id for change in without_rejected(migration.changes, refused)}
        return frozenset(change.id for change in migration.changes if change.id not in kept)

    def accepted(self, migration: Migration) -> tuple[Change, ...]:
        """Return the accepted changes of a migration, with those that they need."""
        path = migration.source.path
        chosen = [c for c in migration.changes if self.decision(path, c.id) is Decision.ACCEPTED]
        return with_needed(chosen, migration.changes)

    def decided(self, path: str) -> frozenset[str]:
        """Return the ids of the changes of a file that are decided."""
        migration = self.migrations.get(path)
        changes = {change.id for change in migration.changes} if migration else set()
        return frozenset(changes - {change.id for change in self.pending(path)})

    def pending(self, path: str) -> tuple[Change, ...]:
        """Return the changes of a file that nobody has decided."""
        migration = self.migrations.get(path)
        changes = migration.changes if migration else ()
        return tuple(c for c in changes if self.decision(path, c.id) is Decision.PENDING)

    def decide(self, chosen: Mapping[str, Iterable[str]], decision: Decision) -> AllDecisions:
        """Decide changes by path, and with them those that would be wrong without; return what is different now.

        Accepting takes along what a change needs, rejecting what needs it, and leaving open is as rejecting
        for those that were accepted.
        """
        chosen = {path: tuple(names) for path, names in chosen.items()}
        company = self._with_company(chosen, decision)
        found = {path: self._different(path, each, chosen.get(path, ()), decision) for path, each in company.items()}
        decided = {path: dict.fromkeys(names, decision) for path, names in found.items() if names}
        self.apply(decided)
        return decided

    def accept_reworded(self, path: str, name: str, text: str) -> AllDecisions:
        """Accept a change with a person's own text; return what is different now."""
        self.reword(path, {name: text})
        return self.decide({path: [name]}, Decision.ACCEPTED)

    def apply(self, decided: AllDecisions) -> None:
        """Take over decisions as they are: made before, or elsewhere."""
        self._unseen = None
        for path, decisions in decided.items():
            self.decisions.setdefault(path, {}).update(decisions)
            self._states.pop(path, None)
            self._tallies.forget(path)

    def replace_decisions(self, decisions: AllDecisions, texts: Mapping[str, Mapping[str, str]]) -> None:
        """Take over all that is decided, and was written by hand, as it is on disk now."""
        gone = {path: dict.fromkeys(known, Decision.PENDING) for path, known in self.decisions.items()}
        self.apply({path: {**gone.get(path, {}), **decisions.get(path, {})} for path in {*gone, *decisions}})
        for path in {*self.texts, *texts}:
            if self.texts.get(path, {}) != texts.get(path, {}):
                self.reword(path, {**dict.fromkeys(self.texts.get(path, {})), **texts.get(path, {})})

    def reword(self, path: str, texts: Mapping[str, str | None]) -> None:
        """Put a text in place of what the rules gave for a change; None brings that back."""
        kept = {**self.texts.get(path, {}), **texts}
        self.texts[path] = {name: text for name, text in kept.items() if text is not None}
        if path in self._offered:
            self._set_migration(path)

    def offered(self, path: str) -> Migration:
        """Return the migration of a file as the rules alone make it."""
        return self._offered[path]

    def open_where(self, wanted: Callable[[Change], bool]) -> dict[str, tuple[str, ...]]:
        """Return the open changes of all files that are wanted: their ids by path."""
        found = {path: tuple(change.id for change in self.pending(path) if wanted(change)) for path in self.paths}
        return {path: names for path, names in found.items() if names}

    def held_by(self, path: str, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Return what keeps changes of a file from being accepted: by path and id, what they need and nobody saw.

        What needs them in turn is one with them, and keeps them from nothing.
        """
        chosen = {(path, name) for name in names}
        found = self._flat_company(chosen) - chosen
        return tuple(
            (other, name)
            for other, name in sorted(found)
            if name in self._hazardous(other)
            and self.decision(other, name) is not Decision.ACCEPTED
            and not chosen <= self._flat_company({(other, name)})
        )

    def unseen(self, path: str) -> frozenset[str]:
        """Return the ids of the open changes of a file that may be accepted without a look at each."""
        if self._unseen is None:
            self._unseen = self._all_unseen()
        return self._unseen.get(path, frozenset()) & {change.id for change in self.pending(path)}

    def state(self, path: str) -> FileState:
        """Return where the review of a file stands."""
        return self._states.get(path) or self._states.setdefault(path, self._new_state(path))

    def _new_state(self, path: str) -> FileState:
        migration = self.migrations.get(path)
        if migration is None:
            return FileState.FAILED if path in self.problems else FileState.WAITING
        if migration.status is Status.FAILED:
            return FileState.FAILED
        if not migration.changes:
            if self.written_digests.get(path) == migration.source.digest:
                return FileState.WRITTEN
            return FileState.REFUSED if migration.status is not Status.UNCHANGED else FileState.UNCHANGED
        return self._decided_state(migration)

    def to_write(self) -> tuple[Accepted, ...]:
        """Return the migrations that have accepted changes, with these, but for what is in the output tree."""
        return tuple((m, changes) for m, changes in self.all_accepted() if not self._is_sent(m, changes))

    def all_accepted(self) -> tuple[Accepted, ...]:
        """Return the migrations that have accepted changes, with these."""
        return tuple((self.migrations[path], changes) for path, changes in self._tallies.accepted())

    def note_sent(self, accepted: Iterable[Accepted]) -> None:
        """Take note that files with these changes are in the output tree."""
        for migration, changes in accepted:
            self.sent[migration.source.path] = (migration.source.digest, changes)
            self._states.pop(migration.source.path, None)

    def note_unsent(self, paths: Iterable[str]) -> None:
        """Take note that these files of the output tree are not as they were sent, or may not be."""
        for path in paths:
            self.sent.pop(path, None)
            self._states.pop(path, None)

    def note_standing(self, accepted: Iterable[Accepted], standing: Mapping[str, Standing]) -> None:
        """Take note how files with these changes stand against the output tree."""
        found = [each for each in accepted if each[0].source.path in standing]
        self.note_sent(each for each in found if standing[each[0].source.path].in_step)
        for migration, _ in found:
            path = migration.source.path
            self._states.pop(path, None)
            self.clashes.pop(path, None)
            if standing[path].conflicts:
                self.clashes[path] = standing[path]

    def progress(self) -> tuple[int, int]:
        """Return how many changes are decided (written ones too), and how many there are."""
        written = self.written.total()
        decided, changes = self._tallies.progress()
        return written + decided, written + changes

    def severities(self, path: str | None = None) -> Counter[Severity]:
        """Count the findings by severity: of all files, or of one."""
        return self._tallies.severities() if path is None else Counter(dict(self._tallies.of(path).severities))

    def note_operation(self, operation: Operation, counts: Mapping[str, int]) -> None:
        """Take note of an operation; `counts` is how many changes of each file it wrote, if that is known."""
        back = operation.kind in (OperationKind.ROLLBACK, OperationKind.UNDO)
        for record in operation.files:
            self._states.pop(record.path, None)
            self.own_digests[record.path] = record.after or ""
            if back:
                self.written.pop(record.path, None)
                self.written_digests.pop(record.path, None)
            else:
                self.written[record.path] += counts.get(record.path, 0)
                self.written_digests[record.path] = record.after or ""

    def is_foreign(self, path: str) -> bool:
        """Whether a file is other than an operation of ours left it."""
        migration = self.migrations.get(path)
        return migration is None or migration.source.digest != self.own_digests.get(path)

    def of_interest(self, path: str) -> bool:
        """Whether a file has anything to review: changes, findings, a failure."""
        return self.state(path) not in (FileState.UNCHANGED, FileState.WAITING) or bool(self.severities(path))

    def _tally(self, path: str) -> Tally:
        migration = self.migrations.get(path)
        if migration is None:
            return NOTHING
        severities = Counter(finding.severity for finding in migration.findings)
        pending, accepted = len(self.pending(path)), self.accepted(migration)
        return Tally(len(migration.changes), pending, accepted, tuple(severities.items()))

    def _with_company(self, chosen: Mapping[str, Iterable[str]], decision: Decision) -> dict[str, set[str]]:
        """Add what changes need in their file, and what they are tied to in others."""
        found: dict[str, set[str]] = {}
        followed: set[str] = set()
        waiting = {path: set(names) for path, names in chosen.items() if path in self.migrations}
        while waiting:
            path, names = waiting.popitem()
            changes = self.migrations[path].changes
            before = found.get(path, set())
            found[path] = _with_company(frozenset(names | before), changes, decision)
            fresh = found[path] - before
            ties = {tie for change in changes if change.id in fresh for tie in change.ties} - followed
            followed |= ties
            for other, each in {each for tie in ties for each in self._tied[tie]}:
                if each not in found.get(other, ()):
                    waiting.setdefault(other, set()).add(each)
        return found

    def _flat_company(self, chosen: set[tuple[str, str]]) -> set[tuple[str, str]]:
        by_path: dict[str, list[str]] = {}
        for path, name in chosen:
            by_path.setdefault(path, []).append(name)
        found = self._with_company(by_path, Decision.ACCEPTED)
        return {(path, name) for path, names in found.items() for name in names}

    def _different(self, path: str, names: set[str], chosen: Iterable[str], decision: Decision) -> set[str]:
        before = {name: self.decision(path, name) for name in names}
        if decision is Decision.PENDING:
            names = {name for name in names if name in set(chosen) or before[name] is Decision.ACCEPTED}
        return {name for name in names if before[name] is not decision}

    def _all_unseen(self) -> dict[str, frozenset[str]]:
        """Leave out what has a hazard that nobody has accepted, what needs it, and what is tied to either."""
        held = {
            path: {name for name in self._hazardous(path) if self.decision(path, name) is not Decision.ACCEPTED}
            for path in self.migrations
        }
        free: dict[str, frozenset[str]] = {}
        followed: set[str] = set()
        waiting = set(held)
        while waiting:
            path = waiting.pop()
            changes = self.migrations[path].changes
            free[path] = frozenset(change.id for change in without_rejected(changes, held[path]))
            ties = {tie for change in changes if change.id not in free[path] for tie in change.ties} - followed
            followed |= ties
            for other, name in {each for tie in ties for each in self._tied[tie]}:
                if name not in held[other] and name in free.get(other, {name}):
                    held[other].add(name)
                    waiting.add(other)
        return free

    def _hazardous(self, path: str) -> frozenset[str]:
        if path not in self._hazards:
            self._hazards[path] = frozenset(s.change.id for s in sites_of(self.migrations[path]) if s.hazards)
        return self._hazards[path]

    def _set_migration(self, path: str) -> None:
        self._forget(path)
        self.migrations[path] = with_texts(self._offered[path], self.texts.get(path, {}))
        for change in self.migrations[path].changes:
            for tie in change.ties:
                self._tied[tie].add((path, change.id))

    def _drop(self, path: str) -> None:
        self._forget(path)
        self._offered.pop(path, None)
        self._importers.drop(path)
        self.migrations.pop(path, None)

    def _forget(self, path: str) -> None:
        """Forget what was worked out from the migration of a file."""
        self._unseen = None
        self._tallies.forget(path)
        self._hazards.pop(path, None)
        known = self.migrations.get(path)
        for change in known.changes if known else ():
            for tie in change.ties:
                self._tied[tie].discard((path, change.id))

    def _decided_state(self, migration: Migration) -> FileState:
        found = {self.decision(migration.source.path, change.id) for change in migration.changes}
        if migration.source.path in self.clashes and Decision.ACCEPTED in found:
            return FileState.CLASHING
        if found == {Decision.PENDING}:
            return FileState.PARTLY if self.written[migration.source.path] else FileState.OPEN
        if Decision.PENDING in found:
            return FileState.PARTLY
        if found == {Decision.REJECTED}:
            return FileState.REJECTED
        return FileState.WRITTEN if self._is_sent(migration, self.accepted(migration)) else FileState.ACCEPTED

    def _is_sent(self, migration: Migration, changes: tuple[Change, ...]) -> bool:
        return self.sent.get(migration.source.path) == (migration.source.digest, changes)


def _with_company(chosen: frozenset[str], changes: Sequence[Change], decision: Decision) -> set[str]:
    if decision is Decision.ACCEPTED:
        return {change.id for change in with_needed([each for each in changes if each.id in chosen], changes)}
    return {change.id for change in changes} - {change.id for change in without_rejected(changes, chosen)}
