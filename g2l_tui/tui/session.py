"""What the reviewer sees and has decided, for the whole workspace: the one owner of state.

No Textual, and nothing is read or written here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from g2l_tui.model.change import Change, Decision, with_needed, without_rejected
from g2l_tui.model.finding import Severity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.operation import Operation, OperationKind

Decisions = Mapping[str, Decision]


class FileState(str, Enum):
    """Where the review of a file stands; the value is its sign."""

    WAITING = "·"
    UNCHANGED = "="
    OPEN = "○"
    PARTLY = "◐"
    ACCEPTED = "✓"
    REJECTED = "✗"
    REFUSED = "⊘"
    WRITTEN = "◆"
    FAILED = "!"


STATE_WORDS = {
    FileState.WAITING: "not read yet",
    FileState.UNCHANGED: "nothing of Glue in it",
    FileState.OPEN: "nothing decided yet",
    FileState.PARTLY: "partly decided",
    FileState.ACCEPTED: "accepted, not written yet",
    FileState.REJECTED: "rejected",
    FileState.REFUSED: "Glue that no rule can translate safely",
    FileState.WRITTEN: "written",
    FileState.FAILED: "could not be translated",
}
STATE_CLASSES = {
    FileState.ACCEPTED: "sign-accepted",
    FileState.REJECTED: "sign-rejected",
    FileState.PARTLY: "sign-open",
    FileState.OPEN: "sign-open",
    FileState.WRITTEN: "sign-written",
    FileState.FAILED: "sign-error",
    FileState.REFUSED: "sign-error",
}


@dataclass(frozen=True, slots=True)
class Result:
    """A migration, or the sentence why there is none, with the revision of the file it was started for."""

    path: str
    revision: int
    migration: Migration | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Decisions on one file that are undone together."""

    path: str
    before: Decisions
    after: Decisions


@dataclass(slots=True)
class Session:
    """The migrations, decisions and undo steps of one run of the workbench.

    A `revision` grows with each save of a file that we hear of; a result that was started for an older one is
    dropped. `written` counts the changes written per file since the start; `written_digests` tells what the
    last operation left of each file.
    """

    paths: tuple[str, ...] = ()
    migrations: dict[str, Migration] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, dict[str, Decision]] = field(default_factory=dict)
    revisions: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    written_digests: dict[str, str] = field(default_factory=dict)
    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)
    _states: dict[str, FileState] = field(default_factory=dict)

    def list_paths(self, paths: tuple[str, ...]) -> None:
        """Take the files of the workspace; what is known of others is dropped."""
        self.paths = paths
        self._states.clear()
        for gone in {*self.migrations, *self.problems} - set(paths):
            self.migrations.pop(gone, None)
            self.problems.pop(gone, None)

    def touched(self, saved: Iterable[str]) -> tuple[str, ...]:
        """Note that files were saved; return them, then those whose text names one of them as a module."""
        names = [path for path in saved if path in set(self.paths)]
        stems = [path.rsplit("/", 1)[-1].removesuffix(".py").encode() for path in names]
        others = [
            path
            for path, migration in self.migrations.items()
            if path not in names and any(stem in migration.source.content for stem in stems)
        ]
        self.revisions.update(names + others)
        return tuple(names + others)

    def take(self, result: Result) -> bool:
        """Keep a result; False when it is out of date or tells nothing new."""
        if result.revision != self.revisions[result.path]:
            return False
        self._states.pop(result.path, None)
        if result.migration is None:
            new = self.problems.get(result.path) != result.problem
            self.problems[result.path] = result.problem
            self.migrations.pop(result.path, None)
            return new
        self.problems.pop(result.path, None)
        before = self.migrations.get(result.path)
        self.migrations[result.path] = result.migration
        return before is None or not _same(before, result.migration)

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

    def pending(self, path: str) -> tuple[Change, ...]:
        """Return the changes of a file that nobody has decided."""
        migration = self.migrations.get(path)
        changes = migration.changes if migration else ()
        return tuple(c for c in changes if self.decision(path, c.id) is Decision.PENDING)

    def decide(self, path: str, chosen: Iterable[str], decision: Decision) -> Step | None:
        """Decide changes, and with them those that would be wrong without; None when nothing changes.

        Accepting takes along what a change needs, rejecting what needs it, and leaving open is as rejecting
        for those that were accepted.
        """
        migration = self.migrations[path]
        names = _with_company(frozenset(chosen), migration.changes, decision)
        before = {name: self.decision(path, name) for name in names}
        if decision is Decision.PENDING:
            names = {n for n in names if n in set(chosen) or before[n] is Decision.ACCEPTED}
        after = {name: decision for name in names if before[name] is not decision}
        if not after:
            return None
        step = Step(path, {name: before[name] for name in after}, after)
        self.done.append(step)
        self.undone.clear()
        self._set(path, after)
        return step

    def undo(self) -> Step | None:
        """Take the last decision back; None when there is none."""
        if not self.done:
            return None
        step = self.done.pop()
        self.undone.append(step)
        self._set(step.path, step.before)
        return step

    def redo(self) -> Step | None:
        """Make the decision that was undone last; None when there is none."""
        if not self.undone:
            return None
        step = self.undone.pop()
        self.done.append(step)
        self._set(step.path, step.after)
        return step

    def state(self, path: str) -> FileState:
        """Return where the review of a file stands."""
        if path not in self._states:
            self._states[path] = self._new_state(path)
        return self._states[path]

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

    def to_write(self) -> tuple[tuple[Migration, tuple[Change, ...]], ...]:
        """Return the migrations that have accepted changes, with these."""
        found = ((m, self.accepted(m)) for path in self.paths if (m := self.migrations.get(path)))
        return tuple((migration, changes) for migration, changes in found if changes)

    def progress(self) -> tuple[int, int]:
        """Return how many changes are decided (written ones too), and how many there are."""
        written = self.written.total()
        total = sum(len(m.changes) for m in self.migrations.values())
        pending = sum(len(self.pending(path)) for path in self.migrations)
        return written + total - pending, written + total

    def severities(self, paths: Sequence[str] | None = None) -> Counter[Severity]:
        """Count the findings by severity: of all files, or of `paths`."""
        chosen = self.migrations.values() if paths is None else self._of(paths)
        return Counter(finding.severity for migration in chosen for finding in migration.findings)

    def note_operation(self, operation: Operation, counts: Mapping[str, int]) -> None:
        """Take note of an operation; `counts` is how many changes of each file it wrote, if that is known."""
        back = operation.kind in (OperationKind.ROLLBACK, OperationKind.UNDO)
        for record in operation.files:
            self._states.pop(record.path, None)
            if back:
                self.written.pop(record.path, None)
                self.written_digests.pop(record.path, None)
            else:
                self.written[record.path] += counts.get(record.path, 0)
                self.written_digests[record.path] = record.after or ""

    def is_foreign(self, path: str) -> bool:
        """Whether a file is other than an operation of ours left it."""
        migration = self.migrations.get(path)
        return migration is None or migration.source.digest != self.written_digests.get(path)

    def of_interest(self, path: str) -> bool:
        """Whether a file has anything to review: changes, findings, a failure."""
        return self.state(path) not in (FileState.UNCHANGED, FileState.WAITING) or bool(self.severities([path]))

    def _of(self, paths: Sequence[str]) -> Iterator[Migration]:
        return (self.migrations[path] for path in paths if path in self.migrations)

    def _set(self, path: str, decisions: Decisions) -> None:
        self.decisions.setdefault(path, {}).update(decisions)
        self._states.pop(path, None)

    def _decided_state(self, migration: Migration) -> FileState:
        found = {self.decision(migration.source.path, change.id) for change in migration.changes}
        if found == {Decision.PENDING}:
            return FileState.PARTLY if self.written[migration.source.path] else FileState.OPEN
        if Decision.PENDING in found:
            return FileState.PARTLY
        if found == {Decision.REJECTED}:
            return FileState.REJECTED
        return FileState.ACCEPTED


def _with_company(chosen: frozenset[str], changes: Sequence[Change], decision: Decision) -> set[str]:
    by_id = {change.id: change for change in changes}
    if decision is Decision.ACCEPTED:
        return {c.id for c in with_needed([by_id[n] for n in chosen if n in by_id], changes)}
    names = {name for name in chosen if name in by_id}
    grown = True
    while grown:
        more = {change.id for change in changes if change.needs & names} - names
        names |= more
        grown = bool(more)
    return names


def _same(before: Migration, after: Migration) -> bool:
    return (before.source, before.status, before.result, before.changes, before.findings, before.ledger) == (
        after.source,
        after.status,
        after.result,
        after.changes,
        after.findings,
        after.ledger,
    )
