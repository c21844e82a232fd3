"""Notebooks: where the settings ask for it, the script of a job becomes a notebook in source format.

That is Python with a first line of its own and a line between cells. It cannot be imported, and its parameters come
by name and not in `sys.argv`; a line that puts them there keeps every reader of arguments as it is, also in modules
that the job imports.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.composing.identity import Rewrite, identities
from g2l_tui.engine.passes.imports import is_free
from g2l_tui.engine.project import Project
from g2l_tui.engine.view import View
from g2l_tui.model.change import Change, Edit, Fidelity
from g2l_tui.model.finding import Finding

FIRST_LINE = "# Databricks notebook source"
CELL = "# COMMAND ----------"
PROVIDED = frozenset({"dbutils", "display", "displayHTML", "getArgument", "spark", "sql", "table"})
"""Names that a notebook has without an import."""

NOTEBOOK, ARGUMENTS, STEP = "notebook", "notebook-arguments", "notebook-cell"
MODULE, JOB = "G2L116", "G2L117"

_INTO_ARGV = (
    'sys.argv[1:] = [part for name, value in dbutils.widgets.getAll().items() for part in (f"--{name}", value)]'
)
_NOTEBOOK = re.compile(FIRST_LINE.encode() + rb"[ \t]*(?:[\r\n]|\Z)")
_MARK = re.compile(rb"^# (?:Databricks notebook source|COMMAND ----------|MAGIC\b|DBTITLE\b)", re.MULTILINE)
_READS_ARGUMENTS = re.compile(rb"\b(?:argv|argparse|getResolvedOptions)\b")
_LEAVES = re.compile(rb"\b(?:exit|quit)\(")
_SETTING = re.compile(r"\b(?:SparkConf|\w+Context|SparkSession|spark_session|getResolvedOptions|Job|getLogger|conf)\b")
_IMPORT = (b"import ", b"from ")
_IN_FRONT, _BEHIND = -1, 1_000
"""Among edits at the same place: before what is put in front of a statement, and behind the imports that are new."""


def is_notebook(content: bytes) -> bool:
    """Tell whether a source is a notebook already."""
    return _NOTEBOOK.match(content) is not None


def as_notebook(
    view: View, changes: tuple[Change, ...], project: Project
) -> tuple[tuple[Change, ...], tuple[Finding, ...]]:
    """Return `changes` with those that make a notebook of a job, or the finding that says why it stays a file.

    The first line and the step that brings the arguments need each other; the lines between cells need the first line.
    """
    if view.settings.target != "notebook" or not changes or is_notebook(view.module.content):
        return changes, ()
    if reason := _why_module(view, project):
        return changes, (_finding(MODULE, reason),)
    if reason := _why_file(view):
        return changes, (_finding(JOB, reason),)
    return tuple(sorted((*changes, *_Notebook(view, changes).changes()), key=lambda change: change.line)), ()


def _finding(code: str, reason: str) -> Finding:
    return Finding(code, severity_of(code), 1, 1, f"It stays a file: {reason}", hint_of(code))


def _why_module(view: View, project: Project) -> str:
    """Return why a source is no job; empty for one."""
    if importers := project.imported_by(view.module.path):
        more = f" and {len(importers) - 1} more" if len(importers) > 1 else ""
        return f"{importers[0]}{more} imports it, and a notebook cannot be imported"
    runs = any(_runs(view, statement) for statement in view.module.tree.body)
    return "" if runs else "it runs nothing by itself, and a notebook cannot be imported"


def _runs(view: View, statement: ast.stmt) -> bool:
    """Tell whether a statement at the top does more than to define: it calls Glue, or calls for the call's sake."""
    if _is_definition(statement):
        return False
    nodes = tuple(ast.walk(statement))
    return _is_main(statement) or any(
        node in view.facts.callees or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
        for node in nodes
    )


def _why_file(view: View) -> str:
    """Return what of a job would get lost in a notebook; empty for nothing."""
    module = view.module
    if module.encoding not in {"utf-8", "ascii"}:
        return f"it is encoded as {module.encoding}, and a notebook is UTF-8 without a mark in front"
    if mark := _MARK.search(module.content):
        return f"line {module.line_of(mark.start())} begins as only a notebook's own lines may"
    if any(node.id == "__file__" for node in module.nodes.of(ast.Name)):
        return "it reads __file__, which a notebook does not have"
    if not is_free(view, "import sys"):
        return "`sys` is something else in it than Python's module, which brings the job's arguments"
    return ""


class _Notebook:
    """The steps from a script to a notebook, given what the other changes leave of it."""

    def __init__(self, view: View, changes: Sequence[Change]) -> None:
        self._view = view
        self._module = view.module
        self._edits = sorted({edit for change in changes for edit in change.edits})

    def changes(self) -> Iterator[Change]:
        """Yield the first line, the arguments if any are read, and the line before each cell."""
        places = [(each, at) for each in self._cells() if (at := self._place(each)) is not None]
        arguments = self._arguments(places[0][1]) if places and self._reads_arguments() else None
        first = Edit(0, 0, f"{FIRST_LINE}{self._module.newline}".encode(), order=_IN_FRONT - 1)
        cells = [self._cell(at, arguments) for _, at in places]
        rewrites = [Rewrite((), [NOTEBOOK], (first,))]
        rewrites += [Rewrite((), [ARGUMENTS], (arguments,))] if arguments else []
        rewrites += [Rewrite([each], [STEP], (cell,)) for (each, _), cell in zip(places, cells, strict=True)]
        names = identities(self._view, rewrites)
        for name, rewrite in zip(names, rewrites, strict=True):
            needs = {names[0]} if rewrite.rules != [NOTEBOOK] else set(names[1:2] if arguments else ())
            yield self._change(name, rewrite, frozenset(needs))

    def _change(self, name: str, rewrite: Rewrite, needs: frozenset[str]) -> Change:
        line = self._module.line_of(rewrite.edits[0].start)
        assumptions = tuple(self._assumptions(rewrite.rules[0]))
        fidelity = Fidelity.EQUIVALENT if assumptions else Fidelity.EXACT
        return Change(name, rewrite.edits, tuple(rewrite.rules), fidelity, line, line, assumptions, needs)

    def _assumptions(self, rule: str) -> Iterator[str]:
        if rule == ARGUMENTS:
            yield "Parameters are passed by name, as notebooks get them, and the runtime is 13.3 or newer."
        if rule != NOTEBOOK:
            return
        yield "Nothing outside of this workspace imports the file: a notebook cannot be imported."
        if self._module.content.startswith(b"#!"):
            yield "Nothing starts the file by its `#!` line, which becomes the second one."
        if _LEAVES.search(self._module.content):
            yield "It does not leave by sys.exit when all is well: a run may count as failed then."

    def _reads_arguments(self) -> bool:
        """Tell whether the job reads arguments, or imports modules of the workspace that may."""
        module = self._module
        return bool(_READS_ARGUMENTS.search(module.content) or self._view.knowledge.imports.get(module.path))

    def _arguments(self, at: int) -> Edit:
        newline = self._module.newline
        has_sys = any(isinstance(each, ast.Import) and each.names[0].name == "sys" for each in self._untouched)
        lines = [CELL, "", *(() if has_sys else ("import sys", "")), _INTO_ARGV, "", ""]
        return Edit(at, at, f"{self._gap(at)}{newline.join(lines)}".encode(), order=self._order(at))

    def _cell(self, at: int, arguments: Edit | None) -> Edit:
        is_behind = arguments is not None and arguments.start == at
        text = f"{'' if is_behind else self._gap(at)}{CELL}{self._module.newline * 2}"
        return Edit(at, at, text.encode(), order=self._order(at) + is_behind)

    def _order(self, at: int) -> int:
        new = (edit.replacement.lstrip() for edit in self._edits if edit.start == edit.end == at)
        return _BEHIND if any(text.startswith(_IMPORT) for text in new) else _IN_FRONT - 1

    def _gap(self, at: int) -> str:
        return "" if self._is_blank(self._module.line_of(at) - 1) else self._module.newline

    @cached_property
    def _head(self) -> Sequence[ast.stmt]:
        """The docstring and the imports at the top."""
        body = self._module.tree.body
        is_head = [isinstance(each, ast.Import | ast.ImportFrom) or _is_docstring(each) for each in body]
        return body[: is_head.index(False) if False in is_head else len(body)]

    @cached_property
    def _untouched(self) -> Sequence[ast.stmt]:
        module = self._module
        return [
            each
            for each in self._head
            if not any(edit.start < module.end(each) and edit.end > module.start(each) for edit in self._edits)
        ]

    def _cells(self) -> Iterator[ast.stmt]:
        """Yield the statements that begin a cell: the author's own headings, and where another part begins."""
        body = [each for each in self._module.tree.body[len(self._head) :] if not self._is_removed(each)]
        yield from body[:1]
        in_settings = bool(body) and self._is_setting(body[0])
        for before, each in pairwise(body):
            ends_settings = in_settings and not self._is_setting(each)
            in_settings = in_settings and not ends_settings
            is_other_part = _is_definition(before) != _is_definition(each) or _is_main(each)
            if ends_settings or is_other_part or self._has_heading(each):
                yield each

    def _is_removed(self, statement: ast.stmt) -> bool:
        start, end = self._module.start(statement), self._module.end(statement)
        return any(edit.start <= start and end <= edit.end and not _is_code(edit.replacement) for edit in self._edits)

    def _is_setting(self, statement: ast.stmt) -> bool:
        is_plain = isinstance(statement, ast.Assign | ast.AnnAssign) and not any(
            isinstance(node, ast.Call) for node in ast.walk(statement)
        )
        return is_plain or (
            isinstance(statement, ast.Assign | ast.Expr) and bool(_SETTING.search(self._module.text(statement)))
        )

    def _has_heading(self, statement: ast.stmt) -> bool:
        first = self._first_line(statement)
        return first < _line_of(statement) and self._is_blank(first - 1)

    def _first_line(self, statement: ast.stmt) -> int:
        """Return the line in which the comments right above a statement begin, or the statement."""
        line = _line_of(statement)
        while line > 1 and self._text(line - 1).startswith(b"#"):
            line -= 1
        return line

    def _place(self, statement: ast.stmt) -> int | None:
        """Return where a line before a statement goes; None where another change, or a statement, is in the way."""
        line = _line_of(statement)
        if line == statement.lineno and self._module.line_bounds(line)[0] != self._module.start(statement):
            return None
        offsets = [self._module.line_bounds(each)[0] for each in (self._first_line(statement), line)]
        return next((at for at in offsets if not any(edit.start < at < edit.end for edit in self._edits)), None)

    def _is_blank(self, line: int) -> bool:
        return line < 1 or not self._text(line).strip()

    def _text(self, line: int) -> bytes:
        start, end = self._module.line_bounds(line)
        return self._module.code[start:end]


def _line_of(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in decorators)])


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_definition(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)


def _is_main(statement: ast.stmt) -> bool:
    match statement:
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return True
        case _:
            return False


def _is_code(text: bytes) -> bool:
    lines = [line.strip() for line in text.splitlines()]
    return any(line and line != b"pass" and not line.startswith(b"#") for line in lines)
