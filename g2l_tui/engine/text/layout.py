"""Line breaks in new code: a chain of calls that is too long for one line gets a line for each call."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from itertools import accumulate

from g2l_tui.engine.text.module import Module
from g2l_tui.model.change import Edit

WIDTH = 100
"""Columns after which a new line of code is broken. Lines of the author's are left as they are."""

_STEP = "    "
_CONTINUED = re.compile(r"[ \t]*\\\r?\n[ \t]*")
_BRACKETS = re.compile(r"(#.*)|[()]")
"""Of what stands between elements, a comment, or brackets that are round one of them."""


def broken(code: str, indent: str, before: int) -> str:
    """Return an expression in parentheses with one call a line, when it is a long chain on one line.

    `before` is how many columns stand in front of it on its line, the indent included.
    """
    code = _joined(code, before)
    if "\n" in code or before + len(code) <= WIDTH:
        return code
    cuts = _cuts(code)
    if len(cuts) < 2:
        return _one_argument_a_line(code, indent)
    ends = [*cuts[1:], len(code)]
    links = [code[start:end] for start, end in zip([0, *cuts[1:]], ends, strict=True)]
    inner = indent + _STEP
    lines = [_link(link, inner) for link in links]
    return "(\n" + "".join(f"{inner}{line}\n" for line in lines) + f"{indent})"


def lines_of(statement: str, indent: str) -> list[str]:
    """Return the lines of a new statement: several for one that gives a call a list that is too long for one line."""
    if len(indent) + len(statement) <= WIDTH:
        return [statement]
    match _statement(statement):
        case ast.Assign(value=ast.Call(args=[ast.Starred(value=ast.ListComp(elt=element) as made)], keywords=[])):
            code = statement.encode()
            head, clause = code[: made.col_offset].decode(), code[element.end_col_offset : made.end_col_offset].decode()
            each = code[element.col_offset : element.end_col_offset].decode()
            opening = head.removesuffix("*")
            return [opening, f"{_STEP}*[", f"{_STEP * 2}{each}", f"{_STEP * 2}{clause[:-1].strip()}", f"{_STEP}]", ")"]
        case _:
            return [statement]


def _joined(code: str, before: int) -> str:
    """Return a chain that the author broke with backslashes on one line, when new code made a line too long."""
    if before + len(code.partition("\n")[0]) <= WIDTH and all(len(line) <= WIDTH for line in code.split("\n")[1:]):
        return code
    joined = _CONTINUED.sub("", code)
    if joined == code or "\n" in joined:
        return code
    new, old = _expression(joined), _expression(f"({code})")
    return joined if new is not None and old is not None and ast.dump(new) == ast.dump(old) else code


def laid_out(module: Module, statement: ast.stmt, edit: Edit) -> Edit:
    """Break a long line where the whole value of a statement is new, and put brackets round what needs them."""
    value = getattr(statement, "value", None)
    written = module.code[edit.start : edit.end].decode()
    is_value = isinstance(value, ast.expr) and (edit.start, edit.end) == (module.start(value), module.end(value))
    if not is_value or edit.replacement.decode() == written:
        return edit
    line = module.line_bounds(module.line_of(edit.start))[0]
    before = len(module.code[line : edit.start].decode())
    code = broken(edit.replacement.decode(), module.indent_of(statement), before)
    needs_brackets = not _stands_alone(code) and _stands_alone(written)
    return Edit(edit.start, edit.end, (f"({code})" if needs_brackets else code).encode())


def around_elements(code: str, written: ast.expr | None = None) -> list[str]:
    """Return what stands before, between and behind the elements of a list that is written out, brackets left out.

    `written` is the list where it stands, if it has this very text. Line ends become line feeds.
    """
    lines = code.encode().splitlines()
    encoded = b"\n".join(lines)
    node = written or ast.parse(encoded, mode="eval").body
    starts = [-node.col_offset, *accumulate(len(line) + 1 for line in lines)]
    bounds = [1]
    for each in node.elts if isinstance(node, ast.List) else ():
        bounds += (
            starts[each.lineno - node.lineno] + each.col_offset,
            starts[(each.end_lineno or 1) - node.lineno] + (each.end_col_offset or 0),
        )
    bounds.append(len(encoded) - 1)
    return [
        _BRACKETS.sub(r"\1", encoded[start:end].decode()) for start, end in zip(bounds[::2], bounds[1::2], strict=True)
    ]


def _stands_alone(code: str) -> bool:
    """True for an expression that needs no brackets around it to go on over its lines."""
    return "\n" not in code or _expression(code) is not None


def _link(link: str, indent: str) -> str:
    """One call of a chain; the first has the object that the others are called on before it."""
    if len(indent) + len(link) <= WIDTH:
        return link
    head = "_" if link.startswith(".") else ""
    return _one_argument_a_line(head + link, indent).removeprefix(head)


def _one_argument_a_line(code: str, indent: str) -> str:
    """Return a call with each argument on a line of its own, as formatters write a call that is too long."""
    node = _with_arguments(_expression(code))
    if node is None:
        return code
    encoded = code.encode()
    head, tail = encoded[: node.args[0].col_offset].decode(), encoded[node.end_col_offset :].decode()
    inner = indent + _STEP
    arguments = [encoded[each.col_offset : each.end_col_offset].decode() for each in node.args]
    lines = [each if len(inner) + len(each) < WIDTH else _one_argument_a_line(each, inner) for each in arguments]
    return f"{head}\n" + "".join(f"{inner}{line},\n" for line in lines) + f"{indent}){tail}"


def _with_arguments(node: ast.expr | None) -> ast.Call | None:
    """The call with several arguments that an expression ends with, or that something is called on."""
    match node:
        case ast.Call(args=[_, _, *_], keywords=[]):
            return node
        case ast.Call(func=ast.Attribute(value=ast.Call() as inner)):
            return _with_arguments(inner)
        case _:
            return None


def _cuts(code: str) -> list[int]:
    """The offsets of the dots before each call of the chain, and before the attributes that lead to it, in order."""
    node = _expression(code)
    cuts: list[int] = []
    encoded = code.encode()
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
        while isinstance(node, ast.Attribute):
            node = node.value
        cuts.append(len(encoded[: node.end_col_offset or 0].decode()))
    return cuts[::-1]


@lru_cache(maxsize=64)  # each step of laying out asks for the same text
def _expression(code: str) -> ast.expr | None:
    """Parse an expression; None for what is none by itself."""
    try:
        return ast.parse(code, mode="eval").body
    except SyntaxError:
        return None


def _statement(code: str) -> ast.stmt | None:
    """Parse a statement; None for what is none by itself."""
    try:
        (statement,) = ast.parse(code).body
    except (SyntaxError, ValueError):
        return None
    return statement
