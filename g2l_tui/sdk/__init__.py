"""The door for programs: every public name. Import from `g2l_tui`, which opens it when a name is first asked for."""

from __future__ import annotations

from g2l_tui.errors import (
    BackupError,
    ChangedOnDiskError,
    ConfigurationError,
    Glue2DatabricksError,
    MigrationError,
    ParseError,
    PluginError,
    RollbackError,
    RuleError,
    StoreError,
    ValidationError,
)
from g2l_tui.plugins import HookPlugin, Plugin, PostProcessPlugin, TransformPlugin, ValidatorPlugin, plugin_manager
from g2l_tui.report.metrics import MetricsCollector, MigrationMetrics
from g2l_tui.sdk.backups import BackupManager
from g2l_tui.sdk.options import MigrationOptions
from g2l_tui.sdk.progress import ProgressTracker
from g2l_tui.sdk.result import MigrationResult
from g2l_tui.sdk.sdk import Glue2DatabricksSDK
from g2l_tui.workspace.audit import AuditLogger
from g2l_tui.workspace.workspace import Workspace

__all__ = [
    "AuditLogger",
    "BackupError",
    "BackupManager",
    "ChangedOnDiskError",
    "ConfigurationError",
    "Glue2DatabricksError",
    "Glue2DatabricksSDK",
    "HookPlugin",
    "MetricsCollector",
    "MigrationError",
    "MigrationMetrics",
    "MigrationOptions",
    "MigrationResult",
    "ParseError",
    "Plugin",
    "PluginError",
    "PostProcessPlugin",
    "ProgressTracker",
    "RollbackError",
    "RuleError",
    "StoreError",
    "TransformPlugin",
    "ValidationError",
    "ValidatorPlugin",
    "Workspace",
    "plugin_manager",
]
