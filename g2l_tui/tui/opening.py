"""A workspace on its way: where it is and what its files are called comes first, for that is on the screen while
engine, rules and history are still being read.
"""  # noqa: D205

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from g2l_tui.config import load_settings
from g2l_tui.errors import ConfigurationError
from g2l_tui.workspace.discover import workspace_root
from g2l_tui.workspace.scan import python_files

if TYPE_CHECKING:
    from g2l_tui.config import Settings
    from g2l_tui.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Opening:
    """`names` are the paths of the files, relative and sorted; `open` takes longer and raises what opening does.

    The names are looked for from the start, while what shows them is still being loaded.
    """

    root: Path
    names: Future[tuple[str, ...]]
    open: Callable[[], Workspace]

    @classmethod
    def of(cls, path: Path, *, config: Path | None = None, catalog: str | None = None) -> Opening:
        """Return how to open the workspace that `path` belongs to.

        Raises ConfigurationError when there is no such path or the configuration cannot be understood.
        """
        if not path.exists():
            raise ConfigurationError(f"There is no file or folder {path}.", path=path)
        root = workspace_root(path)
        settings = load_settings(root, config)
        return cls(root, _begun(lambda: _names(root, settings)), partial(_open, path, config, catalog))

    @classmethod
    def done(cls, workspace: Workspace) -> Opening:
        """Return a workspace that is open already."""
        return cls(workspace.root, _begun(workspace.paths), lambda: workspace)


def _begun(find: Callable[[], tuple[str, ...]]) -> Future[tuple[str, ...]]:
    return ThreadPoolExecutor(1).submit(find)


def _names(root: Path, settings: Settings) -> tuple[str, ...]:
    return tuple(sorted(python_files(root, settings.include, settings.exclude)))


def _open(path: Path, config: Path | None, catalog: str | None) -> Workspace:
    from g2l_tui.workspace.workspace import Workspace  # noqa: PLC0415 - loads the engine

    return Workspace.open(path, config=config, catalog=catalog)
