"""Paths of S3 in literals: where the settings say that their files lie now, and the scheme that Databricks knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

PATH_MOVED = "path-moved"
"""In place of a rule's id: what [paths] of the settings says."""

PATH_SCHEME = "path-scheme"
"""In place of a rule's id: `s3n://` has become `s3://`."""

OLD_PATH = "G2L216"
STAYS = "`s3n://` stays in this text; Databricks has `s3://`"

_OLD_SCHEME = "s3n://"

_OPENING = re.compile(r"[rbfuRBFU]*(?:\"\"\"|'''|\"|')")
_SCHEME = re.compile(r"s3[an]?://")
_LOOKS = frozenset("count endswith find index partition removeprefix replace rpartition split startswith".split())
_PATTERN = re.compile(r"[\\^$|()\[\]]")
_SAME = "The text is only used as a path: Databricks reads the same object by s3://."


@dataclass(frozen=True, slots=True)
class Moved:
    """A literal with its new beginning, under which assumption it may have it, and by which rule."""

    code: str
    assumption: str
    rule: str = PATH_MOVED


def relocated(
    node: ast.Constant | ast.JoinedStr, code: str, parent: ast.AST | None, paths: Mapping[str, str]
) -> Moved | None:
    """Return the literal as it is to be; None when it may stay, or is no path.

    `code` is the literal as written, `parent` what it is a part of.
    """
    return _moved(node, code, paths) or _with_new_scheme(node, code, parent)


def mentions_old_scheme(node: ast.Constant | ast.JoinedStr) -> bool:
    """True for a text with `s3n://` somewhere in it, but for a pattern of one."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    texts = [str(each.value) for each in parts if isinstance(each, ast.Constant)]
    return any(_OLD_SCHEME in each for each in texts) and not _is_pattern(_head(node))


def _is_pattern(text: str) -> bool:
    """True for what begins as a path and has characters in it by which others are looked for."""
    return text.startswith(_OLD_SCHEME) and _PATTERN.search(text) is not None


def _moved(node: ast.Constant | ast.JoinedStr, code: str, paths: Mapping[str, str]) -> Moved | None:
    """Return the literal with its new prefix: of several the longest wins; one ends where a folder does."""
    head = _head(node)
    opening = _OPENING.match(code)
    for prefix, target in sorted(paths.items(), key=lambda item: -len(item[0])):
        if opening and (beginning := _beginning(head, prefix)) and code.startswith(beginning, opening.end()):
            slash = "/" if beginning.endswith("/") else ""
            rest = code[opening.end() + len(beginning) :]
            assumption = f"What lay below {prefix} lies below {target}, and the text is only used as a path."
            return Moved(f"{opening[0]}{target.rstrip('/')}{slash}{rest}", assumption)
    return None


def _with_new_scheme(node: ast.Constant | ast.JoinedStr, code: str, parent: ast.AST | None) -> Moved | None:
    """Return the literal with `s3` for `s3n`: a text that is looked for in another is no path."""
    opening, head = _OPENING.match(code), _head(node)
    if opening is None or not head.startswith(_OLD_SCHEME) or not code.startswith(_OLD_SCHEME, opening.end()):
        return None
    is_alone = head == _OLD_SCHEME and isinstance(node, ast.Constant) and not isinstance(parent, ast.BinOp)
    if is_alone or _is_pattern(head) or _is_looked_for(node, parent):
        return None
    return Moved(f"{opening[0]}s3://{code[opening.end() + len(_OLD_SCHEME) :]}", _SAME, PATH_SCHEME)


def _is_looked_for(node: ast.expr, parent: ast.AST | None) -> bool:
    match parent:
        case ast.Compare():
            return True
        case ast.Call(func=ast.Attribute(attr=member), args=args):
            return member in _LOOKS and node in args
        case _:
            return False


def _head(node: ast.Constant | ast.JoinedStr) -> str:
    """The text that the literal surely begins with."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            return text
        case _:
            return ""


def _beginning(head: str, prefix: str) -> str | None:
    """The beginning of `head` that `prefix` means, in whichever of the three schemes it is written."""
    scheme = _SCHEME.match(head)
    folder = _SCHEME.sub("", prefix.rstrip("/"), count=1)
    if not scheme or not head.startswith(folder, scheme.end()):
        return None
    beginning, after = f"{scheme[0]}{folder}", head[scheme.end() + len(folder) :]
    if after.startswith("/"):
        return f"{beginning}/"
    return None if after else beginning
