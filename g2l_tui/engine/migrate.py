"""The engine's door: one source in, its migration out. Never raises."""

from __future__ import annotations

import ast
import re
import time
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from g2l_tui.config import Settings
from g2l_tui.engine import copies
from g2l_tui.engine.awsglue import is_glue
from g2l_tui.engine.batches import tie_batches
from g2l_tui.engine.bookmarks import bookmark_question
from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.composing.assemble import Assembly
from g2l_tui.engine.composing.rests import rests_of
from g2l_tui.engine.composing.ties import open_ties
from g2l_tui.engine.contexts import handed_on
from g2l_tui.engine.enumerations import members_in_texts
from g2l_tui.engine.kinds.infer import infer
from g2l_tui.engine.kinds.knowledge import Asked
from g2l_tui.engine.outline import mentions_glue
from g2l_tui.engine.outside import handed_frames
from g2l_tui.engine.passes import imports
from g2l_tui.engine.passes.notebook import as_notebook
from g2l_tui.engine.passes.sessions import Session, by_name, draft_sessions, plan_sessions
from g2l_tui.engine.passes.sinks import draft_sinks
from g2l_tui.engine.passes.unused import settle
from g2l_tui.engine.project import Project
from g2l_tui.engine.purges import draft_purges
from g2l_tui.engine.rewriting.caught import tie_caught
from g2l_tui.engine.rewriting.context_classes import context_classes, need_a_context
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.rewriting.queries import draft_query_functions
from g2l_tui.engine.rewriting.rewriter import Rewriter
from g2l_tui.engine.rewriting.unread import draft_annotations
from g2l_tui.engine.text.failures import failure
from g2l_tui.engine.text.module import Module, parse_module
from g2l_tui.engine.text.spliced import spliced
from g2l_tui.engine.text.tree import TRIES
from g2l_tui.engine.transactions import draft_transactions
from g2l_tui.engine.users import findings_of
from g2l_tui.engine.view import View
from g2l_tui.errors import ParseError
from g2l_tui.model.change import Change, Edit, compose, edits_of
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.ledger import Outcome
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.rests import NOTHING
from g2l_tui.model.source import Source
from g2l_tui.ruleset.ruleset import RuleSet

_NEWLINE = re.compile(rb"\r\n|\r|\n")
_TRIED = "The import is only tried: it fails on Databricks, and the file goes on as its `except` says"
_ONE_WAY = "keep the way that Databricks is to go, and delete the `try` and the other way"


def migrate(
    source: Source, ruleset: RuleSet, settings: Settings, project: Project, asked: Asked | None = None
) -> Migration:
    """Return what the rules make of a source, given what is known of the workspace's other modules.

    Whatever happens inside is told in the findings; a source that cannot be dealt with is `failed` and untouched.
    All that is asked of the project's knowledge is asked by way of `asked`, where it is given.
    """
    started = time.perf_counter()
    if source.path in project.copies:
        return copies.told(source)
    if source.path not in project.related and not mentions_glue(source.content):
        return Migration(source, Status.UNCHANGED, source.content, seconds=time.perf_counter() - started)
    try:
        migration = _migrated(source, ruleset.without(settings.disable), settings, project, asked)
    except ParseError as error:
        migration = Migration(source, Status.FAILED, source.content, findings=(failure(source, error),))
    except Exception as error:  # noqa: BLE001 -- one file must not stop the others; it is reported, never hidden
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        finding = _finding("G2L005", 1, f"The file was left as it is, because translating it failed: {reason}")
        migration = Migration(source, Status.FAILED, source.content, findings=(finding,))
    return replace(migration, seconds=time.perf_counter() - started)


def _migrated(source: Source, ruleset: RuleSet, settings: Settings, project: Project, asked: Asked | None) -> Migration:
    module = parse_module(source)
    view, drafts, sessions = _drafted(module, ruleset, settings, project, asked)
    assembly = Assembly(view, sessions, drafts)
    changes, stays = as_notebook(view, assembly.changes(), project)
    result = compose(source.content, changes)
    _check_parses(source, result, changes)
    findings = sorted((finding for draft in drafts.values() for finding in findings_of(view, draft)), key=_place)
    if question := bookmark_question(view, drafts.values()):
        findings.append(question)
    findings += handed_frames(view) if changes else ()
    findings += members_in_texts(view) if changes or source.path in project.run_on_glue else ()
    left = {id(removal.statement) for removal in assembly.removals if removal.leaves_no_glue}
    findings += (*_imports_left(module, left, findings), *stays)
    located = _located(findings, source.content, changes)
    rows = sorted((row for draft in drafts.values() for row in draft.rows), key=lambda row: row.line)
    calls = sum(draft.calls for draft in drafts.values())
    refused = sum(draft.calls for draft in drafts.values() if _is_left(draft))
    status = _status(changes, drafts, located)
    return Migration(
        source, status, result, changes, located, tuple(rows), calls, calls - refused,
        open_ties=open_ties(view, drafts),
        rests=rests_of(view, drafts) if source.path in project.connected else NOTHING,
    )  # fmt: skip


def _drafted(
    module: Module, ruleset: RuleSet, settings: Settings, project: Project, asked: Asked | None
) -> tuple[View, dict[ast.stmt, Draft], tuple[Session, ...]]:
    facts, knowledge = infer(module, ruleset, asked or project.knowledge, teaches=False)
    view = View(module, module.scopes, facts, knowledge, ruleset, settings)
    sessions = plan_sessions(view)
    names, renames = by_name(sessions), imports.renames(view)
    classes = context_classes(view)
    rewriter = Rewriter(view, names, renames, classes)
    drafts = _each_drafted(view, rewriter)
    made = tuple(each for each in sessions if not (each.statement in drafts and drafts[each.statement].refused))
    if made != sessions:
        sessions, names = made, by_name(made)
        rewriter = Rewriter(view, names, renames, classes)
        drafts = _each_drafted(view, rewriter)
    kept, are_needed = handed_on(view, sessions, drafts), need_a_context(view, drafts, classes)
    if kept or are_needed:
        rewriter = Rewriter(view, names, renames, {} if are_needed else classes, kept)
        drafts = _each_drafted(view, rewriter)
    if not any(_is_of_glue(draft, ruleset) for draft in drafts.values()):
        _keep_tables(drafts, ruleset, runs_on_glue=module.path in project.run_on_glue)
    draft_query_functions(view, rewriter.queries, drafts)
    draft_annotations(view, drafts)
    tie_caught(view, drafts)
    draft_sessions(view, sessions, drafts)
    settle(view, sessions, drafts)
    return view, drafts, sessions


def _each_drafted(view: View, rewriter: Rewriter) -> dict[ast.stmt, Draft]:
    statements = (statement for block in view.blocks for statement in block if statement in rewriter.suspects)
    each = ((statement, rewriter.draft(statement)) for statement in statements)
    drafts = {statement: draft for statement, draft in each if draft}
    draft_sinks(view, rewriter, drafts)
    draft_purges(view, drafts)
    draft_transactions(view, drafts)
    tie_batches(view, drafts)
    return drafts


def _keep_tables(drafts: dict[ast.stmt, Draft], ruleset: RuleSet, *, runs_on_glue: bool) -> None:
    """Of a file that only has Spark's own calls, no more is touched than the tables it reads on Glue."""
    for statement, draft in tuple(drafts.items()):
        rules = (ruleset.by_id(name) for name in draft.rules)
        if not runs_on_glue or any(rule and rule.delete for rule in rules):
            del drafts[statement]


def _is_of_glue(draft: Draft, ruleset: RuleSet) -> bool:
    """False for what rules say of Spark's own calls: those are only touched in what runs on Glue."""
    rules = (ruleset.by_id(name) for name in draft.rules)
    return draft.refused or not draft.rules or any(rule is None or rule.is_of_glue for rule in rules)


def _check_parses(source: Source, result: bytes, changes: Iterable[Change]) -> None:
    if spliced(source, result, edits_of(changes)):
        return
    try:
        parse_module(Source(source.path, result))
    except ParseError as error:
        raise ValueError(f"its result would not parse, in line {error.details.get('line')}: {error.message}") from error


def _is_left(draft: Draft) -> bool:
    return draft.refused or any(row.outcome is Outcome.REFUSED for row in draft.rows)


def _status(changes: Iterable[Change], drafts: Mapping[ast.stmt, Draft], findings: Iterable[Finding]) -> Status:
    is_left = any(_is_left(draft) for draft in drafts.values()) or any(
        finding.severity is Severity.ERROR for finding in findings
    )
    if is_left:
        return Status.PARTIAL if any(True for _ in changes) else Status.REFUSED
    return Status.MIGRATED if any(True for _ in changes) else Status.UNCHANGED


def _imports_left(module: Module, removed: set[int], findings: Iterable[Finding]) -> list[Finding]:
    """An import of awsglue that stays is a finding of its own, if no refusal explains it or the file runs without."""
    nodes = module.nodes
    every: list[ast.stmt] = [each for each in nodes.of(ast.ImportFrom) if is_glue(each.module or "") and not each.level]
    every += [each for each in nodes.of(ast.Import) if any(is_glue(alias.name) for alias in each.names)]
    stay = [each for each in every if id(each) not in removed]
    tried = {at: each for each in stay if isinstance(at := nodes.parents.get(each), TRIES) and each in at.body}
    found = [
        replace(_finding("G2L111", each.lineno, _TRIED), hint=_ONE_WAY) for at, each in tried.items() if at.handlers
    ]
    if any(finding.severity is Severity.ERROR for finding in (*findings, *found)):
        return found
    message = "The import stays: something uses a name from it, or it marks the file as unfinished"
    return [_finding("G2L111", each.lineno, message) for each in stay]


def _finding(code: str, line: int, message: str) -> Finding:
    return Finding(code, severity_of(code), line, 1, message, hint_of(code))


def _place(finding: Finding) -> tuple[int, int]:
    return finding.line, finding.column


def _located(findings: Sequence[Finding], content: bytes, changes: Iterable[Change]) -> tuple[Finding, ...]:
    """Say where in the result constructs stand that were left as they are."""
    if all(finding.severity is not Severity.ERROR for finding in findings):
        return tuple(findings)
    starts = [0, *(newline.end() for newline in _NEWLINE.finditer(content))]
    edits = sorted({edit for change in changes for edit in change.edits}, key=lambda edit: edit.end)
    ends = [edit.end for edit in edits]
    gained = [0, *accumulate(_lines_gained(edit, content) for edit in edits)]

    def located(finding: Finding) -> Finding:
        offset = starts[min(finding.line, len(starts)) - 1]
        return replace(finding, target_line=finding.line + gained[bisect_right(ends, offset)])

    return tuple(located(each) if each.severity is Severity.ERROR else each for each in findings)


def _lines_gained(edit: Edit, content: bytes) -> int:
    return len(_NEWLINE.findall(edit.replacement)) - len(_NEWLINE.findall(content[edit.start : edit.end]))
