"""What a caller asks of a migration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MigrationOptions:
    """How to migrate, and whom to tell.

    `catalog_name` is the Unity Catalog catalog of databases that the configuration does not map; None leaves it
    to the configuration. `force` overwrites files of the target that differ. `dry_run` writes nothing and puts
    the patch into the result. `validate` looks for what would keep the run from being written before anything
    is done. `backup` copies the source, and what the target would lose, into `.g2l/archives` first; a migration
    in place also keeps what it replaces by itself, always. Without `preserve_structure` the Python files come to
    lie side by side in the target. `verbose` says on standard error what becomes of each file. `skip_analysis`
    leaves the analysis out of the result.

    `on_file_start` is told a path before the file is read; `on_file_complete` a path and whether no Glue is left
    in the result, once that lies on disk (in a dry run: once it is known); `on_error` a path and why the file is
    not done. An exception that one of them raises ends the run.
    """

    catalog_name: str | None = "production"
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
