"""Counting files while they are migrated."""

from __future__ import annotations

import sys
import time
from typing import Any


class ProgressTracker:
    """How far a run is. `start_file` and `complete_file` fit `MigrationOptions` as `on_file_start` and
    `on_file_complete`. With `verbose`, each completed file is a line on standard error.
    """  # noqa: D205

    def __init__(self, total_files: int, verbose: bool = False) -> None:  # noqa: FBT001, FBT002 - known by position
        self.total_files = total_files
        self.completed_files = 0
        self.failed_files = 0
        self._verbose = verbose
        self._started: dict[str, float] = {}
        self._seconds: dict[str, float] = {}

    def start_file(self, path: str) -> None:
        """Begin to count the time of a file."""
        self._started[path] = time.monotonic()

    def complete_file(self, path: str, success: bool = True) -> None:  # noqa: FBT001, FBT002 - known by position
        """Count a file as done. One that was never started took no time."""
        now = time.monotonic()
        self._seconds[path] = now - self._started.pop(path, now)
        self.completed_files += 1
        self.failed_files += not success
        if self._verbose:
            said = "done" if success else "needs a person"
            sys.stderr.write(f"{self.completed_files}/{self.total_files} {path!r} {said}\n")

    def get_summary(self) -> dict[str, Any]:
        """Return the counts, the share that is done in per cent, and the seconds of each file."""
        share = 100.0 * self.completed_files / self.total_files if self.total_files else 100.0
        return {
            "total_files": self.total_files,
            "completed_files": self.completed_files,
            "succeeded_files": self.completed_files - self.failed_files,
            "failed_files": self.failed_files,
            "percentage": round(share, 1),
            "seconds": dict(self._seconds),
        }
