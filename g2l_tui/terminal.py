"""What the command line says on standard output and standard error."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TextIO

import click

PROGRESS_SECONDS = 0.1
LOG_SECONDS = 10.0
BAR = 20
COLOURS = {
    "migrated": "green", "partial": "yellow", "refused": "red", "failed": "red",
    "error": "red", "warning": "yellow", "info": "cyan",
}  # fmt: skip


class Progress:
    """How far a run is: a bar on a terminal, written over; in a log, a line now and then."""

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._done = 0
        self._clock = clock
        self._is_terminal = sys.stderr.isatty()
        self._pause = PROGRESS_SECONDS if self._is_terminal else LOG_SECONDS
        self._shown_at = 0.0 if self._is_terminal else clock()

    def show(self, path: str) -> None:
        """Count one more file, and name it when the last one has been named long enough to be read."""
        self._done += 1
        now = self._clock()
        if now - self._shown_at <= self._pause:
            return
        self._shown_at = now
        if self._is_terminal:
            filled = BAR * self._done // max(self._total, 1)
            line = f"[{'#' * filled}{'-' * (BAR - filled)}] {self._done}/{self._total} {one_line(path)}"
            click.echo(f"\r\x1b[K{line[: shutil.get_terminal_size().columns - 1]}", err=True, nl=False)
        else:
            click.echo(f"{self._done} of {self._total}: {one_line(path)}", err=True)

    def clear(self) -> None:
        if self._is_terminal:
            click.echo("\r\x1b[K", err=True, nl=False)


def painter(stream: TextIO) -> Callable[[str, str], str]:
    """Return what colours a text by its meaning: on a terminal, and not where NO_COLOR is set."""
    if os.environ.get("NO_COLOR") or not stream.isatty():
        return lambda text, _meaning: text
    return lambda text, meaning: click.style(text, fg=COLOURS.get(meaning))


def print_lines(lines: Iterable[str], *, err: bool = False) -> None:
    stream = sys.stderr if err else sys.stdout
    for line in lines:
        click.echo(line, file=stream, color=True)


def print_json(values: Mapping[str, Any]) -> None:
    click.echo(as_json(values), nl=False)


def as_json(values: Mapping[str, Any]) -> str:
    """Return values as a document of JSON, a line for each."""
    return json.dumps(values, indent=1) + "\n"


def warn(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        click.echo(f"g2l-tui: {one_line(sentence)}", err=True)


def one_line(text: str) -> str:
    """Return a message as one line without anything that a terminal would obey."""
    from g2l_tui.store.safe_paths import shown  # noqa: PLC0415 - `--version` speaks to nobody's files

    return shown(" ".join(text.split()))


def forget_stdout() -> None:
    """Nobody reads any more; let the interpreter not complain about it when it flushes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
