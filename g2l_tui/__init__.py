"""Move a repository of AWS Glue PySpark jobs to Databricks, change by change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from g2l_tui.sdk import (
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
        Workspace,
    )

__version__ = "0.1.0"

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
    "__version__",
]


def __getattr__(name: str) -> Any:
    """Import the public names when they are first asked for: `g2l-tui --version` needs none of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - see above

    return getattr(import_module("g2l_tui.sdk"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
