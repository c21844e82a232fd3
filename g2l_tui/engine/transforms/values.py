"""What a function on records computes from fields, as columns."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.fields import column, in_sql
from g2l_tui.engine.transforms.literals import quoted
from g2l_tui.engine.transforms.records import NUMBERS, Condition
from g2l_tui.engine.transforms.seeing import Surroundings, only_assigned

MAP = "G2L162"

Sort = Literal["text", "number", "truth", "any"]

_WHITE = " \t\n\r\x0b\x0c"
_STRIPS = {"strip": "btrim", "lstrip": "ltrim", "rstrip": "rtrim"}
_STRIPPED = "`strip` takes off white space of every alphabet in Python, and of ASCII here"
_CASES = {"lower": "lower", "upper": "upper"}
_ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}


@dataclass(frozen=True, slots=True)
class Guard:
    """What must hold of a row, or Python would have raised; `fields` are those it reads."""

    code: str
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Value:
    """An expression: its code, what sort of value it is, and whether it has nothing to do with the record."""

    code: str
    sort: Sort = "any"
    guards: tuple[Guard, ...] = ()
    is_plain: bool = False

    @property
    def column(self) -> str:
        """The code as a column."""
        return f"F.lit({self.code})" if self.is_plain else self.code


@dataclass
class Values:
    """Turns expressions of one function into columns, given which fields it has assigned and deleted so far."""

    site: Surroundings
    record: str
    captured: Mapping[str, ast.expr]
    assigned: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    seen: dict[str, str] = field(default_factory=dict)

    def note(self, key: str) -> None:
        """Take note of a field. Raises CannotRewriteError when another differs from it by case only."""
        if self.seen.setdefault(key.lower(), key) != key:
            raise CannotRewriteError(f"`{self.seen[key.lower()]}` and `{key}` are one column in Spark", code=MAP)

    def of(self, node: ast.expr) -> Value:
        """Return the value of an expression. Raises CannotRewriteError outside the language."""
        if path := self._condition().field_path(node):
            return self._field(path)
        if not self._reads_record(node) and not (isinstance(node, ast.Dict) and node.keys):
            return self._plain(node)
        match node:
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() as operator, right=right):
                return self._arithmetic(node, self.of(left), operator, self.of(right))
            case ast.Call(func=ast.Attribute(value=inner, attr=name), args=arguments, keywords=[]):
                return self._method(node, inner, name, arguments)
            case ast.Call(func=ast.Name(id="len"), args=[inner], keywords=[]):
                found = self._needed(inner)
                return Value(f"F.length({found.column})", "number", found.guards)
            case ast.Call(func=ast.Name(id="int" | "float" as name), args=[inner], keywords=[]):
                return self._number(node, inner, NUMBERS[name])
            case ast.Dict(keys=[_, *_] as keys, values=values):
                return self._struct(keys, values)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._either(test, body, orelse)
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return self._truth(node)
            case _:
                raise self._refusal(node)

    def _condition(self) -> Condition:
        return Condition(self.site, self.record, self.captured, two_valued=True)

    def _refusal(self, node: ast.expr, why: str = "has no counterpart on columns") -> CannotRewriteError:
        return CannotRewriteError(f"`{ast.unparse(node)}` {why}", code=MAP)

    def _reads_record(self, node: ast.expr) -> bool:
        return any(isinstance(each, ast.Name) and each.id == self.record for each in ast.walk(node))

    def _field(self, path: tuple[str, ...]) -> Value:
        self.note(path[0])
        if path[0] in self.deleted:
            raise CannotRewriteError(f"the field `{path[0]}` is read behind its deletion", code=MAP)
        above = (self._is_there(column(path[:-1]), path[:1]),) if len(path) > 1 else ()
        return Value(column(path), guards=above)

    def _plain(self, node: ast.expr) -> Value:
        """A value that is the same for every record; one that a call gives might not be."""
        if any(isinstance(each, ast.Call | ast.Lambda | ast.Await | ast.NamedExpr) for each in ast.walk(node)):
            raise self._refusal(node, "would be computed once, not for each record")
        if is_none(node):
            raise self._refusal(node, "gives a column without a type")
        inner = (each for each in ast.walk(node) if isinstance(each, ast.Name) and each is not node)
        if any(each.id in self.captured for each in inner):
            raise self._refusal(node, "uses a default value of the function")
        held = (only_assigned(self.site, node) if isinstance(node, ast.Name) else None) or node
        if isinstance(held, ast.Dict | ast.Tuple | ast.Set) or (isinstance(held, ast.List) and not _is_flat(held)):
            raise self._refusal(node, "is no value that a column can be made of here")
        code = self._condition().plain(node).code
        match node:
            case ast.Constant(value=bool()):
                return Value(code, "truth", is_plain=True)
            case ast.Constant(value=str()) | ast.JoinedStr():
                return Value(code, "text", is_plain=True)
            case ast.Constant(value=int() | float()):
                return Value(code, "number", is_plain=True)
            case _:
                return Value(code, is_plain=True)

    def _arithmetic(self, node: ast.expr, left: Value, operator: ast.operator, right: Value) -> Value:
        guards = self._guards_of(node, left, right)
        sorts = {left.sort, right.sort}
        if isinstance(operator, ast.Add) and "text" in sorts and sorts <= {"text", "any"}:
            parts = [*_concatenated(left), *_concatenated(right)]
            return Value(f"F.concat({', '.join(parts)})", "text", guards)
        if sorts <= {"number", "any"} and ("number" in sorts or not isinstance(operator, ast.Add)):
            return Value(f"{operand(left.code)} {_ARITHMETIC[type(operator)]} {operand(right.code)}", "number", guards)
        raise self._refusal(node, "adds numbers or joins texts, depending on the types of the fields")

    def _method(self, node: ast.expr, inner: ast.expr, name: str, arguments: list[ast.expr]) -> Value:
        if isinstance(inner, ast.Name) and inner.id == self.record:
            raise self._refusal(node)
        found = self._needed(inner)
        match name, arguments:
            case (("lower" | "upper"), []):
                return Value(f"F.{_CASES[name]}({found.column})", "text", found.guards)
            case (("strip" | "lstrip" | "rstrip"), []):
                self.site.caution(MAP, _STRIPPED)
                return Value(f"F.{_STRIPS[name]}({found.column}, F.lit({quoted(_WHITE)}))", "text", found.guards)
            case "replace", [ast.Constant(value=str(old)), ast.Constant(value=str(new))] if old:
                code = f"F.replace({found.column}, F.lit({quoted(old)}), F.lit({quoted(new)}))"
                return Value(code, "text", found.guards)
            case (("startswith" | "endswith"), [ast.Constant(value=str(text))]):
                return Value(f"{operand(found.column)}.{name}({quoted(text)})", "truth", found.guards)
            case _:
                raise self._refusal(node)

    def _number(self, node: ast.expr, inner: ast.expr, kind: str) -> Value:
        path = self._condition().field_path(inner)
        if not path:
            raise self._refusal(node)
        found = self._field(path)
        code = f"F.expr({quoted(f'try_cast({in_sql(path)} as {kind})')})"
        return Value(code, "number", (*found.guards, self._is_there(code, path)))

    def _struct(self, keys: Iterable[ast.expr | None], values: Iterable[ast.expr]) -> Value:
        parts: list[str] = []
        guards: list[Guard] = []
        for key, node in zip(keys, values, strict=True):
            if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                raise CannotRewriteError("a struct has a field without a literal name", code=MAP)
            found = self.of(node)
            guards += found.guards
            parts.append(f"{operand(found.column)}.alias({quoted(key.value)})")
        return Value(f"F.struct({', '.join(parts)})", guards=tuple(guards))

    def _either(self, test: ast.expr, body: ast.expr, orelse: ast.expr) -> Value:
        tested = self._truth(test)
        yes, no = (Value("None", is_plain=True) if is_none(each) else self.of(each) for each in (body, orelse))
        fields = self._fields(test)
        guards = [
            *tested.guards,
            *_unless(f"~{operand(tested.code)}", yes, fields, tested),
            *_unless(operand(tested.code), no, fields),
        ]
        code = f"F.when({tested.code}, {yes.column}).otherwise({no.column})"
        return Value(code, yes.sort if yes.sort == no.sort else "any", tuple(guards))

    def _truth(self, node: ast.expr) -> Value:
        """A value that is true or false and never null, for the rows that its guards let pass."""
        match node:
            case ast.BoolOp(op=operator, values=values):
                return self._joined(
                    node, "&" if isinstance(operator, ast.And) else "|", [self._truth(each) for each in values]
                )
            case ast.UnaryOp(op=ast.Not(), operand=negated):
                inner = self._truth(negated)
                return Value(f"~{operand(inner.code)}", "truth", inner.guards)
            case ast.Call(func=ast.Attribute(attr="startswith" | "endswith")):
                return self.of(node)
            case ast.Compare(ops=[_, _, *_]):
                raise self._refusal(node, "compares more than two values at once")
        condition = self._condition()
        code = condition.of(node).code
        for each in ast.walk(node):
            if isinstance(each, ast.expr) and (path := condition.field_path(each)):
                self._field(path)
        fields = self._fields(node)
        return Value(code, "truth", tuple(Guard(f"{each}.isNotNull()", fields) for each in condition.guards))

    def _joined(self, node: ast.expr, operator: str, parts: list[Value]) -> Value:
        """Python looks at a part only when those before it leave the answer open."""
        guards = list(parts[0].guards)
        for position, part in enumerate(parts[1:], 1):
            codes = [operand(each.code) for each in parts[:position]]
            before = f" {operator} ".join(codes) if position > 1 else parts[0].code
            way_out = f"~{operand(before)}" if operator == "&" else operand(before)
            guards += _unless(way_out, part, self._fields(node), *parts[:position])
        return Value(f" {operator} ".join(operand(each.code) for each in parts), "truth", tuple(guards))

    def _needed(self, node: ast.expr) -> Value:
        """A value that Python cannot do without: None would raise."""
        found = self.of(node)
        return Value(found.code, found.sort, self._guards_of(node, found), found.is_plain)

    def _guards_of(self, node: ast.expr, *operands: Value) -> tuple[Guard, ...]:
        """The guards of operands, and that those which may be null are not."""
        fields = self._fields(node)
        guards = [guard for value in operands for guard in value.guards]
        guards += [
            Guard(f"{operand(value.code)}.isNotNull()", fields)
            for value in operands
            if value.sort == "any" and not value.is_plain
        ]
        return tuple(dict.fromkeys(guards))

    def _is_there(self, code: str, path: Iterable[str]) -> Guard:
        return Guard(f"{code}.isNotNull()", frozenset([next(iter(path))]))

    def _fields(self, node: ast.expr) -> frozenset[str]:
        paths = (self._condition().field_path(each) for each in ast.walk(node) if isinstance(each, ast.expr))
        return frozenset(path[0] for path in paths if path)


def _is_flat(node: ast.List) -> bool:
    """True for constants of one type, which Spark makes an array of."""
    types = {type(each.value) if isinstance(each, ast.Constant) else None for each in node.elts}
    return len(types) == 1 and None not in types and type(None) not in types


def is_none(node: ast.expr) -> bool:
    """True for the constant None."""
    return isinstance(node, ast.Constant) and node.value is None


def _concatenated(value: Value) -> list[str]:
    """What a concatenation joins; one inside another is taken apart."""
    inner = value.code
    if value.sort == "text" and inner.startswith("F.concat(") and _closes_at_end(inner):
        return [inner.removeprefix("F.concat(").removesuffix(")")]
    return [value.column]


def _closes_at_end(code: str) -> bool:
    tree = ast.parse(code, mode="eval").body
    return isinstance(tree, ast.Call) and isinstance(tree.func, ast.Attribute) and tree.func.attr == "concat"


def operand(code: str) -> str:
    """Return code as it may stand beside an operator, or before a dot."""
    tree = ast.parse(code, mode="eval").body
    return code if isinstance(tree, ast.Call | ast.Attribute | ast.Name | ast.Constant) else f"({code})"


def _unless(way_out: str, value: Value, fields: frozenset[str], *tested: Value) -> list[Guard]:
    """The guards of a value that Python only computes where `way_out`, which reads `fields`, is false."""
    known = {each.code for each in tested}
    return [
        Guard(f"{way_out} | {operand(guard.code)}", guard.fields | fields)
        for guard in value.guards
        if guard.code not in known
    ]
