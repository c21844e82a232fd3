"""What a plugin is: derive from one of these classes. The code runs in a process of its own, with a time limit.

A package makes its plugins known in its pyproject.toml:

    [project.entry-points."g2l_tui.plugins"]
    acme = "acme_plugins:AcmeTransform"    # a class, or an object of one

A file with such classes can be named on the command line with `--plugin FILE`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

Metadata = Mapping[str, Any]
"""What is known of a file: `path`, `status`, `catalog`, and for validators `code`, the result."""


class Plugin(ABC):
    """The name and version that people see, and what comes before the first call."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The name, which should be short and unique."""

    @property
    def version(self) -> str:
        """The version."""
        return ""

    def initialize(self, config: Mapping[str, Any]) -> None:  # noqa: B027 -- nothing need be done
        """Get ready. `config` is empty for now."""


class TransformPlugin(Plugin):
    """Changes the result of files that have to do with Glue, after the rules."""

    @abstractmethod
    def transform(self, code: str, metadata: Metadata) -> str:
        """Return the code as it should be. What does not parse is discarded."""


class ValidatorPlugin(Plugin):
    """Looks at results; what it says becomes findings."""

    @abstractmethod
    def validate(self, source_path: str, metadata: Metadata) -> tuple[bool, list[str]]:
        """Return whether the file is sound, and a sentence for each thing that is not."""


class PostProcessPlugin(Plugin):
    """Works on copies of a source and its target after the target was written."""

    @abstractmethod
    def process(self, source: str, target: str, metadata: Metadata) -> None:
        """Work on the file at `target`. What it becomes is written, with a backup, if it parses."""


class HookPlugin(Plugin):
    """Is told what happens."""

    def on_migration_start(self, source: str, target: str, options: Mapping[str, Any]) -> None:
        """Hear that a migration begins."""

    def on_migration_end(self, result: Mapping[str, Any]) -> None:
        """Hear that a migration is over, and how many files came out how."""

    def on_file_start(self, file_path: str) -> None:
        """Hear that a file is next."""

    def on_file_end(self, file_path: str, success: bool) -> None:  # noqa: FBT001
        """Hear that a file is done."""

    def on_error(self, error: Exception, context: Mapping[str, Any]) -> None:
        """Hear of a file that failed."""


KINDS: Mapping[str, type] = {
    "transform": TransformPlugin,
    "validator": ValidatorPlugin,
    "post_process": PostProcessPlugin,
    "hook": HookPlugin,
}
