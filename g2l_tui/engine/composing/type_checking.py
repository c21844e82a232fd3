"""Imports that only a type checker sees: what takes their place stays among them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from g2l_tui.engine.passes.imports import Removal, bound_by
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.view import View


@dataclass(frozen=True, slots=True)
class TypeBlock:
    """The block of an `if TYPE_CHECKING:` and the import lines that go into it, above the import at offset `at`."""

    block: tuple[ast.stmt, ...]
    at: int
    indent: str
    lines: frozenset[str]


def type_block(
    view: View, drafts: Mapping[ast.stmt, Draft], removals: Iterable[Removal], lines: Iterable[str]
) -> TypeBlock | None:
    """Return where imports go that only annotations need, if Glue's stood in a block for them; None without such."""
    removed = {removal.statement for removal in removals}
    for block in view.blocks:
        first = next((statement for statement in block if statement in removed), None)
        if first is None or not _is_for_types(view.parents.get(first)):
            continue
        start = view.module.line_bounds(first.lineno)[0]
        indent = view.module.code[start : view.module.start(first)].decode()
        kept = frozenset(line for line in lines if _only_annotates(view, drafts, line))
        if kept and not indent.strip():
            return TypeBlock(block, start, indent, kept)
    return None


def _is_for_types(parent: ast.AST | None) -> bool:
    match parent:
        case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
            return True
        case _:
            return False


def _only_annotates(view: View, drafts: Mapping[ast.stmt, Draft], line: str) -> bool:
    mention = re.compile(rf"\b{re.escape(bound_by(line))}\b")
    for statement, draft in drafts.items():
        if line not in draft.imports:
            continue
        spans = [(view.module.start(node), view.module.end(node)) for node in _annotations(statement)]
        for edit in draft.edits:
            is_inside = any(start <= edit.start and edit.end <= end for start, end in spans)
            if mention.search(edit.replacement.decode()) and not is_inside:
                return False
        if any(mention.search(each) for each in draft.setup):
            return False
    return True


def _annotations(statement: ast.stmt) -> Iterator[ast.expr]:
    match statement:
        case ast.AnnAssign(annotation=annotation):
            yield annotation
        case ast.FunctionDef(args=arguments, returns=returns) | ast.AsyncFunctionDef(args=arguments, returns=returns):
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
            yield from (each.annotation for each in every if each and each.annotation)
            yield from [returns] if returns else []
