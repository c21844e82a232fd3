"""Functions that change records as calls that change columns: the straight-line part of Python.

Glue hands the function one record after the other and drops a record for which it raises. What raises on None
becomes a filter; what depends on the type of a field, on a branch or on a loop is refused.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.fields import Field
from g2l_tui.engine.transforms.literals import quoted
from g2l_tui.engine.transforms.records import DICT_METHODS, is_docstring, parameters
from g2l_tui.engine.transforms.registry import transform
from g2l_tui.engine.transforms.seeing import Surroundings, is_same_variable
from g2l_tui.engine.transforms.values import MAP, Guard, Values, is_none, operand
from g2l_tui.ruleset.template import Text

_DROPS = (
    "Glue drops every record for which the function raises: rows with null in the fields that it needs are filtered "
    "out here, while a record that lacks a field it reads or deletes stays, with null"
)
_COLUMNS = "write it with columns, or with mapInPandas and the schema that it returns"


@transform
def record_changes(site: Surroundings, function: Argument | None) -> Text:
    """Return the calls that change columns as a function changes records, behind the frame.

    Raises CannotRewriteError outside the language.
    """
    found = site.function_of(function.node) if function else None
    if found is None:
        reason = "the function that changes records is not written here, or a name in it is another one here"
        raise CannotRewriteError(reason, code=MAP)
    found = _inner(site, found)
    record, captured = parameters(found)
    changes = _Changes(site, record, Values(site, record, captured))
    for statement in _statements(found):
        changes.take(statement)
    _check_variables(site, found, {record, *captured})
    if not changes.is_returned:
        raise CannotRewriteError("the function returns nothing, so Glue drops every record", code=MAP)
    site.caution(MAP, _DROPS)
    return Text("".join(changes.calls()))


def _inner(site: Surroundings, function: ast.Lambda | ast.FunctionDef) -> ast.Lambda | ast.FunctionDef:
    """The function that a lambda only hands its record on to."""
    match function:
        case ast.Lambda(
            args=ast.arguments(args=[ast.arg(arg=own)], defaults=[]),
            body=ast.Call(func=ast.Name() as callee, args=[ast.Name(id=given)], keywords=[]),
        ) if own == given:
            return site.function_of(callee) or function
        case _:
            return function


def _statements(function: ast.Lambda | ast.FunctionDef) -> Iterable[ast.stmt]:
    if isinstance(function, ast.Lambda):
        return [ast.Return(value=function.body)]
    if function.decorator_list:
        raise CannotRewriteError(f"the function `{function.name}` is decorated", code=MAP)
    return [each for each in function.body if not is_docstring(each)]


def _check_variables(site: Surroundings, function: ast.Lambda | ast.FunctionDef, own: set[str]) -> None:
    body = [function.body] if isinstance(function, ast.Lambda) else function.body
    for statement in body:
        for name in ast.walk(statement):
            is_read = isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load) and name.id not in own
            if isinstance(name, ast.Name) and is_read and not is_same_variable(site, name):
                raise CannotRewriteError(f"`{name.id}` is a variable of the function, or another one here", code=MAP)


@dataclass
class _Changes:
    site: Surroundings
    record: str
    values: Values
    guards: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    is_returned: bool = False

    def calls(self) -> list[str]:
        first = [f".filter({_all(self.guards)})"] if self.guards else []
        return [*first, *_joined_drops(self.later)]

    def take(self, statement: ast.stmt) -> None:
        if self.is_returned:
            raise CannotRewriteError("the function goes on behind its `return`", code=MAP)
        match statement:
            case ast.Assign(targets=[target], value=value) if key := self._key(target):
                self._set(key, value)
            case ast.AugAssign(target=target, op=operator, value=value) if key := self._key(target):
                self._set(key, ast.BinOp(left=target, op=operator, right=value))
            case ast.Delete(targets=targets) if all(self._key(target) for target in targets):
                for target in targets:
                    self._delete(self._key(target))
            case ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="pop"), args=[ast.Constant(value=str(key)), *_]
                )
            ) if name == self.record:
                self._delete(key)
            case ast.Return(value=value):
                self._return(value)
            case _:
                first = ast.unparse(statement).partition("\n")[0]
                raise CannotRewriteError(f"`{first}` has no counterpart on columns", code=MAP, hint=_COLUMNS)

    def _key(self, target: ast.expr) -> str:
        match target:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key))) if name == self.record:
                return key
            case ast.Attribute(value=ast.Name(id=name), attr=key) if name == self.record and key not in DICT_METHODS:
                return key
            case _:
                return ""

    def _set(self, key: str, node: ast.expr) -> None:
        found = self.values.of(node)
        self._guard(found.guards)
        self.values.note(key)
        self.values.deleted.discard(key)
        self.values.assigned.add(key)
        self.later.append(f".withColumn({quoted(key)}, {found.column})")

    def _delete(self, key: str) -> None:
        self.values.note(key)
        self.values.deleted.add(key)
        self.later.append(f".drop({quoted(key)})")

    def _guard(self, guards: Iterable[Guard]) -> None:
        """Filter first where the fields are still those of the frame, else where the function has come to."""
        now: list[str] = []
        for guard in guards:
            place = now if guard.fields & self.values.assigned else self.guards
            place += [guard.code] if guard.code not in place else []
        self.later += [f".filter({_all(now)})"] if now else []

    def _return(self, value: ast.expr | None) -> None:
        self.is_returned = True
        match value:
            case ast.Name(id=name) if name == self.record:
                return
            case ast.Dict(keys=[_, *_] as keys, values=values):
                self.later.append(f".select({', '.join(self._selected(keys, values))})")
            case None | ast.Constant(value=None):
                raise CannotRewriteError("the function returns None, so Glue drops every record", code=MAP)
            case ast.IfExp(body=body, orelse=orelse) if is_none(body) or is_none(orelse):
                raise CannotRewriteError(
                    "the function returns None for some records, which Glue drops",
                    code=MAP,
                    hint="write it as a filter",
                )
            case _:
                raise CannotRewriteError(
                    f"`{ast.unparse(value)}` is not the record that was given", code=MAP, hint=_COLUMNS
                )

    def _selected(self, keys: Iterable[ast.expr | None], values: Iterable[ast.expr]) -> Iterable[str]:
        """A new record in place of the one given: its fields, and no others."""
        named = [
            (key.value if isinstance(key, ast.Constant) else None, node) for key, node in zip(keys, values, strict=True)
        ]
        if len({key.lower() for key, _ in named if isinstance(key, str)}) < len(named):
            raise CannotRewriteError("a field of the new record has no literal name of its own", code=MAP)
        for key, node in named:
            found = self.values.of(node)
            self._guard(found.guards)
            yield Field(operand(found.column), named=False).called(str(key))


def _all(guards: Iterable[str]) -> str:
    codes = list(guards)
    return codes[0] if len(codes) == 1 else " & ".join(operand(code) for code in codes)


def _joined_drops(calls: Iterable[str]) -> list[str]:
    """Deletions that follow each other are one call."""
    joined: list[str] = []
    for call in calls:
        if joined and call.startswith(".drop(") and joined[-1].startswith(".drop("):
            joined[-1] = f"{joined[-1][:-1]}, {call.removeprefix('.drop(')}"
        else:
            joined.append(call)
    return joined
