"""A source in pieces: the statements that make it and name its format are one read where its frame is asked for."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.options import reader
from g2l_tui.engine.transforms.registry import transform
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.ruleset.template import Place, Text

SOURCE = "G2L175"

_MADE, _FORMATTED, _READ = "GlueContext.getSource", "DataSource.setFormat", "DataSource.getFrame"
_MADE_WITH = ("connection_type", "format", "transformation_ctx", "push_down_predicate")

Given = Mapping[str, ast.expr]
"""Arguments of a call by name."""


class _Unheard:
    """A site of which nothing is told: what there is to tell is told where the source is read."""

    def __init__(self, site: Surroundings) -> None:
        self._site = site

    def __getattr__(self, name: str) -> Any:
        return getattr(self._site, name)

    def drop(self, option: str, reason: str) -> None:
        """Leave it to the read."""

    def caution(self, code: str, sentence: str) -> None:
        """Leave it to the read."""

    def constant(self, line: str) -> None:
        """Leave it to the read."""


@dataclass(frozen=True, slots=True)
class _Pieces:
    """What is done to one source, each once: it is made, its format may be named, and it is read."""

    made: ast.Call
    formatted: ast.Call | None
    read: ast.Call


@transform
def source_in_pieces(site: Surroundings) -> Text:
    """Return the read of the source that the call makes, prepares or reads, with the session before it.

    Raises CannotRewriteError unless the statements stand right behind each other.
    """
    pieces = _pieces(site)
    made = dict(_given(pieces.made, _MADE_WITH))
    named = dict(_given(pieces.formatted, ("format",))) if pieces.formatted else {}
    kind, first, second = made.pop("connection_type", None), made.pop("format", None), named.pop("format", None)
    made.pop("transformation_ctx", None)
    if "push_down_predicate" in made or (first and second) or pieces.read.args or pieces.read.keywords:
        raise _refusal("it is given something that its frame has no place for")
    _check_order([*made.values(), *named.values()])
    read = reader(
        site,
        _argument(site, "connection_type", kind),
        _dictionary("connection_options", made),
        _argument(site, "format", second or first),
        _dictionary("format_options", named),
    )
    owner = pieces.made.func.value if isinstance(pieces.made.func, ast.Attribute) else pieces.made.func
    return Text(f"{site.text(owner).at(Place.RECEIVER)}{read.code}")


@transform
def goes_into_read(site: Surroundings) -> Text:
    """Allow a call only whose source is read, by the statements behind it, as `source_in_pieces` reads it."""
    return source_in_pieces(cast("Surroundings", _Unheard(site)))


def _pieces(site: Surroundings) -> _Pieces:
    """Find the calls on the source of this call, in statements that follow each other."""
    view, name = site.view, _name_of_source(site)
    here = view.statement_of(site.call)
    block = view.block_of[here]
    scope = view.scopes.of_statement[here]
    match scope.bindings.get(name, ()):
        case [ast.Assign(targets=[ast.Name()], value=ast.Call() as made) as opening] if opening in block:
            uses = [view.parents.get(view.parents[load]) for load in view.scopes.loads(scope, name)]
        case _:
            raise _refusal(f"`{name}` is not made in a statement before")
    calls = [each for each in (made, *uses) if isinstance(each, ast.Call)]
    start = block.index(opening)
    if [view.statement_of(each) for each in calls] != list(block[start : start + len(uses) + 1]):
        raise _refusal(f"`{name}` is used elsewhere as well")
    match calls, [view.facts.callees.get(each) for each in calls]:
        case [_, read], callees if callees == [_MADE, _READ]:
            return _Pieces(made, None, read)
        case [_, formatted, read], callees if callees == [_MADE, _FORMATTED, _READ]:
            return _Pieces(made, formatted, read)
        case _:
            raise _refusal(f"`{name}` is not made, given a format and read, in that order")


def _name_of_source(site: Surroundings) -> str:
    match site.view.statement_of(site.call), site.call.func:
        case ast.Assign(targets=[ast.Name(id=name)], value=value), _ if value is site.call and (
            site.view.facts.callees.get(site.call) == _MADE
        ):
            return name
        case _, ast.Attribute(value=ast.Name(id=name)):
            return name
        case _:
            raise _refusal("the source has no name")


def _given(call: ast.Call, positions: tuple[str, ...]) -> Given:
    given = dict(zip(positions, call.args, strict=False))
    if len(call.args) > len(positions) or any(isinstance(each, ast.Starred) for each in call.args):
        raise _refusal("it is given more than its signature has")
    for keyword in call.keywords:
        if keyword.arg is None or keyword.arg in given:
            raise _refusal("its options are known only when the job runs")
        given[keyword.arg] = keyword.value
    return given


def _check_order(values: Iterable[ast.expr]) -> None:
    """Raise CannotRewriteError for what is computed where the source is made, and would be later."""
    if any(isinstance(each, ast.Call | ast.Await | ast.NamedExpr) for value in values for each in ast.walk(value)):
        raise _refusal("an option is computed where the source is made")


def _argument(site: Surroundings, name: str, node: ast.expr | None) -> Argument | None:
    return Argument(name, node, site.text(node)) if node else None


def _dictionary(name: str, given: Given) -> Argument | None:
    """Keywords as the dictionary that `from_options` takes in their place."""
    node = ast.Dict([ast.Constant(key) for key in given], list(given.values()))
    return Argument(name, node, Text("{}")) if given else None


def _refusal(why: str) -> CannotRewriteError:
    return CannotRewriteError(
        f"a source is a reader in pieces, and {why}",
        code=SOURCE,
        hint="read with glueContext.create_dynamic_frame.from_options(connection_type, connection_options, format, "
        "format_options) first, which is translated",
    )
