"""Options dictionaries that are built step by step: `options["key"] = value` below their first assignment."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.literals import quoted
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.ruleset.template import Text

_ABSENT: Mapping[str, str] = {
    "partitionKeys": "[]",
    "aws_iam_role": "None",
    "recurse": "False",
    "withHeader": "False",
    "writeHeader": "True",
    "separator": '","',
    "quoteChar": "'\"'",
    "multiLine": "False",
    "multiline": "False",
}
"""What a key that is set only sometimes means where it is not: Glue's default, as code."""

_LOOKS = frozenset({"print", "len", "str", "repr", "sorted", "list", "dict", "dumps", "deepcopy"}) | frozenset(
    {"debug", "info", "warning", "warn", "error"}
)
"""Functions and methods that leave their arguments as they are."""

_READS = frozenset({"get", "keys", "items", "values", "copy"})


def built_entries(site: Surroundings, node: ast.expr) -> dict[str, tuple[ast.expr, Text]] | None:
    """Return the entries of a dictionary that is assigned once and gets keys by name; None where it may get others.

    A key that may be missing reads `options.get("key", default)`. Raises CannotRewriteError where it has no default.
    """
    scope = site.view.scope_of(node) if isinstance(node, ast.Name) else None
    if not isinstance(node, ast.Name) or scope is None or scope.is_class or not scope.bound_once(node.id):
        return None
    match scope.bindings[node.id][0]:
        case ast.Assign(targets=[ast.Name()], value=ast.Dict(keys=keys, values=values)) as start:
            first = dict(zip(map(_word, keys), values, strict=True))
        case _:
            return None
    stored = list(_stores(site, site.view.scopes.loads(scope, node.id)))
    if None in first or None in (key for key, _ in stored):
        return None
    block = next((each for each in site.view.blocks if start in each), ())
    certain = {key for key in first if key} | {
        key for key, statement in stored if key and statement in block and statement.lineno < site.call.lineno
    }
    changed = {key for key, _ in stored}
    entries: dict[str, tuple[ast.expr, Text]] = {}
    for key in dict.fromkeys([*first, *(key for key, _ in stored)]):
        value = first[key] if key in first and key not in changed else node
        entries[str(key)] = (value, _read(node.id, str(key), is_certain=key in certain))
    return entries


def is_handed_on(site: Surroundings, node: ast.expr) -> bool:
    """True for a dictionary in a variable that other code gets hold of, and may add keys to."""
    scope = site.view.scope_of(node) if isinstance(node, ast.Name) else None
    if not isinstance(node, ast.Name) or scope is None:
        return False
    return any(key is None for key, _ in _stores(site, site.view.scopes.loads(scope, node.id)))


def _read(name: str, key: str, *, is_certain: bool) -> Text:
    if is_certain:
        return Text(f"{name}[{quoted(key)}]")
    if key not in _ABSENT:
        raise CannotRewriteError(
            f"`{name}` holds `{key}` only sometimes, and there is no value that means the same as none",
            code="G2L105",
            hint=f"write the statement twice, with `{key}` and without it",
        )
    return Text(f"{name}.get({quoted(key)}, {_ABSENT[key]})")


def _stores(site: Surroundings, loads: Iterable[ast.Name]) -> Iterator[tuple[str | None, ast.stmt]]:
    """Yield the keys that are set, with their statements; a None for a use that may do anything."""
    for load in loads:
        parent = site.view.parents[load]
        statement = _statement(site, load)
        match parent:
            case ast.Subscript(value=value, slice=index, ctx=ast.Store()) if value is load:
                yield _word(index), statement
            case ast.Subscript(value=value, ctx=ast.Load()) if value is load:
                continue
            case ast.Attribute(attr=method) if method in _READS:
                continue
            case ast.keyword(arg=None) | ast.Dict(keys=[*_, None]) | ast.Dict(keys=[None, *_]):
                continue
            case ast.Attribute(attr="update"):
                yield from _updated(site.view.parents.get(parent), statement)
            case ast.Call() | ast.keyword() | ast.FormattedValue() | ast.Compare():
                if not _only_looks(site, parent):
                    yield None, statement
            case _:
                yield None, statement


def _updated(call: ast.AST | None, statement: ast.stmt) -> Iterator[tuple[str | None, ast.stmt]]:
    match call:
        case ast.Call(args=[ast.Dict(keys=keys)], keywords=[]):
            yield from ((_word(key), statement) for key in keys)
        case ast.Call(args=[], keywords=keywords):
            yield from ((keyword.arg, statement) for keyword in keywords)
        case _:
            yield None, statement


def _only_looks(site: Surroundings, node: ast.AST) -> bool:
    """True for a use that leaves the dictionary as it is: Glue's own calls, and a few of Python's."""
    call = site.view.parents.get(node) if isinstance(node, ast.keyword) else node
    match call:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _LOOKS:
            return True
        case ast.Call():
            return call in site.view.facts.callees
        case _:
            return isinstance(call, ast.FormattedValue | ast.Compare)


def _statement(site: Surroundings, node: ast.AST) -> ast.stmt:
    while not isinstance(node, ast.stmt):
        node = site.view.parents[node]
    return node


def _word(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
