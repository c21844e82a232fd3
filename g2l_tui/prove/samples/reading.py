"""Reads a job from top to bottom and notes which columns of which source it speaks of. Nothing is executed."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from g2l_tui.engine.text.tree import is_chained_to
from g2l_tui.prove.samples.calls import Arguments, calls_any
from g2l_tui.prove.samples.expressions import column_of, note_expression
from g2l_tui.prove.samples.frames import Frame, joined, link, note_condition, note_parsed, path_of, spark_type
from g2l_tui.prove.samples.groupings import groupings_of
from g2l_tui.prove.samples.hints import ColumnHint, Hints
from g2l_tui.prove.samples.names import connection_name, path_name, table_name
from g2l_tui.prove.samples.queries import groupings_in, read_query
from g2l_tui.prove.samples.texts import value_of

_NAMERS = frozenset({"createOrReplaceTempView", "createTempView", "registerTempTable"})
_READERS = frozenset({"csv", "json", "parquet", "orc", "load", "text"})
_SIGNS = {"=": "=="}
"""Signs of `split_rows` that Python writes otherwise."""
_GLUE_CLASSES = frozenset(
    "ApplyMapping Filter Map Join ResolveChoice SelectFields DropFields RenameField DropNullFields Relationalize "
    "SplitFields SplitRows Unbox UnnestFrame SelectFromCollection DropDuplicates".split()
)


def read_job(tree: ast.Module, arguments: Mapping[str, str], hints: Hints) -> None:
    """Add to `hints` what the module says of its sources, its arguments being known."""
    hints.groupings += groupings_of(tree)
    reader = _JobReader(arguments, hints)
    for node in _in_order(tree):
        reader.statement(node)


def _in_order(tree: ast.Module) -> list[ast.stmt]:
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    return sorted(statements, key=lambda node: (node.lineno, node.col_offset))


class _JobReader:
    def __init__(self, arguments: Mapping[str, str], hints: Hints) -> None:
        self._hints = hints
        self._arguments = dict(arguments)
        self._known: dict[str, Any] = {}
        self._frames: dict[str, Frame] = {}
        self._views: dict[str, Frame] = {}
        self._functions: dict[str, ast.Lambda | ast.FunctionDef] = {}

    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign(targets=[target], value=value):
                self._assign(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assign(target, value)
            case ast.FunctionDef(name=name):
                self._functions[name] = node
            case ast.Expr(value=value) | ast.Return(value=ast.expr() as value):
                self._frame(value)
            case _:
                return

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if calls_any(value, {"getResolvedOptions", "parse_known_args", "parse_args", "vars"}):
            self._bind(target, self._arguments)
            return
        match target:
            case ast.Name(id=name):
                if isinstance(value, ast.Lambda):
                    self._functions[name] = value
                frame = self._frame(value)
                if frame is not None:
                    self._frames[name] = frame
                else:
                    self._known[name] = value_of(value, self._known)
            case ast.Subscript(value=ast.Name(id=name), slice=key) if isinstance(self._known.get(name), dict):
                self._known[name] = {**self._known[name], value_of(key, self._known): value_of(value, self._known)}
            case _:
                self._frame(value)

    def _bind(self, target: ast.expr, value: Any) -> None:
        if isinstance(target, ast.Name):
            self._known[target.id] = value
        elif isinstance(target, ast.Tuple) and target.elts:
            self._bind(target.elts[0], value)

    def _frame(self, node: ast.expr) -> Frame | None:
        """The frame that an expression gives, noting on the way what its calls say."""
        match node:
            case ast.Name(id=name):
                return self._frames.get(name)
            case ast.Call(func=ast.Attribute(value=owner, attr=method)):
                return self._source(node, owner, method) or self._method(node, owner, method)
            case ast.Call(func=ast.Name(id=name)):
                return self._glue_class(node, name) if name in _GLUE_CLASSES else self._studio_query(node)
            case ast.Attribute(value=owner, attr="write" | "na" | "writeStream"):
                return self._frame(owner)
            case ast.Subscript(value=owner):
                return self._frame(owner)
            case ast.IfExp(body=inner) | ast.GeneratorExp(elt=inner) | ast.ListComp(elt=inner):
                return self._frame(inner)
            case _:
                return None

    def _source(self, node: ast.Call, owner: ast.expr, method: str) -> Frame | None:
        get = Arguments(node, self._known)
        if method in {"from_catalog", "create_dynamic_frame_from_catalog", "create_data_frame_from_catalog"}:
            if isinstance(owner, ast.Attribute) and owner.attr.startswith("write"):
                return None
            frame = self._opened(table_name(get.text("database", 0), get.text("table_name", 1)))
            return self._pruned(frame, get.text("push_down_predicate", 4))
        if method in {"from_options", "create_dynamic_frame_from_options", "create_data_frame_from_options"}:
            if isinstance(owner, ast.Attribute) and owner.attr.startswith("write"):
                return self._frame_argument(node, "frame", 0)
            return self._from_options(get)
        if method == "table":
            return self._opened(table_name("", get.text("tableName", 0) or get.text("name", 0)))
        if method in _READERS and is_chained_to(owner, "read"):
            frame = self._opened(path_name(get.text("path", 0)))
            if frame and frame.open and method != "load":
                frame.open[0].format = frame.open[0].format or method
            return frame
        if method == "sql":
            text = get.text("sqlQuery", 0)
            return self._queried(text) if text else Frame()
        return None

    def _pruned(self, frame: Frame, predicate: str) -> Frame:
        """The frame of a table of which only some partitions are read: the predicate speaks of their columns."""
        source = frame.open[0]
        before = set(source.columns)
        _read_predicate(predicate, frame)
        source.partitions += [name for name in source.columns if name not in before]
        return frame

    def _from_options(self, get: Arguments) -> Frame | None:
        options = get.value("connection_options", 1)
        options = options if isinstance(options, dict) else {}
        paths = options.get("paths") or [options.get("path")]
        first = next((path for path in paths if isinstance(path, str)), "") if isinstance(paths, list) else str(paths)
        kind = get.text("connection_type", 0)
        table = options.get("dbtable") or options.get("dynamodb.input.tableName")
        frame = self._opened(path_name(first) if first else connection_name(kind, str(table)) if table else "")
        if frame and frame.open:
            frame.open[0].format = frame.open[0].format or get.text("format", 2)
        return frame

    def _studio_query(self, node: ast.Call) -> Frame | None:
        """The frame of Glue Studio's `sparkSqlQuery(context, query=…, mapping={view: frame}, …)`."""
        given = {each.arg: each.value for each in node.keywords}
        query, mapping = value_of(given.get("query"), self._known), given.get("mapping")
        if not isinstance(query, str) or not isinstance(mapping, ast.Dict):
            return None
        for key, frame in zip(mapping.keys, mapping.values, strict=True):
            if isinstance(key, ast.Constant) and (found := self._frame(frame)) is not None:
                self._views[str(key.value).lower()] = found
        return self._queried(query)

    def _queried(self, text: str) -> Frame:
        self._hints.groupings += groupings_in(text)
        return read_query(text, self._table)

    def _opened(self, name: str) -> Frame:
        return Frame(open=(self._hints.source(name),))

    def _table(self, name: str) -> Frame | None:
        if name.lower() in self._views:
            return self._views[name.lower()]
        return self._opened(table_name("", name)) if "." in name else None

    def _method(self, node: ast.Call, owner: ast.expr, method: str) -> Frame | None:
        if isinstance(owner, ast.Name) and owner.id in _GLUE_CLASSES and method == "apply":
            return self._glue_class(node, owner.id)
        if isinstance(owner, ast.Attribute) and owner.attr in _GLUE_CLASSES and method == "apply":
            return self._glue_class(node, owner.attr)
        if isinstance(owner, ast.Name) and owner.id == "DynamicFrame" and method == "fromDF":
            return self._frame_argument(node, "dataframe", 0)
        frame = self._frame(owner)
        if frame is None:
            for argument in node.args:
                self._frame(argument)
            return None
        if method in _NAMERS and (name := Arguments(node, self._known).text("name", 0)):
            self._views[name.lower()] = frame
        return self._operation(node, frame, method)

    def _operation(self, node: ast.Call, frame: Frame, method: str) -> Frame:
        get = Arguments(node, self._known)
        match method:
            case "apply_mapping":
                return self._mapped(frame, get.value("mappings", 0))
            case "select_fields" | "select":
                return self._selected(node, frame, get)
            case "withColumn" | "agg":
                return self._with_columns(node, frame, get)
            case "rename_field" | "withColumnRenamed":
                return self._renamed(frame, get.text("oldName", 0), get.text("newName", 1))
            case "resolveChoice":
                return self._resolved(frame, get.value("specs", 0))
            case "drop_fields" | "drop":
                self._projected(frame, get.value("paths", 0))
                return frame
            case "split_rows":
                return self._split(frame, get.value("comparison_dict", 0))
            case "alias":
                return frame.called(get.text("alias", 0))
            case "join":
                return self._joined(node, frame, get)
            case "filter" | "where" | "map":
                self._function(node, frame, "f")
                return frame
            case "union" | "unionByName" | "unionAll" | "mergeDynamicFrame":
                others = [found for each in node.args if (found := self._frame(each)) is not None]
                return joined([frame, *others])
            case _:
                self._note(node, frame)
                return frame

    def _glue_class(self, node: ast.Call, name: str) -> Frame | None:
        frame = self._frame_argument(node, "frame", 0)
        get = Arguments(node, self._known)
        if name == "Join":
            return self._glue_join(node, get)
        if frame is None:
            return Frame() if name in _GLUE_CLASSES else None
        match name:
            case "ApplyMapping":
                return self._mapped(frame, get.value("mappings", 1))
            case "Filter" | "Map":
                self._function(node, frame, "f")
                return frame
            case "SelectFields":
                return self._projected(frame, get.value("paths", 1))
            case "RenameField":
                return self._renamed(frame, get.text("old_name", 1), get.text("new_name", 2))
            case "ResolveChoice":
                return self._resolved(frame, get.value("specs", 1))
            case "SplitRows":
                return self._split(frame, get.value("comparison_dict", 1))
            case "DropFields":
                self._projected(frame, get.value("paths", 1))
                return frame
            case _:
                return frame

    def _frame_argument(self, node: ast.Call, name: str, place: int) -> Frame | None:
        given = next((each.value for each in node.keywords if each.arg == name), None)
        if given is None and len(node.args) > place:
            given = node.args[place]
        return self._frame(given) if given is not None else None

    def _mapped(self, frame: Frame, mappings: Any) -> Frame:
        columns: dict[str, ColumnHint | None] = {}
        for row in mappings if isinstance(mappings, list) else []:
            if not isinstance(row, list) or len(row) != 4 or not all(isinstance(each, str) for each in row):
                continue
            source, old, target, new = row
            hint = frame.hint(source)
            if hint is not None:
                hint.type = hint.type or spark_type(old)
                if spark_type(old) == "string" and spark_type(new) not in {"string", ""}:
                    note_parsed(hint, new)
            columns[target] = hint
        return frame.projected(columns) if columns else frame

    def _selected(self, node: ast.Call, frame: Frame, get: Arguments) -> Frame:
        names = get.value("paths", 0)
        if isinstance(names, list):
            return self._projected(frame, names)
        texts = [value_of(each, self._known) for each in node.args]
        if texts and all(isinstance(text, str) and "*" not in text for text in texts):
            return self._projected(frame, texts)
        self._note(node, frame)
        made = [self._made(each, frame) for each in node.args]
        known = {each[0]: each[1] for each in made if each is not None}
        return frame.with_columns(known) if None in made or not made else frame.projected(known)

    def _made(self, node: ast.expr, frame: Frame) -> tuple[str, ColumnHint | None] | None:
        """The name and the origin of a column that `select` or `agg` makes; None where its name is not known."""
        match node:
            case ast.Call(func=ast.Attribute(attr="alias", value=inner), args=[ast.Constant(value=str(name))]):
                return name, column_of(inner, frame, self._frames, self._known)
            case ast.Call(func=ast.Name(id="col") | ast.Attribute(attr="col"), args=[inner]):
                return self._made(inner, frame)
            case (
                ast.Subscript(value=ast.Name(id=owner), slice=ast.Constant(value=str(name)))
                | ast.Attribute(value=ast.Name(id=owner), attr=name)
            ) if owner in self._frames:
                return name, self._frames[owner].hint(name)
        text = value_of(node, self._known)
        if not isinstance(text, str) or "*" in text:
            return None
        return path_of(text)[-1], frame.hint(text)

    def _projected(self, frame: Frame, names: Any) -> Frame:
        texts = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
        return frame.projected({name: frame.hint(name) for name in texts}) if texts else frame

    def _renamed(self, frame: Frame, old: str, new: str) -> Frame:
        return frame.with_columns({new: frame.hint(old)}) if old and new else frame

    def _resolved(self, frame: Frame, specs: Any) -> Frame:
        for spec in specs if isinstance(specs, list) else []:
            match spec:
                case [str(name), str(action)] if (hint := frame.hint(name)) is not None:
                    hint.is_choice = True
                    hint.type = hint.type or spark_type(action.partition(":")[2]) or "bigint"
        return frame

    def _split(self, frame: Frame, comparisons: Any) -> Frame:
        for name, tests in comparisons.items() if isinstance(comparisons, dict) else ():
            for operator, value in tests.items() if isinstance(tests, dict) else ():
                note_condition(frame.hint(name), _SIGNS.get(str(operator), str(operator)), value)
        return frame

    def _with_columns(self, node: ast.Call, frame: Frame, get: Arguments) -> Frame:
        self._note(node, frame)
        name = get.text("colName", 0)
        if name and len(node.args) > 1:
            return frame.with_columns({name: column_of(node.args[1], frame, self._frames, self._known)})
        made = [self._made(each, frame) for each in node.args]
        return frame.with_columns({each[0]: each[1] for each in made if each is not None})

    def _joined(self, node: ast.Call, frame: Frame, get: Arguments) -> Frame:
        others = [found for each in node.args[:1] if (found := self._frame(each)) is not None]
        others += [
            found for each in node.keywords if each.arg in {"other", "frame2"} and (found := self._frame(each.value))
        ]
        if not others:
            self._note(node, frame)
            return frame
        left, right = get.value("paths1", 0), get.value("paths2", 1)
        keys = get.value("on", 1)
        keys = [keys] if isinstance(keys, str) else keys
        self._linked(frame, others[0], left or keys, right if left else keys)
        both = joined([frame, *others])
        self._note(node, both)
        return both

    def _glue_join(self, node: ast.Call, get: Arguments) -> Frame:
        left, right = self._frame_argument(node, "frame1", 0), self._frame_argument(node, "frame2", 1)
        if left is None or right is None:
            return Frame()
        self._linked(left, right, get.value("keys1", 2), get.value("keys2", 3))
        return joined([left, right])

    def _linked(self, left: Frame, right: Frame, keys1: Any, keys2: Any) -> None:
        left_keys, right_keys = (keys if isinstance(keys, list) else [keys] for keys in (keys1, keys2))
        for one, other in zip(left_keys, right_keys, strict=False):
            if isinstance(one, str) and isinstance(other, str):
                link(left.hint(one), right.hint(other), f"{one}={other}".lower())

    def _function(self, node: ast.Call, frame: Frame, name: str) -> None:
        given: Sequence[ast.expr] = [
            *node.args,
            *(each.value for each in node.keywords if each.arg in {name, "condition"}),
        ]
        for argument in given:
            function = self._functions.get(argument.id) if isinstance(argument, ast.Name) else argument
            match function:
                case ast.Lambda(args=ast.arguments(args=[parameter]), body=body):
                    note_expression(body, frame, self._frames, self._known, parameter.arg)
                case ast.FunctionDef(args=ast.arguments(args=[parameter, *_]), body=body):
                    for statement in body:
                        note_expression(statement, frame, self._frames, self._known, parameter.arg)
                case ast.Constant(value=str(text)):
                    _read_predicate(text, frame)
                case ast.expr():
                    note_expression(function, frame, self._frames, self._known)

    def _note(self, node: ast.Call, frame: Frame) -> None:
        for argument in (*node.args, *(each.value for each in node.keywords)):
            self._frame(argument)
            note_expression(argument, frame, self._frames, self._known)


def _read_predicate(text: str, frame: Frame) -> None:
    if text.strip():
        read_query(f"SELECT * FROM frame_ WHERE {text}", lambda _name: frame)  # noqa: S608 - only parsed
