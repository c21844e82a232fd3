"""Callees: Glue signatures, parsed from `match`. Parsed with `ast`; a default is text and never runs."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Literal

ParameterKind = Literal["positional", "keyword", "variadic", "keywords"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `default` is its source text, None when the parameter is required or variadic."""

    name: str
    kind: ParameterKind
    default: str | None = None

    @property
    def required(self) -> bool:
        """True when every call must give it."""
        return self.default is None and self.kind in ("positional", "keyword")


@dataclass(frozen=True, slots=True)
class Callee:
    """What a rule matches: a method (`GlueContext.sql`), a function or class by its full name, or a property.

    `receiver` is the kind of the object a method belongs to and None otherwise; `parameters` leaves `self`
    out; `result` is the kind a call gives, empty when it gives nothing worth knowing.
    """

    name: str
    parameters: tuple[Parameter, ...]
    receiver: str | None
    result: str
    is_call: bool = True

    @property
    def member(self) -> str:
        """The last part of the name: what a source spells just before the parenthesis."""
        return self.name.rpartition(".")[2]

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of that name."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


def parse_callee(text: str) -> Callee:
    """Read a callee from `match`. Raises ValueError with a sentence that says what is wrong with it."""
    name, is_call, rest = _head(text)
    if not is_call:
        result = rest.removeprefix("->").strip()
        return Callee(name, (), name.rpartition(".")[0], result, is_call=False)
    try:
        module = ast.parse(f"def match({rest}: ...")
    except SyntaxError as error:
        raise ValueError(f"`match` is not a Python signature: {error.msg}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise ValueError("`match` is not a Python signature: it nests too deeply, or holds a null byte") from error
    match module.body:
        case [ast.FunctionDef(args=arguments, returns=returns, body=[ast.Expr(ast.Constant(value=body))])] if (
            body is ...
        ):
            parameters = _parameters(arguments)
        case _:
            raise ValueError("`match` must be one signature")
    names = [parameter.name for parameter in parameters]
    if twice := next((each for each in names if names.count(each) > 1), None):
        raise ValueError(f"`match` is not a Python signature: `{twice}` is named twice")
    result = ast.unparse(returns) if returns else ""
    if parameters and parameters[0].name == "self":
        kind = name.rpartition(".")[0] if name[0].islower() else name.partition(".")[0]
        return Callee(name, parameters[1:], kind, result)
    return Callee(name, parameters, None, result)


def _head(text: str) -> tuple[str, bool, str]:
    found = re.fullmatch(r"\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(\(.*|->.*)?", text, re.DOTALL)
    if not found:
        raise ValueError("`match` must begin with a dotted name")
    rest = (found[2] or "").strip()
    return found[1], rest.startswith("("), rest.removeprefix("(")


def _parameters(arguments: ast.arguments) -> tuple[Parameter, ...]:
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = [None] * (len(positional) - len(arguments.defaults))
    found: list[Parameter] = []
    for argument, default in zip(positional, [*missing, *arguments.defaults], strict=True):
        found.append(Parameter(argument.arg, "positional", _source(default)))
    if arguments.vararg:
        found.append(Parameter(arguments.vararg.arg, "variadic"))
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        found.append(Parameter(argument.arg, "keyword", _source(default)))
    if arguments.kwarg:
        found.append(Parameter(arguments.kwarg.arg, "keywords"))
    return tuple(found)


def _source(default: ast.expr | None) -> str | None:
    return ast.unparse(default) if default else None
