"""What a caller asks of a migration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from g2l_tui.config import written_settings
from g2l_tui.workspace.discover import workspace_root


class _Default(str):
    """A text that nobody asked for: its type tells it from the same text given by a caller."""

    __slots__ = ()


DEFAULT_CATALOG = _Default("production")


@dataclass(frozen=True, slots=True)
class MigrationOptions:
    """How to migrate, and whom to tell.

    `catalog_name` is the Unity Catalog catalog of databases that the configuration does not map. Left at its default
    it gives way to a catalog that the configuration names; None leaves it to the configuration altogether. `force`
    overwrites files of the target that differ. `dry_run` writes nothing and puts the patch into the result.
    `validate` looks for what would keep the run from being written before anything is done. `backup` copies the
    source, and what the target would lose, into `.g2l/archives` first; a migration in place also keeps what it
    replaces by itself, always. Without `preserve_structure` the Python files come to lie side by side in the target.
    `verbose` says on standard error what becomes of each file. `skip_analysis` leaves the analysis out of the result.

    `on_file_start` is told a path before the file is read; `on_file_complete` a path and whether no Glue is left
    in the result, once that lies on disk (in a dry run: once it is known); `on_error` a path and why the file is
    not done. An exception that one of them raises ends the run.
    """

    catalog_name: str | None = DEFAULT_CATALOG
    force: bool = False
    dry_run: bool = False
    validate: bool = True
    backup: bool = True
    preserve_structure: bool = True
    verbose: bool = False
    skip_analysis: bool = False
    on_file_start: Callable[[str], object] | None = None
    on_file_complete: Callable[[str, bool], object] | None = None
    on_error: Callable[[str, Exception], object] | None = None

    def catalog_for(self, source: Path, config: Path | None) -> str | None:
        """Return the catalog to migrate `source` for; None for what its configuration says.

        Raises ConfigurationError for one that cannot be understood.
        """
        if not isinstance(self.catalog_name, _Default):
            return self.catalog_name
        written = written_settings(workspace_root(source), config)
        return None if written and written.says(("catalog",)) else self.catalog_name
