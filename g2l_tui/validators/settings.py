"""Settings of Spark that a session on Databricks does not take, or takes in vain."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from types import MappingProxyType

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.text.module import Module
from g2l_tui.model.finding import Finding

CODE = "G2L213"
SERVERLESS = "G2L211"

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
_TAKEN_BY_SERVERLESS = frozenset(
    {
        "spark.databricks.execution.timeout",
        "spark.sql.ansi.enabled",
        "spark.sql.files.maxPartitionBytes",
        "spark.sql.legacy.timeParserPolicy",
        "spark.sql.session.timeZone",
        "spark.sql.shuffle.partitions",
    }
)
"""The settings that a session of serverless compute takes: all others raise an error."""

_OVERWRITE = "spark.sql.sources.partitionOverwriteMode"
_AT_THE_WRITE = 'give it to the write: .option("partitionOverwriteMode", …); leave others out, or use classic compute'
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
    yield from _refused_by_serverless(after, {key for keys in found.values() for key in keys})


def _refused_by_serverless(after: Module, told: Container[str]) -> Iterator[Finding]:
    """Find what is set for a session with `conf.set` and only classic compute takes; all of it is one finding."""
    found: dict[str, int] = {}
    for call in after.nodes.calls_of({"set"}):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="conf")), args=[ast.Constant(value=str(key)), _]):
                if key.startswith("spark.") and key not in _TAKEN_BY_SERVERLESS and key not in told:
                    found.setdefault(key, call.lineno)
    if found:
        line, keys = min(found.values()), sorted(found, key=lambda key: found[key])
        message = f"Serverless compute takes few settings, and none of these ({_listed(keys)})"
        hint = _AT_THE_WRITE if _OVERWRITE in found else hint_of(SERVERLESS)
        yield Finding(SERVERLESS, severity_of(SERVERLESS), line, 1, message, hint, target_line=line)


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
