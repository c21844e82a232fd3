"""The shape of a rule file, and nothing else; `msgspec` checks it and names the place that is wrong."""

from __future__ import annotations

import msgspec

from g2l_tui.model.change import Fidelity


class ExampleShape(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`after` absent: the code stays as it is. `finding`: words that one of the findings must contain."""

    before: str
    after: str | None = None
    name: str = ""
    finding: str = ""


class RewriteShape(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One case. `when` names arguments that must be given; `setup` is put before the statement.

    What `setup` assigns to and what `fresh` lists are variables, named so that nothing else is called like them.
    """

    to: str
    when: list[str] = []
    setup: str = ""
    fresh: list[str] = []
    transform: dict[str, str] = {}
    fidelity: Fidelity | None = None
    assumes: list[str] = []


class RuleShape(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One `[[rule]]` table, as written."""

    id: str
    summary: str
    why: str
    match: str
    fidelity: Fidelity
    example: list[ExampleShape]
    alias: list[str] = []
    gather: list[str] = []
    assumes: list[str] = []
    drop: dict[str, str] = {}
    move: dict[str, str] = {}
    transform: dict[str, str] = {}
    imports: list[str] = []
    rewrite: str | list[RewriteShape] | None = None
    delete: bool = False
    boilerplate: bool = False
    code: str = ""
    hint: str = ""


class RuleFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A file of rules. `drop` holds reasons for arguments that all its rules may drop."""

    rule: list[RuleShape] = []
    drop: dict[str, str] = {}
