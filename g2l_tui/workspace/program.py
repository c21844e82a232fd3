"""Which program this is: what was found out by another one is not believed to hold."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.metadata import version

from g2l_tui.model.source import digest_of
from g2l_tui.paths import PACKAGE

_FOLDERS = ("engine", "model", "ruleset", "validators")
_LIBRARIES = ("libcst", "sqlglot")


@cache
def program_digest() -> str:
    """Return a digest of all that results depend on but rules, settings and sources, as it is when first asked."""
    texts = [repr(sys.version_info), *map(version, _LIBRARIES)]
    paths = (path for folder in _FOLDERS for path in (PACKAGE / folder).rglob("*.py"))
    texts += sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)
    return digest_of("\n".join(texts).encode())
