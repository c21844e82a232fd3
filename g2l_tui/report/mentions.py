"""Finds in one module what it names outside of the workspace, by the calls and keys of Glue, Spark and boto3. Pure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from g2l_tui.engine.text.tree import nodes_of
from g2l_tui.report.inventory import Mention, Role, Sort
from g2l_tui.report.sql import tables_in
from g2l_tui.report.texts import Texts

READ, WRITE, USE = Role.READ, Role.WRITE, Role.USE

_TABLE_CALLS: dict[str, tuple[Role, int]] = {
    "create_dynamic_frame.from_catalog": (READ, 0),
    "create_data_frame.from_catalog": (READ, 0),
    "create_dynamic_frame_from_catalog": (READ, 0),
    "create_data_frame_from_catalog": (READ, 0),
    "create_sample_dynamic_frame_from_catalog": (READ, 0),
    "write_dynamic_frame.from_catalog": (WRITE, 1),
    "write_dynamic_frame_from_catalog": (WRITE, 1),
    "write_data_frame.from_catalog": (WRITE, 1),
    "write_data_frame_from_catalog": (WRITE, 1),
    "setCatalogInfo": (WRITE, 0),
    "purge_table": (WRITE, 0),
}
"""What a call does with a table, and the position of its database; the table's name stands behind it."""

_DATABASE = ("database", "name_space", "catalogDatabase")
_TABLE = ("table_name", "catalogTableName")
_NAMED_TABLE = {"table": READ, "saveAsTable": WRITE, "insertInto": WRITE, "toTable": WRITE}
_TABLE_NAME = re.compile(r"[\w{}`-]+\.[\w{}`.-]+")

_KEYS = {
    "catalog_connection": Sort.CONNECTION,
    "connectionname": Sort.CONNECTION,
    "connection_name": Sort.CONNECTION,
    "secretid": Sort.SECRET,
}
_FIRST_ARGUMENT = {
    "extract_jdbc_conf": Sort.CONNECTION,
    "get_secret_value": Sort.SECRET,
}
_VALUES_TO_HIDE = frozenset(
    "password passwd pwd token secret secret_key secretkey access_key accesskey aws_secret_access_key api_key apikey "
    "private_key client_secret sfpassword pempassword".split()
)
_ADDRESS = re.compile(
    r"(s3[an]?:|jdbc:\w+:(?:\w+:(?=.*@))?|kafka:|mongodb(?:\+srv)?:|redshift:|snowflake:)(?=//[\w{]|.*@)"
)
_WRITERS = ("write", "save", "sink", "purge", "put", "upload", "copy", "insert", "export")
_READERS = ("create_", "read", "load", "from_options", "get_object", "open")


@dataclass(frozen=True, slots=True)
class Passed:
    """A table that a function reads or writes for its callers: the positions of its parameters, or a known text."""

    function: str
    role: Role
    database: int | str
    table: int | str
    parameters: tuple[str, ...]


class Mentions(ast.NodeVisitor):
    """The mentions of one module, and the functions whose callers name the table. May raise RecursionError."""

    def __init__(self, tree: ast.Module) -> None:
        self.found: list[Mention] = []
        self.passed: list[Passed] = []
        self.texts = Texts(tree)
        self._role = USE
        self._functions: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
        self.visit(tree)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._functions.append(node)
        self.generic_visit(node)
        self._functions.pop()

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._functions.append(node)
        self.generic_visit(node)
        self._functions.pop()

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = called(node)
        last = name.rpartition(".")[2]
        self._table_of_call(node, name, last)
        if last in _FIRST_ARGUMENT and node.args:
            self._note(_FIRST_ARGUMENT[last], node.args[0])
        if name.endswith("secrets.get"):
            self._scoped_secret(node)
        if last == "getResolvedOptions" and len(node.args) > 1:
            for name_of_argument in _listed(node.args[1], self.texts):
                self._add(Sort.ARGUMENT, name_of_argument, node)
        match last, node.args:
            case ("option", [ast.Constant(value=str(key)), value, *_]):
                self._keyed(key, value)
            case ("get_parameter", _):
                for keyword in node.keywords:
                    if keyword.arg == "Name":
                        self._note(Sort.SECRET, keyword.value)
        self._descend(node, name)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self._keyed(target.id, node.value)
        self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg:
            self._keyed(node.arg, node.value)
        self.visit(node.value)

    def visit_Dict(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                self._keyed(key.value, value)
            self.visit(value)

    def visit_Constant(self, node: ast.Constant) -> None:
        self._address(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        if not self._address(node):
            self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if not self._address(node):
            self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._address(node)

    def _descend(self, node: ast.Call, name: str) -> None:
        outer = self._role
        own = name.lower()
        if any(word in own for word in _WRITERS):
            self._role = WRITE
        elif any(word in own for word in _READERS):
            self._role = READ
        self.generic_visit(node)
        self._role = outer

    def _table_of_call(self, node: ast.Call, name: str, last: str) -> None:
        role, position = _table_call(name)
        if role is not None:
            database, table = _argument(node, _DATABASE, position), _argument(node, _TABLE, position + 1)
            if database is not None and table is not None:
                self._table(node, role, database, table)
        elif last in _NAMED_TABLE and node.args:
            text = self.texts.of(node.args[0])
            if text and _TABLE_NAME.fullmatch(text):
                self._add(Sort.TABLE, text.replace("`", ""), node, _NAMED_TABLE[last])
        elif last == "sql" and node.args:
            for table_name, is_written in tables_in(self.texts.of(node.args[0]) or ""):
                self._add(Sort.TABLE, table_name, node, WRITE if is_written else READ)

    def _table(self, node: ast.Call, role: Role, database: ast.expr, table: ast.expr) -> None:
        names = self.texts.of(database) or "{…}", self.texts.of(table) or "{…}"
        self._add(Sort.TABLE, ".".join(names), node, role)
        if self._functions and any(text.startswith("{") for text in names):
            function = self._functions[-1]
            parameters = tuple(argument.arg for argument in (*function.args.posonlyargs, *function.args.args))
            places = [_place(text, parameters) for text in names]
            self.passed.append(Passed(function.name, role, places[0], places[1], parameters))

    def _scoped_secret(self, node: ast.Call) -> None:
        parts = [self.texts.of(value) or "{…}" for value in (*node.args, *(each.value for each in node.keywords))]
        self._add(Sort.SECRET, "/".join(parts), node)

    def _keyed(self, key: str, value: ast.expr) -> None:
        sort = _KEYS.get(key.lower())
        if sort is not None:
            self._note(sort, value)
        elif key.lower() in _VALUES_TO_HIDE and isinstance(value, ast.Constant) and isinstance(value.value, str):
            self._add(Sort.SECRET, f"{key} (its value is written in the source)", value)

    def _note(self, sort: Sort, value: ast.expr) -> None:
        if text := self.texts.of(value):
            self._add(sort, text, value)

    def _address(self, node: ast.expr) -> bool:
        text = self.texts.of(node)
        address = _scrubbed(text) if text else None
        if address is None:
            return False
        self._add(Sort.PATH if address.startswith("s3") else Sort.CONNECTION, address, node, self._role)
        return True

    def _add(self, sort: Sort, name: str, node: ast.expr, role: Role = USE) -> None:
        self.found.append(Mention(sort, name, node.lineno, role))


def _scrubbed(text: str) -> str | None:
    """Return an address without user, password and options; None for a text that is no address."""
    found = _ADDRESS.match(text)
    if found is None:
        return None
    plain = re.split(r"[?;]", text, maxsplit=1)[0]
    if "@" not in text:
        return plain
    return f"{found[1]}//{plain.rpartition('@')[2].lstrip('/')}" if "@" in plain else f"{found[1]}//{{…}}"


def called(node: ast.Call) -> str:
    """Return the last three names of what is called, with dots between."""
    names: list[str] = []
    func: ast.expr = node.func
    while isinstance(func, ast.Attribute) and len(names) < 3:
        names.append(func.attr)
        func = func.value
    if isinstance(func, ast.Name) and len(names) < 3:
        names.append(func.id)
    return ".".join(reversed(names))


def tables_of_callers(tree: ast.Module, passed: Mapping[str, Passed], texts: Texts) -> Iterator[Mention]:
    """Yield the tables that calls of functions name, which were `passed` on; one that does not say it yields none."""
    for node in nodes_of(tree) if passed else ():
        if isinstance(node, ast.Call) and (function := passed.get(called(node).rpartition(".")[2])):
            names = [_text_given(node, place, function, texts) for place in (function.database, function.table)]
            if None not in names:
                yield Mention(Sort.TABLE, ".".join(str(name) for name in names), node.lineno, function.role)


def _text_given(node: ast.Call, place: int | str, function: Passed, texts: Texts) -> str | None:
    if isinstance(place, str):
        return place
    shift = 1 if function.parameters[:1] in {("self",), ("cls",)} else 0
    value = _argument(node, (function.parameters[place],), place - shift)
    text = texts.of(value) if value is not None else None
    return None if text is None or "{" in text else text


def _place(text: str, parameters: Sequence[str]) -> int | str:
    name = text.removeprefix("{").removesuffix("}")
    return parameters.index(name) if text != name and name in parameters else text


def _table_call(name: str) -> tuple[Role | None, int]:
    for known, (role, position) in _TABLE_CALLS.items():
        if name == known or name.endswith(f".{known}"):
            return role, position
    return None, 0


def _argument(node: ast.Call, names: Sequence[str], position: int) -> ast.expr | None:
    for keyword in node.keywords:
        if keyword.arg in names:
            return keyword.value
    given = node.args[position] if 0 <= position < len(node.args) else None
    return None if isinstance(given, ast.Starred) else given


def _listed(node: ast.expr, texts: Texts) -> Iterator[str]:
    """Yield the texts in a list, however it is put together; a part that is known at run time stands in braces."""
    match texts.value(node):
        case ast.Constant(value=str(text)):
            yield text
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            for part in parts:
                yield from _listed(part, texts)
        case ast.BinOp(left=left, right=right):
            yield from _listed(left, texts)
            yield from _listed(right, texts)
        case ast.Call(args=[argument]) | ast.Starred(value=argument):
            yield from _listed(argument, texts)
        case ast.Name(id=name):
            yield f"{{{name}}}"
        case _:
            yield "{…}"
