"""What is seen of a module by a search in its bytes, without parsing it."""

from __future__ import annotations

import re

from g2l_tui.engine.awsglue import MENTIONS

_IMPORT = re.compile(rb"^[ \t]*(?:from|import)[ \t]+([^#\n]*)", re.MULTILINE)
_WORD = re.compile(rb"\w+")


def mentions_glue(content: bytes) -> bool:
    """True unless a byte search proves that the file has nothing of Glue's own in it."""
    return any(mention in content for mention in MENTIONS)


def imported_names(content: bytes) -> frozenset[bytes]:
    """Return the parts of the names of modules, and the names, that a file imports, by a look at its lines."""
    return frozenset(name for line in _IMPORT.findall(content) for name in _WORD.findall(line))


def module_name(path: str) -> bytes:
    """Return the last part of the name that a module is imported by."""
    parts = path.removesuffix(".py").split("/")
    name = parts[-2] if parts[-1] == "__init__" and len(parts) > 1 else parts[-1]
    return name.encode(errors="surrogateescape")
