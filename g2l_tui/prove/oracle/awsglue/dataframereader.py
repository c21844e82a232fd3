"""`glueContext.create_data_frame` (`context-page`, `library`)."""

from __future__ import annotations

from typing import Any


class DataFrameReader:
    def __init__(self, glue_context: Any) -> None:
        self._glue_context = glue_context

    def from_catalog(self, *args: Any, **kwargs: Any) -> Any:
        return self._glue_context.create_data_frame_from_catalog(*args, **kwargs)

    def from_options(self, *args: Any, **kwargs: Any) -> Any:
        return self._glue_context.create_data_frame_from_options(*args, **kwargs)
