"""Which step undo takes back and which one redo makes again, read off what was written down.

There is no pointer to keep right: an undo or a redo is a step itself, and names the step that it answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from g2l_tui.model.operation import DecisionStep, OperationKind
from g2l_tui.store.log import Log


class Head(msgspec.Struct):
    """As much of a step as is needed to know its place."""

    id: str
    number: int
    kind: OperationKind
    undoes: str | None = None


class Position(NamedTuple):
    """The ids of the steps that can be undone, and of those that can be redone; the last is the next."""

    done: list[str]
    undone: list[str]


def heads(journal: Log, decided: Iterable[DecisionStep]) -> list[Head]:
    """Return the heads of all operations and decisions, in the order in which they were made."""
    decoder = msgspec.json.Decoder(Head)
    found = [Head(step.id, step.number, step.kind, step.undoes) for step in decided]
    for line in journal.lines:
        try:
            found.append(decoder.decode(line))
        except (msgspec.MsgspecError, RecursionError):
            continue
    return sorted(found, key=lambda head: head.number)


def position(made: Iterable[Head]) -> Position:
    """Return where undo and redo stand after these steps. A new step cuts off what could be redone."""
    done: list[str] = []
    undone: list[str] = []
    for head in made:
        match head.kind:
            case OperationKind.UNDO:
                _drop(done, head.undoes)
                undone.append(head.id)
            case OperationKind.REDO:
                _drop(undone, head.undoes)
                done.append(head.id)
            case OperationKind.PRUNE:
                continue
            case _:
                done.append(head.id)
                undone.clear()
    return Position(done, undone)


def _drop(names: list[str], name: str | None) -> None:
    if names and names[-1] == name:
        names.pop()
    elif name in names:
        names.remove(name)
