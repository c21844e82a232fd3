"""Fingerprints: how a file was when it was last migrated, told by digests alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One file. `source` and `result` are digests of what was read and of what was written for it; `around` is
    one of what its neighbours taught about it, empty for a file that is only copied. `done` is false when
    something was left to a person.
    """  # noqa: D205

    source: str
    around: str
    result: str
    done: bool


@dataclass(frozen=True, slots=True)
class LastRun:
    """The files of the last run into one output, by their paths in the workspace. `means` is a digest of all that
    the results depended on beside the files: program, rules, settings.
    """  # noqa: D205

    means: str = ""
    files: Mapping[str, Fingerprint] = field(default_factory=dict)
