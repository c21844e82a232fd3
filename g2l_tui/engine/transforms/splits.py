"""SplitFields and SplitRows: one frame becomes two, in a dict."""

from __future__ import annotations

import ast

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.columns import without_fields
from g2l_tui.engine.transforms.fields import column, parse_path
from g2l_tui.engine.transforms.literals import quoted, string, strings
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.ruleset.template import Place, Text

SPLIT = "G2L169"

_OPERATORS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


@transform
def name_or(_site: Site, name: Argument | None, default: str) -> Text:
    """Return the name of a frame as given, or the default that Glue's signature has for it."""
    return name.text if name else Text(quoted(default))


@transform
def frame_name(site: Site, name: Argument | None) -> Text:
    """Return the name of a frame, which Glue would otherwise make from the name of the frame that is split."""
    if name is None or (isinstance(site.literal(name.node), ast.Constant) and string(site, name.node) is None):
        raise CannotRewriteError(
            "without `name1` and `name2` the keys are made from the frame's own name, which a DataFrame does not have",
            code=SPLIT,
            hint='name both halves: name1="left", name2="rest"',
        )
    return name.text


@transform
def remaining_fields(site: Site, paths: Argument | None) -> Text:
    """Return the call that drops the fields that were split off; nested ones would have to stay in both halves."""
    found = strings(site, paths.node) if paths else None
    nested = [text for text in found or () if len(parse_path(text)) > 1]
    if nested:
        raise CannotRewriteError(f"`{nested[0]}` is nested: its struct would be in both halves", code=SPLIT)
    return without_fields(site, paths)


@transform
def row_condition(site: Site, comparisons: Argument | None) -> Text:
    """Return the column that is true for the rows to split off, and false, never null, for all others."""
    fields = site.entries(comparisons.node) if comparisons else None
    if not fields:
        raise CannotRewriteError("the comparisons are put together while the job runs", code=SPLIT)
    parts = [part for path, (node, _) in fields.items() for part in _comparisons(site, path, node)]
    joined = parts[0] if len(parts) == 1 else " & ".join(f"({part})" for part in parts)
    return Text(f"F.coalesce({joined}, F.lit(False))")


def _comparisons(site: Site, path: str, node: ast.expr) -> list[str]:
    tests = site.entries(node)
    if not tests:
        raise CannotRewriteError(f"what `{path}` is compared with is put together while the job runs", code=SPLIT)
    if unknown := tests.keys() - _OPERATORS.keys():
        raise CannotRewriteError(f"`{min(unknown)}` is none of Glue's comparisons", code=SPLIT)
    found = column(parse_path(path))
    return [f"{found} {_OPERATORS[name]} {_value(site, value, text)}" for name, (value, text) in tests.items()]


def _value(site: Site, node: ast.expr, text: Text) -> str:
    literal = site.literal(node)
    if isinstance(literal, ast.Constant) and literal.value is None:
        raise CannotRewriteError("a comparison with None is never true", code=SPLIT)
    return text.at(Place.OPERAND)
