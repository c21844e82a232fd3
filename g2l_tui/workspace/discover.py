"""Find the workspace that a path belongs to."""

from __future__ import annotations

from pathlib import Path

from g2l_tui.config import PROJECT, configures
from g2l_tui.paths import CONFIGURATION, OWN_FOLDER


def workspace_root(path: Path) -> Path:
    """Return the nearest folder at or above `path` with `.g2l/`, `g2l.toml`, `[tool.g2l]` or `.git`.

    Where none is: the current directory when `path` lies in it, else the folder `path`, or that of the file.
    The result is absolute and free of links.
    """
    resolved = path.resolve()
    folder = resolved if resolved.is_dir() else resolved.parent
    for candidate in (folder, *folder.parents):
        if _is_root(candidate):
            return candidate
    here = Path.cwd().resolve()
    return here if folder.is_relative_to(here) else folder


def _is_root(folder: Path) -> bool:
    try:
        return (
            (folder / OWN_FOLDER).is_dir()
            or (folder / CONFIGURATION).is_file()
            or (folder / ".git").exists()
            or ((folder / PROJECT).is_file() and configures(folder / PROJECT))
        )
    except OSError:  # a folder above that this user may not look into
        return False
