"""Annotations in the source: where they are, and Glue's classes in quoted ones."""

from __future__ import annotations

import ast
import re

from g2l_tui.engine.awsglue import CLASSES, is_glue
from g2l_tui.engine.kinds import Symbol
from g2l_tui.engine.view import View
from g2l_tui.ruleset.rule import Rule


def is_annotation(view: View, node: ast.expr) -> bool:
    """True when the node is an annotation, or the part of one that names a class."""
    child: ast.AST = node
    while (parent := view.parents.get(child)) is not None:
        match parent:
            case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation) if annotation is child:
                return True
            case ast.FunctionDef(returns=returns) | ast.AsyncFunctionDef(returns=returns) if returns is child:
                return True
            case ast.Subscript() | ast.Tuple() | ast.BinOp() | ast.Attribute() | ast.List():
                child = parent
            case _:
                return False
    return False


def renamed_in_quotes(view: View, node: ast.Constant) -> tuple[str, tuple[Rule, ...]]:
    """Return a quoted annotation with Glue's classes replaced, and the rules that say by what."""
    written = view.module.text(node)
    used: list[Rule] = []
    for name, rule in _class_rules(view).items():
        renamed = re.sub(rf"(?<![\w.]){re.escape(name)}(?!\w)", rule.cases[0].template.source, written)
        if renamed != written:
            written = renamed
            used.append(rule)
    return written, tuple(used)


def _class_rules(view: View) -> dict[str, Rule]:
    """The rules for classes of Glue's, by what this module calls them."""
    found: dict[str, Rule] = {}
    for name, kind in view.knowledge.names_of(view.module.path).items():
        if isinstance(kind, Symbol) and kind.name in CLASSES and is_glue(kind.name):
            rule = view.ruleset.for_member(kind.name)
            found |= {name: rule} if rule and rule.cases else {}
    return found
