"""A proof as lines: rows of both sides stand beside each other, and a sign says where they differ."""

from __future__ import annotations

from g2l_tui.prove.verdict import Comparison, Example, Outcome, Proof, Trust
from g2l_tui.tui.proving import proof_lines


def shown(*examples: Example) -> list[str]:
    comparison = Comparison("s3://lake/orders", 2, 2, ("values differ",), examples=examples)
    proof = Proof("job.py", Outcome.DIFFERENT, Trust.POLITE, comparisons=(comparison,))
    return ["".join(text for text, _ in line).rstrip() for line in proof_lines(proof)]


def test_cells_that_differ_have_a_sign_and_stand_beside_each_other() -> None:
    lines = shown(Example({"id": 1, "city": "Kiel"}, {"id": 1, "city": None}))

    assert [line.split() for line in lines[-3:]] == [
        ["row", "1", "original", "migrated"],
        ["id", "1", "1"],
        ["≠", "city", "'Kiel'", "NULL"],
    ]
    assert all(len(line) <= 72 for line in lines if "Kiel" in line)


def test_a_row_that_one_side_lacks_says_so() -> None:
    lines = shown(Example(None, {"id": 2}))

    assert "row 1" in lines[-2]
    assert "not in the original" in lines[-2]
    assert lines[-1].split() == ["id", "2"]
