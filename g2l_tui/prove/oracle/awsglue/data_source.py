"""A source before it is read (`context-page`, `types-page`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from g2l_tui.prove.oracle.bridge import matching, to_dataframe
from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.frame import Frame, frame_from
from g2l_tui.prove.oracle.run import current
from g2l_tui.prove.oracle.storage import Place, Reading
from g2l_tui.prove.oracle.types import parse_type


class DataSource:
    """`made` turns the frame that was read into the job's DynamicFrame."""

    def __init__(self, place: Place, made: Callable[[Frame, str], Any]) -> None:
        self._place, self._made = place, made

    def setFormat(self, format: str, **options: Any) -> None:
        self._place = replace(self._place, format=format, format_options=options)

    def getFrame(self, **options: Any) -> Any:
        return self._made(read(self._place), frame_name(self._place))

    def getSampleFrame(self, num: int, **options: Any) -> Any:
        frame = read(self._place)
        return self._made(replace(frame, records=frame.records[:num]), frame_name(self._place))

    def getDataFrame(self) -> Any:
        return to_dataframe(read(self._place), current().session)


def read(place: Place) -> Frame:
    """What the runner's storage has there, as typed records for which the predicate holds."""
    run = current()
    reading = run.storage.read(place)
    types = {name: parse_type(kind) for name, kind in reading.types.items()}
    frame = frame_from(reading.records, types, frame_name(place), reading.unparsable)
    for predicate in (place.predicate, str(place.options.get("catalogPartitionPredicate") or "")):
        _note_columns(predicate, reading, frame)
        frame = matching(frame, predicate, run.session)
    return frame


def frame_name(place: Place) -> str:
    return place.table


def _note_columns(predicate: str, reading: Reading, frame: Frame) -> None:
    others = {name for name, _kind in frame.schema.fields} - set(reading.partitions) if predicate.strip() else set()
    if any(name.lower() in predicate.lower() for name in others):
        touch("predicate-on-other-columns")
