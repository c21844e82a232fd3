"""Turning what the system says into sentences for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from g2l_tui.errors import StoreError
from g2l_tui.store.safe_paths import shown

UNCHANGED = "Nothing was changed."


def listed(paths: Sequence[str]) -> str:
    """Return the paths as a list in a sentence."""
    return ", ".join(shown(path) for path in paths)


def reason(error: OSError) -> str:
    """Return what the system said, and of which file."""
    where = f" ({shown(str(error.filename))})" if error.filename else ""
    return f"{error.strerror or error}{where}"


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turn an OSError into a StoreError that begins with `what`, which failed before anything was changed."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{what}: {reason(error)}. {UNCHANGED}") from error
