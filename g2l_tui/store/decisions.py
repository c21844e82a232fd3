"""What the reviewer decided: a log of steps, each of which says what it changed from and to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, TypeVar

import msgspec

from g2l_tui.errors import StoreError
from g2l_tui.model.change import Decision
from g2l_tui.model.operation import DecisionStep, OperationKind
from g2l_tui.store import backups, log
from g2l_tui.store.filesystem import Tree
from g2l_tui.store.folder import DECISIONS
from g2l_tui.store.log import Log

FORMAT = 1

_Value = TypeVar("_Value")

Decisions = Mapping[str, Mapping[str, Decision]]
Decided = Mapping[str, Mapping[str, tuple[Decision, Decision]]]
Texts = Mapping[str, Mapping[str, str | None]]
Reworded = Mapping[str, Mapping[str, tuple[str | None, str | None]]]


class _Line(msgspec.Struct):
    id: str
    number: int
    format: Annotated[int, msgspec.Meta(le=FORMAT)]
    kind: OperationKind
    time: Annotated[datetime, msgspec.Meta(tz=True)]
    undoes: str | None
    note: str
    decided: dict[str, dict[str, tuple[Decision, Decision]]]
    texts: dict[str, dict[str, tuple[str | None, str | None]]] = {}


_DECODER = msgspec.json.Decoder(_Line)


@dataclass(frozen=True, slots=True)
class Review:
    """What a log of decisions says: its steps, and what they make of each change and its text now."""

    log: Log = field(default_factory=Log)
    steps: tuple[DecisionStep, ...] = ()
    decisions: Decisions = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read(tree: Tree) -> Log:
    """Return the lines, as bytes. May raise OSError."""
    return log.read(tree, DECISIONS)


def look(tree: Tree, known: Review) -> Review:
    """Return the review as it stands; what is `known` of it is not worked out again. May raise OSError.

    Lines that cannot be read are left out. Raises StoreError for one of a newer version: to go on without it could
    undo what it says.
    """
    written = read(tree)
    if not written.continues(known.log):
        known = Review()
    made = tuple(step for step in map(_step, written.lines[len(known.log.lines) :]) if step is not None)
    return Review(
        written,
        known.steps + made,
        _now(known.decisions, (step.decided for step in made), Decision.PENDING),
        _now(known.texts, (step.texts for step in made), None),
    )


def foreign(written: Log) -> list[int]:
    """Return the 1-based numbers of the lines that are sound JSON and no step. Raises StoreError as `look` does."""
    return [
        number
        for number, line in enumerate(written.lines, start=1)
        if log.parse(line) is not None and _step(line) is None
    ]


def differences(
    now: Mapping[str, Mapping[str, _Value]], chosen: Mapping[str, Mapping[str, _Value]], nothing: _Value
) -> Mapping[str, Mapping[str, tuple[_Value, _Value]]]:
    """Return what `chosen` changes of what is so now, from and to; what is not spoken of is `nothing`."""
    found = {
        path: {
            change: (before, after)
            for change, after in changes.items()
            if (before := now.get(path, {}).get(change, nothing)) != after
        }
        for path, changes in chosen.items()
    }
    return {path: changes for path, changes in found.items() if changes}


def reverse(
    made: Mapping[str, Mapping[str, tuple[_Value, _Value]]],
) -> Mapping[str, Mapping[str, tuple[_Value, _Value]]]:
    """Return what takes back what was made."""
    return {
        path: {change: (after, before) for change, (before, after) in changes.items()} for path, changes in made.items()
    }


def append(tree: Tree, step: DecisionStep) -> None:
    """Add a step, durably: it is decided when this returns, and not when it raises OSError."""
    line: dict[str, Any] = {
        "id": step.id,
        "number": step.number,
        "format": FORMAT,
        "kind": step.kind.value,
        "time": step.time.isoformat(),
        "undoes": step.undoes,
        "note": step.note,
        "decided": step.decided,
    }
    if step.texts:
        line["texts"] = step.texts
    log.append(tree, DECISIONS, [line])


def complete(tree: Tree) -> None:
    """Cut a torn last line off. May raise OSError."""
    if read(tree).is_torn:
        log.append(tree, DECISIONS, [])


def _now(
    known: Mapping[str, Mapping[str, _Value]],
    made: Iterable[Mapping[str, Mapping[str, tuple[_Value | None, _Value | None]]]],
    nothing: _Value | None,
) -> Mapping[str, Mapping[str, _Value]]:
    now: dict[str, dict[str, _Value]] = {}
    for each in made:
        for path, changes in each.items():
            kept = now.setdefault(path, dict(known.get(path, {})))
            for change, (_, after) in changes.items():
                if after is None or after == nothing:
                    kept.pop(change, None)
                else:
                    kept[change] = after
    return {path: changes for path, changes in {**known, **now}.items() if changes}


def _step(line: bytes) -> DecisionStep | None:
    try:
        return _checked(_DECODER.decode(line))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        # Seldom: a path that is not UTF-8, a newer version, rubbish.
        return _odd_step(log.parse(line))


def _odd_step(value: dict[str, object] | None) -> DecisionStep | None:
    match value:
        case {"format": int(number)} if number > FORMAT:
            raise StoreError(
                f"{DECISIONS} was written by a newer version of g2l-tui. Use that version.", path=DECISIONS
            )
    try:
        return _checked(msgspec.convert(value, type=_Line))
    except msgspec.ValidationError:
        return None


def _checked(line: _Line) -> DecisionStep | None:
    names = [line.id, *([line.undoes] if line.undoes is not None else [])]
    if any(backups.number_of(name) is None for name in names) or backups.number_of(line.id) != line.number:
        return None
    values: dict[str, Any] = {name: getattr(line, name) for name in DecisionStep.__slots__}
    return DecisionStep(**values)
