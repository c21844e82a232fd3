"""Migrations: what became of one source."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from enum import Enum
from typing import Any, TypeVar

from g2l_tui.model.change import Change, compose
from g2l_tui.model.finding import Finding
from g2l_tui.model.ledger import LedgerRow
from g2l_tui.model.rests import NOTHING, Rests
from g2l_tui.model.source import PackedSource, Source


class Status(str, Enum):
    """`migrated`: no Glue left. `partial`: some statements refused. `unchanged`: nothing of Glue in it.
    `refused`: Glue, but nothing could be done safely. `failed`: could not be read or parsed.
    """  # noqa: D205

    MIGRATED = "migrated"
    PARTIAL = "partial"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Migration:
    """What the rules make of a source, before anybody has decided anything.

    `result` is the source with every change made; it parses whenever the source did. `calls` counts the Glue
    calls of the source and `calls_translated` those of which nothing is left. `open_ties` names what the statements
    that were refused share with other files, as the ties of a change do; `rests` what users of the file rest on.
    """

    source: Source
    status: Status
    result: bytes = field(repr=False)
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()
    ledger: tuple[LedgerRow, ...] = ()
    calls: int = 0
    calls_translated: int = 0
    seconds: float = 0.0
    open_ties: frozenset[str] = frozenset()
    rests: Rests = NOTHING


class PackedMigration(Migration):
    """Tells the same in a third of the room: its source is packed, its result composed each time.

    Copied or sent to another process, it is a migration like any other.
    """

    __slots__ = ("_other",)
    _other: bytes | None

    def __init__(self, *, source: Source, result: bytes, changes: tuple[Change, ...], **told: Any) -> None:
        is_composed = result == compose(source.content, changes)
        values = {"source": PackedSource(source), "changes": changes, "_other": None if is_composed else result}
        for name, value in (values | told).items():
            object.__setattr__(self, name, value)

    @property
    def result(self) -> bytes:
        """The source with every change made."""
        return compose(self.source.content, self.changes) if self._other is None else self._other

    def __reduce__(self) -> tuple[type[Migration], tuple[Any, ...]]:
        return Migration, tuple(getattr(self, each.name) for each in fields(self))


def packed(migration: Migration) -> Migration:
    """Return the migration in little room: for one of many that are seldom looked at."""
    return PackedMigration(**{each.name: getattr(migration, each.name) for each in fields(migration)})


def without_texts(migration: Migration) -> Migration:
    """Return what reports tell of a migration: its texts and ties are left out, what is equal is there once for all."""
    changes = tuple(
        replace(
            change, edits=(), rules=_once(change.rules), assumptions=(), needs=_NONE, ties=_NONE,
            line=_once(change.line), end_line=_once(change.end_line),
        )
        for change in migration.changes
    )  # fmt: skip
    ledger = tuple(
        LedgerRow(_once(row.line), _once(row.call), _once(row.argument), row.outcome, _once(row.reason))
        for row in migration.ledger
    )
    findings = tuple(
        replace(
            finding, code=_once(finding.code), message=_once(finding.message), hint=_once(finding.hint),
            rule=_once(finding.rule),
        )
        for finding in migration.findings
    )  # fmt: skip
    return replace(
        migration, source=Source(migration.source.path, b""), result=b"", changes=changes, findings=findings,
        ledger=ledger, open_ties=_NONE, rests=NOTHING,
    )  # fmt: skip


def with_common_values(migration: Migration) -> Migration:
    """Return an equal migration that shares what many say alike: each that comes from a process has its own texts."""
    changes = tuple(
        replace(
            change, rules=_once(change.rules), assumptions=_once(change.assumptions),
            needs=change.needs or _NONE, ties=change.ties or _NONE,
        )
        for change in migration.changes
    )  # fmt: skip
    ledger = tuple(
        LedgerRow(row.line, _once(row.call), _once(row.argument), row.outcome, _once(row.reason))
        for row in migration.ledger
    )
    return replace(migration, changes=changes, ledger=ledger, open_ties=migration.open_ties or _NONE)


_NONE: frozenset[str] = frozenset()
"""One for all: Python makes another empty one of 216 bytes each time it is asked."""

_Value = TypeVar("_Value", int, str, "tuple[str, ...]")


def _once(value: _Value) -> _Value:
    found: _Value = _ONCE.setdefault(value, value)
    return found


_ONCE: dict[Any, Any] = {}
