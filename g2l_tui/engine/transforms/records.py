"""Functions on records as columns: the part of Python that means the same in both.

Glue gives the function one record after the other and drops a record for which it raises. Spark drops a row for
which the column is false or null. At the top, where only `true` counts, a column may be null wherever Python says
False or raises. Inside a `not` that is not enough: there the column must be null exactly where Python raises, or
the whole is refused.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from g2l_tui.engine.kinds.kind import Instance
from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.text.tree import nodes_of
from g2l_tui.engine.transforms.fields import column, in_sql
from g2l_tui.engine.transforms.literals import quoted
from g2l_tui.engine.transforms.membership import RECORD, looked_for
from g2l_tui.engine.transforms.registry import transform
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.ruleset.binds import Binds
from g2l_tui.ruleset.template import Place, Text

TRUTH = "G2L154"

DICT_METHODS = frozenset(
    ["items", "keys", "values", "get", "pop", "update", "copy", "clear", "setdefault", "popitem", "fromkeys"]
)
_ORDER = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_ARITHMETIC = {ast.Sub: "-", ast.Mult: "*"}
_TEXT_TESTS = frozenset({"startswith", "endswith"})
_TEXT_FUNCTIONS = {"lower": "lower", "upper": "upper"}

_LATE = re.compile(r"[^\W\d]\w*(\.\w+|\[-?\d+\])*")
"""What may stand in braces in a text in back-quotes: a name that is known when the job runs."""

NUMBERS = {"int": "bigint", "float": "double"}
"""What the text of a field is cast to for Python's functions."""

_NOT_A_NUMBER = "a text that says NaN is greater than every number in Spark, and compares with none in Python"


@transform
def record_condition(site: Surroundings, function: Argument | None) -> Text:
    """Return the column for which Glue's Filter keeps a record. Raises CannotRewriteError outside the language."""
    found = site.function_of(function.node) if function else None
    if found is None:
        reason = "the function that filters is not written here, or a name in it is another one here"
        raise CannotRewriteError(reason, code=RECORD)
    record, captured = parameters(found)
    body = _body(found)
    return Condition(site, record, captured).test(body, exact=False).text


def parameters(function: ast.Lambda | ast.FunctionDef) -> tuple[str, Mapping[str, ast.expr]]:
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
    statements = [each for each in function.body if not is_docstring(each)]
    match statements:
        case [ast.Return(value=ast.expr() as value)] if not function.decorator_list:
            return value
        case _:
            raise CannotRewriteError(
                f"the function `{function.name}` is more than one returned expression",
                code=RECORD,
                hint="write the condition as a Column, or filter with a pandas UDF",
            )


def is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


@dataclass(frozen=True, slots=True)
class _Value:
    """A field, something computed from fields, or a plain value (without `guards`).

    Python raises while computing it whenever a column of `guards` is null. A field's own null is a value.
    """

    text: Text
    guards: tuple[str, ...] = ()
    is_field: bool = False

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that may not be null when the value is compared, measured or computed with."""
        return (self.text.code,) if self.is_field else self.guards

    @property
    def is_computed(self) -> bool:
        """True when the value is null only where Python raises."""
        return bool(self.guards) and not self.is_field


@dataclass(frozen=True, slots=True)
class _Test:
    """A condition. Python raises only where a column of `guards` is null; `strict`, it always does there."""

    text: Text
    guards: tuple[str, ...] = ()
    strict: bool = True

    def raises_like(self, other: _Test) -> bool:
        """True when Python would raise here, too, wherever it raises in the other."""
        return self.strict and set(other.guards) <= set(self.guards)


@dataclass
class Condition:
    """The conditions of one function. `two_valued`, the caller sees to it that no column of `guards` is null."""

    site: Surroundings
    record: str
    captured: Mapping[str, ast.expr]
    guards: list[str] = field(default_factory=list)
    two_valued: bool = False

    def of(self, node: ast.expr) -> Text:
        """Return a condition that is true or false wherever Python does not raise: where no guard is null."""
        found = self.test(node, exact=True)
        if found.guards and not found.strict:
            raise self._two_ways(node)
        self.guards += found.guards
        return found.text

    def test(self, node: ast.expr, *, exact: bool) -> _Test:
        """Return a condition: true where Python says True; `exact`, null where it raises and else false."""
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return self._and(node, [self.test(value, exact=exact) for value in values], exact=exact)
            case ast.BoolOp(op=ast.Or(), values=values):
                return self._or(node, [self.test(value, exact=exact) for value in values], exact=exact)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.test(operand, exact=True)
                text = Text(f"~{inner.text.at(Place.RECEIVER)}", Binds.ARITHMETIC)
                return _Test(text, inner.guards, inner.strict)
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                sides = [left, *comparators]
                pairs = [self._compare(sides[i], ops[i], sides[i + 1], exact=exact) for i in range(len(ops))]
                return self._and(node, pairs, exact=exact)
            case ast.Call(func=ast.Attribute(value=value, attr=name), args=[argument], keywords=[]) if (
                name in _TEXT_TESTS and self._is_field(value) and not self._is_tuple(argument)
            ):
                tested = self._value(value)
                text = Text(f"{tested.text.at(Place.RECEIVER)}.{name}({self.plain(argument).code})")
                return _Test(text, tested.needed)
            case ast.Call(func=ast.Name(id="bool"), args=[inner_node], keywords=[]):
                return self.test(inner_node, exact=exact)
            case _:
                raise CannotRewriteError(
                    f"the truth of `{self.site.source(node)}` depends on the type of its value",
                    code=TRUTH,
                    hint="compare it with what is meant, for example `== True`, `is not None` or `!= ''`",
                )

    def _and(self, node: ast.expr, parts: Sequence[_Test], *, exact: bool) -> _Test:
        text = _joined([part.text for part in parts], "&")
        for at, part in enumerate(parts):
            if exact and part.guards and not all(later.raises_like(part) for later in parts[at + 1 :]):
                raise self._two_ways(node)
        return _together(text, parts)

    def _or(self, node: ast.expr, parts: Sequence[_Test], *, exact: bool) -> _Test:
        """Python looks at the parts from the left: where one raises, the parts behind it count no more."""
        *before, last = parts
        joined = [last.text]
        for at, part in reversed(list(enumerate(before))):
            if not part.guards or all(later.raises_like(part) for later in parts[at + 1 :]):
                joined.insert(0, part.text)
            elif part.strict and not exact:
                joined = [_guarded(part.guards, _joined([part.text, *joined], "|"))]
            else:
                raise self._two_ways(node)
        return _together(_joined(joined, "|"), parts)

    def _two_ways(self, node: ast.expr) -> CannotRewriteError:
        return CannotRewriteError(
            f"`{self.site.source(node)}` treats missing values in two ways: Glue drops a record for which it raises",
            code=RECORD,
            hint="test for `is not None` first, or write the condition as a Column",
        )

    def _compare(self, left: ast.expr, operator: ast.cmpop, right: ast.expr, *, exact: bool) -> _Test:
        match operator:
            case ast.Eq() | ast.NotEq() if _is_none(left):
                return self._missing(left, right, negated=isinstance(operator, ast.NotEq), exact=exact)
            case ast.Is() | ast.IsNot() | ast.Eq() | ast.NotEq() if _is_none(right):
                return self._missing(right, left, negated=isinstance(operator, ast.IsNot | ast.NotEq), exact=exact)
            case ast.Eq() | ast.NotEq():
                return self._equal(left, right, negated=isinstance(operator, ast.NotEq), exact=exact)
            case ast.In() | ast.NotIn():
                return self._member(left, right, negated=isinstance(operator, ast.NotIn), exact=exact)
            case ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE():
                if not self._is_field(left) and not self._is_field(right):
                    raise self._no_field()
                low, high = self._value(left), self._value(right)
                code = f"{low.text.at(Place.OPERAND)} {_ORDER[type(operator)]} {high.text.at(Place.OPERAND)}"
                return _Test(Text(code, Binds.COMPARISON), _once(low.needed, high.needed))
            case _:
                raise CannotRewriteError(f"`{self.site.source(left)}` is compared by identity", code=RECORD)

    def _missing(self, none: ast.expr, node: ast.expr, *, negated: bool, exact: bool) -> _Test:
        value = self._value(node)
        if not self._is_field(node):
            raise self._no_field()
        text = Text(f"{value.text.at(Place.RECEIVER)}.{'isNotNull' if negated else 'isNull'}()")
        return self._tested(none, text, value.guards, exact=exact, is_safe=negated)

    def _equal(self, left: ast.expr, right: ast.expr, *, negated: bool, exact: bool) -> _Test:
        if not self._is_field(left):
            left, right = right, left
        if not self._is_field(left):
            raise self._no_field()
        value, other = self._value(left), self._value(right)
        guards = _once(value.guards, other.guards)
        sure = [value.is_computed, other.is_computed or _is_constant(right)]
        sign = "!=" if negated else "=="
        plain = Text(f"{value.text.at(Place.OPERAND)} {sign} {other.text.at(Place.OPERAND)}", Binds.COMPARISON)
        if all(sure):
            return _Test(plain, guards)
        if not negated and not exact and any(sure):
            return _Test(plain, guards)
        code = f"{value.text.at(Place.RECEIVER)}.eqNullSafe({other.text.code})"
        text = Text(f"~{code}", Binds.ARITHMETIC) if negated else Text(code)
        return self._tested(left, text, guards, exact=exact)

    def _member(self, left: ast.expr, right: ast.expr, *, negated: bool, exact: bool) -> _Test:
        if isinstance(right, ast.Name) and right.id == self.record:
            raise CannotRewriteError(
                "the function asks whether a record has a field, and every row has every column",
                code=RECORD,
                hint=f"ask whether it is null: F.col({self.site.source(left)}).isNotNull()",
            )
        if self._is_field(right) and not self._is_field(left):
            searched = self._value(right)
            inside = f"{searched.text.at(Place.RECEIVER)}.contains({self.plain(left).code})"
            return _Test(_negated(Text(inside)) if negated else Text(inside), searched.needed)
        if not self._is_field(left):
            raise CannotRewriteError(f"`{self.site.source(right)}` is searched for no field", code=RECORD)
        value = self._value(left)
        found = Text(f"{value.text.at(Place.RECEIVER)}.isin({self._values(right)})")
        if value.is_computed:
            return _Test(_negated(found) if negated else found, value.guards)
        if not negated and not exact:
            return _Test(found, value.guards)
        known = Text(f"F.coalesce({found.code}, F.lit(False))")
        return self._tested(left, _negated(known) if negated else known, value.guards, exact=exact)

    def _tested(
        self, node: ast.expr, text: Text, guards: tuple[str, ...], *, exact: bool, is_safe: bool = False
    ) -> _Test:
        """A condition that is never null, so that it must be told where Python raises; `is_safe`, it is false there."""
        if not guards:
            return _Test(text)
        if exact and not self.two_valued:
            raise self._two_ways(node)
        return _Test(text if is_safe or exact else _guarded(guards, text), guards)

    def _no_field(self) -> CannotRewriteError:
        return CannotRewriteError("neither side of a comparison is a field", code=RECORD)

    def _values(self, node: ast.expr) -> str:
        held = self.site.literal(self.captured.get(node.id, node) if isinstance(node, ast.Name) else node)
        return looked_for(self.site, node, held, self.plain)

    def _value(self, node: ast.expr) -> _Value:
        """A field, or something computed from fields, or a plain value."""
        if path := self.field_path(node):
            parents = tuple(column(path[:length]) for length in range(1, len(path)))
            return _Value(Text(column(path)), parents, is_field=True)
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=key) if name == self.record and _LATE.fullmatch(
                late := self.plain(key).code
            ):
                return _Value(Text(f'F.col(f"`{{{late}}}`")'), is_field=True)
            case ast.Call(func=ast.Attribute(value=value, attr=name), args=[], keywords=[]) if (
                name in _TEXT_FUNCTIONS and self._is_field(value)
            ):
                inner = self._value(value)
                return _Value(Text(f"F.{_TEXT_FUNCTIONS[name]}({inner.text.code})"), guards=inner.needed)
            case ast.Call(func=ast.Name(id="len"), args=[value], keywords=[]) if self._is_field(value):
                inner = self._value(value)
                return _Value(Text(f"F.length({inner.text.code})"), guards=inner.needed)
            case ast.Call(func=ast.Name(id="int" | "float" as name), args=[value], keywords=[]) if (
                path := self.field_path(value)
            ):
                return self._number(path, name)
            case ast.BinOp(left=left, op=ast.Sub() | ast.Mult() as operator, right=right) if self._is_field(node):
                first, second = self._value(left), self._value(right)
                sign = _ARITHMETIC[type(operator)]
                code = f"({first.text.at(Place.TERM)} {sign} {second.text.at(Place.TERM)})"
                return _Value(Text(code), guards=_once(first.needed, second.needed))
            case _:
                return _Value(self.plain(node))

    def _number(self, path: tuple[str, ...], name: str) -> _Value:
        """A field as a number: null where Python raises, because there is none or it says none."""
        if name == "float":
            self.site.caution(RECORD, _NOT_A_NUMBER)
        code = f"F.expr({quoted(f'try_cast({in_sql(path)} as {NUMBERS[name]})')})"
        return _Value(Text(code), guards=(code,))

    def _is_field(self, node: ast.expr) -> bool:
        return any(isinstance(each, ast.Name) and each.id == self.record for each in nodes_of(node))

    def _is_tuple(self, node: ast.expr) -> bool:
        return isinstance(self.site.literal(node), ast.Tuple)

    def field_path(self, node: ast.expr) -> tuple[str, ...]:
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key))) if name == self.record:
                return (key,)
            case ast.Subscript(value=value, slice=ast.Constant(value=str(key))) if path := self.field_path(value):
                return (*path, key)
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=[ast.Constant(value=str(key))]
            ) if name == self.record:
                return (key,)
            case ast.Attribute(value=ast.Name(id=name), attr=key) if name == self.record:
                if key in DICT_METHODS:
                    raise CannotRewriteError(f"`{name}.{key}` is a method of the record", code=RECORD)
                return (key,)
            case _:
                return ()

    def plain(self, node: ast.expr) -> Text:
        """A value that has nothing to do with the record."""
        if self._is_field(node):
            raise CannotRewriteError(f"`{self.site.source(node)}` has no counterpart on columns", code=RECORD)
        for each in ast.walk(node):
            if isinstance(each, ast.expr) and self.site.kind(each) in (
                Instance("DynamicFrame"),
                Instance("DataFrame"),
            ):
                raise CannotRewriteError("the function uses a frame, which Spark cannot do", code=RECORD)
            if isinstance(each, ast.Name) and each.id in self.captured and each is not node:
                raise CannotRewriteError(f"`{each.id}` is a name of the function only", code=RECORD)
        if isinstance(node, ast.Name) and node.id in self.captured:
            return self.site.text(self.captured[node.id])
        return self.site.text(node)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_constant(node: ast.expr) -> bool:
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant)


def _once(*guards: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(guard for each in guards for guard in each))


def _together(text: Text, parts: Sequence[_Test]) -> _Test:
    """The first part is always looked at; whether a later one is depends on those before it."""
    guards = _once(*(part.guards for part in parts))
    strict = parts[0].strict and set(parts[0].guards) == set(guards)
    return _Test(text, guards, strict)


def _guarded(guards: tuple[str, ...], text: Text) -> Text:
    return _joined([*(Text(f"{guard}.isNotNull()") for guard in guards), text], "&")


def _negated(text: Text) -> Text:
    return Text(f"~{text.code}", Binds.ARITHMETIC)


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
