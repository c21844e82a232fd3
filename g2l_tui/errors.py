"""What goes wrong, said to a person: what happened, where, what to do.

The names are the public ones of the SDK. The command line prints `message` and leaves with exit code 2;
the workbench shows it in place. Nothing of ours raises anything else on purpose.
"""

from __future__ import annotations

from typing import Any


class Glue2DatabricksError(Exception):
    """Anything this tool refuses to go on with.

    `message` is one sentence for a person; `details` holds the places and names it speaks of, for programs.
    """

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    def to_dict(self) -> dict[str, Any]:
        """Return the error as plain JSON values: its class name, message and details."""
        details = {name: _plain(value) for name, value in self.details.items()}
        return {"error": type(self).__name__, "message": self.message, "details": details}


class ConfigurationError(Glue2DatabricksError):
    """A configuration file or option that cannot be understood."""


class RuleError(ConfigurationError):
    """A rule that cannot be used; names the file and the rule."""


class ParseError(Glue2DatabricksError):
    """A source that is not Python 3 as this interpreter reads it."""


class MigrationError(Glue2DatabricksError):
    """A migration that could not be made or written."""


class ValidationError(MigrationError):
    """A result that may not be written, because it is not what it should be."""


class PluginError(Glue2DatabricksError):
    """A plugin that raised, hung, ended its process or answered what cannot be used."""


class StoreError(Glue2DatabricksError):
    """Writing, reading or locking on disk failed; nothing was changed unless the message says so."""


class ChangedOnDiskError(StoreError):
    """A file is no longer what was shown; it was left alone."""


class BackupError(StoreError):
    """A backup is missing, damaged or foreign."""


class RollbackError(StoreError):
    """A rollback that would lose something, or could not be carried out."""


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list() | tuple() | set() | frozenset():
            return [_plain(item) for item in value]
        case dict():
            return {str(name): _plain(item) for name, item in value.items()}
        case _:
            return str(value)
