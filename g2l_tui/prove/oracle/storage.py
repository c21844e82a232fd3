"""What a job reads and writes, as the runner supplies and captures it.

Records are plain Python: a dict is a struct, a list an array, None an explicit null, an absent key a missing field.
Scalars are str, bool, int, float, Decimal, bytes, datetime.date and datetime.datetime.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

PlainRecord = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a job reads from or writes to, in the job's own words.

    `connection` is `catalog` for tables of the Data Catalog, else the connection type (`s3`, `mysql`, `dynamodb`, …).
    `paths` are those of the connection options, if any. `format` is empty when the job gave none.
    `options` are the connection options or additional options, secrets included: journals must remove those.
    """

    connection: str
    database: str = ""
    table: str = ""
    paths: tuple[str, ...] = ()
    format: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    format_options: Mapping[str, object] = field(default_factory=dict)
    predicate: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Records with the types that the source declares for its top-level columns, in Glue's or Hive's spelling.

    Text is read into its declared type where it parses, as CSV is; a value that does not fit its declared type keeps
    its own, which makes the column a choice; a column without a declared type takes the types of its values.
    `partitions` are the partition columns of a table, the only ones that a push-down predicate may speak of.
    `unparsable` are texts that became no record: error records, as Glue has it.
    """

    records: Iterable[PlainRecord]
    types: Mapping[str, str] = field(default_factory=dict)
    partitions: tuple[str, ...] = ()
    unparsable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Writing:
    """One write: rows as plain records, Spark's simple type of each top-level column, and how it was asked for.

    `mode` is always `append`, the only mode of Glue's own sinks. `update` is the `updateBehavior` of a sink that also
    updates the catalog, else empty. `generated` are columns of made-up keys: only their equality means anything.
    """

    place: Place
    rows: tuple[PlainRecord, ...]
    types: Mapping[str, str]
    partitions: tuple[str, ...] = ()
    mode: str = "append"
    update: str = ""
    generated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Upkeep:
    """An effect on stored files that writes no rows: `purge_table`, `purge_s3_path`, `transition_table`, …"""

    verb: str
    place: Place


class Storage(Protocol):
    """What the runner supplies. Each method may raise; the job sees the error as it would see AWS's."""

    def read(self, place: Place) -> Reading: ...

    def write(self, writing: Writing) -> None: ...

    def maintain(self, upkeep: Upkeep) -> None: ...
