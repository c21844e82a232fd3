"""Where a plugin's code comes from, as something that can be told to another process."""

from __future__ import annotations

import base64
import pickle
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import util
from importlib.metadata import EntryPoint
from typing import Any, Literal

from g2l_tui.plugins.kinds import Plugin


@dataclass(frozen=True, slots=True)
class Origin:
    """An entry point's value, a file's path, or a pickled object. `shown` is how people know it."""

    how: Literal["entry", "file", "object"]
    value: str
    shown: str

    def told(self) -> dict[str, Any]:
        """Return the origin as plain values."""
        return asdict(self)

    def load(self) -> list[Plugin]:
        """Run the plugin's code and return its plugins. Only a worker does this. May raise anything."""
        match self.how:
            case "entry":
                found = EntryPoint(self.shown, self.value, "").load()
            case "file":
                found = list(_classes_in(self.value))
            case "object":
                found = pickle.loads(base64.b64decode(self.value))  # noqa: S301 -- what this program pickled itself
        every = found if isinstance(found, list | tuple) else [found]
        plugins = [each() if isinstance(each, type) else each for each in every]
        foreign = [each for each in plugins if not isinstance(each, Plugin)]
        if foreign or not plugins:
            raise TypeError(f"{self.shown} gives {type(foreign[0]).__name__ if foreign else 'nothing'}, not a plugin")
        return plugins


def object_origin(plugin: Plugin) -> Origin:
    """Return the origin of an object whose class can be imported. Raises PickleError, AttributeError, TypeError."""
    return Origin("object", base64.b64encode(pickle.dumps(plugin)).decode("ascii"), type(plugin).__qualname__)


def _classes_in(path: str) -> Iterator[type[Plugin]]:
    spec = util.spec_from_file_location("g2l_plugin", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Plugin) and value.__module__ == "g2l_plugin":
            yield value
