"""What shared and serverless compute do not have, with the advice codes that UCX gives for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from g2l_tui.engine.awsglue import is_glue
from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.text.module import Module
from g2l_tui.model.finding import Finding

CODE = "G2L203"
SERVERLESS = "G2L211"

_RDD = "needs dedicated compute: shared and serverless compute have no RDDs (rdd-in-shared-clusters)"
_CONTEXT = "needs dedicated compute: a Connect session has no SparkContext (legacy-context-in-shared-clusters)"
_SECOND = "fails: dedicated compute runs one already, others have none (legacy-context-in-shared-clusters)"
_CACHE = "serverless compute keeps no frames, and raises an error"
_JVM = "needs dedicated compute: a Connect session reaches no JVM (jvm-access-in-shared-clusters)"

_MEMBERS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("rdd", "parallelize", "toJavaRDD", "mapPartitions", "foreachPartition"), _RDD),
        "sparkContext": _CONTEXT,
        "newSession": "needs dedicated compute: a Connect session makes no other one",
        **dict.fromkeys(("_jvm", "_jsc", "_jdf", "_jsparkSession", "_jwrapped"), _JVM),
        "toJSON": "needs dedicated compute: it gives an RDD; write F.to_json (to-json-in-shared-clusters)",
    }
)
_NOT_ON_SERVERLESS: Mapping[str, str] = MappingProxyType(
    {
        "createGlobalTempView": "serverless compute has no global temporary views",
        "createOrReplaceGlobalTempView": "serverless compute has no global temporary views",
        "localCheckpoint": "serverless compute has no checkpoints",
        **dict.fromkeys(("cache", "persist", "unpersist"), _CACHE),
    }
)
_AMBIGUOUS = frozenset({"cache", "persist"})
"""Words of other libraries too."""


def contexts_and_rdds(_before: Module, after: Module) -> Iterator[Finding]:
    """Find members that only classic Spark has, or that serverless compute lacks; the first use of each is enough."""
    seen: set[str] = set()
    told: set[str] = set()
    if not any(is_glue(name) for name in _imported(after)):
        yield from _contexts_made(after)
    for node in after.nodes.members_of(_MEMBERS.keys() | _NOT_ON_SERVERLESS.keys()):
        member = node.attr
        if member in seen or (member in _AMBIGUOUS and not _is_called(after, node)):
            continue
        seen.add(member)
        if member in _MEMBERS:
            yield _finding(CODE, node.lineno, f"`.{member}` {_MEMBERS[member]}")
        elif _NOT_ON_SERVERLESS[member] not in told:
            told.add(_NOT_ON_SERVERLESS[member])
            yield _finding(SERVERLESS, node.lineno, f"`.{member}`: {_NOT_ON_SERVERLESS[member]}")


def _is_called(after: Module, node: ast.Attribute) -> bool:
    """True for a call on something that is not `self`, of nothing but a level of storage."""
    match after.nodes.parents.get(node), node.value:
        case _, ast.Name(id="self" | "cls" | "functools"):
            return False
        case ast.Call(func=function, args=given, keywords=[]), _:
            return function is node and all("StorageLevel" in ast.unparse(each) for each in given)
        case _:
            return False


def _imported(after: Module) -> Iterator[str]:
    yield from (alias.name for node in after.nodes.of(ast.Import) for alias in node.names)
    yield from (node.module or "" for node in after.nodes.of(ast.ImportFrom) if not node.level)


def _contexts_made(after: Module) -> Iterator[Finding]:
    """Find the first SparkContext that is made for something else than a GlueContext that stays."""
    for node in after.nodes.of(ast.Call) if "SparkContext" in after.nodes.names else ():
        match node.func:
            case ast.Name(id="SparkContext"):
                why = _SECOND
            case ast.Attribute(value=ast.Name(id="SparkContext"), attr="getOrCreate"):
                why = _CONTEXT
            case _:
                continue
        yield _finding(CODE, node.lineno, f"`{ast.unparse(node.func)}()` {why}")
        return


def _finding(code: str, line: int, message: str) -> Finding:
    return Finding(code, severity_of(code), line, 1, message, hint_of(code), target_line=line)
