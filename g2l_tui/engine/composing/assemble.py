"""Puts the drafts of a module together into changes on the bytes of its file."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from g2l_tui.engine.composing.finals import without_finally
from g2l_tui.engine.composing.identity import Rewrite, identities
from g2l_tui.engine.composing.liveness import Liveness
from g2l_tui.engine.composing.needs import needs_of
from g2l_tui.engine.composing.ties import shared, ties_of
from g2l_tui.engine.composing.type_checking import type_block
from g2l_tui.engine.passes import imports
from g2l_tui.engine.passes.sessions import Session
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.text.comments import comments_in
from g2l_tui.engine.text.gaps import close_gaps
from g2l_tui.engine.text.layout import lines_of
from g2l_tui.engine.view import View
from g2l_tui.model.change import Change, Edit, Fidelity

_IMPORTS = "imports"
_PREAMBLE = "preamble"


@dataclass
class _Piece:
    """What will be one change: statements that stand together, their edits, and the drafts it depends on."""

    statements: list[ast.stmt]
    edits: list[Edit]
    rules: list[str]
    fidelity: Fidelity = Fidelity.EXACT
    assumptions: list[str] = field(default_factory=list)
    needs: list[Draft] = field(default_factory=list)
    ties: set[str] = field(default_factory=set)
    run: str = ""


class Assembly:
    """The changes of one module. `drafts` are those that remain after the passes."""

    def __init__(self, view: View, sessions: Sequence[Session], drafts: Mapping[ast.stmt, Draft]) -> None:
        self.view = view
        self.drafts = {
            statement: draft for statement, draft in drafts.items() if not draft.refused and draft.changes_text
        }
        liveness = Liveness(view, self.drafts)
        self._ties = ties_of(liveness)
        self._needs = needs_of(liveness, sessions, self._ties)
        is_refused = any(draft.refused for draft in drafts.values())
        self.removals, self._guard = imports.removals(liveness, is_refused=is_refused)
        self._gone: dict[ast.stmt, imports.Removal] = {removal.statement: removal for removal in self.removals}
        self._leaked = imports.leaked(liveness, self.removals)
        self._lines = imports.missing(view, self._wanted())
        self._types = type_block(view, self.drafts, self.removals, self._lines)

    def _wanted(self) -> Mapping[str, float]:
        """In which line each import is first needed; what a function needs, it needs when the module has run."""
        wanted = dict.fromkeys(self._leaked, inf)
        for statement, draft in self.drafts.items():
            scope = self.view.scopes.of_statement.get(statement)
            runs = statement.lineno if scope is self.view.scopes.module else inf
            wanted |= {line: min(runs, wanted.get(line, inf)) for line in draft.imports}
        return wanted

    def changes(self) -> tuple[Change, ...]:
        """Return the changes in the order of the text."""
        changed = self.drafts.keys() | self._gone.keys()
        blocks = [block for block in self.view.blocks if not changed.isdisjoint(block)]
        pieces = [piece for block in blocks for piece in self._merged(self._pieces(block))]
        pieces.sort(key=lambda piece: piece.statements[0].lineno)
        ids = identities(self.view, [Rewrite(piece.statements, piece.rules, tuple(piece.edits)) for piece in pieces])
        self._add_imports(pieces)
        if self._guard is not None:
            for piece in pieces:
                piece.edits.append(imports.mark(self.view, self._guard))
        self._close_gaps(pieces)
        owners = {statement: ids[at] for at, piece in enumerate(pieces) for statement in piece.statements}
        return tuple(self._change(piece, ids[at], owners) for at, piece in enumerate(pieces))

    def _change(self, piece: _Piece, name: str, owners: Mapping[ast.stmt, str]) -> Change:
        needs = {owners[draft.statement] for draft in piece.needs if draft.statement in owners} - {name}
        return Change(
            id=name,
            edits=tuple(self.view.module.in_content(edit) for edit in sorted(set(piece.edits))),
            rules=tuple(dict.fromkeys(piece.rules)),
            fidelity=piece.fidelity,
            line=min(statement.lineno for statement in piece.statements),
            end_line=max(self._end_line(statement) for statement in piece.statements),
            assumptions=tuple(dict.fromkeys(piece.assumptions)),
            needs=frozenset(needs),
            ties=frozenset(tie for tie in piece.ties if shared(self.view, tie)),
        )

    def _pieces(self, block: tuple[ast.stmt, ...]) -> Iterator[_Piece | None]:
        """Yield a piece for each changed line of statements, None between those that do not adjoin."""
        is_refilled = bool(self._types and self._types.block == block)
        is_emptied = (
            all(self._is_removed(statement) for statement in block)
            and block[0] not in self.view.module.tree.body
            and not is_refilled
        )
        for unit in _units(block):
            changed = [statement for statement in unit if statement in self.drafts or statement in self._gone]
            if not changed:
                yield None
                continue
            keeps_pass = is_emptied and unit[0] is block[0]
            piece = self._piece(unit, changed, keeps_pass=keeps_pass)
            if is_emptied and len(unit) == len(block):
                self._end_try(piece, block)
            yield piece

    def _end_try(self, piece: _Piece, block: tuple[ast.stmt, ...]) -> None:
        """Take the `finally` away that the statements of a piece were all of."""
        parent = self.view.parents.get(block[0])
        if isinstance(parent, ast.Try) and parent.finalbody == list(block):
            ended = without_finally(self.view.module, parent, self.drafts)
            if ended and not any(
                statement in self._gone for statement in ast.walk(parent) if isinstance(statement, ast.stmt)
            ):
                piece.edits = ended[0]
                piece.needs += ended[1]

    def _piece(self, unit: Sequence[ast.stmt], changed: Sequence[ast.stmt], *, keeps_pass: bool) -> _Piece:
        piece = _Piece(list(changed), self._unit_edits(unit, keeps_pass=keeps_pass), [])
        runs = set()
        for statement in changed:
            if statement in self._gone:
                piece.rules.append(imports.RULE)
                piece.needs += self._gone[statement].because
                runs.add(_IMPORTS)
                continue
            draft = self.drafts[statement]
            piece.rules += draft.rules
            piece.assumptions += draft.assumptions
            piece.fidelity = max(piece.fidelity, draft.fidelity, key=lambda each: each.rank)
            piece.needs += self._needs.get(statement, [])
            piece.ties |= self._ties.get(statement, frozenset())
            runs.add(_PREAMBLE if draft.boilerplate else "")
        piece.run = runs.pop() if len(runs) == 1 else ""
        return piece

    def _end_line(self, statement: ast.stmt) -> int:
        return (statement.end_lineno or 0) if self._is_removed(statement) else _last_line(statement)

    def _is_removed(self, statement: ast.stmt) -> bool:
        if removal := self._gone.get(statement):
            return removal.is_whole
        draft = self.drafts.get(statement)
        return bool(draft and draft.deleted)

    def _unit_edits(self, unit: Sequence[ast.stmt], *, keeps_pass: bool) -> list[Edit]:
        """The edits of the statements that share a line; usually there is one."""
        if len(unit) == 1 and not self._is_removed(unit[0]):
            return self._kept_edits(unit[0])
        kept = [self._new_text(statement) for statement in unit if not self._is_removed(statement)]
        if not kept and not keeps_pass and self._is_alone(unit):
            return [self._removed_lines(unit)]
        module = self.view.module
        start, end = module.start(unit[0]), module.end(unit[-1])
        edits = [Edit(start, end, ("; ".join(kept) or "pass").encode())]
        lines = [line for statement in unit for line in self._lines_before(statement)]
        return [*edits, *self._inserted(unit[0], lines)]

    def _kept_edits(self, statement: ast.stmt) -> list[Edit]:
        return [*self._own_edits(statement), *self._inserted(statement, self._lines_before(statement))]

    def _own_edits(self, statement: ast.stmt) -> list[Edit]:
        if removal := self._gone.get(statement):
            return [imports.shrunk(self.view, removal)]
        return self.drafts[statement].edits if statement in self.drafts else []

    def _lines_before(self, statement: ast.stmt) -> list[str]:
        """What is to stand above a statement: the comments that its edits would lose, and what prepares it."""
        draft = self.drafts.get(statement)
        if self._is_removed(statement):
            return draft.setup if draft else []
        comments = self._lost_comments(statement, edits) if (edits := self._own_edits(statement)) else []
        return [*comments, *(draft.setup if draft else ())]

    def _inserted(self, statement: ast.stmt, lines: Sequence[str]) -> list[Edit]:
        if not lines:
            return []
        module = self.view.module
        at = module.line_bounds(statement.lineno)[0]
        indent = module.indent_of(statement)
        return [Edit(at, at, self._written(lines, indent).encode())]

    def _written(self, lines: Iterable[str], indent: str) -> str:
        newline = self.view.module.newline
        return "".join(f"{indent}{part}{newline}" for line in lines for part in lines_of(line, indent))

    def _new_text(self, statement: ast.stmt) -> str:
        module = self.view.module
        start = module.start(statement)
        code = module.code[start : module.end(statement)]
        for edit in sorted(self._own_edits(statement), reverse=True):
            code = code[: edit.start - start] + edit.replacement + code[edit.end - start :]
        return code.decode()

    def _is_alone(self, unit: Sequence[ast.stmt]) -> bool:
        """True when nothing but white space and a comment shares the lines with the statements."""
        module = self.view.module
        start = module.line_bounds(unit[0].lineno)[0]
        return not module.code[start : module.start(unit[0])].strip()

    def _removed_lines(self, unit: Sequence[ast.stmt]) -> Edit:
        module = self.view.module
        start = module.line_bounds(unit[0].lineno)[0]
        end = module.line_bounds(unit[-1].end_lineno or unit[-1].lineno)[1]
        drafts = [self.drafts[statement] for statement in unit if statement in self.drafts]
        kept = [
            *self._lost_comments(unit[0], [Edit(start, end, b"")]),
            *(line for draft in drafts for line in draft.setup),
        ]
        indent = module.indent_of(unit[0])
        return Edit(start, end, self._written(kept, indent).encode())

    def _lost_comments(self, first: ast.stmt, edits: Sequence[Edit]) -> list[str]:
        """The comments that go with what edits replace, of a statement and those that go on in its lines."""
        start = min([self.view.module.start(first), *(edit.start for edit in edits)])
        comments = comments_in(self.view.module, start, max([start, *(edit.end for edit in edits)]))
        return [
            text
            for edit in edits
            for offset, text in comments
            if edit.start <= offset < edit.end and text.encode() not in edit.replacement
        ]

    def _merged(self, pieces: Iterable[_Piece | None]) -> Iterator[_Piece]:
        """Join adjoining pieces of boilerplate, and adjoining imports, into one change each."""
        last: _Piece | None = None
        for piece in pieces:
            if piece and last and piece.run and piece.run == last.run:
                last.statements += piece.statements
                last.edits += piece.edits
                last.rules += piece.rules
                last.assumptions += piece.assumptions
                last.needs += piece.needs
                last.ties |= piece.ties
                last.fidelity = max(last.fidelity, piece.fidelity, key=lambda each: each.rank)
                continue
            if last:
                yield last
            last = piece
        if last:
            yield last

    def _add_imports(self, pieces: Sequence[_Piece]) -> None:
        """Give each change the import lines that its new text needs; changes share the same edit."""
        at = imports.insertion_point(self.view, self.removals)
        above = imports.library_point(self.view, at)
        places = {line: above if imports.is_of_the_library(line) else at for line in self._lines}
        edits = {line: self._import_edit(places[line], line, order) for order, line in enumerate(self._lines)}
        for piece in pieces:
            if any(statement in self._gone for statement in piece.statements):
                piece.edits += [edits[line] for line in self._leaked if line in edits]
            if self._types and any(statement in self._types.block for statement in piece.statements):
                piece.edits += [edits[line] for line in sorted(self._types.lines)]
            for statement in piece.statements:
                draft = self.drafts.get(statement)
                piece.edits += [edits[line] for line in (draft.imports if draft else ()) if line in edits]

    def _close_gaps(self, pieces: Sequence[_Piece]) -> None:
        closed = close_gaps(self.view.module.code, sorted({edit for piece in pieces for edit in piece.edits}))
        for piece in pieces:
            piece.edits = [closed.get(edit, edit) for edit in piece.edits]

    def _import_edit(self, at: int, line: str, order: int) -> Edit:
        module = self.view.module
        if self._types and line in self._types.lines:
            text = f"{self._types.indent}{line}{module.newline}"
            return Edit(self._types.at, self._types.at, text.encode(), order=order)
        gap = module.newline if imports.is_constant(line) else ""
        text = f"{gap}{line}{module.newline}"
        if at == len(module.code) and module.code and not module.code.endswith((b"\n", b"\r")):
            text = f"{module.newline}{line}"
        return Edit(at, at, text.encode(), order=order)


def _units(block: Sequence[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """Yield the statements of a block, those that share a line together."""
    unit: list[ast.stmt] = []
    for statement in block:
        if unit and statement.lineno > _last_line(unit[-1]):
            yield unit
            unit = []
        unit.append(statement)
    if unit:
        yield unit


def _last_line(statement: ast.stmt) -> int:
    """The last line of a statement, of a compound one the last of its head."""
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
        first: ast.stmt = body[0]
        decorators: list[ast.expr] = getattr(first, "decorator_list", [])
        return max(statement.lineno, min([first.lineno, *(each.lineno for each in decorators)]) - 1)
    return statement.end_lineno or statement.lineno
