"""Table formats that Spark's own calls name and that Databricks has not, or has in another way."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.text.module import Module
from g2l_tui.model.finding import Finding

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


_INSTEAD: Mapping[str, str] = MappingProxyType({"load": ".table", "save": ".saveAsTable"})
_NAME = re.compile(r"(?:\w+\.)?(\w+\.\w+)(?:\.\w+)?")


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
    for node in after.nodes.of(ast.Call):
        match node:
            case ast.Call(
                func=ast.Attribute(value=owner, attr="load" | "save" as member),
                args=[ast.Constant(value=str(name)), *_],
            ):
                found = _NAME.fullmatch(name)
                if found and "format('iceberg')" in ast.unparse(owner):
                    message = f"`{member}` takes `{name}` for the name of a table with Iceberg's own source only"
                    hint = f'write {_INSTEAD[member]}("catalog.{found[1]}") with the catalog of the table'
                    yield Finding(CODE, severity_of(CODE), node.lineno, 1, message, hint, target_line=node.lineno)
