"""Functions on records as columns: the part of Python that means the same in both.

Glue gives the function one record after the other and drops a record for which it raises. Spark's null drops
the row as well, so an expression that raises on None and one that is null agree, as long as no `not` or `or`
stands around it; there, every part is made two-valued or the whole is refused.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from g2l_tui.engine.binding import Argument
from g2l_tui.engine.kinds import Instance
from g2l_tui.engine.refusal import CannotRewriteError
from g2l_tui.engine.transforms.fields import column
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.ruleset.binds import Binds
from g2l_tui.ruleset.template import Place, Text

RECORD = "G2L153"
TRUTH = "G2L154"

_DICT_METHODS = frozenset(
    ["items", "keys", "values", "get", "pop", "update", "copy", "clear", "setdefault", "popitem", "fromkeys"]
)
_ORDER = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_ARITHMETIC = {ast.Sub: "-", ast.Mult: "*"}
_TEXT_TESTS = frozenset({"startswith", "endswith"})
_TEXT_FUNCTIONS = {"lower": "lower", "upper": "upper"}


@transform
def record_condition(site: Site, function: Argument | None) -> Text:
    """Return the column for which Glue's Filter keeps a record. Raises CannotRewriteError outside the language."""
    found = site.function_of(function.node) if function else None
    if found is None:
        raise CannotRewriteError("the function that filters is not written here", code=RECORD)
    record, captured = _parameters(found)
    body = _body(found)
    return _Condition(site, record, captured).of(body)


def _parameters(function: ast.Lambda | ast.FunctionDef) -> tuple[str, Mapping[str, ast.expr]]:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args]
    if not every or arguments.vararg or arguments.kwarg or arguments.kwonlyargs:
        raise CannotRewriteError("the function takes more than a record", code=RECORD)
    first, *rest = every
    if len(rest) != len(arguments.defaults):
        raise CannotRewriteError("the function takes more than a record", code=RECORD)
    return first.arg, {argument.arg: value for argument, value in zip(rest, arguments.defaults, strict=True)}


def _body(function: ast.Lambda | ast.FunctionDef) -> ast.expr:
    if isinstance(function, ast.Lambda):
        return function.body
    statements = [each for each in function.body if not _is_docstring(each)]
    match statements:
        case [ast.Return(value=ast.expr() as value)] if not function.decorator_list:
            return value
        case _:
            raise CannotRewriteError(
                f"the function `{function.name}` is more than one returned expression",
                code=RECORD,
                hint="write the condition as a Column, or filter with a pandas UDF",
            )


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


@dataclass
class _Condition:
    site: Site
    record: str
    captured: Mapping[str, ast.expr]
    guards: list[str] = field(default_factory=list)
    two_valued: bool = False

    def of(self, node: ast.expr) -> Text:
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return _joined([self.of(value) for value in values], "&")
            case ast.BoolOp(op=ast.Or(), values=values):
                return self._or(values)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._not(operand)
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                sides = [left, *comparators]
                pairs = [self._compare(sides[i], ops[i], sides[i + 1]) for i in range(len(ops))]
                return _joined(pairs, "&")
            case ast.Call(func=ast.Attribute(value=value, attr=name), args=[argument], keywords=[]) if (
                name in _TEXT_TESTS and self._is_field(value)
            ):
                tested = self._value(value)
                return Text(f"{tested.at(Place.RECEIVER)}.{name}({self._plain(argument).code})")
            case ast.Call(func=ast.Name(id="bool"), args=[inner], keywords=[]):
                return self.of(inner)
            case _:
                raise CannotRewriteError(
                    f"the truth of `{self.site.source(node)}` depends on the type of its value",
                    code=TRUTH,
                    hint="compare it with what is meant, for example `== True`, `is not None` or `!= ''`",
                )

    def _or(self, values: list[ast.expr]) -> Text:
        inner = _Condition(self.site, self.record, self.captured, two_valued=True)
        parts = [inner.of(value) for value in values[:-1]]
        guards = list(dict.fromkeys(inner.guards))
        parts.append(inner.of(values[-1]))
        either = _joined(parts, "|")
        if not guards:
            self.guards += inner.guards
            return either
        self.guards += inner.guards
        return _joined([*(Text(f"{guard}.isNotNull()") for guard in guards), either], "&")

    def _not(self, operand: ast.expr) -> Text:
        inner = _Condition(self.site, self.record, self.captured, two_valued=True)
        condition = inner.of(operand)
        if inner.guards and isinstance(operand, ast.BoolOp):
            raise CannotRewriteError(
                f"`not` around `{self.site.source(operand)}` treats missing values in two ways", code=RECORD
            )
        self.guards += inner.guards
        return Text(f"~{condition.at(Place.RECEIVER)}", Binds.ARITHMETIC)

    def _compare(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Text:
        match operator:
            case ast.Is() | ast.IsNot() | ast.Eq() | ast.NotEq() if _is_none(right):
                test = "isNull" if isinstance(operator, ast.Is | ast.Eq) else "isNotNull"
                return Text(f"{self._value(left).at(Place.RECEIVER)}.{test}()")
            case ast.Eq() | ast.NotEq():
                return self._equal(left, right, negated=isinstance(operator, ast.NotEq))
            case ast.In() | ast.NotIn():
                return self._member(left, right, negated=isinstance(operator, ast.NotIn))
            case ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE():
                self._guard(left)
                self._guard(right)
                code = f"{self._value(left).at(Place.OPERAND)} {_ORDER[type(operator)]} "
                return Text(code + self._value(right).at(Place.OPERAND), Binds.COMPARISON)
            case _:
                raise CannotRewriteError(f"`{self.site.source(left)}` is compared by identity", code=RECORD)

    def _equal(self, left: ast.expr, right: ast.expr, *, negated: bool) -> Text:
        if not self._is_field(left):
            left, right = right, left
        value, other = self._value(left), self._value(right)
        if not self._is_field(left):
            raise CannotRewriteError("neither side of a comparison is a field", code=RECORD)
        if negated:
            return Text(f"~{value.at(Place.RECEIVER)}.eqNullSafe({other.code})", Binds.ARITHMETIC)
        if self.two_valued or not isinstance(right, ast.Constant):
            return Text(f"{value.at(Place.RECEIVER)}.eqNullSafe({other.code})")
        return Text(f"{value.at(Place.OPERAND)} == {other.at(Place.OPERAND)}", Binds.COMPARISON)

    def _member(self, left: ast.expr, right: ast.expr, *, negated: bool) -> Text:
        if self._is_field(right) and not self._is_field(left):
            self._guard(right)
            inside = Text(f"{self._value(right).at(Place.RECEIVER)}.contains({self._plain(left).code})")
            return Text(f"~{inside.code}", Binds.ARITHMETIC) if negated else inside
        if not self._is_field(left):
            raise CannotRewriteError(f"`{self.site.source(right)}` is searched for no field", code=RECORD)
        test = f"{self._value(left).at(Place.RECEIVER)}.isin({self._values(right)})"
        if negated:
            return Text(f"~F.coalesce({test}, F.lit(False))", Binds.ARITHMETIC)
        return Text(f"F.coalesce({test}, F.lit(False))" if self.two_valued else test)

    def _values(self, node: ast.expr) -> str:
        match node:
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                if any(_is_none(element) for element in elements):
                    raise CannotRewriteError("None is one of the values looked for", code=RECORD)
                return ", ".join(self._plain(element).code for element in elements)
            case _:
                text = self._plain(node)
                held = self.site.literal(self.captured.get(node.id, node) if isinstance(node, ast.Name) else node)
                return text.code if isinstance(held, ast.List | ast.Set) else f"list({text.code})"

    def _value(self, node: ast.expr) -> Text:
        """A field, or something computed from fields, or a plain value."""
        if path := self._field_path(node):
            return Text(column(path))
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr=name), args=[], keywords=[]) if (
                name in _TEXT_FUNCTIONS and self._is_field(value)
            ):
                self._guard(value)
                return Text(f"F.{_TEXT_FUNCTIONS[name]}({self._value(value).code})")
            case ast.Call(func=ast.Name(id="len"), args=[value], keywords=[]) if self._is_field(value):
                self._guard(value)
                return Text(f"F.length({self._value(value).code})")
            case ast.BinOp(left=left, op=ast.Sub() | ast.Mult() as operator, right=right) if self._is_field(node):
                self._guard(left)
                self._guard(right)
                code = f"{self._value(left).at(Place.OPERAND)} {_ARITHMETIC[type(operator)]} "
                return Text(f"({code}{self._value(right).at(Place.OPERAND)})")
            case _:
                return self._plain(node)

    def _guard(self, node: ast.expr) -> None:
        """Remember that Python raises when this is None."""
        if path := self._field_path(node):
            self.guards.append(column(path))

    def _is_field(self, node: ast.expr) -> bool:
        return any(isinstance(each, ast.Name) and each.id == self.record for each in ast.walk(node))

    def _field_path(self, node: ast.expr) -> tuple[str, ...]:
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key))) if name == self.record:
                return (key,)
            case ast.Subscript(value=value, slice=ast.Constant(value=str(key))) if path := self._field_path(value):
                return (*path, key)
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=[ast.Constant(value=str(key))]
            ) if name == self.record:
                return (key,)
            case ast.Attribute(value=ast.Name(id=name), attr=key) if name == self.record:
                if key in _DICT_METHODS:
                    raise CannotRewriteError(f"`{name}.{key}` is a method of the record", code=RECORD)
                return (key,)
            case _:
                return ()

    def _plain(self, node: ast.expr) -> Text:
        """A value that has nothing to do with the record."""
        if self._is_field(node):
            raise CannotRewriteError(f"`{self.site.source(node)}` has no counterpart on columns", code=RECORD)
        for each in ast.walk(node):
            if isinstance(each, ast.expr) and self.site.kind(each) in (
                Instance("DynamicFrame"),
                Instance("DataFrame"),
            ):
                raise CannotRewriteError("the function uses a frame, which Spark cannot do", code=RECORD)
        if isinstance(node, ast.Name) and node.id in self.captured:
            return self.site.text(self.captured[node.id])
        return self.site.text(node)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _joined(parts: list[Text], operator: str) -> Text:
    if len(parts) == 1:
        return parts[0]
    return Text(f" {operator} ".join(_operand(part, operator) for part in parts), Binds.ARITHMETIC)


def _operand(part: Text, operator: str) -> str:
    """`&` and `|` bind more tightly than comparisons, so those stand in parentheses."""
    is_joined = " & " in part.code or " | " in part.code
    is_chain = is_joined and " & " in part.code and operator == "&" and part.binds is Binds.ARITHMETIC
    if part.binds is Binds.ATOM or (part.code.startswith("~") and not is_joined):
        return part.code
    return part.code if is_chain and " | " not in part.code else f"({part.code})"
