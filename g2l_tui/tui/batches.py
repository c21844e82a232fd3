"""Migrates many files for the screen, a few at a time, so that results show while others are on their way."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from g2l_tui.errors import Glue2DatabricksError
from g2l_tui.tui.session import Result

if TYPE_CHECKING:
    from g2l_tui.workspace.workspace import Workspace

_BATCH_SECONDS = 0.2


def batches(workspace: Workspace, started: Sequence[tuple[str, int]]) -> Iterator[tuple[Result, ...]]:
    """Yield the results of files, given with the revision they had when this began; the first one at once."""
    ready: list[Result] = []
    yielded = 0.0
    for path, revision in started:
        ready.append(_migrated(workspace, path, revision))
        if time.monotonic() - yielded > _BATCH_SECONDS:
            yield tuple(ready)
            ready, yielded = [], time.monotonic()
    if ready:
        yield tuple(ready)


def _migrated(workspace: Workspace, path: str, revision: int) -> Result:
    try:
        return Result(path, revision, workspace.migrate(path))
    except Glue2DatabricksError as error:
        return Result(path, revision, problem=error.message)
