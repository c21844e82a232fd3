"""A stream before it is read: one batch here (`context-page`)."""

from __future__ import annotations

from typing import Any

from g2l_tui.prove.oracle.awsglue.data_source import DataSource
from g2l_tui.prove.oracle.doubts import touch


class StreamingDataSource(DataSource):
    def getFrame(self, **options: Any) -> Any:
        touch("streaming")
        return self.getDataFrame()
