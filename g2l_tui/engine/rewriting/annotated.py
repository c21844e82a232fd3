"""Annotations in the source: where they are, and Glue's classes in quoted ones."""

from __future__ import annotations

import ast
import re

from g2l_tui.engine.awsglue import CLASSES, is_glue
from g2l_tui.engine.kinds.kind import Instance, Symbol
from g2l_tui.engine.view import View
from g2l_tui.ruleset.rule import Rule


def is_annotation(view: View, node: ast.expr) -> bool:
    """True when the node is an annotation, or stands for a class in one: in an alias, a cast, a type variable."""
    child: ast.AST = node
    while (parent := view.parents.get(child)) is not None:
        match parent:
            case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation) if annotation is child:
                return True
            case ast.FunctionDef(returns=returns) | ast.AsyncFunctionDef(returns=returns) if returns is child:
                return True
            case ast.Assign(targets=[ast.Name() as target]) | ast.AnnAssign(target=ast.Name() as target):
                return _is_alias(view, parent, target.id)
            case ast.Call(func=function, args=arguments):
                name = getattr(view.kind(function), "name", "")
                return name == "typing.TypeVar" or (name == "typing.cast" and child is arguments[0])
            case ast.Subscript() | ast.Tuple() | ast.BinOp() | ast.Attribute() | ast.List() | ast.keyword(arg="bound"):
                child = parent
            case _:
                return False
    return False


def is_surely(view: View, node: ast.expr) -> bool:
    """True for a class in `isinstance(x, DynamicFrame)` or `case DynamicFrame():` that decides as it did before.

    It does where `x` is surely of that class, and where all others only raise an error.
    """
    parent = view.parents.get(node)
    while isinstance(parent, ast.Tuple | ast.pattern | ast.match_case):
        parent = view.parents.get(parent)
    kind = view.kind(node)
    of_class = Instance(CLASSES.get(kind.name, "")) if isinstance(kind, Symbol) else None
    match parent:
        case ast.Call(func=ast.Name(id="isinstance"), args=[tested, _]) if tested is not node:
            return view.kind(tested) == of_class or _only_guards(view, parent)
        case ast.Match(subject=tested):
            return view.kind(tested) == of_class
        case _:
            return False


def _only_guards(view: View, test: ast.Call) -> bool:
    """True for `assert isinstance(…)` and `if not isinstance(…): raise …`."""
    match view.parents.get(test):
        case ast.Assert(test=tested):
            return tested is test
        case ast.UnaryOp(op=ast.Not()) as negation:
            parent = view.parents.get(negation)
            return isinstance(parent, ast.If) and parent.test is negation and isinstance(parent.body[-1], ast.Raise)
        case _:
            return False


def _is_alias(view: View, statement: ast.stmt, name: str) -> bool:
    """True for a name that only annotations read, in this module or others."""
    scope = view.scopes.of_statement[statement]
    loads = view.scopes.loads(scope, name)
    is_public = scope is view.scopes.module and view.knowledge.is_used_elsewhere(view.module.path, name)
    return scope.bound_once(name) and bool(loads or is_public) and all(is_annotation(view, load) for load in loads)


def is_aliased(view: View, node: ast.Name | ast.Attribute) -> bool:
    """True for a name that an assignment gave to a class: it goes on meaning what the assignment says."""
    scope = view.scope_of(node) if isinstance(node, ast.Name) else None
    bindings = scope.bindings[node.id] if scope and isinstance(node, ast.Name) else []
    return any(isinstance(each, ast.Assign | ast.AnnAssign) for each in bindings)


def renamed_in_quotes(view: View, node: ast.Constant) -> tuple[str, tuple[Rule, ...]]:
    """Return a quoted annotation with Glue's classes replaced, and the rules that say by what."""
    written = view.module.text(node)
    used: list[Rule] = []
    for name, rule in class_rules(view).items():
        renamed = re.sub(rf"(?<![\w.]){re.escape(name)}(?!\w)", rule.cases[0].template.source, written)
        if renamed != written:
            written = renamed
            used.append(rule)
    return written, tuple(used)


def class_rules(view: View) -> dict[str, Rule]:
    """The rules for classes of Glue's, by what this module calls them."""
    found: dict[str, Rule] = {}
    for name, kind in view.knowledge.names_of(view.module.path).items():
        if isinstance(kind, Symbol) and kind.name in CLASSES and is_glue(kind.name):
            rule = view.ruleset.for_member(kind.name)
            found |= {name: rule} if rule and rule.cases else {}
    return found
