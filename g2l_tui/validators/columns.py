"""Expressions that are columns: what a module writes with the functions of `pyspark.sql.functions`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from g2l_tui.engine.text.module import Module
from g2l_tui.engine.text.tree import dotted_name

_MODULE = "pyspark.sql.functions"
_NO_COLUMNS = frozenset({"broadcast", "pandas_udf", "udf", "udtf"})
_FROM_STARS = frozenset(
    "abs array avg ceil coalesce col collect_list collect_set concat count countDistinct current_date "
    "current_timestamp date_format datediff element_at expr floor get_json_object greatest ifnull least length lit "
    "lower max mean min nullif nvl regexp_extract regexp_replace round row_number size split substring sum to_date "
    "to_timestamp trim unix_timestamp upper when year month dayofmonth".split()
)
"""The functions that are known by their name alone where a module imports all of them at once."""


@dataclass(frozen=True)
class Columns:
    """How a module calls the functions that make columns."""

    module: Module

    def function(self, node: ast.expr) -> str:
        """Return the name of the function that a call runs: `to_date` for `F.to_date(x)`; empty for any other."""
        match node:
            case ast.Call(func=ast.Name(id=name)):
                return self._names.get(name, "")
            case ast.Call(func=ast.Attribute(value=owner, attr=name)) if dotted_name(owner) in self._modules:
                return name
            case _:
                return ""

    def is_column(self, node: ast.expr) -> bool:
        """True for an expression that starts with such a function: `F.col("a").cast("int")`, `100 * col("b")`."""
        match node:
            case ast.Call() if name := self.function(node):
                return name not in _NO_COLUMNS
            case ast.BinOp(left=ast.JoinedStr() | ast.Constant(value=str()), op=ast.Mod()):
                return False
            case ast.BinOp(left=left, right=right):
                return self.is_column(left) or self.is_column(right)
            case (
                ast.Call(func=ast.Attribute(value=inner))
                | ast.Compare(left=inner)
                | ast.Subscript(value=inner)
                | ast.UnaryOp(op=ast.Invert() | ast.USub(), operand=inner)
            ):
                return self.is_column(inner)
            case _:
                return False

    def written_as(self, function: str) -> str:
        """Return how the module would call a function: `F.try_divide`."""
        owner = min(self._modules, key=len, default="")
        return f"{owner}.{function}" if owner else function

    @property
    def are_used(self) -> bool:
        """True for a module that imports some of the functions."""
        return bool(self._modules or self._names)

    @property
    def are_named(self) -> bool:
        """True for a module that names what it imports of them: in no other is anything surely a column."""
        bound = {name.partition(".")[0] for name in (*self._modules, *self._names)}
        return not bound.isdisjoint(self.module.nodes.names)

    @cached_property
    def _modules(self) -> frozenset[str]:
        return frozenset(
            bound
            for module, name, bound in self._imports
            if (module, name) in (("pyspark.sql", "functions"), (_MODULE, ""))
        )

    @cached_property
    def _names(self) -> Mapping[str, str]:
        names = {bound: name for module, name, bound in self._imports if module == _MODULE and name}
        if names.pop("*", None):
            own = self.module.scopes.module.bindings
            names |= {name: name for name in _FROM_STARS if name not in own}
        return names

    @cached_property
    def _imports(self) -> tuple[tuple[str, str, str], ...]:
        """What is imported: of which module, which name of it if any, and as what."""
        return tuple(self._imported())

    def _imported(self) -> Iterator[tuple[str, str, str]]:
        for node in self.module.nodes.of(ast.ImportFrom):
            yield from ((node.module or "", each.name, each.asname or each.name) for each in node.names)
        for plain in self.module.nodes.of(ast.Import):
            yield from ((each.name, "", each.asname or each.name) for each in plain.names)
