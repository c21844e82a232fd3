"""Functions that rules call by name to look into an argument; importing this package registers them all."""

from g2l_tui.engine.transforms import arguments, catalog, columns, joins, options, records, sessions
from g2l_tui.engine.transforms.registry import TRANSFORMS

__all__ = ["TRANSFORMS", "arguments", "catalog", "columns", "joins", "options", "records", "sessions"]
