"""Changes: where the bytes of a result come from."""

from __future__ import annotations

from g2l_tui.model.change import Change, Edit, Fidelity, compose, origins_of


def test_each_byte_of_a_result_comes_from_its_byte_of_the_source_or_from_its_edit() -> None:
    content, edits = b"abcdefgh", (Edit(0, 0, b"12"), Edit(2, 4, b""), Edit(4, 5, b"345"), Edit(8, 8, b"6"))
    changed = [Change(f"{edit.start}", (edit,), ("rule",), Fidelity.EXACT, 1, 1) for edit in edits]
    origin = origins_of(changed)

    assert compose(content, changed) == b"12ab345fgh6"
    assert [origin(at) for at in range(11)] == [0, 0, 0, 1, 4, 4, 4, 5, 6, 7, 8]
    assert [origins_of([])(at) for at in range(3)] == [0, 1, 2]
