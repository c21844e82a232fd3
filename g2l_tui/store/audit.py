"""The audit log: one sealed line for each step and event, with who did it. It holds digests and no source text.

It is written from the journal and from the decisions: a step that they hold and that an interruption kept out of
here is added later, without a name, because nobody knows any more whose it was.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from g2l_tui.store import decisions, journal, log
from g2l_tui.store.filesystem import Tree
from g2l_tui.store.folder import AUDIT, DECISIONS, JOURNAL
from g2l_tui.store.log import Log

if sys.platform != "win32":
    import pwd


def read(tree: Tree) -> Log:
    """Return the lines, as bytes. May raise OSError."""
    return log.read(tree, AUDIT)


def lines(written: Log) -> tuple[dict[str, object], ...]:
    """Return the steps and events, oldest first; lines that cannot be read are left out."""
    return tuple(line for line in map(log.parse, written.lines) if line is not None)


def is_behind(tree: Tree) -> bool:
    """Say whether a step is missing, or the last line torn. May raise OSError."""
    written = read(tree)
    return written.is_torn or bool(_missing(tree, written))


def complete(tree: Tree, who: str | None) -> None:
    """Add the steps that are not in the log yet as those of `who`. May raise OSError."""
    written = read(tree)
    missing = _missing(tree, written)
    if missing or written.is_torn:
        log.append(tree, AUDIT, [_line(step, who) for step in sorted(missing, key=_number)])


def record(tree: Tree, event: str, time: datetime, who: str | None, details: Mapping[str, Any]) -> None:
    """Add an event that is no step. May raise OSError."""
    log.append(tree, AUDIT, [{"event": event, "time": time.isoformat(), "who": who, "details": details}])


def differences(tree: Tree) -> Iterator[str]:
    """Yield a sentence for each step on which the log and those that it was written from do not agree."""
    steps = {str(step["id"]): step for step in _steps(tree)}
    told = {str(line["id"]): line for line in lines(read(tree)) if "id" in line}
    for name, step in steps.items():
        if name not in told:
            yield f"{AUDIT} does not name the step {name}; the next write adds it."
        elif any(told[name].get(key) != value for key, value in _what(step).items()):
            yield f"{AUDIT} says something else of the step {name} than {JOURNAL} or {DECISIONS}."
    for name in told.keys() - steps.keys():
        yield f"{AUDIT} names the step {name}, which is in {JOURNAL} and {DECISIONS} no more."


def login() -> str | None:
    """Return the name of the person this process belongs to, as the system knows it."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def _missing(tree: Tree, written: Log) -> list[dict[str, object]]:
    behind = (_behind(source.read(tree), written.last_number) for source in (journal, decisions))
    return [step for lines in behind for step in _parsed(lines)]


def _steps(tree: Tree) -> list[dict[str, object]]:
    """Return the lines of both logs that are steps."""
    return [step for source in (journal, decisions) for step in _parsed(source.read(tree).lines)]


def _behind(written: Log, last: int) -> list[bytes]:
    """Return the lines of the steps above the number `last`; they stand at the end."""
    found = []
    for line in reversed(written.lines):
        if 0 < log.number_of(line) <= last:
            break
        found.append(line)
    return found


def _parsed(lines: Iterable[bytes]) -> Iterator[dict[str, object]]:
    steps = filter(None, map(log.parse, lines))
    return (step for step in steps if isinstance(step.get("id"), str) and _number(step))


def _number(step: Mapping[str, object]) -> int:
    number = step.get("number")
    return number if isinstance(number, int) else 0


def _line(step: Mapping[str, object], who: str | None) -> dict[str, object]:
    """Return the line of a step. `id` and `number` come first: they are looked for without parsing the line."""
    return {"id": step["id"], "number": step["number"], "who": who, **_what(step)}


def _what(step: Mapping[str, object]) -> dict[str, object]:
    told = {"event": step.get("kind"), "time": step.get("time"), "undoes": step.get("undoes")}
    return told | {key: step[key] for key in ("note", "files", "decided") if step.get(key)}
