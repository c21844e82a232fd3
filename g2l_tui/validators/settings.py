"""Settings of Spark that a session on Databricks does not take, or takes in vain."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.text.module import Module
from g2l_tui.model.finding import Finding

CODE = "G2L213"

_IN_VAIN = "a running session refuses them, or leaves them without effect"
_WHY: Mapping[re.Pattern[str], str] = MappingProxyType(
    {
        re.compile(r"(?<![\w.])spark\.sql\.(?:catalog\.[\w.-]*|defaultCatalog\b)"): (
            "A catalog of Spark's own is set up: Unity Catalog reaches its tables without it, as `catalog.schema.table`"
        ),
        re.compile(r"(?<![\w.])spark\.sql\.(?:extensions|warehouse\.dir|catalogImplementation)\b"): (
            f"Settings that count when the cluster starts: {_IN_VAIN}"
        ),
        re.compile(
            r"(?<![\w.])spark\.(?:hadoop|executor|driver|jars|yarn|memory|dynamicAllocation|serializer|kryo\w*)\b[\w.-]*"
        ): f"Settings of the cluster: {_IN_VAIN}",
        re.compile(r"(?<![\w.])hive\.metastore\.[\w.-]+"): (
            "Glue's Data Catalog is set up as a metastore: Unity Catalog has its tables as `catalog.schema.table`"
        ),
    }
)
_PREFIXES = ("spark.", "hive.metastore.")
_SHOWN = 3
_READS = frozenset({"get", "unset", "isModifiable", "getConf", "startswith"})


def settings_in_vain(_before: Module, after: Module) -> Iterator[Finding]:
    """Find keys of such settings in texts: in `conf.set`, `config`, a dictionary, a `SET`, or `--conf`.

    All of one sort are one finding, at the first of them.
    """
    found: dict[str, dict[str, int]] = defaultdict(dict)
    nodes = after.nodes.of(ast.Constant) if any(prefix.encode() in after.code for prefix in _PREFIXES) else ()
    texts = [node for node in nodes if isinstance(node.value, str) and any(each in node.value for each in _PREFIXES)]
    for node in sorted(texts, key=lambda each: (each.lineno, each.col_offset)):
        if not _is_read_or_told(after, node):
            for pattern, why in _WHY.items():
                for key in pattern.findall(str(node.value)):
                    found[why].setdefault(key, node.lineno)
    for why, keys in found.items():
        line = min(keys.values())
        message = f"{why} ({_listed(list(keys))})"
        yield Finding(CODE, severity_of(CODE), line, 1, message, hint_of(CODE), target_line=line)


def _is_read_or_told(after: Module, node: ast.Constant) -> bool:
    """True for a docstring, and for a key that is only looked up."""
    match after.nodes.parents.get(node):
        case ast.Expr():
            return True
        case ast.Call(func=ast.Attribute(attr=member)):
            return member in _READS
        case ast.Compare():
            return True
        case _:
            return False


def _listed(keys: list[str]) -> str:
    more = f" and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else ""
    return ", ".join(f"`{key}`" for key in keys[:_SHOWN]) + more
