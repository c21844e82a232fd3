"""What a caller gets back from a migration."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class MigrationResult:
    """What became of a file or a folder.

    `success` is true when nothing went wrong and no Glue is left: every file was migrated or had none, and what was
    to be written lies on disk. A file of which a statement was refused counts as failed, with the reason in
    `errors` (each as `Glue2DatabricksError.to_dict` gives it). `warnings` are sentences.

    `metadata` holds `files` (path, status and target of each), `statuses`, `calls` and `calls_translated`, and, as
    far as there are: `diffs` (of a dry run, by path), `operation` (the id for `Workspace.rollback`), `backup_id`
    and `target_backup_id` with the `backup_dir` they lie in, `analysis`.
    """

    success: bool
    source_path: str
    target_path: str
    files_processed: int = 0
    files_succeeded: int = 0
    files_failed: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)
    start_time: datetime | None = None
    end_time: datetime | None = None

    @property
    def duration(self) -> float:
        """Seconds from start to end."""
        if self.start_time is None or self.end_time is None:
            return 0.0
        return (self.end_time - self.start_time).total_seconds()

    @property
    def diff(self) -> str:
        """The patch of a dry run, as `git apply` takes it; empty when nothing would change."""
        return "".join(self.metadata.get("diffs", {}).values())

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain JSON values."""
        return {
            "success": self.success,
            "source_path": self.source_path,
            "target_path": self.target_path,
            "files_processed": self.files_processed,
            "files_succeeded": self.files_succeeded,
            "files_failed": self.files_failed,
            "errors": self.errors,
            "warnings": self.warnings,
            "metadata": self.metadata,
            "start_time": self.start_time.isoformat() if self.start_time else None,
            "end_time": self.end_time.isoformat() if self.end_time else None,
            "duration": self.duration,
        }
