"""The operations of a workspace, as values for programs and lines for people, and found by what is typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from g2l_tui.errors import RollbackError
from g2l_tui.model.operation import Operation
from g2l_tui.store.safe_paths import shown
from g2l_tui.workspace.report import counted

SCHEMA = 1


def operations_as_values(operations: Iterable[Operation]) -> dict[str, Any]:
    """Return operations as plain values."""
    return {"schema": SCHEMA, "operations": [_values(operation) for operation in operations]}


def operations_as_lines(operations: Sequence[Operation]) -> Iterator[str]:
    """Yield a line for each operation, its time in the zone of the person who reads."""
    if not operations:
        yield "Nothing was written yet."
    for operation in operations:
        time = operation.time.astimezone().strftime("%Y-%m-%d %H:%M:%S %z")
        parts = [operation.id, time, operation.kind.value, counted(len(operation.files), "file")]
        if operation.undoes:
            parts.append(f"takes back {operation.undoes}")
        if operation.note:
            parts.append(operation.note)
        yield shown("  ".join(parts))


def operation_named(operations: Sequence[Operation], name: str) -> Operation:
    """Return the operation of that id or number. Raises RollbackError."""
    for operation in operations:
        if name in {operation.id, str(operation.number)}:
            return operation
    known = f"the last one is {operations[0].id}" if operations else "nothing was written yet"
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
