"""What sort of value a column surely is: a text, a number, or one that no cast of it fails for."""

from __future__ import annotations

import ast

from g2l_tui.engine.text.module import Module
from g2l_tui.validators.columns import Columns
from g2l_tui.validators.strict import NUMBERS, TEXTS, TIMES, is_number

_TESTS = frozenset("isNull isNotNull isin contains startswith endswith like rlike between eqNullSafe".split())
_TEXT_TYPES = ("string", "varchar", "char", "binary")
_NESTED = ("array", "map", "struct")
_NUMBER_TYPES = frozenset("int integer bigint long smallint short tinyint byte double float".split())


class Sorts:
    """Tells what is certain of the expressions of a module."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.columns = Columns(module)

    def meant(self, node: ast.expr) -> ast.expr:
        """Return the expression that a name is bound to once and for all, or the node itself."""
        scope = self.module.scopes.resolved.get(node) if isinstance(node, ast.Name) else None
        if isinstance(node, ast.Name) and scope and scope.bound_once(node.id):
            match scope.bindings[node.id]:
                case [ast.Assign(targets=[ast.Name()], value=value)]:
                    return value
        return node

    def type_of(self, node: ast.expr) -> str:
        """Return the type that an argument of `cast` names, in lower case; empty where it is not known."""
        match node:
            case ast.Constant(value=str(name)):
                return name.strip().lower()
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name.endswith("Type"):
                return name.removesuffix("Type").lower()
            case _:
                return ""

    def fits(self, node: ast.expr, kind: str) -> bool:
        """True where a cast to a type cannot fail: to a text, or of what is a number, a time or a test already.

        Numbers that grow too large are left aside, but for decimals.
        """
        if kind.startswith((*_TEXT_TYPES, *_NESTED)):
            return True
        node, is_wide = self.meant(node), not kind.startswith("decimal")
        match node:
            case ast.Constant() | ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Invert()):
                return True
            case ast.BinOp(op=operator):
                return is_wide or isinstance(operator, ast.BitAnd | ast.BitOr)
            case ast.Call(func=ast.Attribute(attr=name)) if name in _TESTS:
                return True
            case ast.Call(func=ast.Attribute(value=inner, attr="over" | "alias")):
                return self.fits(inner, kind)
            case ast.Call(func=ast.Attribute(attr="cast"), args=[first]):
                return is_wide and not self.type_of(first).startswith(_TEXT_TYPES)
            case ast.Call(func=ast.Attribute(attr="otherwise")):
                return all(self.fits(each, kind) for each in self.branches(node))
            case ast.Call(args=arguments):
                name = self.columns.function(node).lower()
                if name in ("coalesce", "greatest", "least"):
                    return all(not isinstance(each, ast.Constant) and self.fits(each, kind) for each in arguments)
                return name == "lit" or name in TIMES or (is_wide and name in NUMBERS)
            case _:
                return False

    def sort(self, node: ast.expr) -> str:
        """Return `text` for what is one and may be no number, `number`, or nothing where neither is certain."""
        match node:
            case ast.Constant(value=str(text)):
                return "" if is_number(text) else "text"
            case ast.Constant(value=bool()):
                return ""
            case ast.Constant(value=int() | float()):
                return "number"
            case ast.Call(func=ast.Attribute(value=inner, attr="over" | "alias")):
                return self.sort(inner)
            case ast.Call(func=ast.Attribute(attr="cast"), args=[kind]):
                name = self.type_of(kind)
                return "text" if name.startswith(_TEXT_TYPES) else "number" if name in _NUMBER_TYPES else ""
            case ast.Call(func=ast.Attribute(value=owner, attr="getItem")) | ast.Subscript(value=owner):
                return "text" if self.columns.function(owner) == "split" else ""
            case ast.Call(args=[*arguments]) if name := self.columns.function(node).lower():
                if name == "lit" and arguments:
                    return self.sort(arguments[0])
                return "text" if name in TEXTS else "number" if name in NUMBERS else ""
            case _:
                return ""

    def branches(self, node: ast.expr) -> list[ast.expr]:
        """Return what a chain of `when` and `otherwise` may give."""
        found: list[ast.expr] = []
        while isinstance(node, ast.Call):
            match node:
                case ast.Call(func=ast.Attribute(attr="otherwise"), args=[value]):
                    found.append(value)
                case ast.Call(func=ast.Name(id="when") | ast.Attribute(attr="when"), args=[_, value]):
                    found.append(value)
            node = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        return found[::-1]
