"""A purge right before a write to the same place: together they overwrite it.

A purge alone has no counterpart, and a write alone appends: only both statements, seen together, say what is meant.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from itertools import pairwise

from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.text.tree import literal_entries
from g2l_tui.engine.view import View, own_expressions
from g2l_tui.model.change import Edit, Fidelity
from g2l_tui.model.ledger import LedgerRow, Outcome

_TARGETS: Mapping[str, tuple[str, ...]] = {
    "GlueContext.purge_s3_path": ("s3_path",),
    "GlueContext.purge_table": ("database", "table_name"),
}
_WRITTEN_AS: Mapping[str, str] = {"s3_path": "path", "database": "database", "table_name": "table_name"}
"""What the write calls that which the purge names."""

_APPENDS, _OVERWRITES = b'.mode("append")', b'.mode("overwrite")'
_NOTED = "Nobody else writes there, and the frame is not read from there."
_DONE = "the write overwrites"
_ONLY_TOLD = frozenset({"print", "debug", "info", "warn", "warning", "error"})
_PARTS = (
    ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.JoinedStr, ast.FormattedValue, ast.BinOp, ast.Add,
    ast.expr_context,
)  # fmt: skip


def draft_purges(view: View, drafts: dict[ast.stmt, Draft]) -> None:
    """Let a write overwrite where the statement before it purges the same place entirely, and take that one away."""
    if b"purge_" not in view.module.code or b"partitionOverwriteMode" in view.module.code:
        return
    for block in view.blocks:
        for before, after in pairwise(block):
            if call := _purge(view, before):
                _fuse(view, call, drafts.get(before), after, drafts)


def _purge(view: View, statement: ast.stmt) -> ast.Call | None:
    match statement:
        case ast.Expr(value=ast.Call() as call) if view.facts.callees.get(call) in _TARGETS:
            return call if _takes_everything(view, call) else None
        case _:
            return None


def _takes_everything(view: View, call: ast.Call) -> bool:
    """True for a purge of files of any age, partition and storage class."""
    names = _TARGETS[view.facts.callees[call]]
    given = _given(call, (*names, "options"))
    options = view.literal(given["options"]) if "options" in given else None
    if not isinstance(options, ast.Dict) or given.keys() != {*names, "options"}:
        return False
    period = literal_entries(options).get("retentionPeriod")
    return len(options.keys) == 1 and isinstance(period, ast.Constant) and period.value == 0


def _given(call: ast.Call, names: tuple[str, ...]) -> dict[str | None, ast.expr]:
    given: dict[str | None, ast.expr] = dict(zip(names, call.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg != "transformation_ctx"}
    return given


def _fuse(view: View, call: ast.Call, purge: Draft | None, after: ast.stmt, drafts: dict[ast.stmt, Draft]) -> None:
    if purge is None or not purge.refused or not _goes_to_the_same(view, call, after):
        return
    if _is_read_elsewhere(view, call, (purge.statement, after)):
        return
    write = drafts.get(after)
    if write is not None and write.refused:
        return
    code = view.module.code[view.module.start(after) : view.module.end(after)]
    if code.count(_OVERWRITES) == 1:
        drafts[purge.statement] = _removed(view, purge, call)
    elif write is not None and (edit := _appending(write)):
        drafts[purge.statement] = _removed(view, purge, call)
        _overwrite(write, edit, drafts[purge.statement])


def _goes_to_the_same(view: View, call: ast.Call, after: ast.stmt) -> bool:
    written = _written_to(view, after)
    return all(
        written.get(_WRITTEN_AS[name]) == ast.dump(node) and _is_still_the_same(node)
        for name, node in _place(view, call).items()
    )


def _place(view: View, call: ast.Call) -> dict[str, ast.expr]:
    """What a purge names as its target, by parameter."""
    names = _TARGETS[view.facts.callees[call]]
    given = _given(call, names)
    return {name: given[name] for name in names}


def _written_to(view: View, statement: ast.stmt) -> dict[str, str]:
    """What a write names as its target, each as a dump, so that two spellings of the same are told to be equal."""
    found: dict[str, str] = {}
    for expression in own_expressions(statement):
        for node in ast.walk(expression):
            match node:
                case ast.Call(keywords=keywords) as call if call in view.facts.callees:
                    found |= {each.arg: ast.dump(each.value) for each in keywords if each.arg}
                    options = [view.literal(each) for each in (*call.args, *(each.value for each in keywords))]
                    found |= {key: ast.dump(value) for each in options for key, value in literal_entries(each).items()}
                case ast.Call(func=ast.Attribute(attr="parquet" | "json" | "csv" | "orc" | "save"), args=[path, *_]):
                    found["path"] = ast.dump(path)
    return found


def _is_still_the_same(node: ast.expr) -> bool:
    """True for an expression that gives the same again in the next statement."""
    return all(isinstance(each, _PARTS) for each in ast.walk(node))


def _is_read_elsewhere(view: View, call: ast.Call, own: tuple[ast.stmt, ast.stmt]) -> bool:
    """True when another statement names the place as well, and not only to tell of it or to give it a name."""
    target = list(_place(view, call).values())[-1]
    wanted = ast.dump(target)
    for node in view.module.nodes.every:
        if isinstance(node, ast.expr) and (ast.dump(node) == wanted or _overlaps(node, target)):
            statement = view.statement_of(node)
            if statement not in own and not _only_tells(statement):
                return True
    return False


def _overlaps(node: ast.expr, target: ast.expr) -> bool:
    """True for two literal paths of which one lies below the other."""
    match node, target:
        case ast.Constant(value=str(left)), ast.Constant(value=str(right)) if left.startswith("s3"):
            short, long = sorted((left.rstrip("/") + "/", right.rstrip("/") + "/"), key=len)
            return long.startswith(short)
        case _:
            return False


def _only_tells(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return name in _ONLY_TOLD
        case ast.Assign(value=value):
            return not any(isinstance(each, ast.Call) for each in ast.walk(value))
        case _:
            return False


def _appending(write: Draft) -> Edit | None:
    found = [edit for edit in write.edits if edit.replacement.count(_APPENDS) == 1]
    return found[0] if len(found) == 1 else None


def _removed(view: View, purge: Draft, call: ast.Call) -> Draft:
    rule = view.ruleset.for_call(view.facts.callees[call])
    rows = [LedgerRow(row.line, row.call, row.argument, Outcome.TRANSLATED, _DONE) for row in purge.rows]
    draft = Draft(purge.statement, deleted=True, boilerplate=False, rules=[rule.id] if rule else [], rows=rows, calls=1)
    draft.weaken(Fidelity.EQUIVALENT)
    draft.assume((_NOTED,))
    return draft


def _overwrite(write: Draft, edit: Edit, purge: Draft) -> None:
    text = edit.replacement.replace(_APPENDS, _OVERWRITES)
    write.edits = [Edit(each.start, each.end, text) if each is edit else each for each in write.edits]
    write.rules += [rule for rule in purge.rules if rule not in write.rules]
    write.weaken(Fidelity.EQUIVALENT)
    write.assume((_NOTED,))
    write.tied.append(purge)
    purge.tied.append(write)
