"""What can be decided at once beside the change under the cursor, smallest first. No Textual."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from g2l_tui.model.alike import form_of, sites_of
from g2l_tui.model.change import Change, Decision, Fidelity
from g2l_tui.tui.session import Session

Chosen = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Scope:
    """Open changes by path that have something in common; `together` are those that may be accepted unseen."""

    label: str
    chosen: Chosen
    together: Chosen

    @property
    def count(self) -> int:
        """How many changes there are."""
        return sum(map(len, self.chosen.values()))

    @property
    def held(self) -> int:
        """How many of them can only be accepted by themselves."""
        return self.count - sum(map(len, self.together.values()))

    def for_decision(self, decision: Decision) -> Chosen:
        """Return what a decision is made about: all, but accepted is only what may go together."""
        return self.together if decision is Decision.ACCEPTED else self.chosen


def scopes_of(session: Session, path: str, change: Change) -> tuple[Scope, ...]:
    """Return the scopes around a change of a file; those with no open change are left out."""
    folder = path.rpartition("/")[0]
    found = [
        ("the same rewrite, everywhere", alike_to(session, path, change)),
        ("this file", _within(session, path)),
        (f"folder {folder}/", _within(session, f"{folder}/") if folder else {}),
        *((f"rule {rule}, everywhere", session.open_where(_of_rule(rule))) for rule in dict.fromkeys(change.rules)),
        *((f"all {fidelity.value}", session.open_where(_of_fidelity(fidelity))) for fidelity in Fidelity),
    ]
    return tuple(_scope(session, label, chosen) for label, chosen in found if chosen)


def alike_to(session: Session, path: str, change: Change) -> Chosen:
    """Return the open changes that are the same rewrite as a change of a file, itself among them."""
    wanted = next((form_of(site) for site in sites_of(session.migrations[path], {change.id})), None)
    same_rules = session.open_where(lambda other: (other.rules, other.fidelity) == (change.rules, change.fidelity))
    found = {
        other: tuple(
            site.change.id
            for site in sites_of(session.migrations[other])
            if site.change.id in names and form_of(site) == wanted
        )
        for other, names in same_rules.items()
    }
    return {other: names for other, names in found.items() if names}


def _within(session: Session, prefix: str) -> Chosen:
    chosen = session.open_where(lambda _: True)
    return {
        path: names for path, names in chosen.items() if path == prefix or path.startswith(prefix.rstrip("/") + "/")
    }


def _of_rule(rule: str) -> Callable[[Change], bool]:
    return lambda change: rule in change.rules


def _of_fidelity(fidelity: Fidelity) -> Callable[[Change], bool]:
    return lambda change: change.fidelity is fidelity


def _scope(session: Session, label: str, chosen: Chosen) -> Scope:
    safe = {path: session.unseen(path) for path in chosen}
    together = {path: tuple(name for name in names if name in safe[path]) for path, names in chosen.items()}
    return Scope(label, chosen, {path: names for path, names in together.items() if names})
