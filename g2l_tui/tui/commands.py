"""What ctrl+p finds: files by name, and every command of the key table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from g2l_tui.tui.bindings import KEYS, Key
from g2l_tui.tui.escape import visible

if TYPE_CHECKING:
    from g2l_tui.tui.app import Workbench

_MOST_FILES = 40
_USEFUL = (
    "write",
    "file.accept",
    "file.reject",
    "decision.undo",
    "why",
    "diff.layout",
    "edit",
    "mode.history",
)


class FileCommands(Provider):
    """Opens files by name. A hit in the file's own name counts more than one in its folders."""

    async def search(self, query: str) -> Hits:
        bench = cast("Workbench", self.app)
        matcher = self.matcher(query)
        hits = []
        for path in bench.session.paths:
            shown = visible(path)
            folder, _, name = shown.rpartition("/")
            score = max(matcher.match(name), 0.5 * matcher.match(shown))
            if score > 0:
                hits.append((score, path, shown, folder))
        hits.sort(key=lambda hit: (-hit[0], hit[1]))
        for score, path, shown, _ in hits[:_MOST_FILES]:
            yield Hit(score, Content(f"Open {shown}"), partial(self._open, path), text=shown)

    async def _open(self, path: str) -> None:
        cast("Workbench", self.app).open_in_review(path)


class ActionCommands(Provider):
    """Runs what the keys of this screen do."""

    async def discover(self) -> Hits:
        for key in self._keys():
            if key.id in _USEFUL:
                yield DiscoveryHit(self._title(key), partial(self._run, key), text=key.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for key in self._keys():
            if (score := matcher.match(key.help)) > 0:
                yield Hit(score, self._title(key), partial(self._run, key), text=key.help)

    def _keys(self) -> list[Key]:
        bench = cast("Workbench", self.app)
        places = (bench.place, "everywhere")
        return [key for key in KEYS if key.place in places and key.id not in ("palette", "close")]

    def _title(self, key: Key) -> Content:
        return Content.assemble(key.help, (f"   {key.shown}", "$foreground 60%"))

    async def _run(self, key: Key) -> None:
        bench = cast("Workbench", self.app)
        bench.call_later(bench.run_for_person, key.action)
