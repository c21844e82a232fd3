"""The Java side of Spark, which shared and serverless compute do not have."""

from __future__ import annotations

import ast

from g2l_tui.engine.awsglue import CLASSES
from g2l_tui.engine.kinds.kind import Instance, Member
from g2l_tui.engine.kinds.spark import KINDS
from g2l_tui.engine.rewriting.refusal import Refused
from g2l_tui.engine.view import View
from g2l_tui.ruleset.rule import Rule

_JVM = frozenset({"_jvm", "_jsc", "_jdf", "_gateway", "_instantiatedContext", "_ssql_ctx", "_sc", "_jsparkSession"})
_OWNERS = KINDS | {kind for symbol, kind in CLASSES.items() if symbol.startswith("awsglue.")}


def is_java(callee: str) -> bool:
    """True for a function that lies behind the gateway."""
    return bool(_JVM & set(callee.split(".")))


def check_java(view: View, node: ast.Attribute) -> None:
    """Refuse the attribute through which Java is reached. Raises Refused."""
    owner = view.kind(node.value)
    if node.attr in _JVM and isinstance(owner, Instance) and owner.name in _OWNERS:
        raise Refused(node, f"`{ast.unparse(node)}` reaches into the Java side of {owner.name}", "G2L123")


def named_class(view: View, statement: ast.stmt, node: ast.Attribute) -> Rule | None:
    """Return the rule for a Java class, or a package of one, that the statement only gives a name."""
    match statement, view.kind(node):
        case ast.Assign(targets=[ast.Name()], value=value), Member() as found if value is node and is_java(found.path):
            return view.ruleset.for_part(found.name)
        case _:
            return None
