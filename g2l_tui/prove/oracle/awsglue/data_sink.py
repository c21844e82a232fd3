"""A sink before it is written to (`context-page`, `writer-page`). It appends, as Glue's sinks do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from g2l_tui.prove.oracle.awsglue.collection import DynamicFrameCollection
from g2l_tui.prove.oracle.bridge import from_dataframe
from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.frame import Frame
from g2l_tui.prove.oracle.records import plain
from g2l_tui.prove.oracle.run import current
from g2l_tui.prove.oracle.storage import Place, PlainRecord, Writing
from g2l_tui.prove.oracle.types import ChoiceOf, spark_ddl


class DataSink:
    """`made` makes the job's DynamicFrame of error records, which a write returns."""

    def __init__(self, place: Place, made: Callable[[Frame, str], Any]) -> None:
        self._place, self._made = place, made

    def setFormat(self, format: str, **options: Any) -> None:
        self._place = replace(self._place, format=format, format_options=options)

    def setCatalogInfo(self, catalogDatabase: str, catalogTableName: str, catalogId: str = "") -> None:
        self._place = replace(self._place, database=catalogDatabase, table=catalogTableName)

    def setAccumulableSize(self, size: int) -> None:
        """The size of the accumulator of errors; no effect on rows."""

    def writeFrame(self, dynamic_frame: Any, info: str = "") -> Any:
        write(dynamic_frame._checked(), self._place)
        return self._made(Frame(()), f"{dynamic_frame.name}_errors")

    def writeDataFrame(self, data_frame: Any, glue_context: Any, info: str = "") -> Any:
        write(from_dataframe(data_frame), self._place)
        return self._made(Frame(()), "_errors")

    def write(self, dynamic_frame_or_dfc: Any, info: str = "") -> Any:
        if not isinstance(dynamic_frame_or_dfc, DynamicFrameCollection):
            return self.writeFrame(dynamic_frame_or_dfc, info)
        for name in dynamic_frame_or_dfc.keys():  # noqa: SIM118 - a collection cannot be iterated
            write(dynamic_frame_or_dfc[name]._checked(), _named(self._place, name))
        return dynamic_frame_or_dfc


def write(frame: Frame, place: Place) -> None:
    """Hand the frame's rows to the runner's journal; what a sink tells the catalog is not simulated."""
    schema = frame.schema
    if any(isinstance(kind, ChoiceOf) for _name, kind in schema.fields):
        touch("choice-written")
    current().storage.write(
        Writing(
            place=place,
            rows=tuple(_row(record.fields) for record in frame.records),
            types={name: spark_ddl(kind) for name, kind in schema.fields},
            partitions=_names(place.options.get("partitionKeys")),
            update=str(place.options.get("updateBehavior") or ""),
            generated=tuple(name for name, _kind in schema.fields if name in frame.generated),
        )
    )


def _row(fields: Mapping[str, Any]) -> PlainRecord:
    return {name: plain(node) for name, node in fields.items()}


def _names(keys: object) -> tuple[str, ...]:
    return (keys,) if isinstance(keys, str) else tuple(keys) if isinstance(keys, Sequence) else ()


def _named(place: Place, name: str) -> Place:
    """Each frame of a collection is written under its own name (`library`)."""
    paths = tuple(f"{path.rstrip('/')}/{name}" for path in place.paths)
    return replace(place, paths=paths, table=place.table if paths else name)
