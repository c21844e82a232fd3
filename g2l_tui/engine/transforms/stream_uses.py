"""Which frames are used as streams, and which tables they come from: by names, attributes, functions and methods."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from g2l_tui.engine.kinds.callables import Callables
from g2l_tui.engine.kinds.kind import Instance
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.text.tree import literal_entries
from g2l_tui.engine.transforms.seeing import Surroundings, assigned_name
from g2l_tui.engine.transforms.unsupported import STREAM, STREAM_OPTIONS

if TYPE_CHECKING:
    from g2l_tui.engine.view import View

_LOOPS = frozenset({"GlueContext.forEachBatch", "GlueContext.getSampleStreamingDynamicFrame"})
_MEMBERS = frozenset({"writeStream", "withWatermark"})
_FRAMES = frozenset({Instance("DataFrame"), Instance("DynamicFrame")})
_SAY_SO = 'say so where it is read: additional_options={"startingPosition": …}'


@dataclass(frozen=True, slots=True)
class _Stream:
    """A frame of which something is `asked` that only streams have.

    It is one of `reads`, to which those `beside` may be joined, or comes from something `unknown`.
    """

    asked: str
    frame: ast.expr
    reads: frozenset[ast.expr]
    beside: frozenset[ast.expr]
    unknown: bool


def streaming_use(site: Surroundings) -> str | None:
    """Return what the table is given to that takes streams only.

    Raises CannotRewriteError where a stream is used, and nobody can tell whether it is this table.
    """
    streams = list(_streams(site.view))
    for stream in streams:
        if site.call in stream.reads and not stream.beside:
            return stream.asked
        candidates = stream.reads | stream.beside
        if site.call in candidates and not any(_says_so(site.view, each) for each in candidates - {site.call}):
            raise _unsure(stream, "it is made of more than one table")
    for stream in streams:
        if stream.unknown and _goes_on(site):
            raise _unsure(stream, "it may be this table")
    return None


def _unsure(stream: _Stream, doubt: str) -> CannotRewriteError:
    frame = ast.unparse(stream.frame)
    reason = f"`{frame}` is a stream, as `{stream.asked}` says in line {stream.frame.lineno}, and {doubt}"
    return CannotRewriteError(reason, code=STREAM, hint=_SAY_SO)


def _streams(view: View) -> Iterator[_Stream]:
    for asked, frame in _asked(view):
        ways = _ways(view, frame)
        reads = frozenset(way for way in ways if _is_read(view, way))
        beside = {each for way in ways for frame in _joined(view, way) for each in _ways(view, frame)}
        last = (way for way in ways if not _is_read(view, way) and not _steps(view, way))
        is_unknown = not all(isinstance(way, ast.Constant) for way in last)
        yield _Stream(asked, frame, reads, frozenset(each for each in beside if _is_read(view, each)), is_unknown)


def _asked(view: View) -> Iterator[tuple[str, ast.expr]]:
    """Yield what is asked of a frame that only streams have, and the frame."""
    for call, callee in () if _LOOPS.isdisjoint(view.called) else view.facts.callees.items():
        if callee in _LOOPS:
            given = [*call.args[:1], *(each.value for each in call.keywords if each.arg == "frame")]
            yield from ((callee.rpartition(".")[2], frame) for frame in given)
    yield from ((node.attr, node.value) for node in view.module.nodes.members_of(_MEMBERS))


def _ways(view: View, frame: ast.expr) -> list[ast.expr]:
    """Return all expressions that a frame may have come through, itself first."""
    ways = [frame]
    for node in ways:
        ways += [each for each in dict.fromkeys(_steps(view, node)) if each not in ways]
    return ways


def _steps(view: View, node: ast.expr) -> list[ast.expr]:
    """Return what an expression may stand for, or be made of; nothing where that is not seen."""
    match node:
        case _ if _is_read(view, node):
            return []
        case ast.Name():
            return list(_bound(view, node))
        case ast.Call():
            return _returned(view, node.func) or _receiver(node)
        case ast.Attribute(attr=name):
            return _stored(view, name)
        case ast.NamedExpr(value=value) | ast.Await(value=value):
            return [value]
        case ast.IfExp(body=body, orelse=orelse):
            return [body, orelse]
        case ast.BoolOp(values=values):
            return values
        case _:
            return []


def _receiver(call: ast.Call) -> list[ast.expr]:
    """What a method is called on, or the one thing that a function is given."""
    match call:
        case ast.Call(func=ast.Attribute(value=owner)):
            return [owner]
        case ast.Call(args=[only], keywords=[]):
            return [only]
        case _:
            return []


def _bound(view: View, name: ast.Name) -> Iterator[ast.expr]:
    """Yield the values that a name gets where it is bound."""
    scope = view.scope_of(name)
    for binding in scope.bindings[name.id] if scope else ():
        match binding:
            case ast.Assign(targets=[ast.Name()], value=value) | ast.AnnAssign(value=ast.expr() as value):
                yield value
            case ast.arg() if scope and isinstance(scope.node, ast.FunctionDef):
                yield from _given(view, scope.node, name.id)
            case ast.stmt():
                within = (each for each in view.module.nodes.own[binding] if isinstance(each, ast.NamedExpr))
                yield from (each.value for each in within if each.target.id == name.id)


def _given(view: View, function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    """Yield what the calls in the module give for a parameter."""
    names = [each.arg for each in function.args.args]
    for call in view.module.nodes.of(ast.Call):
        if function in _functions(view, call.func):
            is_method = isinstance(call.func, ast.Attribute) and names[:1] == ["self"]
            yield from (value for at, value in zip(names[is_method:], call.args, strict=False) if at == name)
            yield from (each.value for each in call.keywords if each.arg == name)


def _stored(view: View, attribute: str) -> list[ast.expr]:
    """What is assigned to an attribute of that name, of whatever object."""
    return [
        node.value
        for node in view.module.nodes.of(ast.Assign)
        if any(isinstance(target, ast.Attribute) and target.attr == attribute for target in node.targets)
    ]


def _returned(view: View, function: ast.expr) -> list[ast.expr]:
    inside = (node for each in _functions(view, function) for node in ast.walk(each))
    return [node.value for node in inside if isinstance(node, ast.Return) and node.value]


def _functions(view: View, function: ast.expr) -> list[ast.FunctionDef]:
    """Return the functions of the module that a call may run."""
    symbols = Callables(view.ruleset, view.knowledge).own_symbols(view.kind(function))
    path = f"{view.module.path}:"
    names = {symbol.removeprefix(path).rpartition(".")[2] for symbol in symbols if symbol.startswith(path)}
    return [each for each in view.module.nodes.of(ast.FunctionDef) if each.name in names]


def _joined(view: View, node: ast.expr) -> list[ast.expr]:
    """The frames that a method or a function is given beside the one that it goes on with."""
    if not isinstance(node, ast.Call) or _is_read(view, node) or _returned(view, node.func):
        return []
    given = [*node.args, *(each.value for each in node.keywords)]
    return [each for each in given if view.kind(each) in _FRAMES and each not in _receiver(node)]


def _is_read(view: View, node: ast.expr) -> bool:
    match node:
        case ast.Call():
            return view.facts.callees.get(node, "").startswith("GlueContext.create_")
        case ast.Attribute(attr="readStream"):
            return True
        case _:
            return False


def _says_so(view: View, read: ast.expr) -> bool:
    """True for a read that is a stream's by its own words."""
    if not isinstance(read, ast.Call):
        return True
    given = [*read.args, *(each.value for each in read.keywords)]
    return any(not STREAM_OPTIONS.isdisjoint(literal_entries(view.literal(each))) for each in given)


def _goes_on(site: Surroundings) -> bool:
    """True when the frame may get somewhere by another name than that which the call gives it."""
    view, name = site.view, assigned_name(site)
    loads = view.scopes.loads_anywhere.get(name, ()) if name else ()
    return name is None or any(not isinstance(view.parents.get(load), ast.Attribute) for load in loads)
