"""Paths of S3 in literals, and where the settings say that their files lie now."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

PATH_MOVED = "path-moved"
"""In place of a rule's id: what [paths] of the settings says."""

_OPENING = re.compile(r"[rbfuRBFU]*(?:\"\"\"|'''|\"|')")
_SCHEME = re.compile(r"s3[an]?://")


@dataclass(frozen=True, slots=True)
class Moved:
    """A literal with its new beginning, and under which assumption it may have it."""

    code: str
    assumption: str


def moved(node: ast.Constant | ast.JoinedStr, code: str, paths: Mapping[str, str]) -> Moved | None:
    """Return the literal as it is to be; None when no prefix fits.

    `code` is the literal as written. Of several prefixes the longest wins; one ends where a folder does.
    """
    head = _head(node)
    opening = _OPENING.match(code)
    for prefix, target in sorted(paths.items(), key=lambda item: -len(item[0])):
        if opening and (beginning := _beginning(head, prefix)) and code.startswith(beginning, opening.end()):
            slash = "/" if beginning.endswith("/") else ""
            rest = code[opening.end() + len(beginning) :]
            assumption = f"What lay below {prefix} lies below {target}, and the text is only used as a path."
            return Moved(f"{opening[0]}{target.rstrip('/')}{slash}{rest}", assumption)
    return None


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
