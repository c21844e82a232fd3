"""Options dictionaries that are built step by step: `options["key"] = value` below their first assignment."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.literals import quoted
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.ruleset.template import Text

_ABSENT: Mapping[str, str] = {
    "partitionKeys": "[]",
    "aws_iam_role": "None",
    "database": "None",
    "push_down_predicate": "None",
    "catalogPartitionPredicate": "None",
    "recurse": "False",
    "withHeader": "False",
    "writeHeader": "True",
    "separator": '","',
    "quoteChar": "'\"'",
    "multiLine": "False",
    "multiline": "False",
}
"""What a key that is set only sometimes means where it is not: Glue's default, as code."""

_IN_PLACE = {"dbtable": "sampleQuery"}
"""What Glue reads in place of a key where both are given."""

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
    if None in first or None in (each.key for each in stored):
        return None
    block_of = site.view.block_of
    certain = {key for key in first if key} | {
        each.key
        for each in stored
        if each.key and block_of[each.at] is block_of[start] and each.at.lineno < site.call.lineno
    }
    held: dict[str, list[ast.expr | None]] = {str(key): [value] for key, value in first.items()}
    for each in stored:
        held.setdefault(str(each.key), []).append(each.value)
    entries: dict[str, tuple[ast.expr, Text]] = {}
    for key, given in held.items():
        text = _read(node.id, key, certain)
        entries[key] = (_only(given, key, node, is_certain=key in certain), text)
    return {key: entry for key, entry in entries.items() if _IN_PLACE.get(key) not in entries.keys() - certain}


def _only(values: Sequence[ast.expr | None], key: str, node: ast.expr, *, is_certain: bool) -> ast.expr:
    """Return the value that a key surely has, or the dictionary where it may have several.

    Raises CannotRewriteError where one of them would be written in another way.
    """
    match values:
        case [ast.expr() as value] if is_certain:
            return value
    if key == "quoteChar" and any(value and ast.unparse(value) in ("-1", "'-1'") for value in values):
        raise CannotRewriteError(
            "`quoteChar` is -1 only sometimes",
            code="G2L105",
            hint="write one statement for each: if …: with quotes, else: without",
        )
    return node


def is_handed_on(site: Surroundings, node: ast.expr) -> bool:
    """True for a dictionary in a variable that other code gets hold of, and may add keys to."""
    scope = site.view.scope_of(node) if isinstance(node, ast.Name) else None
    if not isinstance(node, ast.Name) or scope is None:
        return False
    return any(each.key is None for each in _stores(site, site.view.scopes.loads(scope, node.id)))


def check_certain(entries: Mapping[str, tuple[ast.expr, Text]]) -> None:
    """Raise CannotRewriteError for a key that is None where it is not set: an option of Spark cannot be."""
    for key, (_, text) in entries.items():
        if text.code.endswith(missing := f".get({quoted(key)}, None)"):
            raise _only_sometimes(text.code.removesuffix(missing), key)


def _only_sometimes(name: str, key: str) -> CannotRewriteError:
    return CannotRewriteError(
        f"`{name}` holds `{key}` only sometimes, and there is no value that means the same as none",
        code="G2L105",
        hint=f"write the statement twice, with `{key}` and without it",
    )


def _read(name: str, key: str, certain: Container[str]) -> Text:
    if key in certain:
        return Text(f"{name}[{quoted(key)}]")
    if _IN_PLACE["dbtable"] == key and "dbtable" in certain:
        whole = f"SELECT * FROM {{{name}['dbtable']}}"  # noqa: S608 -- no statement of ours: code that names a table
        return Text(f"{name}.get({quoted(key)}, f{quoted(whole)})")
    if key not in _ABSENT:
        raise _only_sometimes(name, key)
    return Text(f"{name}.get({quoted(key)}, {_ABSENT[key]})")


@dataclass(frozen=True, slots=True)
class _Store:
    """A key that is set to a value by a statement; a key of None for a use that may do anything."""

    key: str | None
    value: ast.expr | None
    at: ast.stmt


def _stores(site: Surroundings, loads: Iterable[ast.Name]) -> Iterator[_Store]:
    for load in loads:
        parent = site.view.parents[load]
        statement = _statement(site, load)
        match parent:
            case ast.Subscript(value=value, slice=index, ctx=ast.Store()) if value is load:
                yield _Store(_word(index), _assigned(statement, parent), statement)
            case ast.Subscript(value=value, slice=index, ctx=ast.Load()) if value is load:
                if site.view.may_be_changed_at(load):
                    yield _Store(_word(index), None, statement)
            case ast.Attribute(attr=method) if method in _READS:
                continue
            case ast.keyword(arg=None) | ast.Dict(keys=[*_, None]) | ast.Dict(keys=[None, *_]):
                continue
            case ast.Attribute(attr="update"):
                yield from _updated(site.view.parents.get(parent), statement)
            case ast.Call() | ast.keyword() | ast.FormattedValue() | ast.Compare():
                if not _only_looks(site, parent):
                    yield _Store(None, None, statement)
            case _:
                yield _Store(None, None, statement)


def _assigned(statement: ast.stmt, target: ast.expr) -> ast.expr | None:
    match statement:
        case ast.Assign(targets=targets, value=value) if target in targets:
            return value
        case _:
            return None


def _updated(call: ast.AST | None, statement: ast.stmt) -> Iterator[_Store]:
    match call:
        case ast.Call(args=[ast.Dict(keys=keys, values=values)], keywords=[]):
            yield from (_Store(_word(key), value, statement) for key, value in zip(keys, values, strict=True))
        case ast.Call(args=[], keywords=keywords):
            yield from (_Store(keyword.arg, keyword.value, statement) for keyword in keywords)
        case _:
            yield _Store(None, None, statement)


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
