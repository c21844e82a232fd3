"""Classes of the workspace that are derived from GlueContext: they keep a session instead of being a context.

Their objects get the property `spark_session`, which a context has as well. So what is rewritten to use it is right
whether the class itself could be changed or not.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import TypeAlias

from g2l_tui.engine.awsglue import UNIQUE_MEMBERS
from g2l_tui.engine.kinds.kind import Instance, Symbol, each_of
from g2l_tui.engine.kinds.knowledge import Knowledge
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.text.tree import nodes_of
from g2l_tui.engine.view import View, own_expressions
from g2l_tui.model.change import Edit, Fidelity
from g2l_tui.ruleset.rule import Rule
from g2l_tui.ruleset.template import Place, Text

RULE = "context-class"
INITIALISED = "GlueContext.__init__"

_CONTEXT = Instance("GlueContext")
_CLASS = Symbol("awsglue.context.GlueContext")
_MEMBERS = frozenset(member for member, owner in UNIQUE_MEMBERS.items() if owner == "GlueContext") | {
    "getSource",
    "spark_session",
}
_MAGIC = frozenset({"__new__", "__getattr__", "__getattribute__", "__setattr__"})
_IMPORT = "from pyspark.sql import SparkSession"
_ASSUMED = "Nothing outside the workspace asks whether the object is a GlueContext."


Classes: TypeAlias = "Mapping[str, ast.ClassDef]"
"""Classes that can keep a session instead of being a context, by symbol."""


def is_context(knowledge: Knowledge, name: str) -> bool:
    """True for a class of the workspace that is a GlueContext, and nothing of Glue's own means something else in it."""
    if not knowledge.is_class(name) or knowledge.bases_outside(name) != ("GlueContext",):
        return False
    return not any(knowledge.method(name, member) for member in _MEMBERS)


def session_behind(view: View, node: ast.expr, text: Callable[[ast.expr], Text]) -> Text | None:
    """Return the session of an object of such a class; of `super()` it is the object's own."""
    kind = view.kind(node)
    if isinstance(kind, Instance) and is_context(view.knowledge, kind.name):
        return Text(f"{text(node).at(Place.RECEIVER)}.spark_session")
    match node:
        case ast.Call(func=ast.Name(id="super"), args=[]) if kind == _CONTEXT:
            if (method := _method(view, node)) is None:
                raise CannotRewriteError(
                    "`super()` is a context that calls methods of this class, or may", code="G2L102"
                )
            return Text(f"{method.args.args[0].arg}.spark_session")
        case _:
            return None


def context_classes(view: View) -> Classes:
    """Return the classes of a module that can keep a session instead, by symbol."""
    found = {
        f"{view.module.path}:{node.name}": node for node in view.module.tree.body if isinstance(node, ast.ClassDef)
    }
    return {symbol: node for symbol, node in found.items() if _can_change(view, symbol, node)}


def changed_class(view: View, node: ast.ClassDef) -> Draft:
    """Return the draft that takes the base of a class away, and gives it its session."""
    module = view.module
    code = module.code
    base = node.bases[0]
    opening, closing = code.rindex(b"(", 0, module.start(base)), code.index(b")", module.end(base)) + 1
    first = node.body[1] if ast.get_docstring(node, clean=False) is not None and len(node.body) > 1 else node.body[0]
    decorators: list[ast.expr] = getattr(first, "decorator_list", [])
    at = module.line_bounds(min([first.lineno, *(each.lineno for each in decorators)]))[0]
    indent, end = module.indent_of(first), module.newline
    lines = ["@property", "def spark_session(self) -> SparkSession:", "    return SparkSession.builder.getOrCreate()"]
    text = "".join(f"{indent}{line}{end}" for line in lines) + end
    draft = Draft(node, [Edit(opening, closing, b""), Edit(at, at, text.encode())], boilerplate=False, rules=[RULE])
    draft.imports = [_IMPORT]
    draft.weaken(Fidelity.EQUIVALENT)
    draft.assume((_ASSUMED,))
    return draft


def made_of(view: View, call: ast.Call, classes: Classes) -> bool:
    """True where an object is made of such a class that takes nothing any more."""
    match view.kind(call.func):
        case Symbol(name) if name in classes:
            return bool(call.args or call.keywords) and view.knowledge.method(name, "__init__") is None
        case _:
            return False


def is_initialised(view: View, call: ast.Call, classes: Classes) -> bool:
    """True for `super().__init__(…)` in such a class."""
    at: ast.AST | None = call
    while at is not None and at not in classes.values():
        at = view.parents.get(at)
    return at is not None


def is_only_base(parent: ast.AST | None, node: ast.expr, rule: Rule) -> bool:
    """True where a class with an `__init__` of its own is derived from nothing else, and from nothing by the rule."""
    return (
        isinstance(parent, ast.ClassDef)
        and parent.bases == [node]
        and rule.cases[0].template.pieces == ("object",)
        and any(isinstance(each, ast.FunctionDef) and each.name == "__init__" for each in parent.body)
    )


def underivable(node: ast.ClassDef, base: str) -> tuple[str, str, str]:
    """Say why a class cannot be what it is derived from any more: a reason, a code, and what to write instead."""
    hints = {
        "awsglue.context.GlueContext": (
            f"write `class {node.name}:` with a session of its own, `self.spark_session`, and call that; "
            "a method that replaces one of Glue's goes"
        ),
        "awsglue.dynamicframe.DynamicFrame": (
            f"write the methods of `{node.name}` as functions of a DataFrame: frame.transform(function, …)"
        ),
        "awsglue.job.Job": f"write `class {node.name}:` and delete what calls init and commit: Databricks records runs",
    }
    reason = f"`{node.name}` is derived from {base}, and what takes its place cannot be derived from"
    return reason, "G2L111", hints.get(base, "let the class hold a session or a DataFrame, and call that")


def need_a_context(view: View, drafts: Mapping[ast.stmt, Draft], classes: Classes) -> bool:
    """True when a refused statement needs an object of one of the classes to be a context."""
    refused = (draft.statement for draft in drafts.values() if draft.refused)
    return bool(classes) and any(_uses_one(view, statement, classes) for statement in refused)


def _uses_one(view: View, statement: ast.stmt, classes: Classes) -> bool:
    for expression in own_expressions(statement):
        for node in nodes_of(expression):
            if isinstance(node, ast.expr) and any(
                isinstance(each, Instance) and each.name in classes for each in each_of(view.kind(node))
            ):
                return True
            if isinstance(node, ast.Call) and view.kind(node) == _CONTEXT and is_initialised(view, node, classes):
                return True
    return False


def _can_change(view: View, symbol: str, node: ast.ClassDef) -> bool:
    is_plain = len(node.bases) == 1 and view.kind(node.bases[0]) == _CLASS and not node.keywords
    if not is_plain or node.decorator_list or node.body[0].lineno == node.lineno:
        return False
    knowledge = view.knowledge
    if not is_context(knowledge, symbol) or any(knowledge.method(symbol, name) for name in _MAGIC):
        return False
    is_made_elsewhere = knowledge.is_used_elsewhere(view.module.path, node.name)
    if knowledge.method(symbol, "__init__") is None and is_made_elsewhere:
        return False
    return not any(Instance(symbol) in kind.kinds and _CONTEXT in kind.kinds for kind in knowledge.unsure())


def _method(view: View, node: ast.AST) -> ast.FunctionDef | None:
    """The method of such a class that a node stands in."""
    at = view.parents.get(node)
    while at is not None and not isinstance(at, ast.FunctionDef):
        at = view.parents.get(at)
    match at, view.parents.get(at) if at else None:
        case ast.FunctionDef(args=ast.arguments(args=[_, *_])) as method, ast.ClassDef(name=name):
            symbol = f"{view.module.path}:{name}"
            return method if is_context(view.knowledge, symbol) else None
        case _:
            return None
