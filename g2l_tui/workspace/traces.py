"""What was asked and answered, and what was taught, as bytes.

Pickle is fast where most is text and numbers. It is only used on what was signed by this user, and gives nothing but
values that say what things are.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import fields
from typing import Any

from g2l_tui.engine.kinds import kind
from g2l_tui.engine.kinds.constants import Constants
from g2l_tui.engine.kinds.knowledge import Function, Knowledge

_NOT_TAUGHT = frozenset({"behind", "guesses", "paths", "taught", "waiting"})

_CLASSES = {
    (each.__module__, each.__name__): each
    for each in (
        kind.Instance, kind.Symbol, kind.Member, kind.Many, kind.Either, kind.Unknown, kind.Nothing,
        Function, Constants, set, frozenset,
    )
}  # fmt: skip


def dumped(value: object) -> bytes:
    """Return values, in tuples and dictionaries, as bytes."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def loaded(content: bytes) -> Any:
    """Return what was `dumped`. Raises pickle.UnpicklingError for anything but values."""
    return _Unpickler(io.BytesIO(content)).load()


def dumped_lesson(learnt: Knowledge) -> bytes:
    """Return what a module taught as bytes."""
    taught = (each.name for each in fields(learnt) if each.name not in _NOT_TAUGHT)
    values = {name: getattr(learnt, name) for name in taught}
    return dumped({name: dict(each) if isinstance(each, dict) else each for name, each in values.items()})


def loaded_lesson(content: bytes) -> Knowledge:
    """Return what a module taught."""
    return Knowledge(**loaded(content))


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        try:
            return _CLASSES[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is no value") from None
