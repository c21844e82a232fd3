"""What a worker is asked to run: one side of a proof, with everything that the world answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from g2l_tui.prove.samples.hints import Hints
from g2l_tui.prove.samples.sample import Rows, Sample

SAIL, SPARK, SPARK_CONNECT = "sail", "spark", "spark-connect"
SPARKS = frozenset({SPARK, SPARK_CONNECT})
"""Engines that are Apache Spark itself, on Java."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one run: wall-clock seconds, bytes of memory, bytes of one file."""

    seconds: float = 60.0
    memory: int = 6 * 1024**3
    file_size: int = 512 * 1024**2


@dataclass(frozen=True, slots=True)
class Names:
    """How names of Glue become names of Unity Catalog, as the settings say."""

    catalog: str = "main"
    schemas: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """One run. Paths are absolute; `folder` is the run's own and may be filled by it.

    `with_glue` puts the oracle's `awsglue` in place; `samples` are rows that are known, others are made from
    `hints` when they are asked for. `engine` is `sail`, `spark`, `spark-connect` or an address `sc://…`.
    `time` is what Glue's own calls that ask for the day get.
    """

    script: str
    folder: str
    code: str
    import_folders: tuple[str, ...] = ()
    with_glue: bool = True
    is_original: bool = True
    engine: str = "sail"
    rows: Rows = Rows.RAGGED
    seed: int = 0
    arguments: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    hints: Hints = field(default_factory=Hints)
    samples: tuple[dict[str, object], ...] = ()
    files: str = ""
    limits: Limits = field(default_factory=Limits)

    @property
    def is_remote(self) -> bool:
        """True when the engine is another machine's, and tables there may be somebody's."""
        return self.engine.startswith("sc://")

    def sample_values(self) -> tuple[Sample, ...]:
        """Return the samples that were given."""
        return tuple(Sample.from_values(each) for each in self.samples)


def request_as_json(request: Request) -> bytes:
    """Return the request as it is handed to a worker."""
    return msgspec.json.encode(request)


def request_from_json(text: bytes) -> Request:
    """Return the request of a file. Raises msgspec.MsgspecError when it is none."""
    return msgspec.json.decode(text, type=Request)
