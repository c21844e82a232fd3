"""What of a module rests on statements that stay as they are in Glue, in it or in others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rests:
    """Names of functions, attributes and variables are `path:name`, as in the ties of a change.

    `stays` are the module's own names that a refused statement makes, each with the line of the first one. `uses` are
    the names of other modules, each with the first line that needs it. `needs` are the module's own names, each with
    the names that it needs, of any module.
    """

    stays: tuple[tuple[str, int], ...] = ()
    uses: tuple[tuple[str, int], ...] = ()
    needs: tuple[tuple[str, tuple[str, ...]], ...] = ()


NOTHING = Rests()
