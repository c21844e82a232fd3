"""What people press who come from other programs, and what serves them here. Keys with a meaning here are not in it."""

from __future__ import annotations

HABITS = {
    "d": "d decides nothing here: x rejects the change, X the file, u undoes",
    "D": "D decides nothing here: X rejects the file, u undoes",
    "s": "a change is one statement already: m decides more at once, c writes it by hand",
    "U": "u undoes · ctrl+r does it again",
    "ctrl+y": "u undoes · ctrl+r does it again",
    "ctrl+s": "every decision is kept as it is made: W writes files",
    "p": "[ and ] go through the changes, ctrl+p finds files and commands",
    "f8": "f next finding · ] next change",
    "f3": "n next match while searching · / searches",
    "delete": "x rejects the change, u undoes",
    "backspace": "esc goes back · u undoes",
}
"""By key: of `git add -p`, lazygit, vi and VS Code."""
