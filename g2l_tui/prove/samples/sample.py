"""A sample: the rows that both sides read where the job has a table or a path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from g2l_tui.prove.values import Row, decode_rows, encode_rows


class Origin(str, Enum):
    """Where the rows of a sample come from, from strongest to weakest."""

    USER = "user"
    GENERATED = "generated"


class Rows(str, Enum):
    """How hard the generated rows are, each level with those before it: ordinary rows; nulls, empty texts and
    values that do not parse; records in which a field is missing altogether.
    """  # noqa: D205

    POLITE = "polite"
    HOSTILE = "hostile"
    RAGGED = "ragged"

    @property
    def milder(self) -> Rows | None:
        """The level before this one."""
        levels = list(Rows)
        place = levels.index(self)
        return levels[place - 1] if place else None


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows by the Glue name of a source: `database.table` in lower case, a path without trailing slash, or
    `connection:table`. `types` are Spark's simple types of the columns; `partitions` are some of those. `options` are
    those of its files: `header`, `sep`.
    """  # noqa: D205

    name: str
    rows: tuple[Row, ...] = field(repr=False)
    types: Mapping[str, str]
    partitions: tuple[str, ...] = ()
    format: str = ""
    origin: Origin = Origin.GENERATED
    options: Mapping[str, str] = field(default_factory=dict)

    def as_values(self) -> dict[str, Any]:
        """Return the sample as plain JSON values."""
        return {
            "name": self.name,
            "rows": encode_rows(self.rows),
            "types": dict(self.types),
            "partitions": list(self.partitions),
            "format": self.format,
            "origin": self.origin.value,
            "options": dict(self.options),
        }

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Sample:
        """Return the sample that `as_values` was made from."""
        return cls(
            values["name"],
            decode_rows(values["rows"]),
            dict(values["types"]),
            tuple(values["partitions"]),
            values["format"],
            Origin(values["origin"]),
            dict(values["options"]),
        )
