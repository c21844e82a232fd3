"""Notice what editors, git and other programs save, and say so once per burst."""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from g2l_tui.config import PROJECT
from g2l_tui.paths import CONFIGURATION, IGNORED_FOLDERS, user_rules
from g2l_tui.workspace.network import is_remote
from g2l_tui.workspace.observe import Observation
from g2l_tui.workspace.scan import entries_below

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

FINISHED_QUIET_SECONDS = 0.001  # of a save that is over: long enough for what an editor does around it
FEW = 3
QUIET_SECONDS = 0.08
LONGEST_SECONDS = 0.5
CALM_SECONDS = 1.0  # after which a burst has nothing to do with the one before, and nobody waits for it any more
STORM = 400
STORM_QUIET_SECONDS = 0.4
STORM_LONGEST_SECONDS = 3.0
POLL_SECONDS = 1.0  # where the system cannot tell us
SAFETY_SECONDS = 10.0  # where it can, but may lose something: network drives, limits reached later
PIECE = 200  # files that are looked at in a millisecond
PAUSE_SECONDS = 0.005  # between pieces, for what has more haste

_ON_NETWORK = (
    "The files are on a network drive, which does not report what other machines save; they are looked at every second."
)

Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Saved:
    """One burst of saves: the Python files that were saved, appeared or vanished, relative to the workspace.

    `rules` tells that a rule or the configuration was saved. `rescan` tells that too much happened to name
    it, or that the system lost count: any file may be different, and `sources` is empty.
    """

    sources: frozenset[str]
    rules: bool
    rescan: bool


@dataclass(slots=True)
class Burst:
    """What has been heard since the last notification, and when; of the `unfinished` files more may come.

    `before` is how many files the burst just before had: what a busy machine pauses in is still one checkout.
    """

    files: set[str] = field(default_factory=set)
    unfinished: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    lost: bool = False
    first: float = 0.0
    last: float = 0.0
    before: int = 0

    @property
    def size(self) -> int:
        """How many files it has, or the one just before had, if these were more."""
        return max(STORM + 1 if self.lost else len(self.files), self.before)

    def is_empty(self) -> bool:
        return not (self.files or self.folders or self.lost)

    def due(self) -> float:
        """Return the moment at which the burst counts as over."""
        quiet, longest = QUIET_SECONDS, LONGEST_SECONDS
        if self.size > STORM:
            quiet, longest = STORM_QUIET_SECONDS, STORM_LONGEST_SECONDS
        elif self.size <= FEW and not (self.folders or self.unfinished):
            quiet = FINISHED_QUIET_SECONDS
        return min(self.last + quiet, self.first + longest)

    def look_due(self, planned: float, longest: float) -> float:
        """Return the moment to look at all files: as planned, or up to so much later when a save was just heard of."""
        return max(planned, min(self.last + CALM_SECONDS, planned + longest))


class Watch:
    """Calls `notify` from its own thread, once per burst of saves below a workspace.

    It only says *that* files were saved; whoever is told compares the content, for a save may change nothing.
    `warn` is called from there too, when the system stops to report saves after `start` found it able to.
    """

    def __init__(
        self,
        workspace_root: Path,
        notify: Callable[[Saved], None],
        rule_folders: Sequence[Path] = (),
        warn: Callable[[str], object] = lambda _: None,
    ) -> None:
        self._places = _Places(workspace_root, rule_folders)
        self._notify = notify
        self._warn = warn
        self._observation = Observation(self._places.root, self._places.rules, self._hear)
        self._burst = Burst()
        self._wake = threading.Condition()
        self._stopping = False
        self._seen: dict[str, Stamp] = {}
        self._every = SAFETY_SECONDS
        self._look_at = 0.0
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> str | None:
        """Begin. Returns None, or a sentence that says why files are only looked at each second."""
        error = self._observation.start()
        sentence = _unable(error) if error else _ON_NETWORK if is_remote(self._places.root) else None
        self._seen = dict(self._places.stamps())
        self._every = POLL_SECONDS if sentence else SAFETY_SECONDS
        self._look_at = time.monotonic() + self._every
        self._thread.start()
        return sentence

    def stop(self) -> None:
        """End, and wait until `notify` cannot be called any more."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()
        self._observation.stop()

    def _hear(
        self, files: Iterable[str] = (), folders: Iterable[str] = (), finished: str = "", *, lost: bool = False
    ) -> None:
        """Take note; called from the observer's threads, often, and never to be slow."""
        wanted = {path for path in files if self._places.is_wanted(path)}
        entered = {path for path in folders if self._places.is_entered(path)}
        if not (wanted or entered or lost):
            return
        with self._wake:
            now = time.monotonic()
            if self._burst.is_empty():
                self._burst.first = now
                self._burst.before = self._burst.before if now - self._burst.last < CALM_SECONDS else 0
            self._burst.last = now
            self._burst.files |= wanted
            self._burst.unfinished = (self._burst.unfinished | wanted) - {finished}
            self._burst.folders |= entered
            self._burst.lost |= lost
            self._wake.notify()

    def _run(self) -> None:
        while (burst := self._next_burst()) is not None:
            saved = self._saved(burst)
            if saved is not None:
                self._notify(saved)

    def _next_burst(self) -> Burst | None:
        """Wait for the end of a burst; an empty one means that it is time to look, None to stop."""
        with self._wake:
            while not self._stopping:
                due = self._burst.look_due(self._look_at, self._every) if self._burst.is_empty() else self._burst.due()
                rest = due - time.monotonic()
                if rest <= 0:
                    burst, self._burst = self._burst, Burst(last=self._burst.last, before=self._burst.size)
                    return burst
                self._wake.wait(rest)
        return None

    def _saved(self, burst: Burst) -> Saved | None:
        if burst.folders and (error := self._observation.follow(burst.folders)) is not None:
            self._every = POLL_SECONDS
            self._warn(_unable(error))
        paths = {path for path in burst.files if self._is_news(path)}
        if burst.is_empty():
            paths |= self._differences(self._stamps_in_pieces())
        elif burst.folders or burst.lost:
            paths |= self._differences(dict(self._places.stamps()))
        if not paths and not burst.lost:
            return None
        rules = any(self._places.is_rule(path) for path in paths)
        if burst.lost or len(paths) > STORM:
            return Saved(frozenset(), rules, rescan=True)
        sources = frozenset(self._places.relative(path) for path in paths if self._places.is_source(path))
        return Saved(sources, rules, rescan=False)

    def _is_news(self, path: str) -> bool:
        """Remember the file as it is now, and tell whether it is or was one.

        A deletion counts only when the file is still missing: editors delete and put back. A temporary file
        that came and went within the burst was never there.
        """
        now, before = _stamp(path), self._seen.pop(path, None)
        if now is not None:
            self._seen[path] = now
        return now is not None or before is not None

    def _differences(self, now: dict[str, Stamp] | None) -> set[str]:
        """Return what is different now; nothing is known when the look was broken off, and comes soon again."""
        self._look_at = time.monotonic() + (CALM_SECONDS if now is None else self._every)
        before, self._seen = self._seen, self._seen if now is None else now
        return {path for path, _ in before.items() ^ self._seen.items()}

    def _stamps_in_pieces(self) -> dict[str, Stamp] | None:
        """Look at every file without haste; None when something was heard meanwhile, which goes first."""
        stamps, seen = self._places.stamps(), dict[str, Stamp]()
        while piece := dict(islice(stamps, PIECE)):
            seen |= piece
            with self._wake:
                if self._wake.wait_for(lambda: self._stopping or not self._burst.is_empty(), PAUSE_SECONDS):
                    return None
        return seen


class _Places:
    """Which files of a workspace matter to a watcher, by their absolute paths."""

    def __init__(self, workspace_root: Path, rule_folders: Sequence[Path]) -> None:
        self.root = os.path.realpath(workspace_root)
        self.rules = tuple(os.path.realpath(folder) for folder in (user_rules(Path(self.root)), *rule_folders))

    def is_wanted(self, path: str) -> bool:
        return self.is_source(path) or self.is_rule(path)

    def is_source(self, path: str) -> bool:
        folder = path.rpartition("/")[0] or "/"
        return path.endswith(".py") and (folder == self.root or self._is_below(folder))

    def is_rule(self, path: str) -> bool:
        """Tell whether the file is a rule, or configuration, which changes what the rules do."""
        if not path.endswith(".toml"):
            return False
        folder, name = os.path.split(path)
        configures = folder == self.root and name in {CONFIGURATION, PROJECT}
        return configures or any(path.startswith(f"{rules}/") for rules in self.rules)

    def is_entered(self, folder: str) -> bool:
        """Tell whether files that matter may lie in or below the folder."""
        leads_to_rules = any(
            f"{rules}/".startswith(f"{folder}/") or folder.startswith(f"{rules}/") for rules in self.rules
        )
        return leads_to_rules or self._is_below(folder)

    def relative(self, path: str) -> str:
        return path[len(self.root) :].lstrip("/")

    def stamps(self) -> Iterator[tuple[str, Stamp]]:
        """Look at every file that matters, one after the other."""
        folders = (self.root, *self.rules)
        entries = (entry for folder in folders for entry in entries_below(Path(folder)))
        paths = (entry.path for entry in entries if self.is_wanted(entry.path))
        return ((path, stamp) for path in paths if (stamp := _stamp(path)) is not None)

    def _is_below(self, folder: str) -> bool:
        inside = folder.startswith(self.root.rstrip("/") + "/")
        return inside and IGNORED_FOLDERS.isdisjoint(self.relative(folder).split("/"))


def _unable(error: OSError) -> str:
    return (
        f"The system cannot report saves ({error.strerror or error}); files are looked at every second. "
        "On Linux, a higher fs.inotify.max_user_watches or max_user_instances helps."
    )


def _stamp(path: str) -> Stamp | None:
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino) if stat.S_ISREG(status.st_mode) else None
