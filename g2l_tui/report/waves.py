"""Waves: in which order to move files, so that what a file needs has moved before it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from g2l_tui.model.graph import components

Needs = Mapping[str, Mapping[str, str]]
"""For each path, the paths that it needs, with the reason."""


@dataclass(frozen=True, slots=True)
class Step:
    """A file in a wave: what it needs of earlier waves, or of its own when they need each other, and why."""

    path: str
    needs: tuple[tuple[str, str], ...]
    circle: tuple[str, ...] = ()


def waves_of(needs: Needs, moving: Iterable[str]) -> tuple[tuple[Step, ...], ...]:
    """Return the files that move, wave after wave. Files that need each other in a circle share a wave.

    Needs are followed through files that do not move.
    """
    wanted = frozenset(moving)
    level: dict[str, int] = {}
    circles: dict[str, tuple[str, ...]] = {}
    for component in components(needs):
        outside = [level[need] for path in component for need in needs[path] if need not in component and need in level]
        own = max(outside, default=0) + (not wanted.isdisjoint(component))
        members = tuple(sorted(wanted & set(component)))
        for path in component:
            level[path] = own
            circles[path] = members if len(members) > 1 else ()
    last = max((level[path] for path in wanted), default=0)
    waves = ([path for path in sorted(wanted) if level[path] == number] for number in range(1, last + 1))
    return tuple(tuple(_step(path, needs, circles[path]) for path in wave) for wave in waves)


def _step(path: str, needs: Needs, circle: tuple[str, ...]) -> Step:
    return Step(path, tuple(sorted(needs[path].items())), tuple(each for each in circle if each != path))
