"""Dictionaries of options whose keys are known only when the job runs: looked at there, and read by key."""

from __future__ import annotations

import ast
from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.entries import OPTIONS, Entries, known_entries
from g2l_tui.engine.transforms.literals import quoted
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.ruleset.template import Text

NO_LIST = "[]"
"""What stands for a list that is missing, or None."""

_SECRETS = frozenset({"url", "dbtable", "user", "password", "uri", "connection.uri"})
"""Keys that may hold a credential, or say which one is meant."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that a dictionary of options may have.

    `read` are those with a counterpart, and what stands for one that is missing, as code: None where it must be there.
    `passed_over` have no say in the rows, `handed_on` are options of Spark by the same name. `also` are other names of
    keys that are read, `told` options of Spark that depend on the others: code in which `{held}` is the dictionary.
    `fixed` are keys that may only have one value.
    """

    read: Mapping[str, str | None]
    passed_over: tuple[str, ...] = ()
    handed_on: tuple[str, ...] = ()
    also: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Late:
    """A dictionary of options: its entries, and the lines that hold it and stop the job; none where it is known."""

    entries: Entries
    lines: tuple[str, ...] = ()
    handed_on: tuple[str, ...] = ()


def late(site: Surroundings, argument: Argument | None, variable: Text, keys: Keys) -> Late:
    """Return the entries of a dictionary of options; where its keys are not known yet, as code that reads each.

    `variable` holds the dictionary where it is no name already.
    """
    entries = {} if argument is None else known_entries(site, argument.node)
    if argument is None or entries is not None:
        return Late(entries or {})
    allowed = (*keys.read, *keys.also.values(), *keys.handed_on, *keys.passed_over, *keys.fixed)
    _check_written(argument.node, allowed)
    held = argument.text.code if isinstance(argument.node, ast.Name) else variable.code
    first = () if held == argument.text.code else (f"{held} = {argument.text.code}",)
    accepted = ", ".join(quoted(key) for key in allowed)
    others = [f"not {held}.keys() <= {{{accepted}}}"] if allowed else [held]
    others += [f"{held}.get({quoted(key)}, {quoted(value)}) != {quoted(value)}" for key, value in keys.fixed.items()]
    handed_on = ", ".join(quoted(key) for key in keys.handed_on)
    return Late(
        {key: (argument.node, Text(_value(held, key, keys))) for key in (*keys.read, *keys.told)},
        (
            *first,
            f"if {' or '.join(others)}:",
            f'    raise ValueError("no counterpart for some of these options", *{held})',
        ),
        (f"options(**{{key: {held}[key] for key in [{handed_on}] if key in {held}}})",) if handed_on else (),
    )


def _value(held: str, key: str, keys: Keys) -> str:
    """The code that reads a key, under its other name as well, and what it means where it is missing."""
    if key in keys.told:
        return keys.told[key].format(held=held)
    missing = keys.read[key]
    if missing == NO_LIST:
        return f"({held}.get({quoted(key)}) or {missing})"
    if missing is not None:
        return f"{held}.get({quoted(key)}, {missing})"
    other = f"{held}.get({quoted(keys.also[key])}) or " if key in keys.also else ""
    return f"{other}{held}[{quoted(key)}]"


def _check_written(node: ast.expr, allowed: Container[str]) -> None:
    """Raise CannotRewriteError for a dictionary that is sure to stop the job, or has a credential written in it."""
    for key in node.keys if isinstance(node, ast.Dict) else ():
        match key:
            case ast.Constant(value=str(name)) if name not in allowed or name in _SECRETS:
                raise CannotRewriteError(f"`{name}` is written beside options that are not known", code=OPTIONS)
