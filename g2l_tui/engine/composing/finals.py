"""A `finally` with nothing left in it goes, and with it a `try` that nothing else is for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.text.module import Module
from g2l_tui.model.change import Edit

_HEAD = re.compile(rb"[ \t]*(try|finally)[ \t]*:[ \t]*(\r\n|\r|\n)")


def without_finally(
    module: Module, node: ast.Try, drafts: Mapping[ast.stmt, Draft]
) -> tuple[list[Edit], list[Draft]] | None:
    """Return the edits that take the `finally` of a statement away, and the drafts they rely on.

    None where it is not plain how: heads that share their line with something, or new lines in the body, whose indent
    would be another one.
    """
    before = (node.orelse or [each for handler in node.handlers for each in handler.body] or node.body)[-1]
    between = range((before.end_lineno or before.lineno) + 1, node.finalbody[0].lineno)
    head = next((line for line in between if _is_head(module, line)), 0)
    last = node.finalbody[-1].end_lineno or 0
    if not head or any(_has_comment(module, line) for line in range(head, last + 1)):
        return None
    going = Edit(module.line_bounds(head)[0], module.line_bounds(last)[1], b"")
    if node.handlers:
        return [going], []
    inside = [draft for statement, draft in drafts.items() if node.lineno < statement.lineno < head]
    if not _is_head(module, node.lineno) or any(_makes_lines(module, draft) for draft in inside):
        return None
    removed = [draft for draft in inside if draft.deleted]
    if all(any(draft.statement is each for draft in removed) for each in node.body):
        return None
    return [Edit(*module.line_bounds(node.lineno), b""), *_dedented(module, node, head, removed), going], removed


def _is_head(module: Module, line: int) -> bool:
    return _HEAD.fullmatch(module.code, *module.line_bounds(line)) is not None


def _has_comment(module: Module, line: int) -> bool:
    start, end = module.line_bounds(line)
    return b"#" in module.code[start:end]


def _makes_lines(module: Module, draft: Draft) -> bool:
    starts_before = any(edit.start == edit.end or edit.start < module.start(draft.statement) for edit in draft.edits)
    return bool(draft.setup) or starts_before


def _dedented(module: Module, node: ast.Try, head: int, removed: Sequence[Draft]) -> Iterator[Edit]:
    """Yield the edits that move the lines of the body to where the `try` stood; texts over several lines stay."""
    step = len(module.indent_of(node.body[0])) - len(module.indent_of(node))
    kept = {line for draft in removed for line in _lines_of(draft.statement)}
    for each in node.body:
        for part in ast.walk(each):
            if isinstance(part, ast.Constant | ast.JoinedStr) and isinstance(getattr(part, "value", ""), str | bytes):
                kept.update(range(part.lineno + 1, (part.end_lineno or part.lineno) + 1))
    for line in range(node.lineno + 1, head):
        start, end = module.line_bounds(line)
        text = module.code[start:end]
        white = len(text) - len(text.lstrip(b" \t"))
        if line not in kept and text.strip():
            yield Edit(start, start + min(step, white), b"")


def _lines_of(statement: ast.stmt) -> range:
    return range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
