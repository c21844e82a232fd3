"""Reading literals, and writing text as Python literals in the author's quotes."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.registry import Site
from g2l_tui.engine.transforms.seeing import Surroundings


def quoted(text: str) -> str:
    """Return `text` as a Python string literal in double quotes."""
    literal = repr(text)
    if literal.startswith("'") and '"' not in text:
        return '"' + literal[1:-1].replace("\\'", "'") + '"'
    return literal


def string(site: Site, node: ast.expr) -> str | None:
    """Return the text that an expression surely is, or None."""
    match node if isinstance(node, ast.Constant) else site.literal(node):
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_texts(parts)) if all(isinstance(part, ast.Constant) for part in parts) else None
        case _:
            return None


def _texts(parts: Iterable[ast.expr]) -> Iterator[str]:
    """The texts of an f-string in which nothing is filled in."""
    yield from (str(part.value) for part in parts if isinstance(part, ast.Constant))


def required_string(site: Site, argument: Argument | None, what: str) -> str:
    """Return the text of an argument. Raises CannotRewriteError when it is not known while translating."""
    found = string(site, argument.node) if argument else None
    if found is None:
        raise CannotRewriteError(f"{what} is not known until the job runs")
    return found


def settled(site: Surroundings, node: ast.expr) -> str | None:
    """Return the text that an expression surely is, a constant of another module included."""
    known = string(site, node)
    return site.view.settled_text(node) if known is None else known


def strings(site: Site, node: ast.expr) -> tuple[str, ...] | None:
    """Return the texts of a list, or of a single string, or None when one of them is not known."""
    match site.literal(node):
        case ast.Constant(value=str(text)):
            return (text,)
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            found = tuple(string(site, element) for element in elements)
            return _all_known(found)
        case _:
            return None


def _all_known(found: Sequence[str | None]) -> tuple[str, ...] | None:
    known = tuple(text for text in found if text is not None)
    return known if len(known) == len(found) else None


def truth(site: Site, node: ast.expr) -> bool | None:
    """Return the boolean that an expression surely is; Glue takes the words `true` and `false` as well."""
    match site.literal(node):
        case ast.Constant(value=bool(value)):
            return value
        case ast.Constant(value=str(text)) if text.lower() in ("true", "false"):
            return text.lower() == "true"
        case _:
            return None


def inside_fstring(code: str) -> str:
    """Return an expression as it may stand in an f-string in double quotes; older Pythons allow no such quote there.

    Raises CannotRewriteError when it cannot.
    """
    if '"' in code and "'" not in code:
        code = code.replace('"', "'")
    if any(mark in code for mark in ('"', "\\", "\n", "#")):
        raise CannotRewriteError(f"`{code}` does not fit into an f-string")
    return code
