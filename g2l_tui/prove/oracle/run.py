"""One run of a job against the oracle: what it was given, and what is known of it afterwards."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from dataclasses import dataclass, field
from typing import Any

from g2l_tui.prove.oracle import doubts
from g2l_tui.prove.oracle.storage import Storage


@dataclass(slots=True)
class Run:
    """`session` is the Spark session a job crosses over to, if any. The rest fills while the job runs.

    `generated` are the names of columns that relationalize filled with made-up keys, wherever they are by now.
    `arguments` is what `getResolvedOptions` gave last, for transforms that fall back on the job's TempDir.
    """

    storage: Storage
    session: Any = None
    doubts: set[str] = field(default_factory=set)
    messages: list[tuple[str, str]] = field(default_factory=list)
    generated: set[str] = field(default_factory=set)
    arguments: dict[str, Any] = field(default_factory=dict)
    committed: bool = False


@dataclass(slots=True)
class _Current:
    run: Run | None = None


_current = _Current()


def current() -> Run:
    """The run that was installed last. Raises RuntimeError before that."""
    if _current.run is None:
        raise RuntimeError("The oracle is used before install(run) was called.")
    return _current.run


def begin(run: Run) -> None:
    """Make the run the current one, without touching `sys.modules`."""
    _current.run = run
    doubts.collect_into(run.doubts)


def install(run: Run) -> None:
    """Begin the run, and let this process import the oracle as `awsglue` and `awsgluedq`."""
    begin(run)
    for name in ("awsglue", "awsgluedq"):
        package = importlib.import_module(f"{__package__}.{name}")
        sys.modules[name] = package
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            sys.modules[found.name] = importlib.import_module(f"{__package__}.{found.name}")
