"""Which names are still read after the rewrite, and which drafts took the other reads away."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.text.scopes import Scope, resolve
from g2l_tui.engine.text.tree import nodes_of
from g2l_tui.engine.view import View

_FILLS_ALL = ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr


@dataclass(frozen=True)
class Liveness:
    """A look at the drafts as they are now; make a new one after changing them."""

    view: View
    drafts: Mapping[ast.stmt, Draft]
    _found: dict[tuple[Scope | None, str], list[Draft]] = field(default_factory=dict, init=False, repr=False)

    def is_live(self, scope: Scope | None, name: str) -> bool:
        """True when something still reads the name: code, rewritten code, or another module."""
        if scope is self.view.scopes.module and self._is_public(name):
            return True
        if self._is_reborn(scope, name) or name in self.view.looked_up:
            return True
        return any(load not in self._consumers for load in self._loads(scope, name))

    def left(self, scope: Scope, name: str) -> list[ast.Name]:
        """Return the reads of a name that no draft takes away."""
        return [load for load in self._loads(scope, name) if load not in self._consumers]

    def is_needed(self, scope: Scope, name: str) -> bool:
        """True when a statement that was refused reads the name."""
        return any(load in self._refused for load in self._loads(scope, name))

    def consumers(self, scope: Scope | None, name: str) -> list[Draft]:
        """Return the drafts that take a read of the name away."""
        if (scope, name) not in self._found:
            found = [self._consumers[load] for load in self._loads(scope, name) if load in self._consumers]
            self._found[scope, name] = list({id(draft): draft for draft in found}.values())
        return self._found[scope, name]

    def _loads(self, scope: Scope | None, name: str) -> list[ast.Name]:
        scopes = self.view.scopes
        return scopes.free.get(name, []) if scope is None else scopes.loads(scope, name)

    def _is_public(self, name: str) -> bool:
        return self.view.knowledge.is_used_elsewhere(self.view.module.path, name) or name in self._exported

    @cached_property
    def _exported(self) -> frozenset[str]:
        """The names in `__all__`, whichever statements put them there."""
        if b"__all__" not in self.view.module.code:
            return frozenset()
        found: set[str] = set()
        for statement in self.view.module.tree.body:
            nodes = list(ast.walk(statement)) if isinstance(statement, _FILLS_ALL) else []
            if any(isinstance(node, ast.Name) and node.id == "__all__" for node in nodes):
                found.update(str(node.value) for node in nodes if isinstance(node, ast.Constant))
        return frozenset(found)

    @cached_property
    def _refused(self) -> frozenset[ast.Name]:
        """The reads in statements that were refused, but for those in front of them: in decorators."""
        module = self.view.module
        return frozenset(
            load
            for draft in self.drafts.values()
            if draft.refused
            for load in self.view.reads(draft.statement)
            if module.start(draft.statement) <= module.start(load)
        )

    @cached_property
    def _consumers(self) -> dict[ast.Name, Draft]:
        module = self.view.module
        found: dict[ast.Name, Draft] = {}
        for statement, draft in self.drafts.items():
            if draft.refused or not draft.changes_text:
                continue
            for node in self._reads(statement, draft):
                start = module.start(node)
                if draft.deleted or any(edit.start <= start < edit.end for edit in draft.edits):
                    found[node] = draft
        return found

    def _reads(self, statement: ast.stmt, draft: Draft) -> Iterable[ast.Name]:
        """The names that a statement reads; a function that goes takes those of its body with it."""
        if not draft.deleted or not hasattr(statement, "body"):
            return self.view.reads(statement)
        inner = (each for each in ast.walk(statement) if isinstance(each, ast.stmt))
        return [name for each in inner for name in self.view.reads(each)]

    def _is_reborn(self, scope: Scope | None, name: str) -> bool:
        """True when new text reads the name where it means that of the scope."""
        if name not in self._new_code and self._new_code.isascii():
            return False  # of most names, no new text has anything
        mentions = re.compile(rf"\b{name}\b").search
        return any(
            (mentions(text) or not text.isascii())
            and name in names_in(text)
            and resolve(self.view.scopes.of_statement[statement], name) is scope
            for statement, text in self._new_texts
        )

    @cached_property
    def _new_texts(self) -> tuple[tuple[ast.stmt, str], ...]:
        return tuple(
            (statement, text)
            for statement, draft in self.drafts.items()
            if not draft.refused and not draft.deleted
            for text in (*draft.setup, *(edit.replacement.decode() for edit in draft.edits))
        )

    @cached_property
    def _new_code(self) -> str:
        return "\n".join([text for _, text in self._new_texts])


@lru_cache(maxsize=4096)  # the same new text is looked at after every change of the drafts
def names_in(text: str) -> frozenset[str]:
    """Return the names that a piece of code reads."""
    try:
        tree = ast.parse(text.strip() if "\n" not in text.strip() else f"({text.strip()})")
    except SyntaxError:
        try:
            tree = ast.parse(text.strip())
        except SyntaxError:
            return frozenset()
    return frozenset(
        node.id for node in nodes_of(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )
