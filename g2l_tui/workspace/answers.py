"""Answers that still hold: what was said of a workspace is said again while nothing that it depends on is different.

That is told by what the file system knows of each file: when it was last written and changed, its size, its number.
No program can set the time of the last change; but a file that was changed just before the look could change once more
within the same tick of the clock, and then nothing is remembered. Nothing of the engine is loaded here.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from g2l_tui.config import PROJECT, load_settings
from g2l_tui.errors import ConfigurationError
from g2l_tui.paths import CONFIGURATION, IGNORED_FOLDERS, OWN_FOLDER, PACKAGE, TWIN_FOLDER, builtin_rules, user_rules
from g2l_tui.store.cache import load_cached, save_cached
from g2l_tui.workspace.discover import workspace_root
from g2l_tui.workspace.scan import is_environment

SETTLED = 2_000_000_000
"""Nanoseconds after which every file system gives a change another time: FAT counts in two seconds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command printed, and the code that it ended with."""

    text: str
    exit_code: int


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a workspace. `state` is a digest of all that the answer depends on; empty while that changes."""

    root: Path
    name: str
    state: str

    def answer(self) -> Answer | None:
        """Return what was remembered, if it still holds."""
        content = load_cached(self.root, self.name) if self.state else None
        if content is None:
            return None
        head, _, text = content.partition(b"\n")
        known = json.loads(head)
        return Answer(text.decode("utf-8", "surrogatepass"), known["exit"]) if known["state"] == self.state else None

    def remember(self, answer: Answer) -> None:
        """Keep the answer for the next time, as far as there is a place for it."""
        if self.state:
            head = json.dumps({"state": self.state, "exit": answer.exit_code})
            save_cached(self.root, self.name, f"{head}\n{answer.text}".encode("utf-8", "surrogatepass"))


def question(
    words: Sequence[str], places: Sequence[str], *, config: Path | None = None, output: Path | None = None
) -> Question | None:
    """Return what `words` ask of the workspace of `places`; None where nothing could be remembered.

    With an output, here or in the configuration, the answer may depend on all files there and in the workspace.
    """
    began = time.time_ns()
    root = workspace_root(Path(places[0]))
    if not (root / OWN_FOLDER).is_dir():
        return None
    look = _Look()
    look.say(*words, *places, str(config), str(output), str(Path.cwd()), sys.version)
    look.at(root / CONFIGURATION, root / PROJECT, *([config] if config else ()), *map(Path, places))
    try:
        settings = load_settings(root, config)
        _look_at_files(look, root, output or (root / settings.output if settings.output else None))
        _look_at_program(look, [root / name for name in settings.rules])
    except (ConfigurationError, OSError):
        return None
    name = hashlib.sha256("\0".join((*words, *places)).encode("utf-8", "surrogateescape")).hexdigest()
    return Question(root, name, look.state if look.newest < began - SETTLED else "")


def _look_at_files(look: _Look, root: Path, output: Path | None) -> None:
    look.below(root, "" if output else ".py")
    for folder in (output, output / TWIN_FOLDER) if output else ():
        look.below(folder, "")
    for name in ("", "tmp", "pending"):
        look.inside(root / OWN_FOLDER / name)
    look.below(user_rules(root), ".toml", follows_links=True)


def _look_at_program(look: _Look, rule_folders: Sequence[Path]) -> None:
    for folder in (builtin_rules(), *rule_folders):
        look.below(folder, ".toml", follows_links=True)
    look.below(PACKAGE, ".py")
    # Whatever is installed, removed or brought up to date leaves another time on the folder that it lies in.
    look.at(*map(Path, sys.path))


class _Look:
    """A digest of what the file system knows of files, and the newest change to any of them, in nanoseconds."""

    def __init__(self) -> None:
        self.newest = 0
        self._digest = hashlib.sha256()

    @property
    def state(self) -> str:
        return self._digest.hexdigest()

    def say(self, *words: str) -> None:
        self._digest.update("\0".join((*words, "\n")).encode("utf-8", "surrogateescape"))

    def at(self, *paths: Path) -> None:
        """Look at single files and folders, which need not be there."""
        for path in paths:
            try:
                status = path.stat()
            except OSError:
                self.say("none", str(path))
            else:
                self._note(str(path), [""], [status], settles=stat.S_ISREG(status.st_mode))

    def below(self, folder: Path, suffix: str, *, follows_links: bool = False) -> None:
        """Look at the files below a folder that end with `suffix`, where a workspace would.

        What is read through links is never settled, for what they lead to may change unseen.
        """
        waiting = [os.fspath(folder)]
        while waiting:
            place = waiting.pop()
            names, statuses = [], []
            for entry in _listed(place):
                if follows_links and entry.is_symlink():
                    self.newest = sys.maxsize
                elif entry.is_dir(follow_symlinks=False):
                    if entry.name not in IGNORED_FOLDERS and not is_environment(entry.path):
                        waiting.append(entry.path)
                elif entry.name.endswith(suffix):
                    names.append(entry.name)
                    statuses.append(entry.stat(follow_symlinks=False))
            self._note(place, names, statuses)

    def inside(self, folder: Path) -> None:
        """Look at the files in a folder, and not at folders there."""
        entries = [entry for entry in _listed(os.fspath(folder)) if not entry.is_dir(follow_symlinks=False)]
        names = [entry.name for entry in entries]
        self._note(os.fspath(folder), names, [entry.stat(follow_symlinks=False) for entry in entries])

    def _note(
        self, place: str, names: Sequence[str], statuses: Sequence[os.stat_result], *, settles: bool = True
    ) -> None:
        numbers = array("q")
        try:
            for status in statuses:
                numbers.extend((status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino))
        except OverflowError:
            self.newest = sys.maxsize
        if settles:
            self.newest = max(self.newest, *numbers[1::4], 0)
        self.say(place, *names)
        self._digest.update(numbers.tobytes())


def _listed(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=attrgetter("name"))
    except OSError:
        return []
