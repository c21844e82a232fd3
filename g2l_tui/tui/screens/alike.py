"""Alike: every rewrite once, with an exemplar and the places where it is made; outliers first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from g2l_tui.model.alike import Group, Site, groups_of
from g2l_tui.model.change import Decision
from g2l_tui.tui.bindings import bindings
from g2l_tui.tui.comparison import compare_contents
from g2l_tui.tui.diff_view import DiffView, Start
from g2l_tui.tui.escape import visible
from g2l_tui.tui.screens.layout import RoomyScreen
from g2l_tui.tui.session import AllDecisions, Session
from g2l_tui.tui.widgets.bars import KeyBar, TextLine
from g2l_tui.tui.widgets.diff_pane import DiffPane
from g2l_tui.tui.widgets.line_list import LineList, Piece
from g2l_tui.tui.widgets.panes import Across, Down
from g2l_tui.tui.words import counted

_WIDE = 120


class GroupList(LineList):
    """One rewrite per line: whether it may go together, how often it is made, its fidelity and rules."""

    BORDER_TITLE = "rewrites"

    def __init__(self) -> None:
        super().__init__(id="groups")
        self.groups: tuple[Group, ...] = ()

    def show(self, groups: tuple[Group, ...]) -> None:
        """Show groups; the cursor stays where it was."""
        self.groups = groups
        self.border_title = f"rewrites ({len(groups)})"
        self.lines_changed()

    @property
    def chosen(self) -> Group | None:
        """The group under the cursor."""
        return self.groups[self.cursor] if self.groups else None

    def count(self) -> int:
        return len(self.groups)

    def pieces(self, index: int) -> Iterable[Piece]:
        group = self.groups[index]
        change = group.exemplar.change
        sign = ("○", "sign-open") if group.may_go_together else ("▲", "sign-warning")
        return [
            (f" {sign[0]} ", sign[1]),
            (f"{len(group.sites):>4} x ", "sign-title"),
            (visible(", ".join(reversed(change.rules))), "text"),
            (f"  {change.fidelity.value}", "sign-quiet"),
        ]


class SiteList(LineList):
    """The places of a group."""

    BORDER_TITLE = "places"

    def __init__(self) -> None:
        super().__init__(id="sites")
        self.sites: tuple[Site, ...] = ()

    def show(self, sites: tuple[Site, ...]) -> None:
        """Show the places of another group."""
        self.sites = sites
        self.border_title = f"places ({len(sites)})"
        self.set_reactive(LineList.cursor, 0)
        self.lines_changed()

    @property
    def chosen(self) -> Site | None:
        """The place under the cursor."""
        return self.sites[self.cursor] if self.sites else None

    def count(self) -> int:
        return len(self.sites)

    def pieces(self, index: int) -> Iterable[Piece]:
        site = self.sites[index]
        folder, _, name = visible(site.path).rpartition("/")
        return [(f" {name}", "text"), (f"  line {site.change.line}  {folder}", "sign-quiet")]


class AlikeScreen(RoomyScreen[None]):
    """The open changes as groups; a place opens in the review."""

    PLACE = "alike"
    CSS_PATH = "alike.tcss"
    AUTO_FOCUS = "#groups"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("alike")]

    class Grouped(Message):
        """The groups are known."""

        def __init__(self, groups: tuple[Group, ...]) -> None:
            super().__init__()
            self.groups = groups

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._groups: tuple[Group, ...] = ()

    def compose(self) -> ComposeResult:
        yield TextLine(id="alike-title")
        with Across(id="alike-panes"):
            with Down(id="alike-lists"):
                yield GroupList()
                yield SiteList()
            with Down(id="alike-exemplar"):
                yield TextLine(id="alike-why")
                yield DiffPane(id="alike-diff")
        yield TextLine(id="alike-status")
        yield KeyBar("alike")
        yield self.too_small_notice()

    @property
    def groups(self) -> GroupList:
        return self.query_one(GroupList)

    @property
    def sites(self) -> SiteList:
        return self.query_one(SiteList)

    def on_mount(self) -> None:
        self.query_one("#alike-title", TextLine).show(" looking for changes that are alike …")
        migrations = [self._session.migrations[path] for path in self._session.paths if self._session.pending(path)]
        work = lambda: self.post_message(self.Grouped(groups_of(migrations)))  # noqa: E731
        self.run_worker(work, thread=True, group="alike", exit_on_error=False)

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self.set_class(event.size.width < _WIDE, "-narrow")

    def on_alike_screen_grouped(self, message: Grouped) -> None:
        self._groups = message.groups
        self.show_open()

    @on(LineList.Moved)
    def show_chosen(self, message: LineList.Moved) -> None:
        """Show the group or the place that the cursor stands on."""
        if message.lines is self.groups:
            self._show_group()
        elif message.lines is self.sites:
            self._show_site()

    @on(LineList.Chosen)
    def open_chosen(self, message: LineList.Chosen) -> None:
        """Go to the places of a group, or open a place in the review."""
        if message.lines is self.groups:
            self.sites.focus()
        elif message.lines is self.sites and self.sites.chosen is not None:
            site = self.sites.chosen
            self.dismiss(None)
            self.bench.open_in_review(site.path, line=site.change.line - 1)

    def show_open(self, said: str = "") -> None:
        """Show what is open now, after decisions were made or taken back."""
        open_ids = {path: {change.id for change in self._session.pending(path)} for path in self._session.paths}
        open_groups = (
            Group(tuple(site for site in group.sites if site.change.id in open_ids.get(site.path, ())))
            for group in self._groups
        )
        groups = tuple(group for group in open_groups if group.sites)
        count = sum(len(group.sites) for group in groups)
        self.query_one("#alike-title", TextLine).show(
            (f" {counted(len(groups), 'rewrite')}", "bold"),
            f" make {counted(count, 'open change')}: those to be seen by themselves first, then the rarest",
        )
        self.groups.show(groups)
        self._show_group()
        self._say(said)

    def action_accept_group(self) -> None:
        group, site = self.groups.chosen, self._single
        if group is None:
            return
        if site is not None:
            self._accept_site(site)
            return
        chosen: dict[str, list[str]] = {}
        for each in group.sites:
            if each.change.id in self._session.unseen(each.path):
                chosen.setdefault(each.path, []).append(each.change.id)
        decided = self.bench.decide_all(chosen, Decision.ACCEPTED)
        if decided:
            count = sum(map(len, chosen.values()))
            along = sum(map(len, decided.values())) - count
            needed = f", {along} of them because the others need them" if along else ""
            left = len(group.sites) - count
            held = f" · {left} left: they need what must be seen" if left else ""
            self.show_open(_said("accepted", decided, needed) + held)
        else:
            why = group.exemplar.hazards or ("they need changes that are looked at by themselves",)
            self._refuse(f"one by one, because {why[0]}: enter goes to the places, a accepts one there")

    def action_reject_group(self) -> None:
        site, group = self._single, self.groups.chosen
        sites = (site,) if site is not None else group.sites if group is not None else ()
        chosen: dict[str, list[str]] = {}
        for each in sites:
            chosen.setdefault(each.path, []).append(each.change.id)
        decided = self.bench.decide_all(chosen, Decision.REJECTED)
        if decided:
            self.show_open(_said("rejected", decided))

    def action_accept_safe(self) -> None:
        chosen = {path: names for path in self._session.paths if (names := self._session.unseen(path))}
        decided = self.bench.decide_all(chosen, Decision.ACCEPTED)
        if decided:
            self.show_open(_said("accepted", decided))
        else:
            self._refuse("no open change may be accepted unseen")

    def action_undo_decision(self) -> None:
        self.bench.step_back_or_forth("undo")

    def action_redo_decision(self) -> None:
        self.bench.step_back_or_forth("redo")

    def action_layout(self) -> None:
        self.query_one(DiffPane).toggle_layout()

    def action_back(self) -> None:
        if self.sites.has_focus:
            self.groups.focus()
        else:
            self.dismiss(None)

    @property
    def _single(self) -> Site | None:
        """The one place that is meant: the only one of a group, or the one under the cursor of the places."""
        group = self.groups.chosen
        if self.sites.has_focus:
            return self.sites.chosen
        return group.exemplar if group is not None and len(group.sites) == 1 else None

    def _accept_site(self, site: Site) -> None:
        if self._session.held_by(site.path, [site.change.id]):
            self._refuse("it needs changes that are looked at by themselves: enter opens it in the review")
            return
        self.show_open(_said("accepted", self.bench.decide(site.path, [site.change.id], Decision.ACCEPTED)))

    def _show_group(self) -> None:
        group = self.groups.chosen
        self.sites.show(group.sites if group else ())
        self._show_site()

    def _show_site(self) -> None:
        site = self.sites.chosen
        if site is None:
            self.query_one("#alike-why", TextLine).show(" every change is decided: esc goes back, W writes there")
            self.query_one(DiffPane).show(DiffView(), start=Start())
            return
        why: Sequence[str] = site.hazards or site.change.assumptions or ("means the same",)
        self.query_one("#alike-why", TextLine).show(
            (f" {visible(site.path)} ", "bold"),
            (f"line {site.change.line}   ", "$foreground 70%"),
            ("▲ " if site.hazards else "", "bold $warning"),
            visible("; ".join(why)),
        )
        before, after = (side.encode("utf-8", errors="replace") for side in (site.before, site.after))
        self.query_one(DiffPane).show(DiffView(compare_contents(before, after)), start=Start())

    def _refuse(self, sentence: str) -> None:
        self._say(sentence)
        self.app.bell()

    def _say(self, sentence: str) -> None:
        self.query_one("#alike-status", TextLine).show(f" {visible(sentence)}")


def _said(word: str, decided: AllDecisions, remark: str = "") -> str:
    count = sum(len(names) for names in decided.values())
    return f"{word} {counted(count, 'change')} in {counted(len(decided), 'file')}{remark} · u undoes"
