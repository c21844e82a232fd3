"""Where a person left off in a workspace, and the theme and layout that they chose: theirs, not the repository's."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from g2l_tui.model.source import digest_of
from g2l_tui.paths import user_state


@dataclass(frozen=True, slots=True)
class Memory:
    """`split` is None while the width decides; `line` is 0-based, in the source of `path`."""

    path: str = ""
    line: int = 0
    split: bool | None = None
    theme: str = ""


def recall(root: Path) -> Memory:
    """Return what is remembered of a workspace; what is damaged or not there counts as nothing."""
    with suppress(OSError, RuntimeError, ValueError):
        match json.loads(_place(root).read_bytes()):
            case {"path": str(path), "line": int(line), "split": bool() | None as split, "theme": str(theme)}:
                return Memory(path, line, split, theme)
    return Memory()


def remember(root: Path, memory: Memory) -> None:
    """Keep it for the next time. It is a comfort: where it cannot be kept, nothing is said."""
    with suppress(OSError, RuntimeError):
        place = _place(root)
        for folder in (user_state(), place.parent):  # one by one: folders above the last would be open to all
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.write_text(json.dumps(asdict(memory)), encoding="ascii")


def _place(root: Path) -> Path:
    return user_state() / "places" / f"{digest_of(str(root).encode('utf-8', 'surrogatepass'))[:16]}.json"
