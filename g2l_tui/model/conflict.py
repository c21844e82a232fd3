"""Conflicts: where hand edits of the Databricks tree are in the way of what is generated."""

from __future__ import annotations

from dataclasses import dataclass

CODE = "G2L301"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place where the hand edits stay until a person has looked: `mine` are the lines there, `generated` the others.

    `path` is that of the source and of its file in the tree alike; `line` is 1-based in the tree, None where the
    conflict is about the file as a whole.
    """

    path: str
    message: str
    line: int | None = None
    mine: tuple[str, ...] = ()
    generated: tuple[str, ...] = ()
