"""Functions that rules call by name to look into an argument; importing this package registers them all."""

from g2l_tui.engine.transforms import (
    arguments,
    catalog,
    changes,
    choices,
    columns,
    frames,
    inherited,
    joins,
    options,
    records,
    service,
    sessions,
    sources,
    splits,
    sql,
    streams,
    studio,
)
from g2l_tui.engine.transforms.registry import TRANSFORMS

__all__ = [
    "TRANSFORMS",
    "arguments",
    "catalog",
    "changes",
    "choices",
    "columns",
    "frames",
    "inherited",
    "joins",
    "options",
    "records",
    "service",
    "sessions",
    "sources",
    "splits",
    "sql",
    "streams",
    "studio",
]
