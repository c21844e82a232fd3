"""What functions give that look things up by their names, only speak of their types, or make types."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from g2l_tui.engine.kinds.builtin import given_back
from g2l_tui.engine.kinds.kind import Instance, Kind, Many, Nothing, Symbol
from g2l_tui.engine.kinds.knowledge import Function, module_symbol

if TYPE_CHECKING:
    from g2l_tui.engine.kinds.evaluate import Evaluator


_FACTORIES = frozenset({"default_factory", "factory"})
_ENTERING = frozenset({"enter_async_context", "enter_context"})


def reflected(evaluator: Evaluator, name: str, node: ast.Call) -> Kind:
    """Return what a call of the function of that name gives; None for one that looks nothing up."""
    kinds = evaluator.facts.kinds
    match name, node.args:
        case "getattr", [owner, ast.Constant(value=str(attribute)), *_]:
            return evaluator.attribute(kinds.get(owner), attribute)
        case _, [entered] if isinstance(node.func, ast.Attribute) and node.func.attr in _ENTERING:
            return evaluator.entered(kinds.get(entered))
        case (("importlib.import_module" | "__import__"), [ast.Constant(value=str(module)), *_]):
            path = evaluator.knowledge.path_of(evaluator.knowledge.path, module, 0)
            return module_symbol(path) if path else None
        case "setattr", [owner, ast.Constant(value=str(attribute)), value]:
            evaluator.assign(kinds.get(owner), attribute, kinds.get(value))
        case "boto3.client", [ast.Constant(value="glue"), *_]:
            return Instance("GlueClient")
        case "typing.cast", [said, _]:
            return evaluator.annotated(said)
        case "super", [] if bases := evaluator.knowledge.base_names(evaluator.names.function.rpartition(".")[0]):
            return Instance(bases[0])
    return _made(evaluator, name, node)


def _made(evaluator: Evaluator, name: str, node: ast.Call) -> Kind:
    """What functions give that make classes, or hold what others make."""
    kinds = evaluator.facts.kinds
    match name, node.args:
        case (("dataclasses.field" | "attr.ib" | "attrs.field"), _):
            factory = next((each.value for each in node.keywords if each.arg in _FACTORIES), None)
            called = factory.id if isinstance(factory, ast.Name) else ""
            return given_back(called, (), {}) or evaluator.callables.result(kinds.get(factory) if factory else None, [])
        case "contextvars.ContextVar", _:
            return Many(Nothing())
        case "collections.defaultdict", [made, *_]:
            return Many(evaluator.callables.result(kinds.get(made), []) or Nothing(), is_mapping=True)
        case (("collections.namedtuple" | "typing.NamedTuple" | "dataclasses.make_dataclass"), [_, fields, *_]):
            return _class_of_fields(evaluator, name, node, tuple(_names(fields)))
        case (("types.SimpleNamespace" | "argparse.Namespace" | "threading.local"), []):
            space = _class_of_fields(evaluator, name, node, ())
            for keyword in node.keywords:
                evaluator.assign(space, keyword.arg or "", kinds.get(keyword.value))
            return Instance(space.name)
    return None


def _class_of_fields(evaluator: Evaluator, base: str, node: ast.Call, fields: tuple[str, ...]) -> Symbol:
    """A class that is made where it is called for."""
    symbol = f"{evaluator.prefix}<class {node.lineno}.{node.col_offset}>"
    evaluator.knowledge.learn_bases(symbol, (base,))
    if fields:
        evaluator.knowledge.functions[f"{symbol}.__init__"] = Function(fields, is_made=True)
    return Symbol(symbol)


def _names(fields: ast.expr) -> Iterator[str]:
    """Yield the names in `"a b"`, `"a, b"`, `["a", "b"]` and `[("a", int), ("b", str)]`."""
    match fields:
        case ast.Constant(value=str(text)):
            yield from text.replace(",", " ").split()
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            for each in elements:
                match each:
                    case ast.Constant(value=str(name)) | ast.Tuple(elts=[ast.Constant(value=str(name)), *_]):
                        yield name
