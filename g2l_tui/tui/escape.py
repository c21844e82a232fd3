"""The one door through which text from outside comes onto the screen.

File names, sources and messages may hold anything: escape codes that would drive the terminal, marks that
turn the reading direction round, lone surrogates that no terminal can be sent. All become visible signs.
"""

from __future__ import annotations

import re

TAB_WIDTH = 4

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = "\u00ad\u200b-\u200d\u2028\u2029\u2060-\u2064\ufeff\ufff9-\ufffb"
_HOSTILE = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI}{_INVISIBLE}\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]")


def visible(text: str) -> str:
    """Return `text` as one line without anything that a terminal would act on."""
    return text if text.isprintable() else _HOSTILE.sub(_sign, text)


def visible_code(line: str) -> str:
    """Return one line of code for the screen: tabs to their stops, everything else as `visible`."""
    return visible(line.expandtabs(TAB_WIDTH) if "\t" in line else line)


def visible_lines(text: str) -> str:
    """Return a message of several lines with its line feeds kept."""
    return "\n".join(visible(line) for line in text.splitlines())


def _sign(match: re.Match[str]) -> str:
    number = ord(match.group())
    if number < 0x20:
        return chr(0x2400 + number)
    return "\u2421" if number == 0x7F else f"<U+{number:04X}>"
