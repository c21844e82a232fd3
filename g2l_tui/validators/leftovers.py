"""No name of Glue is left in a result that claims to be complete."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.awsglue import EXPORTS, UNIQUE_MEMBERS, is_glue
from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.text.module import Module
from g2l_tui.model.finding import Finding

CODE = "G2L202"

_CLASSES = frozenset(
    name for names in EXPORTS.values() for name, origin in names.items() if is_glue(origin) and name[0].isupper()
) & {"GlueContext", "DynamicFrame", "DynamicFrameCollection", "ApplyMapping", "ResolveChoice", "Relationalize"}


_MAGICS = frozenset(
    "additional_python_modules assume_role configure connections delete_session extra_jars extra_py_files glue_ray "
    "glue_version iam_role idle_timeout list_sessions number_of_workers profile region security_config session_id "
    "session_id_prefix session_type spark_conf status stop_session streaming tags timeout worker_type".split()
)
"""The magics of Glue's interactive sessions, as `jupyter nbconvert` writes them out."""


def leftovers(_before: Module, after: Module) -> Iterator[Finding]:
    """Find imports of Glue's packages, members that only Glue has, its best-known classes, and a notebook's magics."""
    nodes = after.nodes
    for origin in nodes.of(ast.ImportFrom):
        if is_glue(origin.module or "") and not origin.level:
            yield _finding(origin.lineno, f"`from {origin.module} import …` is left")
    for statement in nodes.of(ast.Import):
        for alias in statement.names:
            if is_glue(alias.name):
                yield _finding(statement.lineno, f"`import {alias.name}` is left")
    for owned in nodes.members_of(UNIQUE_MEMBERS.keys()):
        yield _finding(owned.lineno, f"`.{owned.attr}` is left, a member that only Glue's objects have")
    for name in nodes.names_of(_CLASSES):
        if isinstance(name.ctx, ast.Load):
            yield _finding(name.lineno, f"`{name.id}` is left")
    for call in nodes.calls_of({"run_line_magic"}):
        match call.args:
            case [ast.Constant(value=str(magic)), *_] if magic in _MAGICS:
                yield _finding(call.lineno, f"`%{magic}` is left: it sets up a session of Glue")


def _finding(line: int, message: str) -> Finding:
    return Finding(CODE, severity_of(CODE), line, 1, message, hint_of(CODE), target_line=line)
