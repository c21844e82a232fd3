"""Opens a workspace for proofs: its sources, their migrations, and what its other files declare."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from g2l_tui.prove.extra import require
from g2l_tui.prove.nursery import Nursery
from g2l_tui.prove.prover import Prover, Repository, Wishes
from g2l_tui.workspace.scan import files_below
from g2l_tui.workspace.workspace import Workspace

_DECLARING = (".sql", ".ddl", ".hql", ".json")
_LARGEST = 256 * 1024
_MOST_FILES = 2_000


@contextmanager
def opened(workspace: Workspace, wishes: Wishes) -> Iterator[Prover]:
    """Give a prover of the workspace with a warm worker, and end that afterwards.

    Raises ConfigurationError when the engine that was wished for is not installed.
    """
    if wishes.python == sys.executable:
        require(wishes.engine)
    with (
        tempfile.TemporaryDirectory(prefix="g2l-proof-", ignore_cleanup_errors=True) as folder,
        closing(Nursery(Path(folder), wishes.python)) as nursery,
    ):
        yield Prover(repository_of(workspace), wishes, nursery, Path(folder))


def repository_of(workspace: Workspace) -> Repository:
    """Return what a proof needs of a workspace."""
    return Repository(
        workspace.root,
        workspace.settings,
        workspace.project().knowledge,
        workspace.source,
        workspace.migrate,
        cache(lambda: tuple(_declaring_texts(workspace.root))),
    )


def _declaring_texts(root: Path) -> Iterator[tuple[str, str]]:
    paths = sorted(path for path in files_below(root) if path.endswith(_DECLARING))
    for path in paths[:_MOST_FILES]:
        try:
            if (root / path).stat().st_size <= _LARGEST:
                text = (root / path).read_text(encoding="utf-8", errors="replace")
            else:
                continue
        except OSError:
            continue
        if "create" in text.lower() or "StorageDescriptor" in text:
            yield path, text
