"""What the reviewer decided, in one file that is replaced as a whole."""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec

from g2l_tui.errors import StoreError
from g2l_tui.model.change import Decision
from g2l_tui.store import atomic
from g2l_tui.store.filesystem import Tree
from g2l_tui.store.folder import DECISIONS, PREPARED
from g2l_tui.store.safe_paths import shown

FORMAT = 1

Decisions = Mapping[str, Mapping[str, Decision]]


class DamagedDecisionsError(StoreError):
    """The decisions cannot be read."""


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    decisions: dict[str, dict[str, Decision]]


def load(tree: Tree) -> Decisions:
    """Return the decisions by path and change. Raises StoreError when the file is damaged or too new."""
    try:
        present = tree.load(DECISIONS)
        if present is None:
            return {}
        value = json.loads(present.content)
        _refuse_newer(value)
        return msgspec.convert(value, type=_Document).decisions
    except (OSError, ValueError, RecursionError, OverflowError) as error:
        raise DamagedDecisionsError(
            f"The decisions in {DECISIONS} cannot be read: {shown(str(error))}. Move the file away to begin with none.",
            path=DECISIONS,
        ) from error


def save(tree: Tree, decisions: Decisions) -> None:
    """Replace the decisions. May raise OSError, and StoreError rather than overwrite what it cannot read."""
    load(tree)
    chosen = {
        path: {change: decision.value for change, decision in changes.items()} for path, changes in decisions.items()
    }
    # ASCII, because a path that is not UTF-8 must not keep the decisions on the others from being saved.
    text = json.dumps({"format": FORMAT, "decisions": chosen}, indent=1)
    atomic.replace(tree, DECISIONS, text.encode("ascii") + b"\n", staged=f"{PREPARED}/decisions")


def _refuse_newer(value: object) -> None:
    match value:
        case {"format": int(number)} if number > FORMAT:
            raise StoreError(
                f"{DECISIONS} was written by a newer version of g2l-tui. Use that version.", path=DECISIONS
            )
