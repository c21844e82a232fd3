"""A throw-away copy of the bundled sample repository."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from g2l_tui.errors import ConfigurationError
from g2l_tui.paths import CONFIGURATION, demo_repository
from g2l_tui.store.safe_paths import shown

_OURS = "# The settings of this sample; every key has a default.\n"


def copy_demo(target: Path | None = None) -> Path:
    """Copy the sample to `target`, or to a new temporary folder, and return where it is.

    It is a workspace of its own wherever it lies. Raises ConfigurationError when something is at `target`.
    """
    if target is None:
        target = Path(tempfile.mkdtemp(prefix="g2l-demo-"))
    elif target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ConfigurationError(f"{shown(str(target))} exists and is not empty; choose another folder.")
    ignored = shutil.ignore_patterns("__pycache__", ".g2l")
    shutil.copytree(demo_repository(), target, ignore=ignored, dirs_exist_ok=True)
    configuration = target / CONFIGURATION
    if not configuration.exists():
        configuration.write_text(_OURS, encoding="utf-8")
    return target.resolve()
