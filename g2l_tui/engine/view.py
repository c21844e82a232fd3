"""One module under analysis: its text, scopes, kinds, and what its names surely stand for."""

from __future__ import annotations

import ast
import builtins
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from g2l_tui.config import Settings
from g2l_tui.engine.kinds.facts import Facts
from g2l_tui.engine.kinds.kind import Instance, Kind, Symbol, says_something
from g2l_tui.engine.kinds.knowledge import Knowledge
from g2l_tui.engine.text.module import Module
from g2l_tui.engine.text.scopes import Scope, Scopes
from g2l_tui.engine.text.tree import TRIES, children_of, nodes_of
from g2l_tui.ruleset.ruleset import RuleSet

_WORD = re.compile(r"\w+")
_LOOK_UP = frozenset("globals locals vars getattr setattr hasattr eval exec".split())
_ONLY_LOOK = frozenset("print len str repr dict list tuple set sorted bool enumerate zip any all isinstance".split())
_BUILTINS = frozenset(vars(builtins))
_NARROW = frozenset(name for name in _BUILTINS if name.endswith(("Error", "Warning", "Exit", "Interrupt")))
"""The errors that Python itself raises, but for `Exception` and `BaseException`."""

_MUTATORS = frozenset(["append", "extend", "insert", "pop", "remove", "clear", "update", "setdefault", "popitem"])


@dataclass(frozen=True)
class View:
    """Everything the rewriting of one module may look at; nothing in it changes."""

    module: Module
    scopes: Scopes
    facts: Facts
    knowledge: Knowledge
    ruleset: RuleSet
    settings: Settings
    _reads: dict[ast.stmt, tuple[ast.Name, ...]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def parents(self) -> Mapping[ast.AST, ast.AST]:
        """The parent of each node."""
        return self.module.nodes.parents

    @cached_property
    def known(self) -> Mapping[ast.expr, Kind]:
        """The expressions of the module of which more is known than that they are containers."""
        told = ((node, kind) for node, kind in self.facts.kinds.items() if kind is not None and says_something(kind))
        return {node: kind for node, kind in told if node in self.parents}

    def kind(self, node: ast.expr) -> Kind:
        """Return the kind of an expression."""
        return self.facts.kinds.get(node)

    def reads(self, statement: ast.stmt) -> tuple[ast.Name, ...]:
        """Return the names that the statement itself reads, not those inside the statements in it."""
        if statement not in self._reads:
            own = self.module.nodes.own[statement]
            self._reads[statement] = tuple(
                node for node in own if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
            )
        return self._reads[statement]

    def scope_of(self, node: ast.Name) -> Scope | None:
        """Return the scope in which a loaded name is bound."""
        return self.scopes.resolved.get(node)

    def literal(self, node: ast.expr) -> ast.expr:
        """Return the expression that a name is assigned once and for all, or the node itself."""
        if not isinstance(node, ast.Name):
            return node
        scope = self.scope_of(node)
        if scope is None or not scope.bound_once(node.id) or scope.is_class:
            return node
        match scope.bindings[node.id][0]:
            case ast.Assign(targets=[ast.Name()], value=value) | ast.AnnAssign(value=ast.expr() as value):
                if isinstance(value, ast.Constant):
                    return value
                is_literal = isinstance(value, ast.List | ast.Tuple | ast.Dict | ast.Set) or self._is_dict(value)
                return value if is_literal and not self._is_changed(scope, node.id) else node
            case _:
                return node

    def _is_dict(self, node: ast.expr) -> bool:
        """True for `dict(a=1, b=2)`."""
        match node:
            case ast.Call(func=ast.Name(id="dict") as function, args=[], keywords=keywords):
                return self.scope_of(function) is None and all(each.arg for each in keywords)
            case _:
                return False

    def settled_text(self, node: ast.expr) -> str | None:
        """Return the text that a constant of the workspace is: `NAME`, `Class.NAME`, `Enumeration.NAME.value`."""
        symbol = self.settled_symbol(node)
        return self.knowledge.text(symbol) if symbol else None

    def settled_symbol(self, node: ast.expr) -> str | None:
        """Return the symbol that a constant of the workspace would have: `path:NAME`, `path:Class.NAME`."""
        match node:
            case ast.Attribute(value=ast.Attribute(value=owner) as member, attr="value"):
                return f"{self._symbol(owner)}.{member.attr}" if self._is_enumeration(owner) else None
            case ast.Attribute(value=owner, attr=name):
                symbol = self._symbol(owner)
                separator = "" if symbol.endswith(":") else "."
                return None if self._is_enumeration(owner) else f"{symbol}{separator}{name}"
            case ast.Name():
                return self._imported_symbol(node)
            case _:
                return None

    def _symbol(self, node: ast.expr) -> str:
        kind = self.kind(node)
        return kind.name if isinstance(kind, Symbol) else ""

    def _is_enumeration(self, node: ast.expr) -> bool:
        return any(base.partition(".")[0] == "enum" for base in self.knowledge.base_names(self._symbol(node)))

    def _imported_symbol(self, node: ast.Name) -> str | None:
        scope = self.scope_of(node)
        match scope.bindings[node.id] if scope else ():
            case [ast.ImportFrom(module=module, names=names, level=level)]:
                original = next(each.name for each in names if (each.asname or each.name) == node.id)
                path = self.knowledge.path_of(self.module.path, module or "", level)
                return f"{path}:{original}" if path else None
            case _:
                return None

    def _is_changed(self, scope: Scope, name: str) -> bool:
        """True when some use of the name may change what it holds, or hands it to code that may."""
        return any(self.may_be_changed_at(load) for load in self.scopes.loads(scope, name))

    def may_be_changed_at(self, load: ast.Name) -> bool:
        """True when this use of a name may change what it holds."""
        if self._is_changed_inside(load):
            return True
        match self.parents.get(load):
            case ast.AugAssign():
                return True
            case ast.Call() as call:
                return self._may_change_what_it_is_given(call, load)
            case ast.keyword(arg=str()) as keyword:
                return self._may_change_what_it_is_given(self.parents[keyword], load)
            case ast.Assign() | ast.AnnAssign() | ast.Return() | ast.Yield() | ast.Tuple() | ast.List() | ast.Dict():
                return True
            case _:
                return False

    def _is_changed_inside(self, load: ast.Name) -> bool:
        """True for `x.a = …`, `x["a"]["b"] = …`, `del x["a"]` and `x.a.append(…)`."""
        node: ast.AST = load
        while isinstance(parent := self.parents.get(node), ast.Attribute | ast.Subscript) and parent.value is node:
            if isinstance(parent.ctx, ast.Store | ast.Del) or (
                isinstance(parent, ast.Attribute) and parent.attr in _MUTATORS
            ):
                return True
            node = parent
        return False

    def _may_change_what_it_is_given(self, call: ast.AST, load: ast.Name) -> bool:
        """True for a call that is neither Glue's nor one that only looks at its arguments."""
        if not isinstance(call, ast.Call) or call.func is load or call in self.facts.callees:
            return False
        match call.func:
            case ast.Name(id=name):
                return name not in _ONLY_LOOK
            case ast.Attribute(value=ast.Constant(), attr="join"):
                return False
            case _:
                return True

    def function_of(self, node: ast.expr) -> ast.Lambda | ast.FunctionDef | None:
        """Return the lambda or the function of this module that an expression surely is."""
        match node:
            case ast.Lambda():
                return node
            case ast.Name(id=name):
                scope = self.scope_of(node)
                bound = scope.bindings[name] if scope and scope.bound_once(name) else []
                match bound:
                    case [ast.FunctionDef() as function]:
                        pass
                    case [ast.Assign(targets=[ast.Name()], value=ast.Lambda() as function)]:
                        pass
                    case _:
                        return None
                return function if self._means_the_same(function, node) else None
        return None

    def _means_the_same(self, function: ast.Lambda | ast.FunctionDef, place: ast.Name) -> bool:
        """True when the names in a function mean at `place` what they mean where it is written."""
        nodes = nodes_of(function)
        inside = {self.scopes.of_node[node] for node in nodes if node in self.scopes.of_node}
        for node in nodes:
            if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
                continue
            owner = self.scopes.resolved.get(node)
            if owner not in inside and owner is not self.owner_at(place, node.id):
                return False
        return all(self._is_settled(default, function.lineno) for default in function.args.defaults)

    def _is_settled(self, default: ast.expr, line: int) -> bool:
        """True for a literal, or a name that stood for one when the function was made."""
        literal = self.literal(default)
        is_before = literal is default or literal.lineno < line
        return is_before and isinstance(literal, ast.Constant | ast.List | ast.Tuple | ast.Set)

    def owner_at(self, place: ast.Name, name: str) -> Scope | None:
        """The scope in which a name would be found at `place`."""
        scope: Scope | None = self.scopes.scope_of_load(place)
        first = scope
        while scope and (name not in scope.bindings or (scope.is_class and scope is not first)):
            scope = scope.parent
        return scope

    def is_deleted(self, call: ast.Call) -> bool:
        """True for a call that its rule takes away."""
        rule = self.ruleset.for_call(self.facts.callees.get(call, ""))
        return rule is not None and rule.delete

    def keys_read(self, call: ast.Call) -> frozenset[str]:
        """Return the literal keys that the module reads from what a call gives, where that is a name."""
        match self.parents.get(call):
            case ast.Assign(targets=[ast.Name(id=name) as target]):
                scope = self.scopes.of_statement.get(self.statement_of(target))
            case _:
                return frozenset()
        found: set[str] = set()
        for load in self.scopes.loads(scope, name) if scope else ():
            match self.parents.get(load):
                case ast.Subscript(slice=ast.Constant(value=str(key))):
                    found.add(key)
                case ast.Attribute(attr="get") as method:
                    match self.parents.get(method):
                        case ast.Call(args=[ast.Constant(value=str(key)), *_]):
                            found.add(key)
        return frozenset(found)

    @cached_property
    def called(self) -> frozenset[str]:
        """The callees of all calls of Glue's."""
        return frozenset(self.facts.callees.values())

    @cached_property
    def taken(self) -> frozenset[str]:
        """Every name that something in the module binds or reads."""
        return self.module.nodes.names.union(self.scopes.bindings)

    @cached_property
    def hidden_builtins(self) -> frozenset[str]:
        """The names of Python's own that the module gives another meaning."""
        return _BUILTINS.intersection(self.scopes.bindings)

    @cached_property
    def has_frames(self) -> bool:
        """True when some expression of the module is a DynamicFrame."""
        return Instance("DynamicFrame") in self.facts.kinds.values()

    @cached_property
    def has_paths(self) -> bool:
        """True when texts of the module may be paths that are written in another way now."""
        return bool(self.settings.paths) or b"s3n://" in self.module.code

    @cached_property
    def looked_up(self) -> frozenset[str]:
        """The words in texts by which the module looks up or runs something: `globals()["x"]`, `eval("x + 1")`."""
        found: set[str] = set()
        for call in self._lookups:
            match call, self.parents.get(call):
                case (
                    ast.Call(func=ast.Name(id="globals" | "locals" | "vars")),
                    ast.Subscript(value=value, slice=ast.Constant(value=str(text))),
                ) if value is call:
                    found.add(text)
                case ast.Call(
                    func=ast.Name(id="getattr" | "setattr" | "hasattr"), args=[_, ast.Constant(value=str(text)), *_]
                ), _:
                    found.add(text)
                case ast.Call(func=ast.Name(id="eval" | "exec"), args=[ast.Constant(value=str(text)), *_]), _:
                    found.update(_WORD.findall(text))
        return frozenset(found)

    @cached_property
    def looks_up_anything(self) -> bool:
        """True when the module looks up its own variables by names that are only known when it runs."""
        for call in self._lookups:
            match call:
                case ast.Call(func=ast.Name(id="globals" | "locals"), args=[]):
                    parent = self.parents[call]
                    is_literal = isinstance(parent, ast.Subscript) and isinstance(parent.slice, ast.Constant)
                    if not is_literal:
                        return True
        return False

    @cached_property
    def _lookups(self) -> tuple[ast.Call, ...]:
        calls = () if _LOOK_UP.isdisjoint(self.module.nodes.names) else self.module.nodes.of(ast.Call)
        return tuple(call for call in calls if isinstance(call.func, ast.Name) and call.func.id in _LOOK_UP)

    def statement_of(self, node: ast.AST) -> ast.stmt:
        """Return the statement that a node is part of."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def is_guarded(self, node: ast.AST) -> bool:
        """True when a `try` has handlers that may catch what a node raises, be it where its function is called."""
        waiting, functions = [node], set[ast.AST]()
        while waiting:
            at = waiting.pop()
            while (parent := self.parents.get(at)) is not None:
                match parent:
                    case _ if isinstance(parent, TRIES):
                        if at in parent.body and any(map(_may_catch, parent.handlers)):
                            return True
                    case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                        waiting += self._calls_of.get(name, ()) if parent not in functions else ()
                        functions.add(parent)
                        break
                    case ast.Lambda():
                        break
                at = parent
        return False

    @cached_property
    def _calls_of(self) -> Mapping[str, Sequence[ast.Call]]:
        """The calls of this module that may run a function of each name."""
        found: dict[str, list[ast.Call]] = defaultdict(list)
        for call in self.module.nodes.of(ast.Call):
            match call.func:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    found[name].append(call)
        return found

    @cached_property
    def blocks(self) -> tuple[tuple[ast.stmt, ...], ...]:
        """Every list of statements of the module, outer ones first."""
        compound = self.module.nodes.inside
        found: list[tuple[ast.stmt, ...]] = []
        waiting: list[ast.AST] = [self.module.tree]
        for node in waiting:
            for name in ("body", "orelse", "finalbody"):
                block = getattr(node, name, None)
                if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                    found.append(tuple(block))
                    waiting += [each for each in block if each in compound]
            waiting += getattr(node, "handlers", ())
            waiting += getattr(node, "cases", ())
        return tuple(found)

    @cached_property
    def block_of(self) -> Mapping[ast.stmt, tuple[ast.stmt, ...]]:
        """The list of statements that each statement stands in."""
        return {statement: block for block in self.blocks for statement in block}


def _may_catch(clause: ast.ExceptHandler) -> bool:
    """False for an `except` that names errors of Python's own only, of which no library derives its errors."""
    caught = clause.type.elts if isinstance(clause.type, ast.Tuple) else [clause.type]
    return not all(isinstance(each, ast.Name) and each.id in _NARROW for each in caught)


def bound_name(statement: ast.stmt) -> str | None:
    """Return the one name that the statement assigns."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case _:
            return None


def own_expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    """Return the expressions of a statement, without those of the statements inside it."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop(0)
        for child in children_of(node):
            match child:
                case ast.expr():
                    yield child
                case ast.ExceptHandler(type=ast.expr() as caught):
                    yield caught
                case ast.match_case(pattern=pattern, guard=guard):
                    waiting.append(pattern)
                    yield from [guard] if guard else []
                case ast.stmt() | ast.excepthandler():
                    continue
                case _:
                    waiting.append(child)
