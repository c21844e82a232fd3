"""The parameters of a function or a lambda."""

from __future__ import annotations

import ast


def parameters_of(arguments: ast.arguments) -> list[ast.arg]:
    """Return the parameters that have a name of their own, without `*args` and `**kwargs`."""
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


def defaults_of(arguments: ast.arguments) -> dict[str, ast.expr]:
    """Return the default values of parameters, by name."""
    positional = [*arguments.posonlyargs, *arguments.args]
    found = dict(zip([each.arg for each in positional[::-1]], arguments.defaults[::-1], strict=False))
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            found[argument.arg] = default
    return found
