"""Arguments of a job: which it asks for, and values for those that nobody declared."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from g2l_tui.prove.samples.texts import value_of

_VALUES = (
    (re.compile(r"^job_?name$", re.IGNORECASE), "proof"),
    (re.compile(r"temp_?dir", re.IGNORECASE), "s3://proof-temp/staging"),
    (re.compile(r"bucket", re.IGNORECASE), "proof-{name}"),
    (re.compile(r"path|uri|location|s3|folder|_dir$|prefix|input$|output$", re.IGNORECASE), "s3://proof-bucket/{name}"),
    (re.compile(r"timestamp|datetime", re.IGNORECASE), "2024-03-12 00:00:00"),
    (re.compile(r"date|day", re.IGNORECASE), "2024-03-12"),
    (re.compile(r"year", re.IGNORECASE), "2024"),
    (re.compile(r"month|hour", re.IGNORECASE), "3"),
    (re.compile(r"count|num|limit|size|days|threshold|parallel|partitions|retention", re.IGNORECASE), "2"),
    (re.compile(r"enable|flag|^is_|debug|dry", re.IGNORECASE), "false"),
    (re.compile(r"json|config|params|options", re.IGNORECASE), "{{}}"),
    (re.compile(r"region", re.IGNORECASE), "eu-central-1"),
    (re.compile(r"arn|role", re.IGNORECASE), "arn:aws:iam::123456789012:role/proof"),
)
_SEPARATORS = re.compile(r"[^a-z0-9]+")


def arguments_of(tree: ast.Module, declared: Mapping[str, str]) -> dict[str, str]:
    """Return a value for every argument that a module asks for; those of `declared` come first."""
    names = dict.fromkeys(["JOB_NAME", *_asked(tree), *declared])
    return {name: declared.get(name) or _guess(name) for name in names}


def _asked(tree: ast.Module) -> Iterator[str]:
    known = {
        target.id: value_of(node.value, {})
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Name(id="getResolvedOptions") | ast.Attribute(attr="getResolvedOptions"), args=[_, names, *_]
            ):
                yield from _texts(value_of(names, known))
            case ast.Call(func=ast.Attribute(attr="add_argument"), args=[ast.Constant(value=str(name)), *_]):
                yield name.lstrip("-")
            case ast.Subscript(value=ast.Name(id="args"), slice=ast.Constant(value=str(name))):
                yield name


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, str))


def _guess(name: str) -> str:
    plain = _SEPARATORS.sub("-", name.lower()).strip("-")
    for pattern, value in _VALUES:
        if pattern.search(name):
            return value.format(name=plain)
    return plain.replace("-", "_") or "value"
