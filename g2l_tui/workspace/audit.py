"""The audit log of a workspace: asked by people, and added to by programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from g2l_tui.store.safe_paths import shown
from g2l_tui.store.store import Store

SCHEMA = 1

Event = Mapping[str, Any]


class AuditLogger:
    """Adds events to the audit log of the workspace at `root`, beside the steps that the tool adds by itself.

    The log lies in `.g2l/audit.jsonl`; each line is sealed with those before it. `details` are kept as they are
    given: put no source text and no secrets into them. Every method may raise StoreError.
    """

    def __init__(self, root: Path | str = ".") -> None:
        self._store = Store.open(Path(root))

    def log_event(self, event_type: str, details: Mapping[str, Any], user: str | None = None) -> None:
        """Add an event, as that of `user` or of the person logged in. What is no JSON value is kept as its text."""
        self._store.record(event_type, json.loads(json.dumps(details, default=str)), who=user)

    def log_migration_start(self, migration_id: str, source: str, target: str, options: Mapping[str, Any]) -> None:
        """Add the event `migration_start`."""
        details = {"migration_id": migration_id, "source": source, "target": target, "options": options}
        self.log_event("migration_start", details)

    def log_migration_end(self, migration_id: str, success: bool, metrics: Mapping[str, Any] | None = None) -> None:  # noqa: FBT001
        """Add the event `migration_end`."""
        self.log_event("migration_end", {"migration_id": migration_id, "success": success, "metrics": metrics or {}})

    def log_file_migration(self, migration_id: str, file_path: str, success: bool, error: str | None = None) -> None:  # noqa: FBT001
        """Add the event `file_migration`."""
        details = {"migration_id": migration_id, "file_path": file_path, "success": success, "error": error}
        self.log_event("file_migration", details)

    def log_validation(self, source: str, valid: bool, errors: Sequence[str], warnings: Sequence[str]) -> None:  # noqa: FBT001
        """Add the event `validation`."""
        details = {"source": source, "valid": valid, "errors": list(errors), "warnings": list(warnings)}
        self.log_event("validation", details)

    def log_backup(self, backup_id: str, source: str, backup_path: str) -> None:
        """Add the event `backup_created`."""
        self.log_event("backup_created", {"backup_id": backup_id, "source": source, "backup_path": backup_path})

    def log_rollback(self, backup_id: str, target: str, success: bool) -> None:  # noqa: FBT001
        """Add the event `rollback`."""
        self.log_event("rollback", {"backup_id": backup_id, "target": target, "success": success})

    def get_events(self, event_type: str | None = None, limit: int | None = None) -> list[Event]:
        """Return the newest `limit` steps and events of that type, or all, oldest first."""
        events: list[Event] = [event for event in self._store.audit() if event_type in {None, event.get("event")}]
        return events if limit is None else events[max(len(events) - limit, 0) :]

    def verify(self) -> tuple[str, ...]:
        """Return what is wrong with the log and what it was written from, a sentence each."""
        return self._store.verify()


def events_as_values(events: Sequence[Event]) -> dict[str, Any]:
    """Return the log as plain values."""
    return {"schema": SCHEMA, "events": list(events)}


def events_as_lines(events: Sequence[Event]) -> Iterator[str]:
    """Yield a line for each step and event, with its files and decisions below, and last the newest seal."""
    if not events:
        yield "Nothing was decided or written yet."
    for event in events:
        parts = [_time(event), str(event.get("who") or "(unknown)"), str(event.get("event"))]
        parts += [str(event[key]) for key in ("id", "note") if event.get(key)]
        yield shown("  ".join(parts))
        yield from (f"    {shown(line)}" for line in _parts(event))
    if events:
        yield f"The seal of the last line is {shown(str(events[-1].get('seal')))}; --seal finds it again later."


def _parts(event: Event) -> Iterator[str]:
    for file in event.get("files", ()):
        yield f"{file['path']}: {_digest(file['before'])} to {_digest(file['after'])}"
    for path, changes in event.get("decided", {}).items():
        for change, (before, after) in changes.items():
            yield f"{path}: change {change}: {before} to {after}"
    if event.get("undoes"):
        yield f"takes back {event['undoes']}"
    details = event.get("details", {})
    yield from (f"{name}: {json.dumps(value)}" for name, value in details.items())


def _digest(digest: str | None) -> str:
    return f"sha256 {digest[:12]}" if digest else "no file"


def _time(event: Event) -> str:
    try:
        return datetime.fromisoformat(str(event.get("time"))).astimezone().strftime("%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return "(no time)"
