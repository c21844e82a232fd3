"""What SQL text says of its tables: columns, types, joins, values compared with; and the tables that DDL declares."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, traverse_scope

from g2l_tui.prove.samples.expressions import NEGATED, TURNED
from g2l_tui.prove.samples.frames import Frame, joined, link, note_condition, note_parsed, note_type, spark_type
from g2l_tui.prove.samples.hints import ColumnHint, Grouping

logging.getLogger("sqlglot").setLevel(logging.ERROR)

Lookup = Callable[[str], Frame | None]
"""From a table's name as SQL says it to its frame."""

_OPERATORS: Mapping[type[exp.Expr], str] = {
    exp.EQ: "==", exp.NullSafeEQ: "==", exp.NEQ: "!=", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
    exp.Like: "like", exp.ILike: "like",
}  # fmt: skip
_NUMERIC = (exp.Sum, exp.Avg, exp.Mul, exp.Div, exp.Mod, exp.Round)
_TEXTUAL = (exp.Upper, exp.Lower, exp.Trim, exp.Split, exp.Like, exp.Substring)
_SAME_COLUMN = (
    exp.Cast, exp.Upper, exp.Lower, exp.Trim, exp.Coalesce, exp.Paren, exp.Round, exp.Sum, exp.Max, exp.Min, exp.Avg,
)  # fmt: skip
_TIMES = (exp.Year, exp.Month, exp.TsOrDsToDate, exp.TimestampTrunc, exp.DateTrunc)


def read_query(text: str, frame_of: Lookup) -> Frame:
    """Note what a query says of its columns, and return the frame that it gives."""
    try:
        tree = sqlglot.parse_one(text, dialect="spark")
    except (SqlglotError, RecursionError):
        return Frame()
    found: dict[int, Frame] = {}
    frame = Frame()
    for scope in _scopes(tree):
        frame = found[id(scope.expression)] = _Query(scope, found, frame_of).read(found)
    return frame


def _scopes(tree: exp.Expr) -> list[Scope]:
    """The SELECTs of a text, inner ones first; one that merges into a table counts as one itself."""
    if isinstance(tree, exp.Merge):
        return [Scope(tree, sources={each.alias_or_name: each for each in tree.find_all(exp.Table)})]
    return traverse_scope(tree)


def groupings_in(text: str) -> Iterator[Grouping]:
    """Yield what the windows and groups of a text name."""
    try:
        tree = sqlglot.parse_one(text, dialect="spark")
    except (SqlglotError, RecursionError):
        return
    for node in tree.find_all(exp.Window, exp.Group):
        order = node.args.get("order")
        yield Grouping(
            _names(node.args.get("partition_by") or node.expressions), _names(order.expressions if order else ())
        )


def _names(nodes: Iterable[exp.Expr]) -> tuple[str, ...]:
    found = (node if isinstance(node, exp.Column) else node.find(exp.Column) for node in nodes)
    return tuple(column.name for column in found if column is not None)


def tables_in(text: str) -> tuple[str, ...]:
    """Return the names of the tables that SQL text reads or writes, as dotted paths; not those of its own WITH."""
    try:
        trees = sqlglot.parse(text, dialect="spark")
    except (SqlglotError, RecursionError):
        return ()
    names: dict[str, None] = {}
    for tree in trees:
        if (
            tree is None
            or isinstance(tree, exp.Use | exp.Show | exp.Command | exp.Describe | exp.Drop)
            or _is_schema(tree)
        ):
            continue
        own = {each.alias_or_name.lower() for each in tree.find_all(exp.CTE)}
        for table in tree.find_all(exp.Table):
            name = _table_name(table)
            if name and name.lower() not in own:
                names[name] = None
    return tuple(names)


def changes_rows_only(text: str) -> bool:
    """True for SQL that parses and does no more than read rows, change rows, or make tables and views."""
    try:
        trees = sqlglot.parse(text, dialect="spark")
    except (SqlglotError, RecursionError):
        return False
    return all(isinstance(tree, exp.Query | exp.DML) or _makes_rows(tree) for tree in trees)


def _makes_rows(tree: exp.Expr | None) -> bool:
    return isinstance(tree, exp.Create) and str(tree.args.get("kind")).upper() in {"TABLE", "VIEW"}


def declared_tables(text: str) -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """Yield name, columns by type, and partition columns of each CREATE TABLE in a text of SQL."""
    try:
        trees = sqlglot.parse(text, dialect="hive", error_level=sqlglot.ErrorLevel.IGNORE)
    except (SqlglotError, RecursionError):
        return
    for tree in trees:
        if not isinstance(tree, exp.Create) or not isinstance(tree.this, exp.Schema):
            continue
        columns = _column_types(tree.this)
        partitioned = [each for each in tree.find_all(exp.PartitionedByProperty) if isinstance(each.this, exp.Schema)]
        partitions = {name: kind for each in partitioned for name, kind in _column_types(each.this).items()}
        name = _table_name(tree.this.this)
        if columns and name:
            yield name.lower(), {**columns, **partitions}, list(partitions)


def _is_schema(tree: exp.Expr) -> bool:
    return isinstance(tree, exp.Create) and str(tree.args.get("kind")).upper() in {"SCHEMA", "DATABASE"}


def _column_types(schema: exp.Schema) -> dict[str, str]:
    definitions = (each for each in schema.expressions if isinstance(each, exp.ColumnDef))
    return {each.name: spark_type(each.kind.sql("spark")) or "string" for each in definitions if each.kind}


def _table_name(table: exp.Expr) -> str:
    parts = [part.name for part in table.parts] if isinstance(table, exp.Table) else []
    return ".".join(part for part in parts if part)


class _Query:
    """One SELECT of a text: its tables, and the SELECTs before it that it reads."""

    def __init__(self, scope: Scope, before: Mapping[int, Frame], frame_of: Lookup) -> None:
        self._scope = scope
        self._frames = {
            name.lower(): (
                before.get(id(source.expression)) if isinstance(source, Scope) else frame_of(_table_name(source))
            )
            or Frame()
            for name, source in scope.sources.items()
        }
        chosen = [self._frames[name.lower()] for name in scope.selected_sources]
        self._every = joined(chosen or self._frames.values())

    def read(self, before: Mapping[int, Frame]) -> Frame:
        """Note what the query says of its columns, and return the frame that it gives."""
        for column in self._scope.columns:
            self._hint(column)
        for join in self._scope.find_all(exp.Join):
            self._linked([each.name for each in join.args.get("using") or ()])
        for node in self._scope.find_all(exp.Predicate, exp.Cast, exp.Func, exp.Binary):
            self._note(node)
        tree = self._scope.expression
        if isinstance(tree, exp.SetOperation):
            return before.get(id(tree.this), Frame())
        return self._result(tree)

    def _hint(self, node: object) -> ColumnHint | None:
        if not isinstance(node, exp.Column):
            return None
        head, *rest = [part.name for part in node.parts]
        if rest and head.lower() in self._frames:
            return self._frames[head.lower()].at(rest)
        return self._every.at([head, *rest]) if head else None

    def _linked(self, keys: Iterable[str]) -> None:
        frames = list(self._frames.values())
        for key in keys:
            for frame in frames[1:]:
                link(frames[0].at([key]), frame.at([key]), key.lower())

    def _note(self, node: exp.Expr) -> None:
        left, right = (node.args.get(name) for name in ("this", "expression"))
        hint = self._hint(left)
        match node:
            case exp.EQ() if hint is not None and (other := self._hint(right)) is not None:
                link(hint, other, node.this.name.lower())
            case exp.In() | exp.Between():
                self._among(node, hint)
            case exp.Cast():
                note_parsed(hint, node.to.sql("spark"))
            case _ if type(node) in _OPERATORS:
                self._compared(node, left, right)
        if isinstance(node, _NUMERIC):
            note_type(hint, "double")
            note_type(self._hint(right), "double")
        elif isinstance(node, _TEXTUAL):
            note_type(hint, "string")
        elif isinstance(node, _TIMES):
            note_parsed(hint, "timestamp")

    def _compared(self, node: exp.Expr, left: object, right: object) -> None:
        operator = _OPERATORS[type(node)]
        operator = NEGATED[operator] if _is_negated(node) else operator
        note_condition(self._hint(_within(left)), operator, _constant(right))
        note_condition(self._hint(_within(right)), TURNED.get(operator, operator), _constant(left))

    def _among(self, node: exp.Expr, hint: ColumnHint | None) -> None:
        bounds = [("==", each) for each in node.args.get("expressions", ())]
        bounds += [(">=", node.args.get("low")), ("<=", node.args.get("high"))]
        for operator, bound in bounds:
            note_condition(hint, NEGATED[operator] if _is_negated(node) else operator, _constant(bound))

    def _result(self, tree: exp.Expr) -> Frame:
        if isinstance(tree, exp.Lateral):
            hint = self._hint(tree.this.this)
            names = tree.args["alias"].columns if tree.args.get("alias") else ()
            return Frame({each.name.lower(): hint.item() if hint is not None else None for each in names})
        if not isinstance(tree, exp.Select):
            return Frame()
        columns = {
            each.alias_or_name: self._hint(_within(each.unalias()))
            for each in tree.expressions
            if each.alias_or_name != "*"
        }
        if any(isinstance(each, exp.Star) or each.find(exp.Star) for each in tree.expressions):
            return self._every.with_columns(columns)
        return self._every.projected(columns)


def _within(node: object) -> object:
    """The column that a cast, an aggregate, or a function that keeps what it is, is of."""
    while isinstance(node, _SAME_COLUMN):
        node = node.this
    return node


def _is_negated(node: exp.Expr) -> bool:
    depth, parent = int(bool(node.args.get("negate"))), node.parent
    while isinstance(parent, exp.Not | exp.Paren | exp.And | exp.Or):
        depth += isinstance(parent, exp.Not)
        parent = parent.parent
    return depth % 2 == 1


def _constant(node: object) -> str | int | float | bool | None:
    match node:
        case exp.Literal() if node.is_string:
            return str(node.this)
        case exp.Literal():
            text = str(node.this)
            return int(text) if text.lstrip("-").isdigit() else float(text)
        case exp.Boolean():
            return bool(node.this)
        case exp.Neg() if isinstance(number := _constant(node.this), int | float):
            return -number
        case _:
            return None
