"""Types: mypy, with the hints that pyspark ships, on results against their sources. For who asks: it takes seconds.

Nothing is executed, and no configuration of the repository is read: mypy's may name plugins, which are code.
"""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.model.finding import Finding
from g2l_tui.model.migration import Migration, Status
from g2l_tui.paths import user_cache
from g2l_tui.validators.validate import with_findings

CODE = "G2L212"

_WANTED = frozenset({"attr-defined", "call-arg", "call-overload", "arg-type", "operator"})
_LINE = re.compile(r"(?P<side>before|after)_(?P<number>\d+)\.py:(?P<line>\d+):(?P<column>\d+): error: (?P<said>.*)")
_SAID = re.compile(r"(?P<message>.*?)  \[(?P<code>[a-z-]+)\]")
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class _Error:
    line: int
    column: int
    message: str


def missing_for_types() -> tuple[str, ...]:
    """Return what has to be installed before types can be looked at."""
    return tuple(name for name in ("mypy", "pyspark") if find_spec(name) is None)


def typed(migrations: Mapping[str, Migration]) -> dict[str, Migration]:
    """Return the migrations with a finding for each call that does not fit its types and did in the source.

    Files are looked at one by one, what they import from each other is not followed. A file that mypy cannot
    read has no such findings.
    """
    changed = [name for name, each in migrations.items() if each.result != each.source.content]
    if not changed or missing_for_types():
        return dict(migrations)
    found = _errors([(migrations[name].source.content, migrations[name].result) for name in changed])
    return {**migrations} | {
        name: with_findings(migrations[name], [_finding(error) for error in _introduced(migrations[name], *sides)])
        for name, sides in zip(changed, found, strict=True)
    }


def own_cache() -> Path | None:
    """Return where mypy keeps what it knows of libraries: it believes all that lies there, so no one else may write.

    None where there is no such place.
    """
    try:
        place = user_cache() / "mypy"
        for folder in (place.parent.parent, place.parent, place):  # one by one: folders above would be open to all
            folder.mkdir(mode=0o700, exist_ok=True)
        status = place.lstat()
    except (OSError, RuntimeError):
        return None
    is_own = stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid()
    return place if is_own and not status.st_mode & 0o022 else None


def _introduced(migration: Migration, before: list[_Error], after: list[_Error]) -> Iterator[_Error]:
    """The errors that the source has not; where Glue is left beside what is new, those in new lines."""
    known = {error.message for error in before}
    own = None if migration.status is Status.MIGRATED else _new_lines(migration)
    seen: set[tuple[int, str]] = set()
    for error in after:
        if (
            error.message not in known
            and (own is None or error.line in own)
            and (error.line, error.message) not in seen
        ):
            seen.add((error.line, error.message))
            yield error


def _new_lines(migration: Migration) -> frozenset[int]:
    lines: set[int] = set()
    moved = 0
    for edit in sorted({edit for change in migration.changes for edit in change.edits}):
        start = edit.start + moved
        end = start + len(edit.replacement)
        first = 1 + migration.result.count(b"\n", 0, start)
        lines.update(range(first, first + 1 + migration.result.count(b"\n", start, end)))
        moved += len(edit.replacement) - (edit.end - edit.start)
    return frozenset(lines)


def _finding(error: _Error) -> Finding:
    message = f"The types do not fit: {error.message}"
    return Finding(CODE, severity_of(CODE), error.line, error.column, message, hint_of(CODE), target_line=error.line)


def _errors(sides: list[tuple[bytes, bytes]]) -> list[tuple[list[_Error], list[_Error]]]:
    found: list[tuple[list[_Error], list[_Error]]] = [([], []) for _ in sides]
    with tempfile.TemporaryDirectory(prefix="g2l-types-") as place:
        folder = Path(place)
        for number, (before, after) in enumerate(sides):
            (folder / f"before_{number}.py").write_bytes(before)
            (folder / f"after_{number}.py").write_bytes(after)
        for said in filter(None, map(_LINE.fullmatch, _mypy(folder).splitlines())):
            parts = _SAID.fullmatch(said["said"])
            if parts and parts["code"] in _WANTED:
                side = found[int(said["number"])][said["side"] == "after"]
                side.append(_Error(int(said["line"]), int(said["column"]), parts["message"]))
    return found


def _mypy(folder: Path) -> str:
    """What mypy says of the files of a folder. It stops at the first that does not parse: that one is left out."""
    names = sorted(path.name for path in folder.glob("*.py"))
    while names:
        said = _run(folder, names)
        broken = {
            found[1] for found in re.finditer(r"^(\S+\.py):\d+(?::\d+)?: error: .*\[syntax\]$", said, re.MULTILINE)
        }
        if not broken & set(names):
            return said
        names = [name for name in names if name not in broken]
    return ""


def _run(folder: Path, names: list[str]) -> str:
    words = [sys.executable, "-m", "mypy", "--config-file", os.devnull, "--python-executable", sys.executable]
    words += ["--ignore-missing-imports", "--check-untyped-defs", "--no-error-summary", "--show-column-numbers"]
    words += ["--show-error-codes", "--no-color-output", "--no-pretty", "--hide-error-context"]
    words += ["--cache-dir", str(own_cache() or folder / ".mypy_cache")]
    try:
        ended = subprocess.run(  # noqa: S603 - our own words, no shell
            [*words, *names], cwd=folder, capture_output=True, text=True, check=False, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        return ""
    return ended.stdout
