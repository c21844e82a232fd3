"""What ctrl+p finds: files by name, and every command of the key table."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from g2l_tui.tui.bindings import Key
from g2l_tui.tui.escape import visible
from g2l_tui.tui.proving import ProofCommand

if TYPE_CHECKING:
    from g2l_tui.model.change import Change
    from g2l_tui.model.migration import Migration
    from g2l_tui.tui.app import Workbench

_MOST_FILES = 40
_MOST_CHANGES = 40
_WORDS_SCORE = 0.5  # of something that holds the words anywhere: below what has them as its name
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


class LineCommands(Provider):
    """Goes to a line of the open file: `:120`."""

    async def search(self, query: str) -> Hits:
        bench = cast("Workbench", self.app)
        number = query.strip().removeprefix(":")
        if query.strip().startswith(":") and number.isdecimal() and bench.review.path:
            text = f"Go to line {number} of {visible(bench.review.path)}"
            yield Hit(1.0, Content(text), partial(self._go, int(number)), text=text)

    async def _go(self, number: int) -> None:
        bench = cast("Workbench", self.app)
        bench.open_in_review(bench.review.path, line=max(number - 1, 0))


class ChangeCommands(Provider):
    """Goes to a change: by its file, its rules, or the first line of its code."""

    async def search(self, query: str) -> Hits:
        bench = cast("Workbench", self.app)
        words = query.lower().split()
        found = (
            (path, change.line, text)
            for path, migration in list(bench.session.migrations.items())
            for change in migration.changes
            if all(word in (text := _described(migration, change)).lower() for word in words)
        )
        for path, line, text in islice(found, _MOST_CHANGES):
            yield Hit(_WORDS_SCORE, Content(text), partial(self._open, path, line), text=text)

    async def _open(self, path: str, line: int) -> None:
        cast("Workbench", self.app).open_in_review(path, line=line - 1)


class RuleCommands(Provider):
    """Shows a rule, by its name, or by words of what it matches and says."""

    async def search(self, query: str) -> Hits:
        bench = cast("Workbench", self.app)
        matcher = self.matcher(query)
        words = query.lower().split()
        for rule in bench.workspace.ruleset.rules:
            text = f"Rule {visible(rule.id)}: {visible(rule.summary)}"
            said = f"{text} {rule.match}".lower()
            score = max(0.9 * matcher.match(rule.id), _WORDS_SCORE if all(word in said for word in words) else 0.0)
            if score > 0:
                yield Hit(score, Content(text), partial(self._show, rule.id), text=text)

    async def _show(self, rule_id: str) -> None:
        bench = cast("Workbench", self.app)
        bench.action_mode("rules")
        bench.rules.show_rule(rule_id)


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
        return [key for key in bench.keys if key.place in places and key.id not in ("palette", "close")]

    def _title(self, key: Key) -> Content:
        return Content.assemble(key.help, (f"   {key.shown}", "$foreground 60%"))

    async def _run(self, key: Key) -> None:
        bench = cast("Workbench", self.app)
        bench.call_later(bench.run_for_person, key.action)


PROVIDERS: set[type[Provider] | Callable[[], type[Provider]]] = {
    ActionCommands,
    FileCommands,
    LineCommands,
    ChangeCommands,
    RuleCommands,
    ProofCommand,
}
"""Everything that the palette looks in."""


def _described(migration: Migration, change: Change) -> str:
    line = migration.source.content.splitlines()[change.line - 1 : change.line]
    code = visible(line[0].decode("utf-8", errors="replace").strip()) if line else ""
    return f"Change {visible(migration.source.path)}:{change.line}  {visible(', '.join(change.rules))}  {code}"
