"""Which drafts need which: what must be accepted together, so that the file means something."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from g2l_tui.engine.composing.liveness import Liveness
from g2l_tui.engine.composing.ties import CHANGED_KINDS
from g2l_tui.engine.kinds.kind import Instance
from g2l_tui.engine.passes.sessions import Session
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.rewriting.patches import unused_patches
from g2l_tui.engine.text.scopes import Scope
from g2l_tui.engine.view import bound_name


def needs_of(
    liveness: Liveness, sessions: Sequence[Session], ties: Mapping[ast.stmt, frozenset[str]]
) -> Mapping[ast.stmt, list[Draft]]:
    """Return, for each statement with a draft, the drafts that must be accepted with it."""
    view, drafts = liveness.view, liveness.drafts
    found: dict[ast.stmt, list[Draft]] = defaultdict(list)
    for needing, needed in (
        *_removals(liveness, sessions),
        *_readers(liveness, sessions),
        *_kinds(liveness),
        *_tied(drafts, ties),
        *((draft, other) for draft in drafts.values() for other in draft.tied),
        *((patch, user) for patch, users, _ in unused_patches(view, drafts) for user in users),
    ):
        if needing is not needed:
            found[needing.statement].append(needed)
    return found


def _removals(liveness: Liveness, sessions: Sequence[Session]) -> Iterator[tuple[Draft, Draft]]:
    """A variable that goes needs all that stopped reading it."""
    contexts = {session.statement for session in sessions}
    for statement, draft in liveness.drafts.items():
        name = bound_name(statement)
        if name and (draft.deleted or statement in contexts):
            for reader in liveness.consumers(liveness.view.scopes.of_statement[statement], name):
                yield draft, reader


def _readers(liveness: Liveness, sessions: Sequence[Session]) -> Iterator[tuple[Draft, Draft]]:
    """What reads the new session needs its binding, unless the author's own comes before."""
    for session in sessions:
        binding = liveness.drafts.get(session.statement)
        for reader in liveness.consumers(session.scope, session.context) if binding else ():
            if binding and (session.alias is None or reader.statement.lineno < session.alias.lineno):
                yield reader, binding


def _kinds(liveness: Liveness) -> Iterator[tuple[Draft, Draft]]:
    """A frame is a DynamicFrame where it is made and where it is used, or in neither place.

    Where a variable holds one frame after the other, all that make and use them need the first that makes one.
    """
    view = liveness.view
    makers: dict[tuple[Scope, str], Draft] = {}
    for statement, draft in liveness.drafts.items():
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                kind = view.kind(value)
            case _:
                continue
        if isinstance(kind, Instance) and kind.name in CHANGED_KINDS:
            scope = view.scopes.of_statement[statement]
            first = makers.setdefault((scope, name), draft)
            readers = liveness.consumers(scope, name)
            for each in readers if first is draft else [draft] if readers else []:
                yield first, each
                yield each, first


def _tied(drafts: Mapping[ast.stmt, Draft], ties: Mapping[ast.stmt, frozenset[str]]) -> Iterator[tuple[Draft, Draft]]:
    """What makes and what uses the same function, attribute or variable: each needs the next."""
    tied: dict[str, list[Draft]] = defaultdict(list)
    for statement, names in ties.items():
        for name in names:
            tied[name].append(drafts[statement])
    for group in tied.values():
        yield from zip(group, [*group[1:], group[0]], strict=True)
