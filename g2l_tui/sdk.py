"""The door for programs. Import from `g2l_tui`, which opens it when a name is first asked for."""

from __future__ import annotations

from g2l_tui.errors import (
    BackupError,
    ChangedOnDiskError,
    ConfigurationError,
    Glue2DatabricksError,
    MigrationError,
    ParseError,
    RollbackError,
    RuleError,
    StoreError,
    ValidationError,
)
from g2l_tui.workspace.workspace import Workspace

__all__ = [
    "BackupError",
    "ChangedOnDiskError",
    "ConfigurationError",
    "Glue2DatabricksError",
    "MigrationError",
    "ParseError",
    "RollbackError",
    "RuleError",
    "StoreError",
    "ValidationError",
    "Workspace",
]
