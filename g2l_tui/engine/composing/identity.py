"""The ids of changes: they follow a construct through edits around it, and end with the construct or its rewrite.

A decision is remembered by the id, so two things must never share one, now or after an edit. Statements of the same
text are told apart by the functions and classes that they stand in, and within one by their number and how many
there are: when one more comes or goes there, none of them keeps its id.
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from g2l_tui.engine.view import View
from g2l_tui.model.change import Edit


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What will be one change: its statements, the rules that rewrite them, and what they make of them."""

    statements: Sequence[ast.stmt]
    rules: Sequence[str]
    edits: tuple[Edit, ...]


def identities(view: View, rewrites: Sequence[Rewrite]) -> list[str]:
    """Return the id of each rewrite, in their order."""
    digests = [_digest(_content(view, rewrite)) for rewrite in rewrites]
    alike = Counter(digests)
    names = [
        digest if alike[digest] == 1 else f"{digest}-{_digest(_scopes(view, rewrite.statements[0]))[:4]}"
        for digest, rewrite in zip(digests, rewrites, strict=True)
    ]
    counts = Counter(names)
    numbers = _numbers(names)
    return [
        name if counts[name] == 1 else f"{name}-{at}of{counts[name]}" for name, at in zip(names, numbers, strict=True)
    ]


def _content(view: View, rewrite: Rewrite) -> Iterator[str]:
    yield from rewrite.rules
    yield from (_signature(view, statement) for statement in rewrite.statements)
    yield from (edit.replacement.decode("utf-8", "replace") for edit in sorted(rewrite.edits))


def _signature(view: View, statement: ast.stmt) -> str:
    if hasattr(statement, "body"):
        return view.module.text(statement).partition("\n")[0]
    return view.module.text(statement)


def _scopes(view: View, node: ast.AST) -> Iterator[str]:
    """Yield the names of the functions and classes around a node, inside out."""
    parent = view.parents.get(node)
    while parent is not None:
        if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield parent.name
        parent = view.parents.get(parent)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _numbers(names: Sequence[str]) -> list[int]:
    """Return the number of each name among those that are the same, from 1."""
    seen: Counter[str] = Counter()
    numbers = []
    for name in names:
        seen[name] += 1
        numbers.append(seen[name])
    return numbers
