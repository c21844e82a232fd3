"""The SDK: files and folders migrated, analysed and checked by a program."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, TypeAlias

from g2l_tui.errors import Glue2DatabricksError
from g2l_tui.sdk.analysis import analysed
from g2l_tui.sdk.checks import Checked, checked
from g2l_tui.sdk.options import MigrationOptions
from g2l_tui.sdk.result import MigrationResult
from g2l_tui.sdk.run import Run
from g2l_tui.workspace.incremental import next_run
from g2l_tui.workspace.selection import select

AnyPath: TypeAlias = str | os.PathLike[str]


class Glue2DatabricksSDK:
    """Migrates Glue jobs for programs. `config_path` names the settings to use in place of the workspace's own.

    What is wrong with files, configuration or disk is told in what the methods return; they raise for nothing
    but mistakes of the caller's own code.
    """

    def __init__(self, config_path: AnyPath | None = None) -> None:
        self._config = Path(config_path) if config_path is not None else None

    def migrate_file(
        self, source: AnyPath, target: AnyPath | None = None, options: MigrationOptions | None = None
    ) -> MigrationResult:
        """Migrate one Python file to `target`, a file or an existing folder, or in place without one."""
        return self._run(source, target, options)

    def migrate_package(
        self, source: AnyPath, target: AnyPath | None = None, options: MigrationOptions | None = None
    ) -> MigrationResult:
        """Migrate all below the folder `source` into the folder `target`, or in place without one.

        Files without Glue and files that are not Python are copied byte for byte.
        """
        return self._run(source, target, options)

    def migrate_repository(
        self, source: AnyPath, target: AnyPath | None = None, options: MigrationOptions | None = None
    ) -> MigrationResult:
        """Migrate a repository, as `migrate_package` does; its `g2l.toml` says what to include."""
        return self._run(source, target, options)

    def detect_changes(
        self, source: AnyPath, target: AnyPath | None = None, options: MigrationOptions | None = None
    ) -> dict[str, Any]:
        """Say what is different since the last run from `source` into `target`, or in place, as paths below `source`.

        `added`, `modified` and `deleted` are told by content; `renamed` pairs those of `deleted` and `added` that
        are the same file; `affected` are as they were, but a helper module, a rule or a setting is not. Without
        `success`, `error` says why not.
        """
        try:
            catalog = (options or MigrationOptions()).catalog_for(Path(source), self._config)
            selection = select([str(source)], config=self._config, catalog=catalog)
            changes = next_run(selection, Path(target) if target is not None else None).named_changes()
        except Glue2DatabricksError as error:
            return {"success": False, "error": error.to_dict()}
        return {"success": True, **changes.as_values()}

    def update_incremental(
        self, source: AnyPath, target: AnyPath | None = None, options: MigrationOptions | None = None
    ) -> MigrationResult:
        """Migrate again what `detect_changes` names; the result is that of a full run.

        A file of the target that was edited by hand stays, and is an error, unless `force` is set. What was
        deleted from `source` stays in the target and is named in `metadata["deleted"]`.
        """
        return self._run(source, target, options, only_changed=True)

    def analyze_file(self, path: AnyPath) -> dict[str, Any]:
        """Say what a file has of Glue and what it reaches for; without `success`, `error` says why not.

        `complexity_score` weighs contexts, frames, tables, transforms, paths and arguments.
        """
        found = self.analyze_package(path)
        file: dict[str, Any] = found["files"][0] if found["success"] and found["files"] else found
        return file

    def analyze_package(self, path: AnyPath) -> dict[str, Any]:
        """Say the same of each Python file below a folder, in `files`, and the totals."""
        try:
            selection = select([str(path)], config=self._config)
        except Glue2DatabricksError as error:
            return {"success": False, "error": error.to_dict()}
        migrations = {selection.named(each.source.path): each for each in selection.migrations(in_place=False)}
        return {"success": True, **analysed(selection.root, migrations, selection.workspace.settings)}

    def validate(self, source: AnyPath, target: AnyPath | None = None) -> dict[str, Any]:
        """Look for what stands against a migration, and write nothing: `valid`, `errors` and `warnings`.

        Errors and warnings are as `Glue2DatabricksError.to_dict` gives them, with path, line, code and hint in
        `details` where they are about a line.
        """
        found = self._checked(Path(source), Path(target) if target is not None else None)
        return {
            "valid": not found.errors,
            "errors": [error.to_dict() for error in found.errors],
            "warnings": [warning.to_dict() for warning in found.warnings],
        }

    def _run(
        self, source: AnyPath, target: AnyPath | None, options: MigrationOptions | None, *, only_changed: bool = False
    ) -> MigrationResult:
        place = Path(target) if target is not None else None
        run = Run(Path(source), place, options or MigrationOptions(), self._config, only_changed=only_changed)
        return run.result()

    def _checked(self, source: Path, target: Path | None) -> Checked:
        try:
            return checked(source, target, self._config)
        except Glue2DatabricksError as error:
            return Checked((error,), ())
