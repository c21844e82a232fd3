"""Settings: `g2l.toml` at the workspace's root, or `[tool.g2l]` in its `pyproject.toml`; read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person decided about the workspace. Every key has a default, so no file is needed.

    `catalog` is the Unity Catalog catalog for databases that `schemas` does not name. `schemas` maps a Glue
    database to `catalog.schema`; `tables` maps `database.table` to `catalog.schema.table`; `paths` maps an S3
    prefix to a Volume or another prefix; `connections` maps a Glue connection to one of Unity Catalog.
    `include` and `exclude` are glob patterns below the workspace. `output` is the folder of the Databricks
    tree, empty for in place. `backup_keep` is how many operations keep their copies; 0 keeps all.
    """

    catalog: str = "main"
    schemas: Mapping[str, str] = field(default=NOTHING)
    tables: Mapping[str, str] = field(default=NOTHING)
    paths: Mapping[str, str] = field(default=NOTHING)
    connections: Mapping[str, str] = field(default=NOTHING)
    include: tuple[str, ...] = ("**/*.py",)
    exclude: tuple[str, ...] = ()
    output: str = ""
    target: str = "file"
    bookmarks: str = "ask"
    rules: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    backup_keep: int = 0
