"""Queries over temporary views, as Glue Studio writes them: a function registers frames under names and runs a text.

On Spark Connect a view is looked up by its name when the query runs. Where two calls register the same name, the
first query would read the frames of the second: then each query is given its frames instead.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.text.tree import literal_entries
from g2l_tui.engine.view import View
from g2l_tui.model.change import Fidelity
from g2l_tui.ruleset.template import Text

RULE = "query-over-views"

_NAMED = re.compile(r"[A-Za-z_]\w*")
_QUERY = re.compile(r"\s*select\b", re.IGNORECASE)
_OF_CATALOG = re.compile(r"\b(?:from|join)\s+[\w`]+\.", re.IGNORECASE)
_LITERAL = re.compile(r"(\"\"\"|'''|\"|')(.*)\1", re.DOTALL)
_TAKEN = frozenset({"self", "sqlQuery", "args", "kwargs"})


@dataclass(frozen=True, eq=False)
class QueryFunction:
    """A function that registers the frames of `mapping` as views and runs the text of `query`."""

    node: ast.FunctionDef
    query: str
    mapping: str
    calls: tuple[ast.Call, ...] = ()


def query_functions(view: View) -> Mapping[ast.Call, QueryFunction]:
    """Return, by each of its calls, every such function of which all calls can be given their frames, and must be."""
    if b"createOrReplaceTempView" not in view.module.code:
        return {}
    found: dict[ast.Call, QueryFunction] = {}
    for node in view.module.tree.body:
        function = _query_function(node) if isinstance(node, ast.FunctionDef) else None
        calls = _calls(view, node.name) if function and isinstance(node, ast.FunctionDef) else None
        if function and calls and _share_a_name(view, function, calls):
            found |= dict.fromkeys(calls, replace(function, calls=calls))
    return found


def with_frames(view: View, call: ast.Call, function: QueryFunction, text: Callable[[ast.expr], Text]) -> Text:
    """Return the query of a call with the frames that it reads, each as a table of its own text."""
    given = _given(function, call)
    frames = literal_entries(given[function.mapping])
    names = {alias: alias if len(frames) > 1 else "src" for alias in frames}
    heads = ", ".join(f"{alias} as (select * from {{{name}}})" for alias, name in names.items())  # noqa: S608
    query = given[function.query]
    literal = _LITERAL.fullmatch(view.module.text(query))
    if literal:
        code = f"{literal[1]}with {heads} {literal[2].lstrip(' ')}{literal[1]}"
    else:
        code = f'"with {heads} " + {text(query).code}'
    passed = ", ".join(f"{names[alias]}={text(frame).code}" for alias, frame in frames.items())
    return Text(f"{text(call.args[0]).code}.sql({code}, {passed})")


def draft_query_functions(
    view: View, functions: Mapping[ast.Call, QueryFunction], drafts: dict[ast.stmt, Draft]
) -> None:
    """Take a function away when each of its calls is rewritten; else leave the calls as they are."""
    for function in {each.node: each for each in functions.values()}.values():
        users = [drafts.get(view.statement_of(call)) for call in function.calls]
        if any(user is None or user.refused for user in users) or "#" in view.module.text(function.node):
            continue
        inner = [drafts.pop(each) for each in ast.walk(function.node) if isinstance(each, ast.stmt) and each in drafts]
        draft = Draft(function.node, deleted=True, boilerplate=False, rules=[RULE])
        draft.rows = [row for each in inner for row in each.rows]
        draft.calls = sum(each.calls for each in inner)
        draft.weaken(Fidelity.EQUIVALENT)
        draft.tied = [user for user in users if user]
        drafts[function.node] = draft


def _query_function(node: ast.FunctionDef) -> QueryFunction | None:
    """The function behind a definition of exactly the form that Glue Studio writes."""
    match node.body:
        case [
            ast.For(
                target=ast.Tuple(elts=[ast.Name(id=alias), ast.Name(id=frame)]),
                iter=ast.Call(func=ast.Attribute(value=ast.Name(id=mapping), attr="items"), args=[]),
                body=[ast.Expr(value=registered)],
                orelse=[],
            ),
            ast.Assign(
                targets=[ast.Name(id=result)],
                value=ast.Call(func=ast.Attribute(attr="sql"), args=[ast.Name(id=query)], keywords=[]),
            ),
            ast.Return(value=ast.Call(func=ast.Attribute(attr="fromDF"), args=[ast.Name(id=returned), *_])),
        ] if ast.unparse(registered) == f"{frame}.toDF().createOrReplaceTempView({alias})" and returned == result:
            names = [argument.arg for argument in node.args.args]
            is_plain = not node.decorator_list and {query, mapping} <= set(names[1:])
            return QueryFunction(node, query, mapping) if is_plain else None
        case _:
            return None


def _calls(view: View, name: str) -> tuple[ast.Call, ...] | None:
    """All uses of a function, if each is a call, and nobody else has the function."""
    scope = view.scopes.module
    if not scope.bound_once(name) or view.knowledge.is_used_elsewhere(view.module.path, name):
        return None
    parents = [(load, view.parents.get(load)) for load in view.scopes.loads(scope, name)]
    calls = tuple(parent for load, parent in parents if isinstance(parent, ast.Call) and parent.func is load)
    return calls if len(calls) == len(parents) else None


def _share_a_name(view: View, function: QueryFunction, calls: tuple[ast.Call, ...]) -> bool:
    """True when two calls register a view of the same name, and every call is one that can be given its frames."""
    counts: Counter[str] = Counter()
    for call in calls:
        given = _given(function, call)
        if not _is_plain(view, function, call, given):
            return False
        counts.update(alias.lower() for alias in literal_entries(given[function.mapping]))
    return any(count > 1 for count in counts.values())


def _given(function: QueryFunction, call: ast.Call) -> dict[str, ast.expr]:
    names = [argument.arg for argument in function.node.args.args]
    given = dict(zip(names, call.args, strict=False))
    return given | {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


def _is_plain(view: View, function: QueryFunction, call: ast.Call, given: Mapping[str, ast.expr]) -> bool:
    if not call.args or any(isinstance(each, ast.Starred) for each in call.args):
        return False
    mapping, query = given.get(function.mapping), given.get(function.query)
    frames = literal_entries(mapping)
    if query is None or not isinstance(mapping, ast.Dict) or len(frames) != len(mapping.keys):
        return False
    aliases = {alias.lower() for alias in frames}
    are_names = all(_NAMED.fullmatch(alias) and alias not in _TAKEN for alias in frames)
    return bool(frames) and are_names and len(aliases) == len(frames) and _can_begin_with(view, query)


def _can_begin_with(view: View, node: ast.expr) -> bool:
    """True for a text that tables can be put in front of: it has no brace, and reads nothing of the catalog."""
    literal = view.literal(node)
    if not isinstance(literal, ast.Constant) or not isinstance(literal.value, str):
        return False
    is_written = literal is not node or _LITERAL.fullmatch(view.module.text(node)) is not None
    names_others = set("{}") & set(literal.value) or _OF_CATALOG.search(literal.value)
    return is_written and bool(_QUERY.match(literal.value)) and not names_others
