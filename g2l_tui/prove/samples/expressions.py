"""Column expressions and record functions: what they say of the columns they speak of."""

from __future__ import annotations

import ast

from g2l_tui.prove.samples.frames import Frame, link, note_literal, note_parsed, note_type
from g2l_tui.prove.samples.hints import ColumnHint
from g2l_tui.prove.samples.texts import Known, value_of

_COLUMN_FUNCTIONS = frozenset({"col", "column"})
_NUMERIC = frozenset({"sum", "avg", "mean", "round", "abs", "stddev", "floor", "ceil"})
_TEXTUAL = frozenset(
    "lower upper trim ltrim rtrim split substring regexp_replace regexp_extract initcap like rlike startswith endswith "
    "contains".split()
)
_FIRST_KNOWN = frozenset({"coalesce", "nvl", "ifnull", "greatest", "least"})
_PARSERS = {
    "to_date": "date",
    "to_timestamp": "timestamp",
    "unix_timestamp": "timestamp",
    "int": "bigint",
    "float": "double",
}
_MEMBERS = frozenset(
    "select filter where withColumn groupBy agg join drop columns schema write show count cache persist rdd "
    "distinct union unionByName alias orderBy sort limit collect isEmpty na dtypes toDF head first take".split()
)


def note_expression(node: ast.expr, frame: Frame, frames: dict[str, Frame], known: Known, record: str = "") -> None:
    """Note what an expression says of the columns of `frame`; `record` is the parameter that holds a record."""
    reader = _Reader(frame, frames, known, record)
    for inner in ast.walk(node):
        if isinstance(inner, ast.expr):
            reader.note(inner)


def column_of(node: ast.expr, frame: Frame, frames: dict[str, Frame], known: Known) -> ColumnHint | None:
    """Return the hint of the column that an expression is, through casts and aliases."""
    return _Reader(frame, frames, known, "").column(node)


class _Reader:
    def __init__(self, frame: Frame, frames: dict[str, Frame], known: Known, record: str) -> None:
        self._frame = frame
        self._frames = frames
        self._known = known
        self._record = record

    def note(self, node: ast.expr) -> None:
        self.column(node)
        match node:
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                self._compared(left, operator, right)
            case ast.Call(func=ast.Attribute(attr="cast" | "astype", value=owner), args=[kind, *_]):
                note_parsed(self.column(owner), _type_name(kind))
            case ast.Call(func=ast.Attribute(attr="isin", value=owner), args=arguments):
                self._isin(owner, arguments)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *rest]):
                self._called(name, first, rest)
            case _:
                return

    def column(self, node: ast.expr) -> ColumnHint | None:
        match node:
            case ast.Subscript(value=ast.Name(id=owner), slice=ast.Constant(value=str(name))):
                return self._of(owner, name)
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in self._frames and name not in _MEMBERS:
                return self._frames[owner].hint(name)
            case ast.Call(
                func=ast.Attribute(attr="get", value=ast.Name(id=owner)), args=[ast.Constant(value=str(name)), *_]
            ):
                return self._of(owner, name) if owner == self._record else None
            case ast.Call(func=ast.Name(id=function) | ast.Attribute(attr=function), args=[name]) if (
                function in _COLUMN_FUNCTIONS
            ):
                text = value_of(name, self._known)
                return self._frame.hint(text) if isinstance(text, str) else None
            case ast.Call(
                func=ast.Attribute(attr="cast" | "alias" | "astype" | "strip" | "lower" | "upper", value=owner)
            ):
                return self.column(owner)
            case _:
                return None

    def _of(self, owner: str, name: str) -> ColumnHint | None:
        if owner == self._record:
            return self._frame.hint(name)
        return self._frames[owner].hint(name) if owner in self._frames else None

    def _compared(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> None:
        hints = self.column(left), self.column(right)
        if hints[0] is not None and hints[1] is not None and isinstance(operator, ast.Eq):
            link(hints[0], hints[1], ast.unparse(left)[:40])
        for hint, other in ((hints[0], right), (hints[1], left)):
            value = value_of(other, self._known)
            for each in value if isinstance(value, list) else [value]:
                note_literal(hint, each, unlike=isinstance(operator, ast.NotEq | ast.NotIn))

    def _isin(self, owner: ast.expr, arguments: list[ast.expr]) -> None:
        for argument in arguments:
            value = value_of(argument, self._known)
            for each in value if isinstance(value, list) else [value]:
                note_literal(self.column(owner), each)

    def _called(self, name: str, first: ast.expr, rest: list[ast.expr]) -> None:
        text = value_of(first, self._known)
        hint = self.column(first) or (self._frame.hint(text) if isinstance(text, str) and _takes_names(name) else None)
        if name in _NUMERIC:
            note_type(hint, "double")
        elif name in _TEXTUAL:
            note_type(hint, "string")
        elif name in _FIRST_KNOWN:
            self._same_type([first, *rest])
        elif name in _PARSERS:
            pattern = value_of(rest[0], self._known) if rest else ""
            note_parsed(hint, _PARSERS[name], pattern if isinstance(pattern, str) else "")

    def _same_type(self, values: list[ast.expr]) -> None:
        """Columns beside a literal number, of which one is taken, are numbers as well."""
        literals = [value_of(_literal(each), self._known) for each in values]
        number = next((each for each in literals if isinstance(each, int | float) and not isinstance(each, bool)), None)
        if number is None:
            return
        for each in values:
            text = value_of(each, self._known)
            hint = self._frame.hint(text) if isinstance(text, str) else self.column(each)
            note_type(hint, "double" if isinstance(number, float) else "bigint")


def _literal(node: ast.expr) -> ast.expr:
    match node:
        case ast.Call(func=ast.Name(id="lit") | ast.Attribute(attr="lit"), args=[value]):
            return value
        case _:
            return node


def _takes_names(function: str) -> bool:
    return function in _NUMERIC | _TEXTUAL | _PARSERS.keys() - {"int", "float"}


def _type_name(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=arguments):
            inner = ",".join(ast.unparse(each) for each in arguments)
            return f"{name.removesuffix('Type')}({inner})" if inner and name.startswith("Decimal") else name
        case _:
            return ""
