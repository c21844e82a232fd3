"""The operations of a workspace, as values for programs and lines for people, and found by what is typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from g2l_tui.errors import RollbackError
from g2l_tui.model.operation import Operation, Past
from g2l_tui.store.safe_paths import shown
from g2l_tui.workspace.report import counted

SCHEMA = 1


def past_as_values(past: Past) -> dict[str, Any]:
    """Return what was done as plain values, and which backups are not as they were left."""
    return {
        "schema": SCHEMA,
        "operations": [_values(operation) for operation in past.operations],
        "odd": [{"id": backup.id, "problem": backup.problem} for backup in past.odd],
    }


def past_as_lines(past: Past) -> Iterator[str]:
    """Yield a line for each operation, its time in the zone of the person who reads, then one for each odd backup."""
    if not (past.operations or past.odd):
        yield "Nothing was written yet."
    for operation in past.operations:
        time = operation.time.astimezone().strftime("%Y-%m-%d %H:%M:%S %z")
        parts = [operation.id, time, operation.kind.value, counted(len(operation.files), "file")]
        if operation.undoes:
            parts.append(f"takes back {operation.undoes}")
        if operation.note:
            parts.append(operation.note)
        yield shown("  ".join(parts))
    yield from (shown(f"{backup.id}  {backup.problem}") for backup in past.odd)


def operation_named(past: Past, name: str) -> Operation:
    """Return the operation of that id or number. Raises RollbackError."""
    for operation in past.operations:
        if name in {operation.id, str(operation.number)}:
            return operation
    for backup in past.odd:
        if name == backup.id:
            raise RollbackError(f"{backup.problem} Nothing was changed.", id=name)
    known = f"the last one is {past.operations[0].id}" if past.operations else "nothing was written yet"
    raise RollbackError(f"There is no operation {shown(name)}; {known}. See `g2l-tui history`.", id=name)


def paths_named(root: Path, operation: Operation, names: Sequence[str]) -> tuple[str, ...]:
    """Return workspace paths for names typed relative to the workspace, or to the current directory."""
    written = {record.path for record in operation.files}
    return tuple(name if name in written else _from_here(root, name) for name in names)


def _from_here(root: Path, name: str) -> str:
    place = Path(name).absolute()
    return place.relative_to(root).as_posix() if place.is_relative_to(root) else name


def _values(operation: Operation) -> dict[str, Any]:
    return {
        "id": operation.id,
        "number": operation.number,
        "kind": operation.kind.value,
        "time": operation.time.isoformat(),
        "undoes": operation.undoes,
        "note": operation.note,
        "files": [
            {"path": record.path, "before": record.before, "after": record.after, "size": record.size}
            for record in operation.files
        ],
    }
