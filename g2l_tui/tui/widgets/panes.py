"""Containers that place panes and paint nothing: their lines would be made, and cut to pieces, only to be covered.

What panes leave free shows the ground of the screen.
"""

from __future__ import annotations

from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class _Covered(Widget):  # the last base of a container: styles are looked up along the first ones
    def render_lines(self, crop: Region) -> list[Strip]:  # noqa: ARG002 - Textual's signature
        return []


class Across(Horizontal, _Covered):
    """Panes side by side."""


class Down(Vertical, _Covered):
    """Panes one below the other."""
