"""Column expressions and record functions: what they say of the columns they speak of."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from g2l_tui.prove.samples.frames import Frame, link, note_condition, note_parsed, note_type
from g2l_tui.prove.samples.hints import ColumnHint
from g2l_tui.prove.samples.texts import Known, value_of

_COLUMN_FUNCTIONS = frozenset({"col", "column"})
_NUMERIC = frozenset({"sum", "avg", "mean", "round", "abs", "stddev", "floor", "ceil"})
_TEXTUAL = frozenset(
    "lower upper trim ltrim rtrim split substring regexp_replace regexp_extract initcap like rlike startswith endswith "
    "contains".split()
)
_SAME_COLUMN = frozenset(
    "trim ltrim rtrim lower upper coalesce nvl ifnull round abs to_date to_timestamp sum max min avg mean first "
    "last".split()
)
"""Functions behind which a column is still meant: what is asked of their result is asked of it."""
_WAYS_OF_LIKE = {"like": "{}", "ilike": "{}", "startswith": "{}%", "endswith": "%{}", "contains": "%{}%"}
_OPERATORS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.In: "==", ast.Is: "==", ast.NotEq: "!=", ast.NotIn: "!=", ast.IsNot: "!=",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
NEGATED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "like": "unlike", "unlike": "like"}
TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_FIRST_KNOWN = frozenset({"coalesce", "nvl", "ifnull", "greatest", "least"})
_OPENERS = frozenset({"explode", "explode_outer", "element_at"})
"""Functions that give what an array holds."""
_OF_ARRAYS = frozenset({"size", "array_contains", "posexplode", "posexplode_outer"})
_PARSERS = {
    "to_date": "date",
    "to_timestamp": "timestamp",
    "unix_timestamp": "timestamp",
    "try_to_timestamp": "timestamp",
    "int": "bigint",
    "float": "double",
}
_MEMBERS = frozenset(
    "select filter where withColumn groupBy agg join drop columns schema write show count cache persist rdd "
    "distinct union unionByName alias orderBy sort limit collect isEmpty na dtypes toDF head first take".split()
)


def note_expression(node: ast.AST, frame: Frame, frames: dict[str, Frame], known: Known, record: str = "") -> None:
    """Note what an expression says of the columns of `frame`; `record` is the parameter that holds a record."""
    _Reader(frame, frames, known, record).read(node)


def column_of(node: ast.expr, frame: Frame, frames: dict[str, Frame], known: Known) -> ColumnHint | None:
    """Return the hint of the column that an expression is, through casts and aliases."""
    return _Reader(frame, frames, known, "").column(node)


class _Reader:
    def __init__(self, frame: Frame, frames: dict[str, Frame], known: Known, record: str) -> None:
        self._frame = frame
        self._frames = frames
        self._known = known
        self._record = record

    def read(self, node: ast.AST, *, is_negated: bool = False) -> None:
        """Note what a node and those in it say."""
        if isinstance(node, ast.expr):
            self._note(node, is_negated=is_negated)
        turned = is_negated ^ (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert | ast.Not))
        for inner in ast.iter_child_nodes(node):
            self.read(inner, is_negated=turned)

    def _note(self, node: ast.expr, *, is_negated: bool) -> None:
        self.column(node)
        match node:
            case ast.Compare(left=left, ops=operators, comparators=rights):
                for one, operator, other in zip((left, *rights), operators, rights, strict=False):
                    self._compared(one, _OPERATORS[type(operator)], other, is_negated=is_negated)
            case ast.BinOp(left=left, op=operation, right=right):
                self._calculated(left, operation, right)
            case ast.Call(func=ast.Attribute(attr="cast" | "astype", value=owner), args=[kind, *_]):
                note_parsed(self.column(owner), _type_name(kind))
            case ast.Call(func=ast.Attribute(attr="isin", value=owner), args=arguments):
                for argument in arguments:
                    self._conditioned(self.column(owner), "==", argument, is_negated=is_negated)
            case ast.Call(func=ast.Attribute(attr=way, value=owner), args=[argument]) if way in _WAYS_OF_LIKE:
                self._likened(owner, way, argument, is_negated=is_negated)
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
            case ast.Call(func=ast.Attribute(attr="cast" | "alias" | "astype" | "over", value=owner)):
                return self.column(owner)
            case ast.Call(func=ast.Attribute(attr="strip" | "lower" | "upper", value=owner), args=[]):
                return self.column(owner)
            case ast.Call(func=ast.Name(id=function) | ast.Attribute(attr=function), args=[first, *_]) if (
                function in _SAME_COLUMN or function in _OPENERS
            ):
                return self._behind(function, first)
            case (
                ast.Subscript(value=owner, slice=ast.Constant(value=str(name)))
                | ast.Call(func=ast.Attribute(attr="getField", value=owner), args=[ast.Constant(value=str(name))])
            ):
                inner = self.column(owner)
                return inner and inner.within([name])
            case _:
                return None

    def _behind(self, function: str, first: ast.expr) -> ColumnHint | None:
        hint = self._named(first)
        if hint is None or function in _SAME_COLUMN:
            return hint
        return hint.item()

    def _named(self, node: ast.expr) -> ColumnHint | None:
        """The column that an argument is, by its name as a text as well."""
        text = value_of(node, self._known)
        return self._frame.hint(text) if isinstance(text, str) else self.column(node)

    def _of(self, owner: str, name: str) -> ColumnHint | None:
        if owner == self._record:
            return self._frame.hint(name)
        return self._frames[owner].hint(name) if owner in self._frames else None

    def _compared(self, left: ast.expr, operator: str, right: ast.expr, *, is_negated: bool) -> None:
        hints = self.column(left), self.column(right)
        if hints[0] is not None and hints[1] is not None and operator == "==":
            link(hints[0], hints[1], ast.unparse(left)[:40])
        self._conditioned(hints[0], operator, right, is_negated=is_negated)
        self._conditioned(hints[1], TURNED.get(operator, operator), left, is_negated=is_negated)

    def _conditioned(self, hint: ColumnHint | None, operator: str, other: ast.expr, *, is_negated: bool) -> None:
        value = value_of(_literal(other), self._known)
        for each in value if isinstance(value, list) else [value]:
            note_condition(hint, NEGATED[operator] if is_negated else operator, each)

    def _likened(self, owner: ast.expr, way: str, argument: ast.expr, *, is_negated: bool) -> None:
        if isinstance(text := value_of(argument, self._known), str):
            note_condition(self.column(owner), "unlike" if is_negated else "like", _WAYS_OF_LIKE[way].format(text))

    def _calculated(self, left: ast.expr, operation: ast.operator, right: ast.expr) -> None:
        """Columns that are multiplied or divided are numbers, and those that a number is added to."""
        numbers = [isinstance(value_of(_literal(each), self._known), int | float) for each in (left, right)]
        if isinstance(operation, ast.Mult | ast.Div | ast.FloorDiv | ast.Mod | ast.Pow) or any(numbers):
            for each in (left, right):
                note_type(self.column(each), "double")

    def _called(self, name: str, first: ast.expr, rest: list[ast.expr]) -> None:
        hint = self._named(first) if _takes_names(name) else self.column(first)
        if name in _NUMERIC:
            note_type(hint, "double")
        elif name in _TEXTUAL:
            note_type(hint, "string")
        elif name in _FIRST_KNOWN:
            self._same_type([first, *rest])
        elif name in _PARSERS:
            pattern = value_of(rest[0], self._known) if rest else ""
            note_parsed(hint, _PARSERS[name], pattern if isinstance(pattern, str) else "")
        elif name in _OF_ARRAYS and hint is not None:
            for each in rest[: name == "array_contains"]:
                note_condition(hint.item(), "==", value_of(_literal(each), self._known))

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
    return function in _NUMERIC | _TEXTUAL | _OF_ARRAYS | _PARSERS.keys() - {"int", "float"}


def _type_name(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=arguments):
            inner = ",".join(ast.unparse(each) for each in arguments)
            return f"{name.removesuffix('Type')}({inner})" if inner and name.startswith("Decimal") else name
        case _:
            return ""
