"""Proof: run the source and its migration on the same rows, and compare what they write.

The names below need the extra `prove` (an engine of 200 MB); without it, asking for one of them raises
ConfigurationError with the command that installs it. The tool itself works without.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_PLACES = {
    "Prover": "prover",
    "Wishes": "prover",
    "Proof": "verdict",
    "Outcome": "verdict",
    "Trust": "verdict",
    "opened": "opened",
}

__all__ = ["Outcome", "Proof", "Prover", "Trust", "Wishes", "opened"]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    from g2l_tui.prove.extra import require  # noqa: PLC0415 - the package itself loads nothing

    require()
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
