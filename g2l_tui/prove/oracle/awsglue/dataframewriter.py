"""`glueContext.write_data_frame` (`context-page`, `library`: it has no `from_options`)."""

from __future__ import annotations

from typing import Any


class DataFrameWriter:
    def __init__(self, glue_context: Any) -> None:
        self._glue_context = glue_context

    def from_catalog(self, *args: Any, **kwargs: Any) -> Any:
        return self._glue_context.write_data_frame_from_catalog(*args, **kwargs)
