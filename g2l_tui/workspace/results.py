"""Results of earlier runs, each used again only where all that it depends on is the same as then.

That is the text of the file, the program, rules and settings, and each answer that the engine got when it asked what
is known of other modules. What is not so is migrated again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import msgspec

from g2l_tui.config import Settings
from g2l_tui.engine.kinds.knowledge import Asked
from g2l_tui.engine.project import Project
from g2l_tui.model.change import Change, compose
from g2l_tui.model.finding import Finding
from g2l_tui.model.ledger import LedgerRow
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.rests import Rests
from g2l_tui.model.source import Source, digest_of
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.workspace.program import program_digest
from g2l_tui.workspace.shelves import Shelves
from g2l_tui.workspace.traces import dumped, loaded


@dataclass(frozen=True, slots=True)
class _Found:
    """A migration without what the source tells: its text and the result."""

    status: Status
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    ledger: tuple[LedgerRow, ...]
    calls: int
    calls_translated: int
    open_ties: frozenset[str]
    rests: Rests


class _Result(msgspec.Struct, array_like=True, frozen=True):
    """`depends` is on what, beside the text of that digest: how the file stands to others, and answers."""

    digest: str
    depends: bytes
    found: bytes


MOST_WAITING = 1_000
"""Results that are held before they are written: a run that is interrupted is taken up about where it was."""

_AS_BYTES = msgspec.msgpack.Encoder()
_RESULT = msgspec.msgpack.Decoder(_Result)
_FOUND = msgspec.msgpack.Decoder(_Found)


class Results:
    """The results of a workspace by some rules and settings; of other files than `paths` they may go."""

    def __init__(self, root: Path, ruleset: RuleSet, settings: Settings, paths: Collection[str]) -> None:
        self._paths = paths
        words = f"{program_digest()} {ruleset.digest} {settings!r}".encode("utf-8", "surrogateescape")
        self._shelves = Shelves(root, "results", digest_of(words) if ruleset.digest else "")

    @property
    def are_kept(self) -> bool:
        """True when there is a place for them."""
        return self._shelves.are_kept

    def hold(self, path: str, digest: str, project: Project) -> bool:
        """Tell whether a file of that content would be migrated as it was, now that this is known of the others."""
        result = self._result(path)
        if result is None or result.digest != digest:
            return False
        standing, answers = loaded(result.depends)
        return standing == _standing(path, project) and Asked(project.knowledge, answers).would_hear_the_same_from(
            project.knowledge
        )

    def rests(self, path: str) -> Rests | None:
        """Return what a file rests on; whether that holds was asked before."""
        result = self._result(path)
        return _FOUND.decode(result.found).rests if result else None

    def recalled(self, source: Source) -> Migration | None:
        """Return what became of a source, where its text is the same; whether it holds was asked before."""
        result = self._result(source.path, last=True)
        if result is None or result.digest != source.digest:
            return None
        found = _FOUND.decode(result.found)
        return Migration(
            source, found.status, compose(source.content, found.changes), found.changes, found.findings, found.ledger,
            found.calls, found.calls_translated, open_ties=found.open_ties, rests=found.rests,
        )  # fmt: skip

    def keep(self, path: str, content: bytes) -> None:
        """Keep what `to_keep` made of the migration of a file."""
        if content:
            self._shelves.put(path, content)
        if self._shelves.waiting >= MOST_WAITING:
            self._shelves.save(self._paths)

    def save(self) -> None:
        """Write what is new, for the next run."""
        self._shelves.save(self._paths)

    def _result(self, path: str, *, last: bool = False) -> _Result | None:
        content = self._shelves.get(path, last=last)
        return _RESULT.decode(content) if content else None


def to_keep(migration: Migration, asked: Asked, project: Project) -> bytes:
    """Return what is kept of a migration: nothing of what went wrong, or would be found again in no time."""
    if migration.status is Status.FAILED or not asked.answers:
        return b""
    found = _Found(
        migration.status, migration.changes, migration.findings, migration.ledger, migration.calls,
        migration.calls_translated, migration.open_ties, migration.rests,
    )  # fmt: skip
    depends = dumped((_standing(migration.source.path, project), asked.answers))
    try:
        return _AS_BYTES.encode(_Result(migration.source.digest, depends, _AS_BYTES.encode(found)))
    except UnicodeEncodeError:  # a message speaks of a path that is no text
        return b""


def _standing(path: str, project: Project) -> tuple[bool, bool, bool, tuple[str, ...]]:
    return path in project.related, path in project.run_on_glue, path in project.copies, project.imported_by(path)
