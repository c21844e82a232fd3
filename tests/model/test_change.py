"""Changes: what belongs together."""

from __future__ import annotations

from g2l_tui.model.change import Change, Fidelity, torn


def change(name: str, *ties: str) -> Change:
    return Change(name, (), ("rule",), Fidelity.EXACT, 1, 1, ties=frozenset(ties))


def test_ties_are_torn_between_what_is_chosen_and_what_is_left() -> None:
    chosen, left = [change("a", "lib.py:read"), change("b")], [change("c", "lib.py:read", "lib.py:write")]

    assert torn(chosen, left) == {"lib.py:read"}
    assert torn(chosen, []) == torn([], left) == frozenset()
