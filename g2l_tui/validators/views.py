"""Temporary views: on Spark Connect a view is looked up when a query runs, so a name must not be registered again."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.rewriting.tables import REGISTER
from g2l_tui.engine.text.module import Module
from g2l_tui.engine.text.tree import children_of
from g2l_tui.model.finding import Finding

CODE = "G2L204"


def reused_views(_before: Module, after: Module) -> Iterator[Finding]:
    """Find literal names that are registered twice, and names in a loop or a function called twice, which may be."""
    seen: set[str] = set()
    for node, is_repeated in _registrations(after):
        match node.args:
            case [ast.Constant(value=str(name))]:
                if name in seen or is_repeated:
                    yield _finding(node, f"the view `{name}` is registered more than once")
                seen.add(name)
            case [name] if is_repeated:
                yield _finding(node, f"`{ast.unparse(name)}` may name the same view more than once")


def _registrations(module: Module) -> Iterator[tuple[ast.Call, bool]]:
    if REGISTER.isdisjoint(module.nodes.members):
        return
    callees = [node.func for node in module.nodes.of(ast.Call)]
    calls = Counter(callee.id for callee in callees if isinstance(callee, ast.Name))
    waiting: list[tuple[ast.AST, bool]] = [(module.tree, False)]
    while waiting:
        node, is_repeated = waiting.pop(0)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in REGISTER:
            yield node, is_repeated
        inside = is_repeated or _repeats(node, calls)
        waiting.extend((child, inside) for child in children_of(node))


def _repeats(node: ast.AST, calls: Counter[str]) -> bool:
    match node:
        case ast.While():
            return True
        case ast.For(iter=ast.Call(func=ast.Attribute(attr="items" | "keys"))):
            return False  # the keys of a dictionary differ
        case ast.For():
            return True
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return calls[name] > 1
        case _:
            return False


def _finding(node: ast.Call, message: str) -> Finding:
    text = f"{message[:1].upper()}{message[1:]}: an earlier query over it would read the later frame"
    return Finding(CODE, severity_of(CODE), node.lineno, 1, text, hint_of(CODE), target_line=node.lineno)
