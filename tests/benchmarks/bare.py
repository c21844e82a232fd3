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

BARE_SCREEN = """
import os, sys
from pathlib import Path
from rich.segment import Segment
from textual.app import App
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static
class Line(Widget):
    def render(self):
        return "painted"
class Lines(ScrollView, can_focus=True):
    names = ()
    def render_line(self, y):
        name = self.names[y] if y < len(self.names) else ""
        return Strip([Segment(name)]).adjust_cell_length(self.size.width)
class Bare(App):
    CSS = "Line { height: 1; } #tree { width: 30; border: round red; } #found { height: 9; border: round red; }"
    def compose(self):
        yield Line()
        with Horizontal():
            yield Lines(id="tree")
            with Vertical():
                yield Line()
                yield Lines()
                with VerticalScroll():
                    yield Static("reading")
                with VerticalScroll():
                    yield Static("why")
                yield Lines(id="found")
        yield Line()
        yield Line()
    def on_mount(self):
        self.run_worker(self.look, thread=True)
    def look(self):
        paths = []
        for folder, folders, files in os.walk(sys.argv[1]):
            folders[:] = [name for name in folders if name[0] != "."]
            paths += [os.path.join(folder, name) for name in files if name.endswith(".py")]
        self.call_from_thread(self.show, sorted(paths))
    def show(self, paths):
        tree = self.query_one("#tree")
        tree.names = [Path(path).name for path in paths]
        tree.virtual_size = Size(30, len(paths))
        tree.refresh()
Bare().run()
"""
"""The widgets that the first screen has, and the names of all files in a list: no start can paint them sooner."""

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
