"""Table formats that Spark's own calls name and that Databricks has not, or has in another way."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.text.module import Module
from g2l_tui.model.finding import Finding
from g2l_tui.validators.tables import HELD, text_of

CODE = "G2L215"

_FORMATS: Mapping[str, tuple[re.Pattern[str], str]] = MappingProxyType(
    {
        "hudi": (
            re.compile(r"(?:org\.apache\.)?hudi|.*\busing\s+hudi\b.*", re.IGNORECASE | re.DOTALL),
            "Databricks has no Hudi: its library must be on a cluster, and no table of it is Unity Catalog's",
        ),
        "iceberg": (
            re.compile(r"iceberg|.*\busing\s+iceberg\b.*", re.IGNORECASE | re.DOTALL),
            (
                "Unity Catalog has Iceberg tables in some releases only, "
                "and not partitioned by days(…), bucket(…) and such"
            ),
        ),
    }
)
"""For each format the texts that it is, or that make a table of it, and what to say."""


_INSTEAD: Mapping[str, str] = MappingProxyType({
    "load": 'write .table("catalog.{name}")',
    "option": 'write .toTable("catalog.{name}")',
    "save": 'write .writeTo("catalog.{name}").append() behind the frame, or .overwrite(F.lit(True)), as the mode says',
    "start": 'write .toTable("catalog.{name}")',
})  # fmt: skip
_PART = r"(?:\w|\{[^{}]*\})+"
_NAME = re.compile(rf"(?:{_PART}\.)?({_PART}\.{_PART})(?:\.\w+)?")
_ICEBERG = re.compile(r"\bformat(?:\(|=)'iceberg'")


def table_formats(_before: Module, after: Module) -> Iterator[Finding]:
    """Find the first text that is such a format, or SQL that makes a table of it. Each format is told once."""
    texts = [node for node in after.nodes.of(ast.Constant) if isinstance(node.value, str)]
    for name, (pattern, why) in _FORMATS.items():
        named = (node for node in texts if name in str(node.value).lower())
        for node in sorted(named, key=lambda node: (node.lineno, node.col_offset)):
            if pattern.fullmatch(str(node.value)) and not isinstance(after.nodes.parents.get(node), ast.Expr):
                yield Finding(CODE, severity_of(CODE), node.lineno, 1, why, hint_of(CODE), target_line=node.lineno)
                break
    yield from _tables_by_load(after) if b"iceberg" in after.code else ()


def _tables_by_load(after: Module) -> Iterator[Finding]:
    """Find tables that Iceberg's own source reads or writes by their names."""
    for node in after.nodes.calls_of(frozenset(_INSTEAD)):
        member = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = text_of(argument) if (argument := _path_in(member, node)) else ""
        found = _NAME.fullmatch(name)
        if found and _ICEBERG.search(ast.unparse(_chain(after, node))):
            message = f"`{member}` takes `{name}` for the name of a table with Iceberg's own source only"
            table = name.partition(".")[2] if HELD.fullmatch(name) else found[1]
            hint = f"{_INSTEAD[member].replace('{name}', table)} with the catalog of the table"
            yield Finding(CODE, severity_of(CODE), node.lineno, 1, message, hint, target_line=node.lineno)


def _path_in(member: str, call: ast.Call) -> ast.expr | None:
    match call:
        case ast.Call(args=[ast.Constant(value="path"), path]) if member == "option":
            return path
        case ast.Call(args=[path, *_]) if member != "option":
            return path
        case _:
            return next((keyword.value for keyword in call.keywords if keyword.arg == "path"), None)


def _chain(module: Module, node: ast.expr) -> ast.expr:
    """The whole of the calls that one stands in."""
    while isinstance(parent := module.nodes.parents.get(node), ast.Attribute | ast.Call):
        node = parent
    return node
