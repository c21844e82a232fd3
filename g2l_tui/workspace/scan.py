"""Which files belong to a workspace. Links are never followed, and tools' own folders never entered."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from g2l_tui.paths import IGNORED_FOLDERS

Pattern = tuple[str, ...]

_EVERY: Pattern = ("**", "*.py")  # what most workspaces include: to match it takes longer than to list the files


def python_files(root: Path, include: Sequence[str], exclude: Sequence[str]) -> Iterator[str]:
    """Return the Python files below `root` that a pattern of `include` names and none of `exclude`, unordered.

    A pattern that names a folder stands for all that is below it. `**` is any number of folders.
    """
    wanted, unwanted = parse_patterns(include), parse_patterns(exclude)
    found = (path for path in files_below(root, unwanted) if path.endswith(".py"))
    return found if _EVERY in wanted else (path for path in found if matches_any(path, wanted))


def files_below(root: Path, exclude: Sequence[Pattern] = ()) -> Iterator[str]:
    """Yield every regular file below `root`, relative and with forward slashes, unordered."""
    relative = _relative_to(root)
    for entry in entries_below(root, exclude):
        if entry.is_file(follow_symlinks=False):
            yield relative(entry)


def entries_below(root: Path, exclude: Sequence[Pattern] = ()) -> Iterator[os.DirEntry[str]]:
    """Yield whatever lies below `root` and is not a folder: files, links, sockets.

    A folder that cannot be read is passed over: it cannot be migrated either.
    """
    waiting, relative = [os.fspath(root)], _relative_to(root)
    while waiting:
        for entry in _listed(waiting.pop()):
            if exclude and matches_any(relative(entry), exclude):
                continue
            if not entry.is_dir(follow_symlinks=False):
                yield entry
            elif entry.name not in IGNORED_FOLDERS and not is_environment(entry.path):
                waiting.append(entry.path)


def is_environment(folder: str) -> bool:
    """Tell whether `folder` is a Python virtual environment, whatever its name."""
    return os.path.exists(os.path.join(folder, "pyvenv.cfg"))  # noqa: PTH110, PTH118 - once per folder


def parse_patterns(patterns: Sequence[str]) -> tuple[Pattern, ...]:
    """Split each pattern into its segments; `jobs`, `./jobs/` and `jobs/**` are the same."""
    return tuple(_segments(pattern) for pattern in patterns if pattern)


def matches_any(path: str, patterns: Sequence[Pattern]) -> bool:
    """Tell whether a pattern names `path` or a folder above it."""
    segments = path.split("/")
    return any(_matches(segments, pattern) for pattern in patterns)


def _segments(pattern: str) -> Pattern:
    parts = [part for part in pattern.split("/") if part not in {"", "."}]
    while parts and parts[-1] == "**":
        parts.pop()
    return tuple(parts)


def _matches(segments: Sequence[str], pattern: Pattern) -> bool:
    """Walk all readings of `**` at once, so that no pattern of a repository can take exponential time."""
    positions = _skipping({0}, pattern)
    for segment in segments:
        if len(pattern) in positions:
            return True
        positions = _skipping({after for at in positions for after in _step(segment, pattern, at)}, pattern)
    return len(pattern) in positions


def _step(segment: str, pattern: Pattern, at: int) -> Iterator[int]:
    if pattern[at] == "**":
        yield at
    elif fnmatch.fnmatchcase(segment, pattern[at]):
        yield at + 1


def _skipping(positions: set[int], pattern: Pattern) -> set[int]:
    reached = set(positions)
    for position in positions:
        at = position
        while at < len(pattern) and pattern[at] == "**":
            at += 1
            reached.add(at)
    return reached


def _listed(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _relative_to(root: Path) -> Callable[[os.DirEntry[str]], str]:
    above = len(os.path.join(root, ""))  # noqa: PTH118 - the root with its slash
    return lambda entry: entry.path[above:]
