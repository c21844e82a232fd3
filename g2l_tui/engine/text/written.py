"""Texts as they are written: which bytes of the source say which character, and where something is filled in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from g2l_tui.engine.text.module import Module

_OPENING = re.compile(r"([rRuUfFbB]*)('''|\"\"\"|'|\")")
_GAP = re.compile(r"(?:\s|\\\r?\n|#[^\n]*)*")
_CHUNK = re.compile(
    r"\\(?:\r\n|N\{[^}]*\}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|.)|\r\n|.", re.DOTALL
)
_ESCAPES = frozenset("\n\r\\'\"abfnrtv01234567xNuU")
_PERCENT = re.compile(r"%(?:\((\w+)\))?[#0\- +]*\d*(?:\.\d+)?([diouxXeEfFgGcrsa%])")


@dataclass(frozen=True, slots=True)
class Letter:
    """One character of a text. `literal` is where the quotes around it open, `owner` the expression they belong to.

    Offsets are into the module's code.
    """

    char: str
    start: int
    end: int
    literal: int
    owner: ast.expr


@dataclass(frozen=True, slots=True)
class Hole:
    """A place that is filled when the program runs. One outside all quotes has no `literal` and no `owner`."""

    expression: ast.expr
    start: int
    end: int
    literal: int | None = None
    owner: ast.expr | None = None


Part = Letter | Hole


def written(module: Module, node: ast.Constant | ast.JoinedStr) -> list[Part] | None:
    """Return the parts of a literal, which may be several with nothing between them; None where they are not clear."""
    values = node.values if isinstance(node, ast.JoinedStr) else [node]
    expressions = iter([each.value for each in values if isinstance(each, ast.FormattedValue)])
    try:
        parts = list(_read(module.text(node), module.start(node), node, expressions))
    except ValueError:
        return None
    said = "".join(part.char for part in parts if isinstance(part, Letter))
    meant = "".join(each.value for each in values if isinstance(each, ast.Constant) and isinstance(each.value, str))
    return parts if said == meant and next(expressions, None) is None else None


def filled(parts: Sequence[Part], named: Mapping[str | int, ast.expr], otherwise: ast.expr) -> list[Part] | None:
    """Return the parts of a text whose fields in braces are filled in, as `format` does it."""
    result: list[Part] = []
    at = count = 0
    while at < len(parts):
        part, following = parts[at], parts[at + 1] if at + 1 < len(parts) else None
        char = part.char if isinstance(part, Letter) else ""
        if char and char in "{}" and isinstance(following, Letter) and following.char == char:
            result.append(_joined(parts[at : at + 2], char))
            at += 2
        elif char == "{":
            end = next((i for i in range(at + 1, len(parts)) if _char(parts[i]) in ("{", "}")), None)
            if end is None or _char(parts[end]) == "{":
                return None
            name = re.match(r"\w*", "".join(_char(each) for each in parts[at + 1 : end]))
            key: str | int = name[0] if name else ""
            if key == "":
                key, count = count, count + 1
            elif isinstance(key, str) and key.isdigit():
                key = int(key)
            result.append(_hole(parts[at : end + 1], named.get(key, otherwise)))
            at = end + 1
        else:
            result.append(part)
            at += 1
    return result


def percented(parts: Sequence[Part], given: ast.expr) -> list[Part] | None:
    """Return the parts of a text to the left of `%`, with what is `given` on its right filled in."""
    text = "".join(_char(part) or "\0" for part in parts)
    values = iter(given.elts if isinstance(given, ast.Tuple) else [given])
    result: list[Part] = []
    end = 0
    for found in _PERCENT.finditer(text):
        result += parts[end : found.start()]
        inside, end = parts[found.start() : found.end()], found.end()
        if found[2] == "%":
            result.append(_joined(inside, "%"))
            continue
        value = given if found[1] else next(values, None)
        if value is None:
            return None
        result.append(_hole(inside, value))
    return result + list(parts[end:])


def exchanged(parts: Sequence[Part], old: str, new: ast.expr) -> list[Part]:
    """Return the parts of a text in which `new` takes the place of `old`, as `replace` does it."""
    text = "".join(_char(part) or "\0" for part in parts)
    result: list[Part] = []
    end = 0
    for found in re.finditer(re.escape(old), text):
        result += [*parts[end : found.start()], _hole(parts[found.start() : found.end()], new)]
        end = found.end()
    return result + list(parts[end:])


def _read(text: str, start: int, owner: ast.expr, expressions: Iterator[ast.expr]) -> Iterator[Part]:
    """Read literal after literal. Raises ValueError where the text is none."""
    places = list(accumulate((len(char.encode()) for char in text), initial=start))
    at = 0
    while at < len(text):
        opening = _OPENING.match(text, at)
        if opening is None or "b" in opening[1].lower():
            raise ValueError("not a text")
        literal, prefix, quote, at = places[at], opening[1].lower(), opening[2], opening.end()
        while not text.startswith(quote, at):
            if "f" in prefix and text[at] in "{}" and text[at : at + 2] in ("{{", "}}"):
                end = at + 2
                yield Letter(text[at], places[at], places[end], literal, owner)
            elif "f" in prefix and text[at] == "{":
                end = _end_of_hole(text, at, quote)
                yield Hole(_next(expressions), places[at], places[end], literal, owner)
            else:
                end = _end_of_chunk(text, at)
                yield from _letters(text[at:end], "r" in prefix, places[at : end + 1], literal, owner)
            at = end
        gap = _GAP.match(text, at + len(quote))
        at = gap.end() if gap else len(text)


def _next(expressions: Iterator[ast.expr]) -> ast.expr:
    found = next(expressions, None)
    if found is None:
        raise ValueError("more is filled in than is known")
    return found


def _end_of_chunk(text: str, at: int) -> int:
    chunk = _CHUNK.match(text, at)
    if chunk is None:
        raise ValueError("the text does not end")
    return chunk.end()


def _letters(code: str, is_raw: bool, places: list[int], literal: int, owner: ast.expr) -> Iterator[Letter]:  # noqa: FBT001
    """What a piece of a literal says: each character by itself, or all of them for an escape."""
    meant = "\n" if code == "\r\n" else code if is_raw else _meant(code)
    for number, char in enumerate(meant):
        start, end = (places[number], places[number + 1]) if code == meant else (places[0], places[-1])
        yield Letter(char, start, end, literal, owner)


def _meant(code: str) -> str:
    if code[:1] != "\\" or code[1] not in _ESCAPES:
        return code
    return str(ast.literal_eval(f"'''{code}'''"))


def _end_of_hole(text: str, at: int, quote: str) -> int:
    """Where the braces that open here close again. Raises ValueError where they do not."""
    end = at
    while True:
        end = text.index("}", end) + 1
        try:
            node = ast.parse(f"f{quote}{text[at:end]}{quote}", mode="eval").body
        except SyntaxError:
            continue
        if isinstance(node, ast.JoinedStr):
            return end


def _char(part: Part) -> str:
    return part.char if isinstance(part, Letter) else ""


def _joined(parts: Sequence[Part], char: str) -> Letter:
    first = parts[0]
    if not isinstance(first, Letter):
        raise TypeError("a letter is made of letters")
    return Letter(char, first.start, parts[-1].end, first.literal, first.owner)


def _hole(parts: Sequence[Part], expression: ast.expr) -> Hole:
    """A field of a text; one that is itself put together belongs to no literal."""
    literals = {part.literal for part in parts}
    only = literals.pop() if len(literals) == 1 else None
    return Hole(expression, parts[0].start, parts[-1].end, only, parts[0].owner if only is not None else None)
