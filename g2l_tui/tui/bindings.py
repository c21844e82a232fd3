"""Every key of the workbench, in one table.

The ids are what people rebind (`App.set_keymap`). The help lists this table, the key bar shows what fits
of it, and the screens take their bindings from it, so that the three cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding

Place = Literal["everywhere", "review", "alike", "clash", "lines", "diff", "rules", "history", "report", "files"]


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the table.

    `keys` as Textual names them, by comma; `shown` as a person reads them. `rank` orders the key bar, lowest
    first to stay; 0 keeps the key out of it. `label` is the key bar's short word.
    """

    id: str
    place: Place
    keys: str
    shown: str
    action: str
    help: str
    label: str = ""
    rank: int = 0


KEYS = (
    Key("diff.accept", "review", "a", "a", "accept_change", "accept the change under the cursor", "accept", 3),
    Key("diff.reject", "review", "x", "x", "reject_change", "reject it: the Glue code stays", "reject", 4),
    Key(
        "file.accept",
        "review",
        "A",
        "A",
        "accept_file",
        "accept what is open in the file, but what must be seen",
        "all",
        10,
    ),
    Key("file.reject", "review", "X", "X", "reject_file", "reject every change of the file", "none", 14),
    Key("diff.toggle", "review", "space", "space", "toggle_change", "accept, reject or leave open, in turn"),
    Key("change.reword", "review", "c", "c", "reword", "write what the change becomes, and accept it", "write it", 18),
    Key("change.reword.outside", "review", "ctrl+e", "ctrl+e", "reword_outside", "the same in $EDITOR"),
    Key(
        "safe.accept",
        "review",
        "S",
        "S",
        "accept_safe",
        "accept all that is exact or equivalent, in every file",
        "safe",
        11,
    ),
    Key("more", "review", "m", "m", "more", "decide more at once: alike, file, folder, rule, fidelity", "more", 12),
    Key("alike", "review", "=", "=", "alike", "every rewrite once, with its places: outliers first", "alike", 13),
    Key("decision.undo", "review", "u", "u", "undo_decision", "undo the last step, also of earlier days", "undo", 9),
    Key("decision.redo", "review", "ctrl+r", "ctrl+r", "redo_decision", "do it again"),
    Key("write", "review", "W", "W", "write", "show what would be written, then write it", "write", 5),
    Key(
        "change.next",
        "review",
        "],n",
        "] n",
        "next_change",
        "next change (n: next match while searching)",
        "change",
        6,
    ),
    Key("change.previous", "review", "[,N", "[ N", "previous_change", "previous change"),
    Key("file.next", "review", "},>", "} >", "next_file", "next file with changes or findings", "file", 7),
    Key("file.previous", "review", "{,<", "{ <", "previous_file", "previous file"),
    Key("finding.next", "review", "f", "f", "next_finding", "next finding of the file", "finding", 8),
    Key("finding.previous", "review", "F", "F", "previous_finding", "previous finding"),
    Key("why", "review", "i", "i", "why", "why it changed: rules, fidelity, arguments", "why", 10),
    Key("diff.layout", "review", "v", "v", "layout", "side by side or in one column", "layout", 15),
    Key("tree.toggle", "review", "t", "t", "toggle_tree", "files: tree, rail or hidden", "tree", 12),
    Key("diff.fold", "review", "z", "z", "fold", "open the fold under the cursor, or close it"),
    Key("diff.fold.all", "review", "Z", "Z", "fold_all", "only changes, or the whole file", "fold", 17),
    Key("search", "review", "/", "/", "search", "search in the file", "search", 16),
    Key("go", "review", "colon", ":", "go_to", "go to a line by its number; w writes, q quits"),
    Key("edit", "review", "e", "e", "edit", "open $EDITOR at the line", "edit", 13),
    Key("output", "review", "o", "o", "output", "hand edits in the output that are in the way, and settling them"),
    Key("copy", "review", "y", "y", "copy", "copy what the change becomes, or the line"),
    Key("copy.markdown", "review", "Y", "Y", "copy_markdown", "copy both sides as Markdown, with place and rule"),
    Key("close", "review", "escape", "esc", "close", "close the card, the search or the list; stop reading"),
    Key(
        "alike.accept",
        "alike",
        "a",
        "a",
        "accept_group",
        "accept the rewrite in every place, or the one place",
        "accept",
        3,
    ),
    Key("alike.reject", "alike", "x", "x", "reject_group", "reject it: the Glue code stays", "reject", 4),
    Key("alike.safe", "alike", "S", "S", "accept_safe", "accept all that is exact or equivalent", "all safe", 5),
    Key("alike.undo", "alike", "u", "u", "undo_decision", "undo the last step", "undo", 6),
    Key("alike.redo", "alike", "ctrl+r", "ctrl+r", "redo_decision", "do it again"),
    Key("alike.layout", "alike", "v", "v", "layout", "side by side or in one column", "layout", 8),
    Key("alike.close", "alike", "q,escape,=", "q esc", "back", "back to the review", "back", 2),
    Key("clash.keep", "clash", "x", "x", "keep", "the hand edits are right as they are", "keep the edits", 3),
    Key("clash.generated", "clash", "a", "a", "take", "take what is generated in place of them", "take generated", 4),
    Key("clash.edit", "clash", "e", "e", "edit", "open the file of the output in $EDITOR", "edit", 5),
    Key("clash.change", "clash", "],n", "] n", "next_change", "next difference", "difference", 6),
    Key("clash.change.previous", "clash", "[,N", "[ N", "previous_change", "previous difference"),
    Key("clash.layout", "clash", "v", "v", "layout", "side by side or in one column", "layout", 8),
    Key("clash.close", "clash", "q,escape,o", "q esc", "back", "back to the review", "back", 2),
    Key("line.down", "lines", "j,down", "j ↓", "cursor_down", "one line down"),
    Key("line.up", "lines", "k,up", "k ↑", "cursor_up", "one line up"),
    Key("page.down", "lines", "pagedown,ctrl+f", "pgdn", "page_down", "one page down"),
    Key("page.up", "lines", "pageup,ctrl+b", "pgup", "page_up", "one page up"),
    Key("half.down", "lines", "ctrl+d", "ctrl+d", "half_down", "half a page down"),
    Key("half.up", "lines", "ctrl+u", "ctrl+u", "half_up", "half a page up"),
    Key("line.first", "lines", "g,home", "g home", "first", "first line"),
    Key("line.last", "lines", "G,end", "G end", "last", "last line"),
    Key("line.choose", "lines", "enter", "enter", "choose", "open, jump, or unfold"),
    Key("diff.left", "diff", "h,left", "h ←", "scroll_left", "scroll sideways"),
    Key("diff.right", "diff", "l,right", "l →", "scroll_right", "scroll sideways"),
    Key("diff.wrap", "diff", "w", "w", "wrap", "break long lines, or let them run on", "wrap", 18),
    Key("diff.context.more", "diff", "plus", "+", "context(3)", "more unchanged lines around changes"),
    Key("diff.context.less", "diff", "minus", "-", "context(-3)", "fewer unchanged lines around changes"),
    Key("select.down", "diff", "shift+down,J", "J shift+↓", "select_lines(1)", "select this line and the next"),
    Key("select.up", "diff", "shift+up,K", "K shift+↑", "select_lines(-1)", "select this line and the one above"),
    Key("select.copy", "diff", "ctrl+c,y", "ctrl+c y", "copy_selection", "copy what is selected"),
    Key("select.none", "diff", "escape", "esc", "clear_selection", "select nothing any more"),
    Key("tree.open", "files", "l,right", "l →", "open_folder", "open the folder"),
    Key("tree.close", "files", "h,left", "h ←", "close_folder", "close the folder"),
    Key("tree.filter", "files", "/", "/", "filter", "show only files with this text in their path"),
    Key("tree.undecided", "files", "full_stop", ".", "only_open", "show only files with something left to decide"),
    Key("tree.open.all", "files", "L", "L", "open_all", "open every folder"),
    Key("tree.close.all", "files", "H", "H", "close_all", "close every folder"),
    Key(
        "history.rollback",
        "history",
        "r",
        "r",
        "rollback",
        "roll back the operation; in its files, the marked ones",
        "roll back",
        3,
    ),
    Key("history.moment", "history", "t", "t", "rollback_to", "back to before this: it and all since", "to here", 4),
    Key("history.put.back", "history", "x", "x", "put_back", "put the change under the cursor back", "put back", 5),
    Key("history.mark", "history", "space", "space", "mark", "mark the file: r rolls back the marked ones", "mark", 7),
    Key("history.layout", "history", "v", "v", "layout", "side by side or in one column", "layout", 8),
    Key("history.change", "history", "],n", "] n", "next_change", "next change", "change", 6),
    Key("history.change.previous", "history", "[,N", "[ N", "previous_change", "previous change"),
    Key("history.fold", "history", "z", "z", "fold", "open the fold under the cursor, or close it"),
    Key("history.fold.all", "history", "Z", "Z", "fold_all", "only changes, or the whole file"),
    Key("rules.edit", "rules", "e", "e", "edit", "edit the rule; of a shipped one, a copy", "edit", 3),
    Key("rules.new", "rules", "c", "c", "new", "write a new rule", "new", 4),
    Key("rules.save", "rules", "ctrl+s", "ctrl+s", "save", "save the rule file under the editor", "save", 5),
    Key("rules.filter", "rules", "/", "/", "filter", "show only rules with this text", "filter", 6),
    Key("rules.examples", "rules", "r", "r", "run_all", "run the examples of every rule", "run examples", 7),
    Key("rules.edit.outside", "rules", "E", "E", "edit_outside", "open your own rule in $EDITOR", "$EDITOR", 8),
    Key(
        "rules.plugins",
        "rules",
        "p",
        "p",
        "plugins",
        "the plugins that take part, and what kept others out",
        "plugins",
        9,
    ),
    Key("rules.layout", "rules", "v", "v", "layout", "side by side or in one column"),
    Key("rules.change", "rules", "],n", "] n", "next_change", "next change"),
    Key("rules.change.previous", "rules", "[,N", "[ N", "previous_change", "previous change"),
    Key(
        "rules.close", "rules", "escape", "esc", "close", "leave the editor or the filter; the draft stays", "back", 10
    ),
    Key("report.export", "report", "E", "E", "export", "export as a page (HTML) and as Markdown", "export", 3),
    Key("pane.next", "everywhere", "tab", "tab", "app.focus_next", "next pane", "pane", 18),
    Key("pane.previous", "everywhere", "shift+tab", "shift+tab", "app.focus_previous", "previous pane"),
    Key("mode.review", "everywhere", "1", "1", "app.mode('review')", "review", "review", 19),
    Key("mode.rules", "everywhere", "2", "2", "app.mode('rules')", "rules: read, try and write them", "rules", 20),
    Key("mode.history", "everywhere", "3", "3", "app.mode('history')", "history and rollback", "history", 21),
    Key("mode.report", "everywhere", "4", "4", "app.mode('report')", "report: progress and work left", "report", 22),
    Key(
        "palette",
        "everywhere",
        "ctrl+p",
        "ctrl+p",
        "app.command_palette",
        "files and commands by name",
        "commands",
        23,
    ),
    Key("theme", "everywhere", "T", "T", "app.next_theme", "next theme: dark, light, colour-blind safe, high contrast"),
    Key("suspend", "everywhere", "ctrl+z", "ctrl+z", "app.suspend_process", "suspend; fg comes back"),
    Key("help", "everywhere", "?", "?", "app.help", "this help", "help", 1),
    Key("reread", "everywhere", "R", "R", "app.reread", "read every file again"),
    Key("quit", "everywhere", "q", "q", "app.quit", "quit; decisions are kept", "quit", 2),
)

PLACES: dict[Place, str] = {
    "review": "Review",
    "rules": "Rules",
    "alike": "Alike changes",
    "clash": "Hand edits in the output",
    "history": "History",
    "report": "Report",
    "lines": "In every pane",
    "diff": "In the diff",
    "files": "In the file tree",
    "everywhere": "Everywhere",
}

PLACES_OF: dict[str, tuple[Place, ...]] = {
    "review": ("review", "lines", "diff", "files", "everywhere"),
    "rules": ("rules", "lines", "diff", "everywhere"),
    "alike": ("alike", "lines", "diff", "everywhere"),
    "clash": ("clash", "lines", "diff", "everywhere"),
    "history": ("history", "lines", "diff", "everywhere"),
    "report": ("report", "lines", "everywhere"),
}
"""The places that belong to each screen, in the order in which the help shows them."""


def modes(keys: Sequence[Key]) -> tuple[tuple[str, Key], ...]:
    """Return the screens with the keys of the table that lead to them, in order."""
    return tuple((key.id.removeprefix("mode."), key) for key in keys if key.id.startswith("mode."))


def bindings(*places: Place) -> list[Binding]:
    """Return the Textual bindings of the keys that belong to `places`."""
    return [
        Binding(_names(key.keys), key.action, key.help, id=key.id, show=False) for key in KEYS if key.place in places
    ]


def _names(keys: str) -> str:
    """Textual splits at commas only; our table needs no other care, single signs are understood."""
    return keys
