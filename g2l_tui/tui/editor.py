"""Opens the person's editor at a line, with the workbench out of the way meanwhile."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from textual.app import App, SuspendNotSupported

_COLON = {"code", "codium", "cursor", "zed", "subl", "hx", "micro", "kate"}
_GOTO = {"code", "codium", "cursor"}


def edit(app: App[None], file: Path, line: int) -> str:
    """Run the editor on `file` and wait. Returns a sentence when that was not possible, else nothing."""
    try:
        with app.suspend():
            problem = run(command_for(os.environ, file, line))
    except SuspendNotSupported:
        return "This terminal cannot hand the screen to an editor."
    app.refresh(layout=True)
    return problem


def run(command: Sequence[str]) -> str:
    """Run the person's editor and wait. Returns a sentence when it could not be started, else nothing."""
    try:
        subprocess.run(command, check=False)  # noqa: S603 - the person's own $EDITOR
    except (OSError, ValueError) as error:
        return f"{command[0]} could not be started ({error}). Set $EDITOR to your editor."
    return ""


def command_for(environment: Mapping[str, str], file: Path, line: int) -> list[str]:
    """Return the command that opens `file` at `line`, in the editor that the environment names."""
    named = environment.get("VISUAL") or environment.get("EDITOR") or "vi"
    try:
        words = shlex.split(named) or ["vi"]
    except ValueError:
        words = [named]
    name = Path(words[0]).name
    if name in _GOTO:
        words.append("--goto")
    if name in _COLON:
        return [*words, f"{file}:{line}"]
    return [*words, f"+{line}", str(file)]
