"""What stands around a call: for transforms whose answer depends on more than the arguments."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Protocol

from g2l_tui.engine.kinds.signatures import defaults_of
from g2l_tui.engine.transforms.registry import Site

if TYPE_CHECKING:
    from g2l_tui.engine.text.scopes import Scope
    from g2l_tui.engine.view import View


class Surroundings(Site, Protocol):
    """A site that shows its module as well."""

    @property
    def view(self) -> View:
        """The module under analysis."""
        ...


def last_assigned(site: Surroundings, name: ast.Name) -> ast.expr | None:
    """Return what a name surely holds where it is read: the value of an assignment above it in the same block.

    None when it may have been bound elsewhere in between.
    """
    scopes, block_of, reading = site.view.scopes, site.view.block_of, _statement(site, name)
    scope = site.view.scope_of(name)
    if scope is None or scope is not scopes.of_statement.get(reading):
        return None
    bindings = scope.bindings[name.id]
    if any(isinstance(each, ast.stmt) and scopes.of_statement.get(each) is not scope for each in bindings):
        return None
    before = [each for each in bindings if getattr(each, "lineno", 0) < reading.lineno]
    match max(before, key=lambda each: getattr(each, "lineno", 0), default=None):
        case ast.Assign(targets=[ast.Name()], value=value) as statement if block_of[statement] is block_of[reading]:
            return value
        case _:
            return None


def only_assigned(site: Surroundings, name: ast.Name) -> ast.expr | None:
    """Return the one value that a name is ever assigned; what it holds may have changed inside since."""
    scope = site.view.scope_of(name)
    match scope.bindings[name.id] if scope else ():
        case [ast.Assign(targets=[ast.Name()], value=value)]:
            return value
        case _:
            return None


def may_be_none(site: Surroundings, node: ast.expr) -> bool:
    """True for what the source itself says may be None: a default, one of two values, `.get` without a default."""
    scope = site.view.scope_of(node) if isinstance(node, ast.Name) else None
    if isinstance(node, ast.Name) and scope:
        return any(_says_none(_bound_to(scope, each)) for each in scope.bindings[node.id])
    return _says_none(node)


def _bound_to(scope: Scope, binding: ast.AST) -> ast.expr | None:
    match binding, scope.node:
        case ast.Assign(targets=[ast.Name()], value=value), _:
            return value
        case ast.arg(arg=name), ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda() as function:
            return defaults_of(function.args).get(name)
        case _:
            return None


def _says_none(value: ast.expr | None) -> bool:
    match value:
        case ast.Constant(value=None) | ast.Call(func=ast.Attribute(attr="get"), args=[_], keywords=[]):
            return True
        case ast.IfExp(body=body, orelse=orelse):
            return _says_none(body) or _says_none(orelse)
        case _:
            return False


def is_same_variable(site: Surroundings, name: ast.Name) -> bool:
    """True when a name inside a function stands for the same variable as it would at the call itself."""
    return site.view.scopes.resolved.get(name) is _seen_from_call(site, name.id)


def is_statement(site: Surroundings) -> bool:
    """True when the call is a statement of its own: nobody looks at what it gives."""
    match _statement(site, site.call):
        case ast.Expr(value=value):
            return value is site.call
        case _:
            return False


def assigned_name(site: Surroundings) -> str | None:
    """Return the name that the value of the call is assigned to."""
    match _statement(site, site.call):
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is site.call:
            return name
        case _:
            return None


def _statement(site: Surroundings, node: ast.AST) -> ast.stmt:
    while not isinstance(node, ast.stmt):
        node = site.view.parents[node]
    return node


def _seen_from_call(site: Surroundings, name: str) -> Scope | None:
    scopes = site.view.scopes
    inner = {scope.node: scope for scope in scopes.every}
    node: ast.AST = site.call
    while not isinstance(node, ast.stmt):
        if node in inner and name in inner[node].bindings:
            return inner[node]
        node = site.view.parents[node]
    scope = scopes.of_statement.get(node)
    innermost = scope
    while scope is not None and (name not in scope.bindings or (scope.is_class and scope is not innermost)):
        scope = scope.parent
    return scope
