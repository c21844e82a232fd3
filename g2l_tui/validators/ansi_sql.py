"""What ANSI mode makes strict in a parsed statement, and what to write for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlglot import exp

from g2l_tui.validators.strict import NUMBERS, SMALL_INTEGERS, TEXTS, TIMES, Kind, is_number

_NEVER_ZERO = (exp.Nullif, exp.Greatest, exp.Case, exp.If, exp.Star)
_NEVER_NULL = (exp.Array, exp.Coalesce, exp.ArrayAgg)
_OF_DATES = (exp.Year, exp.Month, exp.Day, exp.Quarter, exp.DayOfWeek, exp.DayOfMonth, exp.DayOfYear, exp.WeekOfYear)
"""What puts its argument into `TsOrDsToDate` without a word of the author's."""

_USUAL = {"date": "yyyy-MM-dd", "timestamp": "yyyy-MM-dd HH:mm:ss", "bigint": "yyyy-MM-dd HH:mm:ss"}
"""The patterns that are as good as none, and left out."""

_TESTS = (exp.Predicate, exp.Connector, exp.Not)
_FUNCTION = re.compile(r"(\w+)\(")

Instead = tuple[Kind, str]


def instead_of(node: exp.Expr) -> Instead | None:
    """Return what an expression is strict about, and what to write for it; None where nothing is."""
    match node:
        case exp.Div() | exp.Mod() | exp.IntDiv():
            return _division(node)
        case exp.Anonymous(name=name, expressions=[left, right]) if name.lower() == "pmod" and _may_be_zero(
            node, right
        ):
            return Kind.DIVISION, f"pmod({_sql(left)}, nullif({_sql(right)}, 0))"
        case exp.Cast() if type(node) is exp.Cast and not _fits(node.this, node.to):
            return Kind.CAST, f"try_cast({_sql(node.this)} as {_sql(node.to).lower()})"
        case exp.TsOrDsToDate() | exp.StrToTime() | exp.StrToUnix():
            return _parse(node)
        case exp.Bracket(expressions=[exp.Literal(is_string=False) as place]):
            return _element(node, place)
        case exp.ArraySize() if not isinstance(node.this, _NEVER_NULL) and not _is_tested(node):
            return Kind.SIZE, f"coalesce({_sql(node)}, -1)"
        case exp.Case():
            return _choice(node, [each.args["true"] for each in node.args["ifs"]] + [node.args.get("default")])
        case exp.Coalesce():
            return _choice(node, [node.this, *node.expressions])
        case exp.Mul():
            return _product(node)
        case exp.EQ() | exp.NEQ() | exp.GT() | exp.GTE() | exp.LT() | exp.LTE():
            return _comparison(node)
        case _:
            return None


def _division(node: exp.Expr) -> Instead | None:
    left, right = _sql(node.this), _sql(node.expression)
    if not _may_be_zero(node, node.expression):
        return None
    if isinstance(node, exp.Div):
        return Kind.DIVISION, f"try_divide({left}, {right})"
    return Kind.DIVISION, f"{left} {'%' if isinstance(node, exp.Mod) else 'div'} nullif({right}, 0)"


def _parse(node: exp.Expr) -> Instead | None:
    if isinstance(node.parent, _OF_DATES) or _fits(node.this, exp.DataType.build("timestamp")):
        return None
    kind = (
        "date" if isinstance(node, exp.TsOrDsToDate) else "bigint" if isinstance(node, exp.StrToUnix) else "timestamp"
    )
    if not node.args.get("format"):
        return Kind.CAST, f"try_cast({_sql(node.this)} as {kind})"
    given = _sql(node).partition("(")[2].removesuffix(")")
    pattern = "" if _sql(node.this) != given else f", '{_USUAL[kind]}'"
    parsed = f"try_to_timestamp({given}{pattern})"
    return Kind.PATTERN, parsed if kind == "timestamp" else f"cast({parsed} as {kind})"


def _element(node: exp.Bracket, place: exp.Literal) -> Instead | None:
    if node.args.get("offset"):
        return Kind.ELEMENT, f"try_{_sql(node).lower()[:10]}{_sql(node)[10:]}"
    is_first = place.name == "0" and isinstance(node.this, exp.RegexpSplit | exp.Split)
    return None if is_first else (Kind.ELEMENT, f"get({_sql(node.this)}, {place.name})")


def _product(node: exp.Mul) -> Instead | None:
    for factor in (node.this, node.expression):
        if type(factor) is exp.Cast and _sql(factor.to).lower() in SMALL_INTEGERS:
            wide = f"cast({_sql(factor.this)} as bigint)"
            return Kind.OVERFLOW, _sql(node).replace(_sql(factor), wide)
    return None


def _comparison(node: exp.Expr) -> Instead | None:
    for text, other in ((node.this, node.expression), (node.expression, node.this)):
        if not isinstance(text, exp.Literal) and _sort(text) == "text" and _sort(other) == "number":
            return Kind.MIXED, _sql(node).replace(_sql(text), f"try_cast({_sql(text)} as double)")
    return None


def _choice(node: exp.Expr, values: Sequence[exp.Expr | None]) -> Instead | None:
    sorts = [_sort(value) if value else "" for value in values]
    if not {"text", "number"} <= set(sorts):
        return None
    number = _sql(next(value for value, sort in zip(values, sorts, strict=True) if value and sort == "number"))
    return Kind.MIXED, _sql(node).replace(number, f"cast({number} as string)")


def _may_be_zero(node: exp.Expr, divisor: exp.Expr) -> bool:
    divisor = divisor.unnest()
    if isinstance(divisor, exp.Literal):
        return divisor.name.strip("0.") == ""
    return not isinstance(divisor, _NEVER_ZERO) and not _is_guarded(node, _columns(divisor))


def _is_guarded(node: exp.Expr, names: frozenset[str]) -> bool:
    """True where a condition or the query's own filter asks something of the same columns first."""
    at, parent = node, node.parent
    while parent is not None:
        match parent:
            case exp.Case(args={"ifs": branches}):
                conditions = [each.this for each in branches]
            case exp.If():
                conditions = [parent.this] if at is not parent.this else []
            case exp.Select(args={"where": exp.Where() as where}):
                conditions = [where]
            case _:
                conditions = []
        if any(_columns(each) & names for each in conditions if each is not at):
            return True
        at, parent = parent, parent.parent
    return False


def _is_tested(node: exp.Expr) -> bool:
    """True for a size that is only asked whether it is a number from 0 on, by what keeps or drops rows."""
    test = node.parent
    if not (
        isinstance(test, exp.GT | exp.GTE | exp.EQ) and test.this is node and isinstance(test.expression, exp.Literal)
    ):
        return False
    while isinstance(test, _TESTS) and not isinstance(test, exp.Not):
        test = test.parent
    return isinstance(test, exp.Where | exp.If | exp.Join)


def _fits(node: exp.Expr, kind: exp.DataType) -> bool:
    """True where a cast to a type cannot fail, numbers that grow too large left aside, but for decimals."""
    node, is_wide = node.unnest(), not kind.is_type("decimal")
    if kind.is_type(*exp.DataType.TEXT_TYPES, *exp.DataType.NESTED_TYPES, "binary", "null", "variant"):
        return True
    match node:
        case exp.Literal() | exp.Null() | exp.Boolean() | exp.Predicate() | exp.Connector() | exp.Not():
            return True
        case exp.Window() | exp.Alias():
            return _fits(node.this, kind)
        case exp.Binary():
            return is_wide
        case exp.Cast():
            return is_wide and not node.is_type(*exp.DataType.TEXT_TYPES)
        case exp.Case():
            values = [*(each.args["true"] for each in node.args["ifs"]), node.args.get("default")]
            return all(_fits(each, kind) for each in values if each)
        case exp.Coalesce():
            return all(_fits(each, kind) for each in (node.this, *node.expressions))
        case _:
            name = _name(node)
            return name in TIMES or (is_wide and name in NUMBERS)


def _sort(node: exp.Expr) -> str:
    """Return `text` for what is one and may be no number, `number`, or nothing where neither is certain."""
    node = node.unnest()
    match node:
        case exp.Literal():
            return "number" if not node.is_string else "" if is_number(node.name) else "text"
        case exp.Window() | exp.Alias():
            return _sort(node.this)
        case exp.Cast():
            is_number_type = node.is_type(*exp.DataType.NUMERIC_TYPES)
            return "number" if is_number_type else "text" if node.is_type(*exp.DataType.TEXT_TYPES) else ""
        case exp.Bracket(this=exp.RegexpSplit() | exp.Split()):
            return "text"
        case _:
            name = _name(node)
            return "text" if name in TEXTS else "number" if name in NUMBERS else ""


def _name(node: exp.Expr) -> str:
    """The function that an expression calls, as Databricks names it, in lower case."""
    found = _FUNCTION.match(_sql(node))
    return found[1].lower() if found else ""


def _columns(node: exp.Expr) -> frozenset[str]:
    return frozenset(each.name.lower() for each in node.find_all(exp.Column))


def _sql(node: exp.Expr) -> str:
    return node.sql("databricks")
