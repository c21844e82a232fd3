"""mapPartitions: a function over all records at once, each in a wrapper (`library`; not documented elsewhere)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.records import Record, node_from
from g2l_tui.prove.oracle.rows import Failure, view


def map_partitions(
    records: Sequence[Record], function: Callable[[Iterator[dict[str, Any]]], Iterable[Mapping[str, Any]]]
) -> tuple[tuple[Record, ...], tuple[Failure, ...]]:
    touch("raw-partitions")
    wrapped = ({"record": view(record), "isError": False, "errorMessage": None} for record in records)
    kept: list[Record] = []
    failures: list[Failure] = []
    for result in function(wrapped):
        record = Record({name: node_from(value) for name, value in result["record"].items()})
        if result.get("isError"):
            failures.append(Failure(str(result.get("errorMessage") or ""), record))
        else:
            kept.append(record)
    return tuple(kept), tuple(failures)
