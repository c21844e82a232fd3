"""What stands against a migration, looked for before anything is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from g2l_tui.errors import Glue2DatabricksError, MigrationError, ParseError, ValidationError
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.store.safe_paths import shown
from g2l_tui.workspace.output import check_output
from g2l_tui.workspace.scan import files_below
from g2l_tui.workspace.selection import Selection, select

FOREIGN = {
    ".ipynb": "is a notebook and is not migrated; export it as a plain script",
    ".scala": "is a Scala job and is not migrated; there are no rules for Scala",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What keeps a source from being migrated as a whole, and what is good to know."""

    errors: tuple[Glue2DatabricksError, ...]
    warnings: tuple[Glue2DatabricksError, ...]


def checked(source: Path, target: Path | None, config: Path | None) -> Checked:
    """Look at paths, settings and every file. Raises ConfigurationError for a source that cannot be opened."""
    selection = select([str(source)], config=config)
    errors: list[Glue2DatabricksError] = list(obstacles(selection, target))
    warnings: list[Glue2DatabricksError] = list(foreign_sources(selection))
    for migration in selection.migrations(in_place=target is None):
        for finding in migration.findings:
            if finding.severity is not Severity.INFO:
                wrong = errors if finding.severity is Severity.ERROR else warnings
                wrong.append(as_error(selection.named(migration.source.path), migration, finding))
    return Checked(tuple(errors), tuple(warnings))


def obstacles(selection: Selection, target: Path | None) -> Iterator[Glue2DatabricksError]:
    """Yield what would keep the run from being written at all."""
    if not selection.paths:
        yield ValidationError(f"There is no Python file in {shown(selection.root)} to migrate.", path=selection.root)
    if target is None:
        return
    if selection.is_one_file:
        folder = target if target.is_dir() else target.parent
    else:
        folder = target
        try:
            check_output(selection, target)
        except Glue2DatabricksError as error:
            yield error
    present = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    if not os.access(present, os.W_OK):
        yield ValidationError(f"{shown(str(present))} may not be written to; see its permissions.", path=present)


def foreign_sources(selection: Selection) -> Iterator[Glue2DatabricksError]:
    """Yield a warning for each job among the sources that is not Python."""
    for place in selection.places:
        for name in sorted(files_below(place)) if place.is_dir() else ():
            if reason := FOREIGN.get(Path(name).suffix):
                yield MigrationError(f"{shown(name)} {reason}.", path=name)


def as_error(path: str, migration: Migration, finding: Finding) -> Glue2DatabricksError:
    """Return a finding as an error for programs."""
    kind = ParseError if migration.status is Status.FAILED else MigrationError
    return kind(
        finding.message, path=path, line=finding.line, column=finding.column, code=finding.code,
        severity=finding.severity.value, hint=finding.hint, rule=finding.rule,
    )  # fmt: skip
