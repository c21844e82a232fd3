"""Puts text on the clipboard, and says by which way: a terminal never tells whether it took it."""

from __future__ import annotations

import os
import shutil
import subprocess

from textual.app import App

_TOOLS = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
    ("", ("pbcopy",)),
    ("WSL_DISTRO_NAME", ("clip.exe",)),
)
_PATIENCE_SECONDS = 2


def copy(app: App[None], text: str) -> str:
    """Copy `text` and return how: by a local tool, or else by asking the terminal."""
    for variable, command in _TOOLS:
        usable = (not variable or variable in os.environ) and "SSH_CONNECTION" not in os.environ
        if usable and shutil.which(command[0]) and _piped(command, text):
            return f"{len(text.splitlines())} lines, by {command[0]}"
    app.copy_to_clipboard(text)
    return f"{len(text.splitlines())} lines, by the terminal (OSC 52)"


def _piped(command: tuple[str, ...], text: str) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - fixed commands
            command, input=text.encode("utf-8", "replace"), timeout=_PATIENCE_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
