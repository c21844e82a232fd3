"""Frames by name (`collection-page`, `library`: neither iteration nor `in`; a missing name selects an empty frame)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, KeysView, ValuesView
from typing import TYPE_CHECKING, Any

from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.frame import Frame

if TYPE_CHECKING:
    from g2l_tui.prove.oracle.awsglue.dynamicframe import DynamicFrame


class DynamicFrameCollection:
    """Takes a dict of frames, or a list of frames that have names."""

    def __init__(self, dynamic_frames: dict[str, DynamicFrame] | Iterable[DynamicFrame], glue_ctx: Any) -> None:
        if isinstance(dynamic_frames, dict):
            self._frames = dynamic_frames
        else:
            self._frames = {frame.name: frame for frame in dynamic_frames}
        self._glue_ctx = glue_ctx

    def __getitem__(self, key: str) -> DynamicFrame:
        return self._frames[key]

    def __len__(self) -> int:
        return len(self._frames)

    def keys(self) -> KeysView[str]:
        return self._frames.keys()

    def values(self) -> ValuesView[DynamicFrame]:
        return self._frames.values()

    def select(self, key: str, transformation_ctx: str = "") -> DynamicFrame:
        if key not in self._frames:
            touch("collection-missing-key")
            return self._glue_ctx._frame(Frame((), key), key)  # type: ignore[no-any-return]
        return self._frames[key]

    def map(self, callable: Callable[..., Any], transformation_ctx: str = "") -> DynamicFrameCollection:
        mapped = {name: callable(frame, f"{transformation_ctx}{name}") for name, frame in self._frames.items()}
        return DynamicFrameCollection(mapped, self._glue_ctx)

    def flatmap(self, f: Callable[..., Any], transformation_ctx: str = "") -> DynamicFrameCollection:
        flat: dict[str, DynamicFrame] = {}
        for name, frame in self._frames.items():
            made = f(frame, f"{transformation_ctx}{name}")
            flat |= made._frames if isinstance(made, DynamicFrameCollection) else {made.name: made}
        return DynamicFrameCollection(flat, self._glue_ctx)
