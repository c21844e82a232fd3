"""Many files migrated by a few processes, their results in order. A process that dies takes one file along, no more."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TypeAlias

from g2l_tui.config import Settings
from g2l_tui.engine.kinds.knowledge import Asked
from g2l_tui.engine.migrate import migrate
from g2l_tui.engine.project import Project
from g2l_tui.errors import StoreError
from g2l_tui.garbage import collect_rarely
from g2l_tui.model.migration import Migration
from g2l_tui.model.source import Source
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.validators import validate
from g2l_tui.workspace.failed import unreadable
from g2l_tui.workspace.read import VanishedError, read_file
from g2l_tui.workspace.results import to_keep
from g2l_tui.workspace.servants import Servant, packed

LOT = 8
"""Files that a process is given at once; it has two lots, so that it need not wait for the next."""

AHEAD = 20
"""Lots that may be given out before the first of them is done, so that one slow file does not fill the memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What all files are migrated by, and whether what is found out is to be kept for the next run."""

    root: Path
    ruleset: RuleSet
    settings: Settings
    project: Project
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """A file whose process ended, with that exit code, before there was a result."""

    code: int


@dataclass(frozen=True, slots=True)
class Done:
    """A migration, and what is to be kept of it for the next run: nothing for one that would be done in no time."""

    migration: Migration
    to_keep: bytes = b""


Outcome: TypeAlias = "Done | Ended | None"
"""None for a file that is gone, or that no process could be started for."""


def done(task: Task, source: Source) -> Done:
    """Migrate a source here."""
    asked = Asked(task.project.knowledge)
    migration = validate(migrate(source, task.ruleset, task.settings, task.project, asked))
    return Done(migration, to_keep(migration, asked, task.project) if task.keeps else b"")


def migrate_in_processes(task: Task, paths: Sequence[str], count: int) -> Iterator[Outcome]:
    """Yield what becomes of each file, in the order of `paths`. The processes end with the iterator."""
    crew = _Crew(task, paths, count)
    try:
        yield from crew.outcomes()
    finally:
        crew.close()


class _Process(Servant):
    """A process, and the positions of the files that it was given and has not answered for."""

    def __init__(self, task: bytes) -> None:
        super().__init__("g2l_tui.workspace.processes:serve")
        self.waiting: deque[int] = deque()
        self.is_ready = False
        self.give(task)

    def give_files(self, positions: Sequence[int], paths: Sequence[str]) -> None:
        """Give the process files to migrate."""
        self.waiting += positions
        self.give(packed([paths[position] for position in positions]))


class _Crew:
    """The processes, the files that none of them has yet, and the outcomes whose turn has not come."""

    def __init__(self, task: Task, paths: Sequence[str], count: int) -> None:
        self._task = packed(task)
        self._paths = paths
        every = range(len(paths))
        self._lots = deque(list(every[start : start + LOT]) for start in every[::LOT])
        self._outcomes: dict[int, Outcome] = {}
        self._processes = [_Process(self._task) for _ in range(count)]

    def outcomes(self) -> Iterator[Outcome]:
        """Yield what becomes of each file, in their order."""
        for position in range(len(self._paths)):
            while position not in self._outcomes:
                self._give_out(position)
                self._receive(position)
            yield self._outcomes.pop(position)

    def close(self) -> None:
        """End all processes."""
        for process in self._processes:
            process.end()

    def _give_out(self, position: int) -> None:
        for process in self._processes:
            if self._lots and len(process.waiting) <= LOT and self._lots[0][0] < position + AHEAD * LOT:
                process.give_files(self._lots.popleft(), self._paths)

    def _receive(self, position: int) -> None:
        if not self._processes:
            self._outcomes[position] = None
            return
        answering = wait([process.connection for process in self._processes])
        for process in [each for each in self._processes if each.connection in answering]:
            try:
                outcome = process.connection.recv()
            except (EOFError, OSError):
                self._lose(process)
            else:
                if process.is_ready:
                    self._outcomes[process.waiting.popleft()] = outcome
                process.is_ready = True

    def _lose(self, process: _Process) -> None:
        """Go on without a process. What it had is given to a new one, but for the file that it was at."""
        self._processes.remove(process)
        code = process.ended()
        process.connection.close()
        if process.is_ready:
            if process.waiting:
                self._outcomes[process.waiting.popleft()] = Ended(code)
            self._processes.append(_Process(self._task))
        if process.waiting:
            self._lots.appendleft(list(process.waiting))


def serve(connection: Connection) -> None:
    """Migrate the files that are named on a connection, until the other side closes it."""
    task = connection.recv()
    connection.send(True)
    gc.freeze()
    collect_rarely()
    with suppress(EOFError):
        while True:
            for path in connection.recv():
                connection.send(_outcome(task, path))


def _outcome(task: Task, path: str) -> Done | None:
    """Read and migrate a file; one that cannot be read has failed, and of one that is gone there is nothing."""
    try:
        source = Source(path, read_file(task.root, path))
    except VanishedError:
        return None
    except StoreError as error:
        return Done(unreadable(path, error.message))
    return done(task, source)
