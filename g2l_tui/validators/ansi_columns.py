"""What ANSI mode makes strict in expressions of columns."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from g2l_tui.engine.text.module import Module
from g2l_tui.engine.text.tree import nodes_of
from g2l_tui.validators.column_sorts import Sorts
from g2l_tui.validators.strict import SMALL_INTEGERS, Kind, Strict

_TAKE_COLUMNS = frozenset({"withColumn", "withColumns", "select", "filter", "where", "agg", "orderBy", "join"})
_TESTS = frozenset({"filter", "where"})
_TELLING = _TAKE_COLUMNS | {"cast", "getItem", "otherwise"}
"""Members of which something strict may be asked, or that may be given it, where no function is named."""

_NEVER_ZERO = frozenset({"expr", "greatest", "lit", "nullif", "when"})
_NEVER_NULL = frozenset({"array", "coalesce", "collect_list", "collect_set", "ifnull", "nvl"})
_CHOICES = frozenset({"coalesce", "ifnull", "nvl"})
_AS = {"to_date": '.cast("date")', "to_timestamp": "", "unix_timestamp": '.cast("bigint")'}
"""The functions that parse a text by a pattern, and what makes the same of a timestamp."""

Instead = tuple[Kind, str]
"""What an expression is strict about, and what to write for it."""


def strict_columns(module: Module) -> Iterator[Strict]:
    """Find the expressions of columns that ANSI mode makes strict; without Spark's functions, casts for frames only."""
    search = _Search(module)
    is_silent = _TELLING.isdisjoint(module.nodes.members) and not search.columns.are_named
    if is_silent or not search.columns.are_used:
        yield from search.casts_for_frames() if "cast" in module.nodes.members else ()
        return
    for kind, look in (
        (ast.BinOp, search.operation),
        (ast.Call, search.call),
        (ast.Subscript, search.item),
        (ast.Compare, search.comparison),
    ):
        for node in module.nodes.of(kind):
            if found := look(node):
                yield search.strict(node, found)


class _Search:
    """Says of an expression what to write for it, None where nothing is strict about it."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.sorts = Sorts(module)
        self.columns = self.sorts.columns

    def strict(self, node: ast.expr, found: Instead) -> Strict:
        code = self.module.code[self.module.start(node) : self.module.end(node)]
        return Strict(found[0], node.lineno, self._text(node), found[1], code)

    def casts_for_frames(self) -> Iterator[Strict]:
        """The casts in what a frame is asked to compute: `frame.withColumn("a", frame.b.cast("int"))`."""
        for node in self.module.nodes.calls_of({"cast"}):
            if self._is_given_to_frame(node) and (found := self.call(node)):
                yield self.strict(node, found)

    def operation(self, node: ast.expr) -> Instead | None:
        """A division by what may be zero, and a product of what is cast to a small integer."""
        match node:
            case ast.BinOp(left=ast.Constant(value=str()) | ast.JoinedStr()):
                return None
            case ast.BinOp(left=left, op=ast.Div() | ast.Mod() as sign, right=right):
                if self._may_be_zero(node, right):
                    function = "try_divide" if isinstance(sign, ast.Div) else "try_mod"
                    return Kind.DIVISION, f"{self._function(function)}({self._column(left)}, {self._column(right)})"
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                for factor in (left, right):
                    match factor:
                        case ast.Call(func=ast.Attribute(value=inner, attr="cast"), args=[kind]):
                            if self.sorts.type_of(kind) in SMALL_INTEGERS:
                                wide = f'{self._text(inner)}.cast("bigint")'
                                return Kind.OVERFLOW, self._text(node).replace(self._text(factor), wide)
        return None

    def call(self, node: ast.expr) -> Instead | None:
        """A cast, a parse, an element, a size, a choice between texts and numbers."""
        match node:
            case ast.Call(func=ast.Attribute(value=inner, attr="cast"), args=[kind]):
                if not self.sorts.fits(inner, self.sorts.type_of(kind)):
                    return Kind.CAST, f"{self._text(inner)}.try_cast({self._text(kind)})"
            case ast.Call(func=ast.Attribute(value=inner, attr="getItem"), args=[index]):
                return self._element(inner, index)
            case ast.Call(func=ast.Attribute(attr="otherwise")):
                return self._choice(node, self.sorts.branches(node))
            case ast.Call(args=[first, *rest]):
                return self._called(node, self.columns.function(node), first, rest)
        return None

    def item(self, node: ast.expr) -> Instead | None:
        """An element by its place in an array."""
        match node:
            case ast.Subscript(value=inner, slice=index) if self.columns.is_column(inner):
                return self._element(inner, index)
            case _:
                return None

    def comparison(self, node: ast.expr) -> Instead | None:
        """A text that is compared with a number."""
        match node:
            case ast.Compare(left=left, comparators=[right]):
                for text, other in ((left, right), (right, left)):
                    is_text = self.columns.is_column(text) and self.sorts.sort(text) == "text"
                    if is_text and self.columns.function(text) != "lit" and self.sorts.sort(other) == "number":
                        new = f'{self._text(text)}.try_cast("double")'
                        return Kind.MIXED, self._text(node).replace(self._text(text), new)
        return None

    def _called(self, node: ast.Call, name: str, first: ast.expr, rest: Sequence[ast.expr]) -> Instead | None:
        if name in _AS and (isinstance(first, ast.Constant) or not self.sorts.fits(first, "timestamp")):
            if not rest:
                return self._read(name, first)
            parsed = f"{self._function('try_to_timestamp')}({self._text(first)}, {self._literal(rest[0])})"
            return Kind.PATTERN, f"{parsed}{_AS[name]}"
        if name == "element_at" and _is_place(rest[0]):
            return Kind.ELEMENT, f"{self._function('try_element_at')}({self._text(first)}, {self._literal(rest[0])})"
        if name == "size" and self.columns.function(first) not in _NEVER_NULL and not self._is_tested(node):
            return Kind.SIZE, f"{self._function('coalesce')}({self._text(node)}, {self._function('lit')}(-1))"
        if name in _CHOICES:
            return self._choice(node, [each for each in (first, *rest) if not isinstance(each, ast.Constant)])
        return None

    def _read(self, name: str, first: ast.expr) -> Instead:
        """A text that is read as dates are written, without a pattern."""
        text = self._text(first)
        column = f"{self._function('col')}({text})" if isinstance(first, ast.Constant) else text
        kind = "date" if name == "to_date" else "timestamp"
        return Kind.CAST, f'{column}.try_cast("{kind}"){_AS[name] if name == "unix_timestamp" else ""}'

    def _element(self, owner: ast.expr, index: ast.expr) -> Instead | None:
        is_first = isinstance(index, ast.Constant) and index.value == 0
        is_computed = isinstance(index, ast.BinOp) and self.columns.is_column(index)
        if (is_first and self.columns.function(owner) == "split") or not (_is_place(index) or is_computed):
            return None
        return Kind.ELEMENT, f"{self._function('get')}({self._text(owner)}, {self._text(index)})"

    def _choice(self, node: ast.expr, values: Sequence[ast.expr]) -> Instead | None:
        sorts = [self.sorts.sort(value) for value in values]
        if not {"text", "number"} <= set(sorts):
            return None
        number = values[sorts.index("number")]
        is_literal = isinstance(number, ast.Constant)
        new = f'"{self._text(number)}"' if is_literal else f'{self._text(number)}.cast("string")'
        return Kind.MIXED, self._text(node).replace(self._text(number), new)

    def _may_be_zero(self, node: ast.expr, divisor: ast.expr) -> bool:
        meant = self.sorts.meant(divisor)
        is_field = isinstance(divisor, ast.Attribute | ast.Subscript) and self._is_given_to_frame(node)
        if not (self.columns.is_column(meant) or is_field) or self.columns.function(meant) in _NEVER_ZERO:
            return False
        return not self._is_guarded(node, _words(meant))

    def _is_given_to_frame(self, node: ast.AST) -> bool:
        """True for what a frame computes: no lambda over records, and nothing that Python divides before."""
        while isinstance(node := self.module.nodes.parents[node], ast.expr | ast.keyword):
            match node:
                case ast.Call(func=ast.Attribute(attr=name)) if name in _TAKE_COLUMNS:
                    return True
                case ast.Lambda():
                    return False
        return False

    def _is_guarded(self, node: ast.AST, words: frozenset[str]) -> bool:
        """True where `when` asks something of the same columns first: Spark computes no other branch."""
        while isinstance(parent := self.module.nodes.parents[node], ast.expr | ast.keyword):
            match parent:
                case ast.Call(func=ast.Name(id="when") | ast.Attribute(attr="when" | "otherwise") as function):
                    if any(_words(each) & words for each in [function, *parent.args] if each is not node):
                        return True
            node = parent
        return False

    def _is_tested(self, node: ast.AST) -> bool:
        """True for a size that is only asked whether it is a number from 0 on: neither -1 nor null is."""
        match self.module.nodes.parents[node]:
            case ast.Compare(ops=[ast.Gt() | ast.GtE() | ast.Eq()], comparators=[ast.Constant(value=int(n))]) if n >= 0:
                pass
            case _:
                return False
        while isinstance(parent := self.module.nodes.parents[node], ast.expr):
            match parent:
                case ast.UnaryOp():
                    return False
                case ast.Call(func=ast.Attribute(attr=name)) if name in _TESTS:
                    return True
                case ast.Call(func=ast.Name(id="when") | ast.Attribute(attr="when"), args=[test, *_]):
                    return test is node
            node = parent
        return False

    def _column(self, node: ast.expr) -> str:
        return self._literal(node) if isinstance(node, ast.Constant) else self._text(node)

    def _literal(self, node: ast.expr) -> str:
        return f"{self._function('lit')}({self._text(node)})"

    def _function(self, name: str) -> str:
        return self.columns.written_as(name)

    def _text(self, node: ast.expr) -> str:
        return " ".join(self.module.text(node).split())


def _is_place(node: ast.expr) -> bool:
    """True for a number that counts from the start or the end of an array."""
    number = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(number, ast.Constant) and type(number.value) is int


def _words(node: ast.AST) -> frozenset[str]:
    """The texts and the members in an expression: the names of its columns, and more."""
    below = nodes_of(node)
    callees = {each.func for each in below if isinstance(each, ast.Call)}
    texts = {each.value for each in below if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return frozenset(texts | {each.attr for each in below if isinstance(each, ast.Attribute) and each not in callees})
