"""Credentials that are written in the code: a translation of Spark's own calls keeps them as they are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from g2l_tui.engine.codes import hint_of
from g2l_tui.engine.text.module import Module
from g2l_tui.model.finding import Finding, Severity

CODE = "G2L142"

_NAMES = re.compile(
    r"(?:\w+\.)*(?:\w+_)?(?:password|passwd|pwd|secret|sfPassword|access_?key|secret_?key|token)", re.IGNORECASE
)
_ADDRESS = re.compile(r"jdbc:.*(?:password|pwd)=[^{&;]|\w+://[^/@?{\s]+:[^/@?{\s]+@", re.IGNORECASE)


def credentials(_before: Module, after: Module) -> Iterator[Finding]:
    """Find literal passwords in options of readers and writers, and addresses that hold one."""
    for node in after.nodes.calls_of({"option", "options", "jdbc"}):
        match node:
            case ast.Call(func=ast.Attribute(attr="option"), args=[ast.Constant(value=str(name)), value]):
                named = [(name, value)]
            case ast.Call(func=ast.Attribute(attr="options"), keywords=keywords):
                named = [(keyword.arg, keyword.value) for keyword in keywords if keyword.arg]
            case ast.Call(func=ast.Attribute(attr="jdbc"), args=arguments, keywords=keywords):
                given = [*arguments, *(keyword.value for keyword in keywords)]
                named = [("url", given[0])] if given else []
                named += [pair for each in given if isinstance(each, ast.Dict) for pair in _pairs(each)]
            case _:
                continue
        for name, value in named:
            if _is_secret(name, value):
                message = f"`{name}` holds a credential that is written in the source"
                yield Finding(CODE, Severity.WARNING, node.lineno, 1, message, hint_of(CODE), target_line=node.lineno)


def _pairs(given: ast.Dict) -> Iterator[tuple[str, ast.expr]]:
    for key, value in zip(given.keys, given.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, value


def _is_secret(name: str, value: ast.expr) -> bool:
    match value:
        case ast.Constant(value=str(text)):
            return bool(text) and (bool(_NAMES.fullmatch(name)) or bool(_ADDRESS.search(text)))
        case _:
            return False
