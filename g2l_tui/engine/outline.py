"""What is seen of a module by a search in its bytes, without parsing it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from g2l_tui.engine.awsglue import MENTIONS
from g2l_tui.engine.copies import defines_glue, holders
from g2l_tui.model.source import Source

_IMPORT = re.compile(rb"^[ \t]*(?:from|import)[ \t]+([^#\n]*)", re.MULTILINE)
_IMPORT_BY_NAME = re.compile(rb"""import_module\(\s*["']([\w.]+)""")
_WORD = re.compile(rb"\w+")


@dataclass(frozen=True, slots=True)
class Outline:
    """A module: the name that others import it by, what it imports, and whether it has something of Glue in it.

    It may define what awsglue itself does, and name folders as the `holders` of a package `awsglue`.
    """

    path: str
    digest: str
    name: bytes
    imported: frozenset[bytes]
    mentions_glue: bool
    defines_glue: bool = False
    holders: frozenset[str] = frozenset()


def outline_of(source: Source) -> Outline:
    """Look at a module."""
    content = source.content
    return Outline(
        source.path, source.digest, module_name(source.path), imported_names(content), mentions_glue(content),
        defines_glue(source), holders(source),
    )  # fmt: skip


def mentions_glue(content: bytes) -> bool:
    """True unless a byte search proves that the file has nothing of Glue's own in it."""
    return any(mention in content for mention in MENTIONS)


def imported_names(content: bytes) -> frozenset[bytes]:
    """Return the parts of the names of modules, and the names, that a file imports, by a look at its lines."""
    lines = _IMPORT.findall(content)
    if b"import_module" in content:
        lines += _IMPORT_BY_NAME.findall(content)
    return frozenset(name for line in lines for name in _WORD.findall(line))


def module_name(path: str) -> bytes:
    """Return the last part of the name that a module is imported by."""
    parts = path.removesuffix(".py").split("/")
    name = parts[-2] if parts[-1] == "__init__" and len(parts) > 1 else parts[-1]
    return name.encode(errors="surrogateescape")
