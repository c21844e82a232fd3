"""Migrates many files for the screen, a few at a time, so that results show while others are on their way."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from g2l_tui.garbage import loading, look_at_new_only
from g2l_tui.model.migration import Migration, packed, with_common_values
from g2l_tui.tui.session import Result

if TYPE_CHECKING:
    from g2l_tui.workspace.many import Found
    from g2l_tui.workspace.workspace import Workspace

_BATCH_SECONDS = 0.2
_MOST = 250  # results that are known from before come by the thousand, and keys wait while they are taken
_FEW = 3  # files, or fewer, that somebody looks at just now: they are not packed
_BURST = 40  # files that would keep the screen waiting for this process for a second


def batches(workspace: Workspace, started: Sequence[tuple[str, int]]) -> Iterator[tuple[Result, ...]]:
    """Yield the results of files, given with the revision they had when this began; the first one at once.

    One processor is left to the screen.
    """
    ready: list[Result] = []
    yielded = 0.0
    every = zip(started, _found(workspace, [path for path, _ in started]), strict=True)
    is_one_of_many = len(started) > _FEW
    for (path, revision), found in every:
        ready.append(_result(path, revision, found, is_one_of_many=is_one_of_many))
        if is_one_of_many:
            look_at_new_only()
        if len(ready) == _MOST or time.monotonic() - yielded > _BATCH_SECONDS:
            yield tuple(ready)
            ready, yielded = [], time.monotonic()
    if is_one_of_many:
        look_at_new_only(least=0)
    if ready:
        yield tuple(ready)


@cache
def load() -> None:
    """Load, once, what this process may have done without so far, and the first save is not to wait for."""
    with loading():
        from g2l_tui.engine.passes import imports  # noqa: PLC0415 - the engine loads after the first paint

        imports.load()


def _found(workspace: Workspace, paths: Sequence[str]) -> Iterator[Found]:
    """Migrate the first file here, while processes for the others are not even started."""
    from g2l_tui.workspace.many import migrate_many  # noqa: PLC0415 - the engine loads after the first paint

    return chain(migrate_many(workspace, paths[:1]), migrate_many(workspace, paths[1:], spared=1, many=_BURST))


def _result(path: str, revision: int, found: Found, *, is_one_of_many: bool) -> Result:
    if not isinstance(found, Migration):
        return Result(path, revision, problem=found.message)
    return Result(path, revision, packed(with_common_values(found)) if is_one_of_many else found)
