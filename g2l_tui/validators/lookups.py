"""Tables and paths that a `try` looks for: a Connect session finds out later that one is missing, behind the `try`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.text.module import Module
from g2l_tui.model.finding import Finding

CODE = "G2L223"

_LATER = (
    "Shared and serverless compute do not look this up before its rows or its schema are asked for: "
    "the `except` does not see that it is missing"
)
_LOADERS = frozenset("avro csv json load orc parquet table text".split())
_SESSIONS = ("spark", "session", "context")
_ASKED = frozenset(
    "cache checkpoint collect columns count describe dtypes first foreach foreachPartition head insertInto isEmpty "
    "isStreaming localCheckpoint persist printSchema save saveAsTable schema show start summary tail take "
    "toLocalIterator toPandas toTable write writeStream writeTo createGlobalTempView createOrReplaceGlobalTempView "
    "createOrReplaceTempView createTempView rdd".split()
)
"""What a session must know the columns of a frame for."""

_COMBINED = frozenset(
    "crossJoin exceptAll intersect intersectAll join subtract transform union unionAll unionByName".split()
)
_CAUGHT = frozenset({"AnalysisException", "BaseException", "Exception", "PySparkException"})


def lookups_in_vain(_before: Module, after: Module) -> Iterator[Finding]:
    """Find the first frame of each `try` that goes on where a table or path is missing, and never asks for more."""
    for node in after.nodes.of(ast.Try):
        if any(_goes_on(handler) for handler in node.handlers):
            nodes = [each for statement in node.body for each in ast.walk(statement)]
            loads = [each for each in nodes if isinstance(each, ast.Call) and _is_load(each)]
            if loads and not _is_asked(nodes, loads):
                line = loads[0].lineno
                yield Finding(CODE, severity_of(CODE), line, 1, _LATER, _hint(loads[0]), target_line=line)


def _hint(load: ast.Call) -> str:
    written = ast.unparse(load)
    match load.func:
        case ast.Attribute(attr="table") if len(load.args) == 1:
            return f"ask spark.catalog.tableExists({ast.unparse(load.args[0])}), or for {written}.schema in the `try`"
        case _:
            return f"ask for {written}.schema in the `try`" if len(written) < len(_LATER) else hint_of(CODE)


def _goes_on(handler: ast.ExceptHandler) -> bool:
    """True for a handler that catches what Spark raises, and is not the end of the program itself."""
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {each.id if isinstance(each, ast.Name) else getattr(each, "attr", "") for each in caught if each}
    return (handler.type is None or not _CAUGHT.isdisjoint(names)) and not _is_end(handler.body[-1])


def _is_end(statement: ast.stmt) -> bool:
    match statement:
        case ast.Raise():
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id="exit") | ast.Attribute(attr="exit" | "_exit"))):
            return True
        case _:
            return False


def _is_load(call: ast.Call) -> bool:
    """True for `spark.table(…)`, `spark.read.csv(…)`, `self.spark.read.format(…).load(…)`."""
    match call.func:
        case ast.Attribute(value=owner, attr=member) if member in _LOADERS:
            is_table = member == "table" and _is_session(owner)
            return is_table or any(
                isinstance(node, ast.Attribute) and node.attr == "read" and _is_session(node.value)
                for node in ast.walk(owner)
            )
        case _:
            return False


def _is_session(node: ast.expr) -> bool:
    name = node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
    return name.lower().endswith(_SESSIONS)


def _is_asked(nodes: list[ast.AST], loads: list[ast.Call]) -> bool:
    """True when something in the `try` asks for the columns or rows of what is loaded there, or may do so."""
    frames: set[str] = set()
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _holds(value, loads, frames):
                frames.add(name)
            case ast.Attribute(attr=member) if member in _ASKED and _holds(node.value, loads, frames):
                return True
            case ast.Call(func=function) if _takes_one(node, loads, frames):
                if not (isinstance(function, ast.Attribute) and function.attr in _COMBINED):
                    return True
            case ast.Subscript(value=value) | ast.For(iter=value) if _holds(value, loads, frames):
                return True
    return False


def _takes_one(call: ast.Call, loads: list[ast.Call], frames: set[str]) -> bool:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(_holds(each, loads, frames) for each in given)


def _holds(node: ast.expr, loads: list[ast.Call], frames: set[str]) -> bool:
    return any(each in loads or (isinstance(each, ast.Name) and each.id in frames) for each in ast.walk(node))
