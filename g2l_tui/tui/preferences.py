"""What a person has set for the workbench: the theme, and other keys."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from g2l_tui.config import Settings
from g2l_tui.tui.bindings import KEYS, PLACES_OF, Key

if TYPE_CHECKING:
    from g2l_tui.tui.app import Workbench


def prefer(bench: Workbench, settings: Settings) -> tuple[str, ...]:
    """Use the theme and the keys of the settings; return what is wrong with them, a sentence each."""
    problems = []
    if settings.theme in bench.available_themes:
        bench.theme = settings.theme
    elif settings.theme:
        known = ", ".join(sorted(bench.available_themes))
        problems.append(f"theme: there is no theme {settings.theme}; there are {known}.")
    keys, wrong = rebound(settings.keys)
    bench.keys = keys
    bench.set_keymap({key.id: key.keys for key in keys if key.id in settings.keys})
    for bar in bench.screen.query("KeyBar, TitleBar"):
        bar.refresh()
    return (*problems, *wrong)


def rebound(chosen: Mapping[str, str]) -> tuple[tuple[Key, ...], tuple[str, ...]]:
    """Return the table of keys with the `chosen` ones by id, and what is wrong with them, a sentence each.

    An id that is unknown, or a key that already means something on the same screen, is left out.
    """
    table = {key.id: key for key in KEYS}
    problems = []
    for name, keys in chosen.items():
        if name not in table:
            near = difflib.get_close_matches(name, table, n=1, cutoff=0.0)[0]
            problems.append(f"keys: there is no action {name}; did you mean {near}? The help lists them.")
            continue
        names = ",".join(part.strip() for part in keys.split(",") if part.strip())
        wanted = replace(table[name], keys=names, shown=names.replace(",", " "))
        taken = next(_clashes(wanted, table), None)
        if not names or taken:
            reason = f"{taken.keys} is {taken.id} there" if taken else "no key is named"
            problems.append(f"keys: {name} stays as it is: {reason}.")
        else:
            table[name] = wanted
    return tuple(table.values()), tuple(problems)


def _clashes(wanted: Key, table: Mapping[str, Key]) -> Iterator[Key]:
    """Yield the keys of the same place, or of a place that is seen together with it, that are the same."""
    together = {place for places in PLACES_OF.values() if wanted.place in places for place in places}
    for key in table.values():
        same = set(key.keys.split(",")) & set(wanted.keys.split(","))
        if key.id != wanted.id and key.place in together and same - {""}:
            yield key
