"""Arguments that Spark reads as SQL, or as the name of a table or a database, also through a function of the module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from g2l_tui.engine.kinds.kind import Member, Symbol
from g2l_tui.engine.rewriting.binding import Argument, bind
from g2l_tui.engine.rewriting.iceberg import by_name
from g2l_tui.engine.rewriting.naming import Composed
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.rewriting.texts import Variable
from g2l_tui.engine.text.sql import Named, may_name, name_alone, named_in
from g2l_tui.engine.text.tree import literal_entries
from g2l_tui.engine.view import View
from g2l_tui.ruleset.rule import Hole as Parameter
from g2l_tui.ruleset.rule import Rule
from g2l_tui.ruleset.template import Text

_QUERY, _SCHEMA, _ICEBERG = "sql_names", "schema_text", "iceberg_table"
_WHAT = {
    _QUERY: "The SQL text",
    _SCHEMA: "The name of the database",
    **dict.fromkeys(("table_text", "named_call", _ICEBERG), "The name of the table"),
}
"""The transforms by which rules say that an argument is SQL, or the name of a table or of a database."""


@dataclass(frozen=True, eq=False)
class Sink:
    """An argument that is read as SQL or as a name, of the `call` to which its findings belong.

    `through` is the parameter of a function of the module's own by which it gets there, `is_only` says that nobody
    outside the module gives it anything.
    """

    node: ast.expr
    call: ast.Call
    rule: Rule
    transform: str
    through: frozenset[Variable] = frozenset()
    is_only: bool = False

    @property
    def what(self) -> str:
        """What the argument is, at the beginning of a sentence."""
        return _WHAT[self.transform]

    @property
    def is_schema(self) -> bool:
        """True for the name of a database."""
        return self.transform == _SCHEMA

    @property
    def is_query(self) -> bool:
        """True for SQL."""
        return self.transform == _QUERY

    def names(self, text: Composed) -> tuple[Named, ...] | None:
        """Return the names in a text that is read here; None when it is not understood."""
        if self.is_query:
            return named_in(text.text) if text.holes or may_name(text.text) else ()
        return tuple(replace(name, is_schema=self.is_schema) for name in names_alone(text))

    @property
    def has_fields(self) -> bool:
        """True for a query into which Spark itself puts frames and values, by the names of further arguments."""
        named = {keyword.arg for keyword in self.call.keywords}
        return self.is_query and not self.through and bool(named - {"sqlQuery", "args"})


def sinks_of(view: View) -> Iterator[Sink]:
    """Yield the arguments of a module that are read so."""
    for call, callee in view.facts.callees.items():
        rule = view.ruleset.for_call(callee)
        transforms = [each for case in rule.cases for each in case.transforms] if rule else []
        for transform in transforms:
            match transform.arguments:
                case (Parameter(name), *_) if rule and transform.function in _WHAT:
                    is_path = transform.function == _ICEBERG and by_name(call, view.literal) is None
                    if not is_path and (node := _argument(call, callee, rule, name)):
                        sink = Sink(node, call, rule, transform.function)
                        yield sink
                        yield from _passed(view, sink)
                    break


def _argument(call: ast.Call, callee: str, rule: Rule, name: str) -> ast.expr | None:
    """The expression for a parameter, which a dictionary behind `**` cannot give as well."""
    signature = next(each for each in rule.callees if each.name == callee)

    def unfold(node: ast.expr) -> dict[str, Argument]:
        entries = literal_entries(node)
        return {key: Argument(key, value, Text("")) for key, value in entries.items() if signature.parameter(key)}

    try:
        given = bind(call, signature, lambda _: Text(""), unfold)
    except CannotRewriteError:
        return None
    return given[name][0].node if name in given else None


def _passed(view: View, sink: Sink) -> Iterator[Sink]:
    """What this module passes on to a sink through the parameter of a function, and what the parameter is without."""
    scope = view.scope_of(sink.node) if isinstance(sink.node, ast.Name) else None
    if scope is None or not isinstance(sink.node, ast.Name) or not isinstance(scope.node, ast.FunctionDef):
        return
    function, name = scope.node, sink.node.id
    arguments = [*function.args.posonlyargs, *function.args.args]
    names = [each.arg for each in arguments]
    if name not in names or not scope.bound_once(name):
        return
    defaults = dict(zip(names[::-1], function.args.defaults[::-1], strict=False))
    given = [_given(call, names, name, is_method) for call, is_method in _calls(view, function)]
    is_only = None not in given and _is_only_called(view, function, len(given))
    for node in (*given, defaults.get(name)):
        if node is not None:
            yield Sink(node, sink.call, sink.rule, sink.transform, frozenset({(scope, name)}), is_only)


def _calls(view: View, function: ast.FunctionDef) -> Iterator[tuple[ast.Call, bool]]:
    """Yield the calls of this module that surely run a function, each with whether it is called as a method."""
    owner, prefix = view.parents.get(function), f"{view.module.path}:"
    for call in view.module.nodes.of(ast.Call):
        match view.kind(call.func):
            case Symbol(symbol, given=0) if isinstance(owner, ast.Module) and symbol == f"{prefix}{function.name}":
                yield call, False
            case Member(kind, member) if isinstance(owner, ast.ClassDef):
                if (kind, member) == (f"{prefix}{owner.name}", function.name):
                    yield call, True


def _given(call: ast.Call, names: list[str], name: str, is_method: bool) -> ast.expr | None:  # noqa: FBT001
    if any(isinstance(each, ast.Starred) for each in call.args):
        return None
    place = names.index(name) - is_method
    by_name = {keyword.arg: keyword.value for keyword in call.keywords}
    return by_name.get(name, call.args[place] if place < len(call.args) else None)


def _is_only_called(view: View, function: ast.FunctionDef, calls: int) -> bool:
    """True when nobody but the `calls` that are known has to do with a function."""
    owner = view.parents.get(function)
    known = owner.name if isinstance(owner, ast.ClassDef) else function.name
    uses = [node for node in view.module.nodes.of(ast.Name) if node.id == function.name]
    members = [node for node in view.module.nodes.of(ast.Attribute) if node.attr == function.name]
    return not view.knowledge.is_used_elsewhere(view.module.path, known) and len(uses) + len(members) == calls


def names_alone(text: Composed) -> tuple[Named, ...]:
    """Return the name that a text is; nothing when it is none."""
    name = name_alone(text.text)
    return (name,) if name else ()
