"""Syntax that is found as far as somebody looks."""

from __future__ import annotations

from g2l_tui.tui.highlight import Highlighter

JOB = ["import sys", 'name = "a"', "print(name)"]


def test_a_line_that_was_shown_before_looks_the_same_until_the_text_is_read_again() -> None:
    before = Highlighter(JOB)
    assert before.ensure(2, 60)

    after = Highlighter(["# new", *JOB], before)

    assert after.pieces(0) is None
    assert [after.pieces(line) for line in (1, 2, 3)] == [before.pieces(line) for line in (0, 1, 2)]


def test_what_a_line_is_taken_for_is_put_right_when_the_text_is_read() -> None:
    before = Highlighter(JOB)
    assert before.ensure(2, 60)
    after = Highlighter(['"""', *JOB, '"""'], before)
    guessed = after.pieces(2)

    assert after.ensure(4, 60)

    assert after.pieces(2) not in (None, guessed)


def test_a_side_without_a_line_has_no_syntax() -> None:
    assert Highlighter(JOB, Highlighter(JOB)).pieces(-1) is None
