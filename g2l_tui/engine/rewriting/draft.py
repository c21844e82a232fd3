"""Drafts: what the rules would do to one statement, before the passes have looked at the whole module."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field

from g2l_tui.model.change import Edit, Fidelity
from g2l_tui.model.finding import Finding
from g2l_tui.model.ledger import LedgerRow

_WALRUS = re.compile(r"(\w+) = (\w+ := .*)", re.DOTALL)


@dataclass(eq=False)
class Draft:
    """One statement: expression edits, lines to put before it, or its removal; or the finding that refuses it.

    Offsets are into the module's `code`. `calls` counts the Glue calls of the statement. `unbinds` says that the
    removal takes a variable away with it. Drafts that are `tied` say one thing together.
    """

    statement: ast.stmt
    edits: list[Edit] = field(default_factory=list)
    setup: list[str] = field(default_factory=list)
    deleted: bool = False
    unbinds: bool = False
    refused: bool = False
    boilerplate: bool = True
    rules: list[str] = field(default_factory=list)
    fidelity: Fidelity = Fidelity.EXACT
    assumptions: list[str] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)
    rows: list[LedgerRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    calls: int = 0
    tied: list[Draft] = field(default_factory=list, repr=False)

    @property
    def changes_text(self) -> bool:
        """True when something of the statement would become different."""
        return bool(self.edits or self.setup or self.deleted)

    def weaken(self, fidelity: Fidelity) -> None:
        """Lower the fidelity, never raise it."""
        if fidelity.rank > self.fidelity.rank:
            self.fidelity = fidelity

    def assume(self, sentences: tuple[str, ...]) -> None:
        """Add sentences under which the translation holds, each once."""
        self.assumptions += [sentence for sentence in sentences if sentence not in self.assumptions]


def as_statement(line: str) -> str:
    """Return a line `name = value` with parentheses around a value that itself names something: `x = (y := z)`."""
    found = _WALRUS.fullmatch(line)
    return f"{found[1]} = ({found[2]})" if found else line
