"""The Job object: bookmarks are not simulated, so init and commit only leave a trace (`bookmarks-page`, `library`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.run import current


class Job:
    def __init__(self, glue_context: Any) -> None:
        self._initialized = False

    def init(self, job_name: str, args: Mapping[str, Any] | None = None) -> None:
        if (args or {}).get("job_bookmark_option") == "job-bookmark-enable":
            touch("bookmarks")
        self._initialized = True

    def isInitialized(self) -> bool:
        return self._initialized

    def commit(self) -> None:
        current().committed = True

    @classmethod
    def continuation_options(cls) -> list[str]:
        return ["--continuation-option", "continuation-enabled", "continuation-readonly", "continuation-ignore"]

    @classmethod
    def job_bookmark_options(cls) -> list[str]:
        return ["--job-bookmark-option", "job-bookmark-enable", "job-bookmark-pause", "job-bookmark-disable"]

    @classmethod
    def job_bookmark_range_options(cls) -> list[str]:
        return ["--job-bookmark-from", "--job-bookmark-to"]

    @classmethod
    def id_params(cls) -> list[str]:
        return ["--JOB_NAME", "--JOB_ID", "--JOB_RUN_ID", "--SECURITY_CONFIGURATION"]

    @classmethod
    def encryption_type_options(cls) -> list[str]:
        return ["--encryption-type", "sse-s3"]

    @classmethod
    def data_lineage_options(cls) -> list[str]:
        return ["--enable-data-lineage"]


__all__ = ["Job"]
