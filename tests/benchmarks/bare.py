"""Programs to compare the workbench with, as texts: Textual apps that do the least of the same, and what looks at the
loop of one.
"""

from __future__ import annotations

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("painted")
Bare().run()
"""

BARE_SCROLL = """
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
STYLES = [Style.parse(name) for name in ("red", "green", "blue", "yellow", "cyan", "white", "magenta", "bold")]
class Lines(ScrollView, can_focus=True):
    def on_mount(self):
        self.virtual_size = Size(160, 20_000)
        self.focus()
    def render_line(self, y):
        line = self.scroll_offset.y + y
        return Strip([Segment(f"{line + at:<20}", style) for at, style in enumerate(STYLES)])
    def key_pagedown(self):
        self.scroll_to(y=self.scroll_offset.y + self.size.height, animate=False)
    def key_down(self):
        self.scroll_to(y=self.scroll_offset.y + 1, animate=False)
class Bare(App):
    def compose(self):
        yield Lines()
Bare().run()
"""
"""Lines of eight pieces each, about as many as those of a diff: what painting alone costs."""

_OBSERVE = """
import asyncio, sys, time
async def observe():
    with open(sys.argv[2], "w", buffering=1) as log:
        while True:
            began = time.monotonic()
            await asyncio.sleep(0.005)
            print(began, time.monotonic() - began - 0.005, file=log)
"""

OBSERVED = f"""
{_OBSERVE}
from pathlib import Path
from g2l_tui.tui import app, start
def on_load(self):
    self.observer = asyncio.create_task(observe())
app.Workbench.on_load = on_load
start.run(Path(sys.argv[1]))
"""
"""The workbench on a folder, with a line in a file for each tick of its loop: when, and by how much it was late."""

OBSERVED_BARE = f"""
{_OBSERVE}
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("painted")
    def on_mount(self):
        self.observer = asyncio.create_task(observe())
Bare().run()
"""
"""A bare app that is observed in the same way: its ticks are late only where the machine has no time for them."""
