"""The statements that may have something of Glue in them: most have not, and need no second look."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet

from g2l_tui.engine.awsglue import ONLY_GLUE
from g2l_tui.engine.kinds.kind import Either, Instance, Member, Symbol
from g2l_tui.engine.rewriting.annotated import class_rules
from g2l_tui.engine.rewriting.context_classes import Classes
from g2l_tui.engine.view import View

_NAMES = ONLY_GLUE | {"getattr", "hasattr", "setattr", "delattr", "eval", "exec"}
_KINDS = (Instance, Symbol, Member, Either)
_MEMBERS = frozenset({"toDF", "filter", "map", "union", "spark_session", "sparkSession", "__name__", "__qualname__"})
"""Members that mean something even where nobody knows of what they are."""


def suspects(view: View, queries: Collection[ast.expr], classes: Classes, contexts: AbstractSet[str]) -> set[ast.stmt]:
    """Return all statements but those that no rule, no refusal and no finding can be about.

    `queries` are what is known to change. `contexts` are the variables that sessions take the place of, by name.
    """
    found = (*view.facts.callees, *queries, *_names(view, contexts | _NAMES), *_expressions(view), *_texts(view))
    return {*map(view.statement_of, found), *classes.values()}


def _names(view: View, telling: AbstractSet[str]) -> Iterator[ast.Name]:
    for name in view.module.nodes.of(ast.Name):
        if name.id in telling or isinstance(view.kind(name), Symbol | Member | Either):
            yield name


def _expressions(view: View) -> Iterator[ast.expr]:
    for member in view.module.nodes.of(ast.Attribute):
        if member.attr in _MEMBERS or isinstance(view.kind(member.value) or view.kind(member), _KINDS):
            yield member
    for call in view.module.nodes.of(ast.Call):
        if isinstance(view.kind(call.func), _KINDS):
            yield call


def _texts(view: View) -> Iterator[ast.expr]:
    """Yield the texts that may be paths, modules of Glue, or annotations with a class of Glue's."""
    has_paths = bool(view.settings.paths)
    yield from view.module.nodes.of(ast.JoinedStr) if has_paths else ()
    mentions = re.compile("|".join(map(re.escape, ("awsglue", *class_rules(view))))).search
    for text in view.module.nodes.of(ast.Constant):
        if isinstance(text.value, str) and (has_paths or mentions(text.value)):
            yield text
