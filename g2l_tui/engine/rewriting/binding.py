"""Bind the arguments of a call to the parameters of a callee, as Python would."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.text.tree import children_of
from g2l_tui.ruleset.callee import Callee
from g2l_tui.ruleset.template import Text

KEYWORDS = "G2L104"
SIGNATURE = "G2L103"
OPTIONS = "G2L105"


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument as given. `node` is the source's, `text` what it reads like after the rewrite of its parts.

    `default` is True when it repeats what the parameter would be without it.
    """

    name: str
    node: ast.expr
    text: Text
    default: bool = False


Render = Callable[[ast.expr], Text]
Unfold = Callable[[ast.expr], Mapping[str, Argument] | None]


def bind(call: ast.Call, callee: Callee, render: Render, unfold: Unfold) -> dict[str, tuple[Argument, ...]]:
    """Return the given arguments by parameter, one each but for `*args` and `**kwargs`.

    `unfold` gives the entries of a dictionary that is passed with `**`, None when they are not known.
    Raises CannotRewriteError when the call does not fit the signature.
    """
    given: dict[str, tuple[Argument, ...]] = {}
    for name, node in (*_positional(call, callee), *_keywords(call)):
        if name is not None:
            _give(given, callee, Argument(name, node, render(node)))
            continue
        entries = unfold(node)
        if entries is None:
            raise CannotRewriteError(f"`**{ast.unparse(node)}` may hold any keyword", code=KEYWORDS)
        for argument in entries.values():
            _give(given, callee, argument)
    missing = [each.name for each in callee.parameters if each.required and each.name not in given]
    if missing:
        raise CannotRewriteError(f"{callee.name} needs `{missing[0]}`, which is not given", code=SIGNATURE)
    return given


def _positional(call: ast.Call, callee: Callee) -> Iterable[tuple[str, ast.expr]]:
    places = [each for each in callee.parameters if each.kind in ("positional", "variadic")]
    for position, node in enumerate(call.args):
        if isinstance(node, ast.Starred):
            raise CannotRewriteError(f"`{ast.unparse(node)}` may hold any number of arguments", code=KEYWORDS)
        if position < len(places):
            yield places[position].name, node
        elif places and places[-1].kind == "variadic":
            yield places[-1].name, node
        else:
            raise CannotRewriteError(f"{callee.name} takes {len(places)} positional arguments", code=SIGNATURE)


def _keywords(call: ast.Call) -> Iterable[tuple[str | None, ast.expr]]:
    return ((keyword.arg, keyword.value) for keyword in call.keywords)


def _give(given: dict[str, tuple[Argument, ...]], callee: Callee, argument: Argument) -> None:
    parameter = callee.parameter(argument.name)
    rest = next((each for each in callee.parameters if each.kind == "keywords"), None)
    if parameter is None and rest is None:
        raise _unknown(callee, argument.name)
    if parameter is None and rest is not None:
        given[rest.name] = (*given.get(rest.name, ()), argument)
    elif parameter is not None and parameter.kind == "variadic":
        given[parameter.name] = (*given.get(parameter.name, ()), argument)
    elif parameter is not None and parameter.name in given:
        raise CannotRewriteError(f"{callee.name} is given `{argument.name}` twice", code=SIGNATURE)
    elif parameter is not None:
        is_default = parameter.default is not None and _same(argument.node, parameter.default)
        given[parameter.name] = (replace(argument, default=True) if is_default else argument,)


def _unknown(callee: Callee, name: str) -> CannotRewriteError:
    """The refusal of a keyword; a rule names those that it knows of what takes any."""
    if any(each.kind == "keyword" for each in callee.parameters):
        return CannotRewriteError(f"the option `{name}` of {callee.name} has no counterpart", code=OPTIONS)
    return CannotRewriteError(f"{callee.name} does not accept `{name}`", code=SIGNATURE)


def _same(node: ast.expr, default: str) -> bool:
    """True when the argument says what leaving it out would say; None stands for an empty text as well."""
    if isinstance(node, ast.Constant):
        return repr(node.value) in (default, "None" if default == "''" else default)
    return _form(node) == _form_of_default(default) and ast.unparse(node) == default


def _form(node: ast.expr) -> tuple[type[ast.expr], int]:
    return node.__class__, len(children_of(node))


@cache
def _form_of_default(default: str) -> tuple[type[ast.expr], int]:
    return _form(ast.parse(default, mode="eval").body)
