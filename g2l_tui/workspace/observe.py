"""Hear from the operating system what happens in the folders of a workspace."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from g2l_tui.paths import IGNORED_FOLDERS, OWN_FOLDER
from g2l_tui.workspace.scan import is_environment

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver, ObservedWatch

MOST_WATCHES = 64  # each costs a thread
LOGGER = logging.getLogger("watchdog.observers")

# A write is over when the file is closed, and only Linux says when that is.
WANTED: list[type[FileSystemEvent]] = [
    FileClosedEvent if sys.platform == "linux" else FileModifiedEvent,
    FileCreatedEvent, FileDeletedEvent, FileMovedEvent,
    DirCreatedEvent, DirDeletedEvent, DirMovedEvent,
]  # fmt: skip


class Hear(Protocol):
    """Is told of files and folders that changed, or that the system has `lost` count.

    `finished` is the file that was written to its end, or put in its place as a whole.
    """

    def __call__(
        self, files: Iterable[str] = (), folders: Iterable[str] = (), finished: str = "", *, lost: bool = False
    ) -> None: ...


class Observation:
    """Watches the folders of a workspace but for those of version control, tools and environments."""

    def __init__(self, root: str, rule_folders: Sequence[str], hear: Hear) -> None:
        self._root = root
        self._rule_folders = rule_folders
        self._listener = _Listener(hear)
        self._overflow = _Overflow(hear)
        self._observer: BaseObserver | None = None
        self._watches: dict[str, ObservedWatch] = {}

    def start(self) -> OSError | None:
        """Begin to listen. Returns why that is impossible: a limit is reached, or the system cannot do it."""
        LOGGER.addHandler(self._overflow)
        # Of folders that come and go fast, watchdog warns that it watches them already. That is no harm to
        # anybody, but the warning would be: on the terminal that the workbench draws on.
        warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
        try:
            self._observer = Observer()
            self._observer.start()
        except OSError as error:
            self._observer = None
            return error
        return self.follow(())

    def follow(self, changed: Iterable[str]) -> OSError | None:
        """Listen in folders that are new, and anew in those of `changed`; returns what `start` returns."""
        observer = self._observer
        if observer is None:
            return None
        for folder in self._watches.keys() & set(changed):
            observer.unschedule(self._watches.pop(folder))
        try:
            for folder, recursive in reversed(folders_to_watch(self._root, self._rule_folders)):
                if folder not in self._watches:
                    self._schedule(observer, folder, recursive=recursive)
        except OSError as error:
            self.stop()
            return error
        return None

    def stop(self) -> None:
        """End; nothing is heard after this returns."""
        LOGGER.removeHandler(self._overflow)
        observer, self._observer = self._observer, None
        self._watches.clear()
        if observer is not None:
            observer.stop()
            observer.join()

    def _schedule(self, observer: BaseObserver, folder: str, *, recursive: bool) -> None:
        try:
            watch = observer.schedule(self._listener, folder, recursive=recursive, event_filter=WANTED)
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return  # vanished meanwhile, or not ours to read
        self._watches[folder] = watch


def folders_to_watch(root: str, rule_folders: Sequence[str]) -> list[tuple[str, bool]]:
    """Return the folders to listen in, and whether with all below them.

    A folder is taken whole unless an ignored one lies somewhere in it: those may hold thousands more.
    The root comes first. Scheduled last, it is the one to fail when the folders below it have used up what
    the system allows; about those watchdog keeps silent.
    """
    mixed = _folders_above_ignored(root)
    own = [f"{root}/{OWN_FOLDER}", *rule_folders]
    watches = [(root, False), *((folder, folder in rule_folders) for folder in own if Path(folder).is_dir())]
    waiting = _children(root)
    while waiting:
        folder = waiting.pop(0)
        if folder in mixed and len(watches) + len(waiting) < MOST_WATCHES:
            watches.append((folder, False))
            waiting += _children(folder)
        else:
            watches.append((folder, True))
    return watches


class _Listener(FileSystemEventHandler):
    def __init__(self, hear: Hear) -> None:
        self._hear = hear

    def on_any_event(self, event: FileSystemEvent) -> None:
        paths = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        if event.is_directory:
            self._hear(folders=paths)
        elif isinstance(event, (FileClosedEvent, FileMovedEvent)):
            self._hear(paths, finished=paths[-1])
        else:
            self._hear(paths)


class _Overflow(logging.Handler):
    """Hears what watchdog tells nobody but its log: that events were lost."""

    def __init__(self, hear: Hear) -> None:
        super().__init__(logging.WARNING)
        self._hear = hear

    def emit(self, record: logging.LogRecord) -> None:
        if "overflow" in record.getMessage().lower():
            self._hear(lost=True)


def _folders_above_ignored(root: str) -> set[str]:
    above: set[str] = set()
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        for entry in _folders(folder):
            if not _is_ignored(entry):
                waiting.append(entry.path)
            elif entry.name != "__pycache__":  # small, and everywhere
                above |= _with_parents(folder, root)
    return above


def _with_parents(folder: str, root: str) -> set[str]:
    chain = {folder}
    while folder != root:
        folder = folder.rpartition("/")[0]
        chain.add(folder)
    return chain


def _children(folder: str) -> list[str]:
    return sorted(entry.path for entry in _folders(folder) if not _is_ignored(entry))


def _folders(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []


def _is_ignored(entry: os.DirEntry[str]) -> bool:
    return entry.name in IGNORED_FOLDERS or is_environment(entry.path)
