"""What may have something of Glue in it: most statements have nothing, and need no second look."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet

from g2l_tui.engine.awsglue import ONLY_GLUE, TELLING, UNIQUE_KEYWORDS
from g2l_tui.engine.kinds.kind import Either, Instance, Member, Symbol
from g2l_tui.engine.rewriting.annotated import class_rules
from g2l_tui.engine.view import View

_NAMES = ONLY_GLUE | {"getattr", "hasattr", "setattr", "delattr", "eval", "exec"}
_MEMBERS = TELLING.keys() | {
    "toDF", "filter", "map", "schema", "union", "unbox", "setFormat", "spark_session", "sparkSession",
    "__name__", "__qualname__",
}  # fmt: skip
"""Members that mean something even where nobody knows of what they are."""


def suspects(view: View, queries: Collection[ast.expr], contexts: AbstractSet[str]) -> set[ast.AST]:
    """Return all statements and parts of them but those that no rule, no refusal and no finding can be about.

    `queries` are what is known to change. `contexts` are the variables that sessions take the place of, by name.
    """
    found: set[ast.AST] = set()
    for node in (*view.facts.callees, *queries, *_known(view), *_named(view, contexts | _NAMES), *_texts(view)):
        at: ast.AST = node
        while at not in found:
            found.add(at)
            at = at if isinstance(at, ast.stmt) else view.parents[at]
    return found


def _known(view: View) -> Iterator[ast.expr]:
    """Yield what may be of Glue's by its kind; an object that is only named is of no interest."""
    for node, kind in view.known.items():
        match kind:
            case Symbol() | Member() | Either():
                yield node
            case Instance() if isinstance(node, ast.Attribute) or _is_asked(view, node):
                yield node


def _is_asked(view: View, node: ast.expr) -> bool:
    """True for what is called, or asked for a member."""
    parent = view.parents[node]
    return isinstance(parent, ast.Attribute) or (isinstance(parent, ast.Call) and parent.func is node)


def _named(view: View, telling: AbstractSet[str]) -> Iterator[ast.expr]:
    yield from view.module.nodes.names_of(telling)
    yield from view.module.nodes.members_of(_MEMBERS)
    yield from (given.value for given in view.module.nodes.of(ast.keyword) if given.arg in UNIQUE_KEYWORDS)


def _texts(view: View) -> Iterator[ast.expr]:
    """Yield the texts that may be paths, modules of Glue, or annotations with a class of Glue's."""
    texts = [each for each in view.module.nodes.of(ast.Constant) if isinstance(each.value, str)]
    if view.has_paths:
        yield from (*view.module.nodes.of(ast.JoinedStr), *texts)
        return
    mentions = re.compile("|".join(map(re.escape, ("awsglue", *class_rules(view))))).search
    if mentions("\0".join([str(each.value) for each in texts])):  # of most modules, no text does
        yield from (each for each in texts if mentions(str(each.value)))
