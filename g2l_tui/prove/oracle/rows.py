"""Filter, Map and SplitRows: a job's own Python functions, record by record.

Documented: `filter-page` and `map-page` (a function sees a DynamicRecord, by name or as a dict; a Map works on a copy),
`scala-page` (an exception in a Map makes an error record). As `library` is written: a KeyError, ValueError or TypeError
in a Filter means no, any other exception and a Map that returns nothing make error records.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from g2l_tui.prove.oracle.casts import cast
from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.paths import Path, find
from g2l_tui.prove.oracle.records import Node, Null, Record, Scalar, node_from, plain, type_of
from g2l_tui.prove.oracle.records import Sequence as ArrayNode
from g2l_tui.prove.oracle.types import INTEGERS, LONG, Atomic, label

Records = tuple[Record, ...]

_CHANGING_TYPES = (Atomic("byte"), Atomic("short"), LONG, Atomic("float"))
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class DynamicRecord(dict[str, Any]):
    """What a function of Map or Filter sees: a dict whose fields can be read as attributes too, one level deep."""

    def __getattr__(self, name: str) -> Any:
        """Raises KeyError for a missing field, as the library does, so that a Filter takes it for a no."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        del self[name]


@dataclass(frozen=True, slots=True)
class Failure:
    """An error record: what went wrong, and with which record (None for text that never became one)."""

    message: str
    record: Record | None
    text: str = ""


def view(record: Record) -> DynamicRecord:
    """A copy that the function may change as it likes."""
    return DynamicRecord({name: plain(node) for name, node in record.fields.items()})


def filter_records(records: Sequence[Record], keep: Callable[[Any], object]) -> tuple[Records, tuple[Failure, ...]]:
    kept: list[Record] = []
    failures: list[Failure] = []
    for record in records:
        try:
            if keep(view(record)):
                kept.append(record)
        except (KeyError, ValueError, TypeError):
            continue
        except Exception as error:  # noqa: BLE001 - a job's own function may raise anything; AWS keeps the record aside
            failures.append(Failure(_message(error), record))
    return tuple(kept), tuple(failures)


def map_records(records: Sequence[Record], function: Callable[[Any], object]) -> tuple[Records, tuple[Failure, ...]]:
    """What the function makes of each record. Raises nothing that the function raises."""
    mapped: list[Record] = []
    failures: list[Failure] = []
    for record in records:
        try:
            mapped.append(_returned(record, function(view(record))))
        except Exception as error:  # noqa: BLE001 - as above
            failures.append(Failure(_message(error), record))
    return tuple(mapped), tuple(failures)


def split_rows(records: Sequence[Record], comparisons: Sequence[tuple[Path, str, object]]) -> tuple[Records, Records]:
    """The records for which all comparisons hold, and all others. Raises ValueError for an unknown comparison."""
    matching: list[Record] = []
    others: list[Record] = []
    for record in records:
        holds = all(_holds(find(record, path), sign, constant) for path, sign, constant in comparisons)
        (matching if holds else others).append(record)
    return tuple(matching), tuple(others)


def _message(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _returned(record: Record, result: object) -> Record:
    """The function's result as a record; what the function left alone keeps its type."""
    if not result:
        raise ValueError("The function of a Map returned no record.")
    if not isinstance(result, Mapping):
        raise TypeError(f"The function of a Map returned {type(result).__name__}, not a record.")
    return Record({str(name): _kept_or_new(record.fields.get(name), value) for name, value in result.items()})


def _kept_or_new(before: Node | None, value: object) -> Node:
    if before is not None:
        old = plain(before)
        if type(old) is type(value) and old == value:
            _note_number(before)
            return before
    if value == []:
        touch("map-empty-list")
    node = node_from(value)
    _note_number(node)
    return node


def _note_number(node: Node) -> None:
    """Only an int or a double keeps its type for certain on its way through Python."""
    if isinstance(node, ArrayNode):
        for item in node.items:
            _note_number(item)
    if isinstance(node, Record):
        for field in node.fields.values():
            _note_number(field)
    if isinstance(node, Scalar) and node.type in _CHANGING_TYPES:
        touch("map-number-types")


def _holds(node: Node | None, sign: str, constant: object) -> bool:
    if sign not in COMPARISONS:
        raise ValueError(f"{sign!r} is not a comparison of SplitRows: {', '.join(COMPARISONS)}.")
    if not isinstance(node, Scalar):
        touch("split-rows-null")
        return False
    wanted = node_from(constant)
    if label(type_of(wanted)) != label(node.type):
        if not {label(type_of(wanted)), label(node.type)} <= set(INTEGERS):
            touch("split-rows-types")
        wanted = cast(wanted, node.type)
    if isinstance(wanted, Null) or not isinstance(wanted, Scalar):
        return False
    return COMPARISONS[sign](node.value, wanted.value)
