"""Nothing from outside reaches the terminal as anything but signs."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from g2l_tui.tui.escape import visible, visible_code, visible_lines


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2Jgone", "␛[2Jgone"),
        ("a\x00b\x7f", "a␀b␡"),
        ("a\nb\tc", "a␊b␉c"),
        ("\x9b31m", "<U+009B>31m"),
        ("user\u202eyp.exe", "user<U+202E>yp.exe"),
        ("\ud800x", "<U+D800>x"),
        ("a\u2028b", "a<U+2028>b"),
        ("[bold]täglich 表[/]", "[bold]täglich 表[/]"),
    ],
)
def test_hostile_characters_become_visible(hostile: str, shown: str) -> None:
    assert visible(hostile) == shown


def test_tabs_in_code_go_to_their_stops() -> None:
    assert visible_code("a\tb\t\tc") == "a   b       c"


def test_a_message_of_several_lines_keeps_them() -> None:
    assert visible_lines("one\ntwo\x1b") == "one\ntwo␛"


def test_what_python_calls_printable_is_shown_as_it_is_beside_hostile_characters_too() -> None:
    printable = "".join(sign for sign in map(chr, range(sys.maxunicode + 1)) if sign.isprintable())

    assert visible(f"{printable}\n") == f"{printable}␊"


@given(st.text(st.characters(codec=None), max_size=200))
def test_any_text_can_be_sent_to_a_terminal_as_one_line(text: str) -> None:
    shown = visible_code(text)

    shown.encode("utf-8")
    assert shown.isprintable() or all(ord(sign) >= 0xA0 for sign in shown if not sign.isprintable())
